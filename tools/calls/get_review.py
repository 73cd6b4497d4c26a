"""The tool `get_review`: an id or handle in, that review out; without one, the newest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import Field

from agent_plugin.tools.calls.jobs import PREFIX
from agent_plugin.tools.calls.looking import reviewed, row_of
from agent_plugin.tools.calls.summary import Standings, as_data, line_of
from agent_plugin.tools.calls.tool import Arguments, ReviewId, Tool, Toolbox, ToolResult
from agent_plugin.tools.errors import ReviewStopped, UsageError
from agent_plugin.tools.policy import AGENTS

if TYPE_CHECKING:
    from agent_plugin.tools.calls.jobs import Standing
    from agent_plugin.tools.domain import Review

_NONE = "There are no reviews yet: use review_ad."


class GetReviewArguments(Arguments):
    """Which review."""

    review: ReviewId = Field(
        default="",
        description="A review's id or its beginning, or the handle from review_ad; empty to list the newest",
    )
    wait_s: float = Field(
        default=0.0, ge=0, le=AGENTS.max_wait_s, description="Seconds to wait for a running review to end"
    )
    cancel: bool = Field(
        default=False,
        description="Stop it at its next frame; what it has seen of a video is kept as a review of so much",
    )
    limit: int = Field(default=10, ge=1, le=AGENTS.max_listed, description="How many to list")


def run(box: Toolbox, arguments: GetReviewArguments) -> ToolResult:
    """Find it."""
    if not arguments.review:
        return _listed(box, arguments.limit)
    if not arguments.review.startswith(PREFIX):
        if arguments.cancel:
            raise UsageError("Only what is running can be stopped.", "Give the handle from review_ad.")
        return _stored(box, box.store.get(arguments.review))
    if box.jobs is None:
        raise UsageError("Nothing runs in the background here.", "Give the id of a review.")
    if arguments.cancel:
        return how_it_stands(box.jobs.stop(arguments.review))
    standing = box.jobs.standing(arguments.review, arguments.wait_s)
    if standing.state == "failed":
        raise ReviewStopped(f"The review failed: {standing.error}", "")
    if standing.state == "done":
        return _stored(box, box.store.get(standing.review), standing.id)
    return how_it_stands(standing)


def how_it_stands(standing: Standing) -> ToolResult:
    """What is told of a review that is not there yet, or never will be."""
    if standing.state == "stopped":
        part = f" What was looked at until then is review {standing.review}." if standing.review else ""
        text = f"The review was stopped. There is no verdict on the ad; review_ad begins again.{part}"
    elif standing.state == "done":
        text = f"The review had ended already: get_review with {standing.id} shows it."
    elif standing.state == "failed":
        text = f"The review failed: {standing.error}"
    else:
        stage = f", {standing.stage}" if standing.stage else ""
        text = (
            f"The review is {standing.state} ({standing.share:.0%}{stage}). There is no verdict yet: "
            f"call get_review with {standing.id}."
        )
    answer = Standings(
        state=standing.state,
        handle=standing.id,
        stage=standing.stage,
        share=standing.share,
        review=standing.review if standing.state == "stopped" else "",
    )
    return ToolResult(text, as_data(answer))


def _stored(box: Toolbox, review: Review, handle: str = "") -> ToolResult:
    """What was kept, or ran in the background, is looked at as what review_ad made."""
    whole = reviewed(box, review)
    signed = [one.model_dump(mode="json") for one in box.store.sign_offs.of(review.id)]
    data = {**whole.data, "state": "done", **({"handle": handle} if handle else {})}
    return replace(whole, data=data, records={**whole.records, "sign_offs": signed})


def _listed(box: Toolbox, limit: int) -> ToolResult:
    rows = [row_of(box, review) for review in box.store.newest(limit)]
    text = "\n".join(["The newest reviews:", *map(line_of, rows)]) if rows else _NONE
    text = "\n".join([text, *box.store.troubles(limit)])
    return ToolResult(text, as_data(Standings(state="listed", reviews=rows)))


GET_REVIEW = Tool(
    name="get_review",
    title="Get, follow, list or stop reviews",
    description=(
        "What was reviewed before, by its id: verdict, who looked, pictures and report. By the handle "
        "from review_ad: is the check of a video finished yet, and how far is it; with `cancel` it "
        "stops checking that clip, such as a wrong file. Without an id it lists the newest with their "
        "sign-offs: what did we review last week, was a poster ever reviewed. Where nobody has looked "
        "yet, the sheet and the question come back: look, and answer by record_look. Nothing is checked"
        " anew."
    ),
    arguments=GetReviewArguments,
    run=run,
    answers=Standings,
    is_read_only=True,
    is_idempotent=True,
)
