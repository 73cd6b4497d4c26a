"""A review that nobody has looked at comes in; the parts sheet and a question for the chat go out.

While it is to be looked at blind, nothing that the checks found is told: neither in words nor in pictures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, Field

from agent_plugin.tools.calls.answer import told
from agent_plugin.tools.calls.tool import Shown, Toolbox, ToolResult
from agent_plugin.tools.domain import Review, VerdictValue
from agent_plugin.tools.policy import AGENTS, STANDARD

if TYPE_CHECKING:
    from agent_plugin.tools.look.desk import LookDesk, Question


class LookQuestion(BaseModel):
    """What you are asked to look at."""

    look: str = Field(description="Hand it to record_look")
    pictures: list[str] = Field(description="Names of the pictures that came along, in their order")
    numbers: list[int] = Field(description="The tiles, or the places, to answer: every one")
    pointed: bool = Field(description="False: answer `tiles` and `probability`; true: answer `places`")
    question: str


class Reviewed(Review):
    """The review; or, before anybody has looked, the question instead of what the checks found."""

    look: LookQuestion | None = None


def reviewed(box: Toolbox, review: Review, brief: str = "") -> ToolResult:
    """The whole review; where nobody has looked, what is to be looked at first."""
    question = _question(box, review, brief)
    if question is None:
        return told(review, box.store)
    text = "\n\n".join(
        (
            f"review: {review.media.name} is checked, and nobody has looked at it yet. There is no verdict "
            "to pass on before somebody has: look now, yourself.",
            asked(question),
            f"This is review {review.id}. What the checks found is told after your look.",
        )
    )
    hidden = review.model_copy(
        update={
            "findings": (),
            "evidence": (),
            "checks": None,
            "verdict": review.verdict.model_copy(
                update={
                    "value": VerdictValue.REVIEW,
                    "sentence": "A person must look before this ad goes live: nobody has looked yet.",
                    "because": ("Nobody has looked at it yet, so it is not publishable.",),
                    "rulings": (),
                    "counts": (),
                }
            ),
        }
    )
    data = {**hidden.model_dump(mode="json"), "look": as_data(question).model_dump(mode="json")}
    return ToolResult(text, data, pictures_of(question))


def desk_of(box: Toolbox) -> LookDesk:
    """Where looks are asked for and handed in."""
    from agent_plugin.tools.look.desk import LookDesk

    return LookDesk(box.store, STANDARD, box.manner.secret, box.manner.language)


def asked(question: Question) -> str:
    """The question in words, and how it is answered."""
    names = ", ".join(_names(question))
    what = "`places`" if question.places else "`tiles`, `elsewhere` and `probability`"
    return (
        f"{question.text}\n\nThe pictures: {names}. Answer by one call of `record_look` with look "
        f"{question.look} and {what}."
    )


def as_data(question: Question) -> LookQuestion:
    """The question for programs."""
    return LookQuestion(
        look=question.look,
        pictures=_names(question),
        numbers=list(question.numbers),
        pointed=bool(question.places),
        question=question.text,
    )


def pictures_of(question: Question) -> tuple[Shown, ...]:
    """The sheets, each as large as all of them may be in one result."""
    from agent_plugin.tools.evidence.handy import small_jpeg

    most = AGENTS.max_result_bytes // len(question.pictures)
    return tuple(
        Shown(name, small_jpeg(one.jpeg, most))
        for name, one in zip(_names(question), question.pictures, strict=True)
    )


def _names(question: Question) -> list[str]:
    kind = "closer" if question.places else "sheet"
    return [f"{kind}-{number}.jpg" for number in range(1, 1 + len(question.pictures))]


def _question(box: Toolbox, review: Review, brief: str) -> Question | None:
    """None where somebody has looked, nothing was seen, or the checks block: then all is told at once."""
    is_open = not any(look.counts for look in review.looks)
    if not is_open or not review.sheets or review.verdict.value is VerdictValue.BLOCK:
        return None
    return desk_of(box).ask(review, brief=brief)
