"""The tool `get_review`: an id or handle in, that review out; without one, the newest."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, Field

from agent_plugin.tools.calls.answer import VERDICTS_MEAN
from agent_plugin.tools.calls.jobs import PREFIX, State
from agent_plugin.tools.calls.looking import reviewed
from agent_plugin.tools.calls.summary import Summary, as_data
from agent_plugin.tools.calls.tool import Arguments, ReviewId, Tool, Toolbox, ToolResult
from agent_plugin.tools.domain import Review, VerdictValue
from agent_plugin.tools.errors import ReviewStopped, UsageError
from agent_plugin.tools.policy import AGENTS

if TYPE_CHECKING:
    from agent_plugin.tools.calls.jobs import Standing


class GetReviewArguments(Arguments):
    """Which review."""

    review: ReviewId = Field(
        default="",
        description="The handle from start_review, or a review's id or its beginning; empty to list the "
        "newest reviews",
    )
    wait_s: float = Field(
        default=0.0, ge=0, le=AGENTS.max_wait_s, description="Seconds to wait for a running review to end"
    )
    limit: int = Field(default=10, ge=1, le=AGENTS.max_listed, description="How many to list")


class Listed(BaseModel):
    """A review in a list."""

    review: str
    at: datetime
    ad: str
    verdict: VerdictValue
    findings: int
    signed: str = ""


class GetReviewAnswer(Summary):
    """How it stands; the review once there is one."""

    state: State | Literal["listed"]
    handle: str = ""
    stage: str = ""
    share: float = Field(default=0.0, description="Of the work that is done, 0 to 1")
    reviews: list[Listed] = Field(default=[], description="The newest, where none was named")


def run(box: Toolbox, arguments: GetReviewArguments) -> ToolResult:
    """Find it."""
    if not arguments.review:
        return _listed(box, arguments.limit)
    if not arguments.review.startswith(PREFIX):
        return _stored(box, box.store.get(arguments.review))
    if box.jobs is None:
        raise UsageError("Nothing runs in the background here.", "Give the id of a review.")
    standing = box.jobs.standing(arguments.review, arguments.wait_s)
    if standing.state == "failed":
        raise ReviewStopped(f"The review failed: {standing.error}", "")
    if standing.state == "done":
        return _stored(box, box.store.get(standing.review), standing.id)
    return how_it_stands(standing)


def how_it_stands(standing: Standing) -> ToolResult:
    """What is told of a review that is not there yet, or never will be."""
    if standing.state == "stopped":
        text = "The review was stopped. There is no verdict; call start_review to begin again."
    elif standing.state == "done":
        text = f"The review had ended already: get_review with {standing.id} shows it."
    elif standing.state == "failed":
        text = f"The review failed: {standing.error}"
    else:
        stage = f", {standing.stage}" if standing.stage else ""
        text = (
            f"The review is {standing.state} ({standing.share:.0%}{stage}). There is no verdict yet: "
            "call get_review again."
        )
    answer = GetReviewAnswer(
        state=standing.state, handle=standing.id, stage=standing.stage, share=standing.share
    )
    return ToolResult(text, as_data(answer))


def _stored(box: Toolbox, review: Review, handle: str = "") -> ToolResult:
    """What was kept, or ran in the background, is looked at as what review_ad made."""
    whole = reviewed(box, review)
    signed = [one.model_dump(mode="json") for one in box.store.sign_offs.of(review.id)]
    data = {**whole.data, "state": "done", **({"handle": handle} if handle else {})}
    return replace(whole, data=data, records={**whole.records, "sign_offs": signed})


def _listed(box: Toolbox, limit: int) -> ToolResult:
    rows = [_row(box, review) for review in box.store.newest(limit)]
    lines = [
        f"{row.review}  {row.verdict.value}  findings: {row.findings}  {row.ad}"
        + (f"  {row.signed}" if row.signed else "")
        for row in rows
    ]
    text = "\n".join(["The newest reviews:", *lines]) if lines else "There are no reviews yet: use review_ad."
    return ToolResult(text, as_data(GetReviewAnswer(state="listed", reviews=rows)))


def _row(box: Toolbox, review: Review) -> Listed:
    signed = box.store.sign_offs.of(review.id)
    return Listed(
        review=review.id,
        at=review.created_at,
        ad=review.media.name,
        verdict=review.verdict.value,
        findings=len(review.counting),
        signed=signed[-1].sentence if signed else "",
    )


GET_REVIEW = Tool(
    name="get_review",
    title="Get a review, or list them",
    description=(
        "Gives a review by its id, or by the handle of start_review: its progress while it runs, then "
        "verdict, who looked, pictures and report. Without an id it lists the newest reviews with their "
        "sign-offs. "
        "A review that nobody has looked at yet comes back with its parts sheet and the question: look, and "
        f"answer by record_look. {VERDICTS_MEAN} Use it for what was reviewed before; no check runs anew."
    ),
    arguments=GetReviewArguments,
    run=run,
    answers=GetReviewAnswer,
    is_read_only=True,
    is_idempotent=True,
)
