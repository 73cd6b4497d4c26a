"""The tool `cancel_review`: the handle of a running review in; it stops at the next frame."""

from __future__ import annotations

from agent_plugin.tools.calls.get_review import GetReviewAnswer, how_it_stands
from agent_plugin.tools.calls.tool import Arguments, Handle, Tool, Toolbox, ToolResult
from agent_plugin.tools.errors import UsageError


class CancelReviewArguments(Arguments):
    """Which one."""

    handle: Handle


def run(box: Toolbox, arguments: CancelReviewArguments) -> ToolResult:
    """Stop it."""
    if box.jobs is None:
        raise UsageError("Nothing runs in the background here.", "There is nothing to stop.")
    return how_it_stands(box.jobs.stop(arguments.handle))


CANCEL_REVIEW = Tool(
    name="cancel_review",
    title="Stop a running review",
    description=(
        "Stops a review that start_review began, at its next frame; nothing of it is kept. Use it when the "
        "user no longer wants it. A review that has ended stays as it is."
    ),
    arguments=CancelReviewArguments,
    run=run,
    answers=GetReviewAnswer,
    is_idempotent=True,
)
