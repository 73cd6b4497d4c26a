"""The tool `review_ad`: an ad in, the verdict, pictures and report out; the flow is in `review_ad.py`."""

from __future__ import annotations

from pydantic import Field

from agent_plugin.tools.calls.answer import VERDICTS_MEAN, told
from agent_plugin.tools.calls.tool import Ad, Arguments, Brief, Tool, Toolbox, ToolResult
from agent_plugin.tools.domain import Review


class ReviewAdArguments(Arguments):
    """Which ad."""

    ad: Ad
    brief: Brief = ""
    fresh: bool = Field(default=False, description="Look again even if the same ad was reviewed before")


def run(box: Toolbox, arguments: ReviewAdArguments) -> ToolResult:
    """Review it, with the judge if one is set up."""
    with box.at_hand(arguments.ad) as path:
        review = box.review(path, fresh=arguments.fresh, brief=arguments.brief)
    return told(review, box.store)


REVIEW_AD = Tool(
    name="review_ad",
    title="Review an ad before it goes live",
    description=(
        "The final check of a picture or a short video before it is published as an ad: finds bodies that "
        "cannot be (a neck turned too far, a third arm, a sixth finger), shows where, and gives a verdict. "
        "Use it whenever the user asks whether an ad, a creative or a generated picture of people can go "
        f"live. {VERDICTS_MEAN} What could not be checked is listed; pass it on. If a vision model is set up "
        "as judge, crops go to it; check_anatomy never sends anything. Do not use it for claims, text, "
        "rights or brand rules. For a video over about 20 seconds use start_review."
    ),
    arguments=ReviewAdArguments,
    run=run,
    answers=Review,
    is_read_only=True,
    is_idempotent=True,
    is_open_world=True,
)
