"""A review that nobody has looked at comes in; the parts sheet and a question for the chat go out.

While it is to be looked at blind, nothing that the checks found is told: neither in words nor in pictures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agent_plugin.tools.calls.answer import how_to_look, summary, verdict_line
from agent_plugin.tools.calls.summary import LookQuestion, Row, Summary, as_data
from agent_plugin.tools.calls.tool import Shown, Toolbox, ToolResult
from agent_plugin.tools.domain import Review, VerdictValue
from agent_plugin.tools.policy import AGENTS, STANDARD
from agent_plugin.tools.words import printable

if TYPE_CHECKING:
    from agent_plugin.tools.look.desk import LookDesk, Question

_KEPT_BLIND = ("id", "created_at", "media", "does_not_mean", "key")


_EXAMPLE = {
    False: '{"tiles": [{"tile": 1, "says": "sound", "sureness": 0.9}, {"tile": 2, "says": "wrong", '
    '"what": "six fingers", "sureness": 0.8}], "elsewhere": [{"what": "a third hand", "where": '
    '"under her left elbow", "sureness": 0.7}], "probability": 0.7}',
    True: '{"places": [{"place": 1, "answer": "refute", "sureness": 0.9, "reason": "..."}], '
    '"probability": 0.1}',
}
_NEXT = "Next: look at every tile, and answer by record_look."
_NOBODY = "A person must look before this ad goes live: nobody has looked yet."
AFTER_THE_LOOK = "What the checks found is shown after the look, which get_review asks for."
_BLOCKED = "Do not publish this ad as it is: the checks hold something for impossible. Nobody has looked yet."


def reviewed(box: Toolbox, review: Review, brief: str = "") -> ToolResult:
    """The whole review; where nobody has looked, what is to be looked at first."""
    question = desk_of(box).ask(review, brief=brief) if is_to_be_looked_at(box, review) else None
    if question is None:
        return summary(review, box.store)
    text = "\n\n".join(
        (
            f"{verdict_line(blind(review))} On real pictures the checks alone are worth little: look now, "
            "yourself, before you pass anything on.",
            asked(question),
            f"This is review {review.id}. What the checks found is told after your look. If you cannot see "
            "the pictures, answer nothing and guess nothing: say that nobody has looked yet. "
            f"{how_to_look(review)}",
            *(f"Signed: {one.sentence}" for one in box.store.sign_offs.of(review.id)),
        )
    )
    hidden = blind(review)
    data = Summary(
        review=review.id,
        verdict=hidden.verdict.value,
        sentence=hidden.verdict.sentence,
        next=_NEXT,
        look=question_data(question),
    )
    return ToolResult(text, as_data(data), pictures_of(question), {"review": in_short(review)})


def row_of(box: Toolbox, review: Review, *, is_open: bool = False) -> Row:
    """A review in a list; where it is to be looked at blind, without anything that the checks found.

    Args:
        box: With the store.
        review: Which one.
        is_open: May it say what the checks found, though nobody has looked?
    """
    is_blind = not is_open and is_to_be_looked_at(box, review)
    signed = box.store.sign_offs.of(review.id)
    return Row(
        ad=printable(review.media.name),
        review=review.id,
        verdict=(blind(review) if is_blind else review).verdict.value,
        findings=0 if is_blind else len(review.counting),
        look=is_blind,
        at=f"{review.created_at:%Y-%m-%d %H:%M} UTC",
        signed=signed[-1].sentence if signed else "",
    )


def as_shown(box: Toolbox, review: Review) -> Review:
    """The review as whoever calls may read it: blind while a look is asked of them, else whole."""
    return blind(review) if is_awaited(box, review) else review


def is_awaited(box: Toolbox, review: Review) -> bool:
    """Was a look asked for that has not come yet? What only this machine was to check is asked of nobody."""
    return is_to_be_looked_at(box, review) and box.store.looks.is_asked_of_a_chat(review.id)


def is_to_be_looked_at(box: Toolbox, review: Review) -> bool:
    """By the model that calls: not one that sees nothing, or whose looks did not count too often.

    Nor where somebody has looked, or nothing was seen.
    """
    from agent_plugin.tools.look.desk import may_try

    is_open = not any(look.counts for look in review.looks) and may_try(review, STANDARD)
    return box.has_eyes and is_open and bool(review.sheets)


def blind(review: Review) -> Review:
    """The review without anything that the checks found; its pictures are the sheets."""
    is_blocked = review.verdict.value is VerdictValue.BLOCK
    verdict = review.verdict.model_copy(
        update={
            "value": VerdictValue.BLOCK if is_blocked else VerdictValue.REVIEW,
            "sentence": _BLOCKED if is_blocked else _NOBODY,
            "because": (AFTER_THE_LOOK,),
            "rulings": (),
            "counts": (),
        }
    )
    kept = {name: getattr(review, name) for name in _KEPT_BLIND}
    sheets = tuple(one for one in review.evidence if one.kind == "sheet")
    return Review(**kept, verdict=verdict, evidence=sheets)


def in_short(review: Review) -> dict[str, Any]:
    """The blind review as data, without fields that say nothing: a model may read all of it."""
    return blind(review).model_dump(mode="json", exclude_defaults=True)


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
        f"{question.look} and {what}, such as {_EXAMPLE[bool(question.places)]}."
    )


def question_data(question: Question) -> LookQuestion:
    """What is asked, beside the question."""
    return LookQuestion(
        look=question.look,
        pictures=_names(question),
        numbers=list(question.numbers),
        pointed=bool(question.places),
    )


def pictures_of(question: Question) -> tuple[Shown, ...]:
    """The sheets, each as large as all of them may be in one result."""
    from agent_plugin.tools.evidence.handy import small_jpeg

    most = AGENTS.max_result_bytes // len(question.pictures)
    return tuple(
        Shown(name, small_jpeg(one.jpeg, most), is_for_looking=True)
        for name, one in zip(_names(question), question.pictures, strict=True)
    )


def _names(question: Question) -> list[str]:
    kind = "closer" if question.places else "to-look-at"
    return [f"{kind}-{number}.jpg" for number in range(1, 1 + len(question.pictures))]
