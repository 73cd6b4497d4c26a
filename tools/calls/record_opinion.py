"""The tool `record_opinion`: what the chat's own model saw comes in, the review with it goes out.

Nobody watched what that model was shown, so its opinion is kept as unverified: it can ask for a person to
look, and never makes a verdict milder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, Field

from agent_plugin.tools.calls.tool import Arguments, ReviewId, Tool, Toolbox, ToolResult
from agent_plugin.tools.domain import Answer, Category, Finding, Opinion, Part, Review, Specialist, Verdict
from agent_plugin.tools.errors import UsageError

if TYPE_CHECKING:
    from agent_plugin.tools.store import Store

HOST = "host model"


class RecordOpinionArguments(Arguments):
    """One opinion."""

    review: ReviewId
    finding: int | None = Field(default=None, description="The number of the finding it is about")
    category: Category | None = Field(
        default=None, description="The defect you see, where it is about no finding"
    )
    person: int | None = Field(default=None, ge=1, description="The person's number, where about no finding")
    part: Part | None = Field(default=None, description="The part, where about no finding")
    picture: int | None = Field(default=None, ge=1, description="The number of the picture that shows it")
    answer: Literal["confirm", "refute", "unsure"] = Field(
        description="confirm: the defect is there; refute: it is sound; unsure: it cannot be told"
    )
    sureness: float = Field(default=0.8, ge=0, le=1, description="How sure you are, 0 to 1")
    described: str = Field(default="", max_length=2000, description="What you saw before you judged")
    reason: str = Field(max_length=2000, description="Why, in one or two neutral sentences")


class RecordOpinionAnswer(BaseModel):
    """The verdict with it."""

    review: str
    verdict: Verdict
    recorded: Opinion | None


def run(box: Toolbox, arguments: RecordOpinionArguments) -> ToolResult:
    """Keep it, and write the reports anew."""
    review = box.store.get(arguments.review)
    opinion = _opinion(arguments, _finding(arguments, review), box.manner.rules.max_reason_chars)
    now = box.store.add_opinion(review.id, opinion)
    renew_reports(box.store, now)
    changed = now.verdict.value is not review.verdict.value
    effect = f"The verdict is now {now.verdict.value.value}." if changed else "The verdict stays as it was."
    text = f"Recorded as unverified. {effect} {now.verdict.sentence}"
    recorded = now.second_opinion.opinions[-1].model_dump(mode="json") if now.second_opinion else None
    verdict = now.verdict.model_dump(mode="json")
    return ToolResult(text, {"review": now.id, "verdict": verdict, "recorded": recorded})


def _finding(arguments: RecordOpinionArguments, review: Review) -> Finding | None:
    if arguments.finding is None:
        if arguments.answer == "confirm" and arguments.category is None:
            raise UsageError(
                "It is not said which defect is confirmed.",
                "Give `finding`, or the `category` of the defect.",
            )
        return None
    for finding in review.findings:
        if finding.number == arguments.finding:
            return finding
    numbers = ", ".join(str(one.number) for one in review.findings) or "none"
    raise UsageError(f"Review {review.id} has no finding {arguments.finding}.", f"Its findings: {numbers}.")


def _opinion(arguments: RecordOpinionArguments, finding: Finding | None, longest: int) -> Opinion:
    from agent_plugin.tools.opinion.asking.wording import labels
    from agent_plugin.tools.words import printable

    category = finding.category if finding else arguments.category
    described = printable(arguments.described)
    if arguments.picture is not None:
        described = f"Picture {arguments.picture}. {described}".strip()
    return Opinion(
        number=1,
        judge=HOST,
        unverified=True,
        specialist=category.row.specialist if category else Specialist.SCENE,
        look="pointed" if finding else "blind",
        prompt=labels(("host", "questions")),
        finding=finding.number if finding else None,
        answer=Answer(arguments.answer),
        category=category,
        person=finding.person if finding else arguments.person,
        part=finding.part if finding else arguments.part,
        box_xyxy=finding.box_xyxy if finding else None,
        at_s=finding.at_s if finding else None,
        sureness=arguments.sureness,
        described=described[:longest],
        reason=printable(arguments.reason)[:longest],
    )


def renew_reports(store: Store, review: Review) -> None:
    """The pages show what was recorded and signed; where the evidence is gone, there is nothing to renew."""
    from agent_plugin.tools.evidence import write_reports

    folder = store.evidence_folder(review.id)
    if folder.is_dir():
        write_reports(review, folder, store.sign_offs.of(review.id))


RECORD_OPINION = Tool(
    name="record_opinion",
    title="Record what you saw",
    description=(
        "Keeps your own opinion on a reviewed ad after second_opinion showed you its pictures: one call for "
        "each finding or defect. It is stored as 'host model, unverified'. It can turn publish into review "
        "and never makes a verdict milder."
    ),
    arguments=RecordOpinionArguments,
    run=run,
    answers=RecordOpinionAnswer,
)
