"""The tool `get_review`: an id or handle in, that review out; without one, the newest."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, Field

from agent_plugin.tools.calls.answer import VERDICTS_MEAN
from agent_plugin.tools.calls.jobs import PREFIX
from agent_plugin.tools.calls.looking import LookQuestion, reviewed
from agent_plugin.tools.calls.tool import Arguments, ReviewId, Tool, Toolbox, ToolResult
from agent_plugin.tools.domain import Review, SignOff, VerdictValue
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
    created_at: datetime
    ad: str
    verdict: VerdictValue
    findings: int
    sign_off: SignOff | None = Field(description="The newest one")


class GetReviewAnswer(BaseModel):
    """How it stands; the report once there is one."""

    state: Literal["waiting", "running", "done", "failed", "stopped", "listed"]
    handle: str = ""
    stage: str = ""
    share: float = Field(default=0.0, ge=0, le=1, description="The share of the work that is done")
    report: Review | None = None
    sign_offs: list[SignOff] = Field(default=[], description="What persons decided, oldest first")
    look: LookQuestion | None = Field(default=None, description="What you are asked to look at first")
    reviews: list[Listed] = Field(default=[], description="The newest ones, where no review was named")


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
    return ToolResult(text, answer.model_dump(mode="json"))


def _stored(box: Toolbox, review: Review, handle: str = "") -> ToolResult:
    """What was kept, or ran in the background, is looked at as what review_ad made."""
    whole = reviewed(box, review)
    signed = list(box.store.sign_offs.of(review.id))
    answer = GetReviewAnswer(state="done", handle=handle, share=1.0, sign_offs=signed)
    data = answer.model_dump(mode="json", exclude={"report", "look"})
    report = {key: value for key, value in whole.data.items() if key != "look"}
    return ToolResult(whole.text, {**data, "report": report, "look": whole.data.get("look")}, whole.pictures)


def _listed(box: Toolbox, limit: int) -> ToolResult:
    rows = [_row(box, review) for review in box.store.newest(limit)]
    lines = [
        f"{row.review}  {row.verdict.value}  findings: {row.findings}  {row.ad}"
        + (f"  {row.sign_off.sentence}" if row.sign_off else "")
        for row in rows
    ]
    text = "\n".join(["The newest reviews:", *lines]) if lines else "There are no reviews yet: use review_ad."
    return ToolResult(text, GetReviewAnswer(state="listed", reviews=rows).model_dump(mode="json"))


def _row(box: Toolbox, review: Review) -> Listed:
    signed = box.store.sign_offs.of(review.id)
    return Listed(
        review=review.id,
        created_at=review.created_at,
        ad=review.media.name,
        verdict=review.verdict.value,
        findings=len(review.counting),
        sign_off=signed[-1] if signed else None,
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
