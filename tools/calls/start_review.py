"""The tool `start_review`: a long video in, a handle out; the review runs in the background."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import Field

from agent_plugin.tools.calls.get_review import GetReviewAnswer
from agent_plugin.tools.calls.review_ad import ReviewAdArguments
from agent_plugin.tools.calls.summary import as_data
from agent_plugin.tools.calls.tool import Tool, Toolbox, ToolResult
from agent_plugin.tools.errors import UsageError
from agent_plugin.tools.progress import OnProgress

if TYPE_CHECKING:
    from agent_plugin.tools.domain import Review
    from agent_plugin.tools.look.asking.wish import Mode


class StartReviewArguments(ReviewAdArguments):
    """Which ad."""

    only_local: bool = Field(default=False, description="Ask no judge, as check_anatomy does")


def run(box: Toolbox, arguments: StartReviewArguments) -> ToolResult:
    """Put it into the line."""
    if box.jobs is None:
        raise UsageError("Nothing can run in the background here.", "Use review_ad.")
    box.door.check(arguments.ad)

    def work(on_progress: OnProgress) -> Review:
        mine = replace(box, on_progress=on_progress)
        with mine.at_hand(arguments.ad) as path:
            mode: Mode = "never" if arguments.only_local else "auto"
            return mine.review(path, fresh=arguments.fresh, second_opinion=mode, brief=arguments.brief)

    standing = box.jobs.start(work)
    text = f"The review has begun as {standing.id}. There is no verdict yet: ask get_review with it."
    return ToolResult(text, as_data(GetReviewAnswer(state=standing.state, handle=standing.id)))


START_REVIEW = Tool(
    name="start_review",
    title="Start the review of a long video",
    description=(
        "Begins the same review as review_ad in the background and returns a handle at once. Use it for "
        "videos over about 20 seconds, or when a call to review_ad ran out of time. Then call get_review "
        "with the handle until it is done: it then asks you to look, as review_ad does, where no judge has. "
        "cancel_review stops it. Do not judge the ad before."
    ),
    arguments=StartReviewArguments,
    run=run,
    answers=GetReviewAnswer,
    is_open_world=True,
)
