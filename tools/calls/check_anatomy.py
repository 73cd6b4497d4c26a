"""The tool `check_anatomy`: an ad in, what our own checks find on this machine out; no judge is asked."""

from __future__ import annotations

from pydantic import Field

from agent_plugin.tools.calls.answer import VERDICTS_MEAN, summary
from agent_plugin.tools.calls.summary import Summary
from agent_plugin.tools.calls.tool import Ad, Arguments, Tool, Toolbox, ToolResult


class CheckAnatomyArguments(Arguments):
    """Which ad."""

    ad: Ad
    fresh: bool = Field(default=False, description="Look again even if the same ad was checked before")


def run(box: Toolbox, arguments: CheckAnatomyArguments) -> ToolResult:
    """Review it without a judge."""
    with box.at_hand(arguments.ad) as path:
        review = box.review(path, fresh=arguments.fresh, second_opinion="never")
    return summary(review, box.store)


CHECK_ANATOMY = Tool(
    name="check_anatomy",
    title="Check anatomy on this machine only",
    description=(
        "What this machine's own checks find, and nobody's look: no picture is sent to any judge, whatever "
        "the settings say. By themselves they are a filter and no clearance: with people in the ad the "
        "verdict stays review until somebody has looked. Use it only when the user wants an ad kept from "
        f"every judge, or asks what the checks find; otherwise use review_ad. {VERDICTS_MEAN}"
    ),
    arguments=CheckAnatomyArguments,
    run=run,
    answers=Summary,
    is_read_only=True,
    is_idempotent=True,
    is_open_world=True,  # an address is fetched
)
