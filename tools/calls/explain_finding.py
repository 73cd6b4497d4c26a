"""The tool `explain_finding`: a finding or a category in; its meaning, measures and limits out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from agent_plugin.tools.calls.answer import shown, verdict_line
from agent_plugin.tools.calls.looking import AFTER_THE_LOOK, is_awaited
from agent_plugin.tools.calls.summary import as_data
from agent_plugin.tools.calls.tool import (
    REVIEW,
    Answer,
    Arguments,
    ReviewId,
    Shown,
    Tool,
    Toolbox,
    ToolResult,
)
from agent_plugin.tools.domain import Category, Finding
from agent_plugin.tools.errors import UsageError
from agent_plugin.tools.policy import AGENTS

if TYPE_CHECKING:
    from agent_plugin.tools.domain import Review


class ExplainFindingArguments(Arguments):
    """Which finding, or which kind of defect in general."""

    review: ReviewId = Field(default="", description=f"{REVIEW}; with `finding`")
    finding: int | None = Field(default=None, ge=1, description="The number of the finding in that review")
    category: Category | None = Field(default=None, description="Instead of both: a kind of defect")


class ExplainFindingAnswer(Answer):
    """Which finding, or which kind of defect, the text is about."""

    category: str
    review: str = ""
    finding: int | None = None
    pictures: list[str] = Field(default=[])


def run(box: Toolbox, arguments: ExplainFindingArguments) -> ToolResult:
    """Find the page, and the finding."""
    if arguments.finding is not None and arguments.review:
        return _of_review(box, arguments.review, arguments.finding)
    if arguments.category is None:
        raise UsageError("It is not said what to explain.", "Give `review` and `finding`, or a `category`.")
    page = _page(arguments.category)
    answer = ExplainFindingAnswer(category=arguments.category.value)
    return ToolResult(page, as_data(answer), records={"page": page})


def finding_of(review: Review, number: int) -> Finding:
    """The finding with this number.

    Raises:
        UsageError: there is none.
    """
    found = next((one for one in review.findings if one.number == number), None)
    if found is None:
        numbers = ", ".join(str(one.number) for one in review.findings) or "none"
        raise UsageError(f"Review {review.id} has no finding {number}.", f"Its findings: {numbers}.")
    return found


def _of_review(box: Toolbox, review_id: str, number: int) -> ToolResult:
    from agent_plugin.tools.evidence import trace

    review = box.store.get(review_id)
    if is_awaited(box, review):
        raise UsageError(AFTER_THE_LOOK, f"Give {review.id} to get_review; a `category` is explained before.")
    found = finding_of(review, number)
    page, steps = _page(found.category), review.trace(found)
    lines = [
        verdict_line(review),
        f"Finding {number}, {found.category.value}, {found.score:.2f} of 1: {found.for_marketer}",
        found.for_engineer,
        *(f"{one.name}: {one.value:g} {one.unit}. Usual: {one.usual}" for one in found.measurements),
        *trace.lines(steps),
        page,
    ]
    pictures = _pictures(box, review, number)
    answer = ExplainFindingAnswer(
        category=found.category.value,
        review=review.id,
        finding=number,
        pictures=[one.name for one in pictures],
    )
    records = {
        "page": page,
        "finding": found.model_dump(mode="json"),
        "trace": [one.model_dump(mode="json") for one in steps],
    }
    return ToolResult("\n".join(lines), as_data(answer), pictures, records)


def _pictures(box: Toolbox, review: Review, number: int) -> tuple[Shown, ...]:
    from agent_plugin.tools.evidence.handy import pictures_of

    wanted = pictures_of(review, number)[: AGENTS.max_pictures]
    return tuple(shown(box.store.evidence_folder(review.id), wanted))


def _page(category: Category) -> str:
    from agent_plugin.tools.anatomy import CHECKS
    from agent_plugin.tools.words import no_check

    for check in CHECKS:
        if check.category is category:
            return check.page
    return no_check(category)


EXPLAIN_FINDING = Tool(
    name="explain_finding",
    title="Explain a finding",
    description=(
        "Why do you say that something is wrong, how did you measure it, how sure is it: one finding of"
        " a review, with its measures, what is usual, and its picture. Or, of a category of defects in "
        "general, what that check looks for, can see and can not see. Use it when the user asks why or "
        "doubts a finding."
    ),
    arguments=ExplainFindingArguments,
    run=run,
    answers=ExplainFindingAnswer,
    is_read_only=True,
    is_idempotent=True,
)
