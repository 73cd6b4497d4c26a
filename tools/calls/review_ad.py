"""The tool `review_ad`: an ad in, the verdict, pictures and report out; the flow is in `review_ad.py`."""

from __future__ import annotations

from pydantic import Field

from agent_plugin.tools.calls.answer import VERDICTS_MEAN, WORTH
from agent_plugin.tools.calls.looking import reviewed
from agent_plugin.tools.calls.summary import Summary
from agent_plugin.tools.calls.tool import Ad, Arguments, Brief, Tool, Toolbox, ToolResult


class ReviewAdArguments(Arguments):
    """Which ad."""

    ad: Ad
    brief: Brief = ""
    fresh: bool = Field(default=False, description="Look again even if the same ad was reviewed before")


def run(box: Toolbox, arguments: ReviewAdArguments) -> ToolResult:
    """Review it, with the judge if one is set up; else the model that calls is asked to look."""
    with box.at_hand(arguments.ad) as path:
        review = box.review(path, fresh=arguments.fresh, brief=arguments.brief)
    return reviewed(box, review, arguments.brief)


REVIEW_AD = Tool(
    name="review_ad",
    title="Review an ad before it goes live",
    description=(
        "The final check of a picture or a short video before it is published as an ad: finds the people and "
        "all their hands, heads and feet, proves what geometry can prove, lays every part enlarged on one "
        f"sheet and has it looked at. {WORTH} Where no judge is set up, the sheet comes back to you with a "
        "question: look at every tile, and answer by record_look; that brings the verdict. Two calls for a "
        "sound ad. Until somebody has looked, nothing with people in it is publishable. "
        "Use it whenever the user asks whether an ad, a creative or a generated picture of people can go "
        f"live. {VERDICTS_MEAN} What could not be checked is listed; pass it on. If a vision model is set up "
        "as judge, the sheet or its tiles go to it; check_anatomy never sends anything. Do not use it for "
        "claims, text, rights or brand rules. For a video over about 20 seconds use start_review."
    ),
    arguments=ReviewAdArguments,
    run=run,
    answers=Summary,
    is_read_only=True,
    is_idempotent=True,
    is_open_world=True,
)
