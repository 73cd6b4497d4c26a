"""What can be done: media -> frames -> people -> findings -> opinions -> verdict -> evidence -> review.

Knows no platform and imports nothing heavy: each room is imported where it is used. `TOOLS` is the one list
of what an agent may call; it is made when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent_plugin.tools.tool import Tool

    TOOLS: tuple[Tool, ...]


def __getattr__(name: str) -> object:
    if name != "TOOLS":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from agent_plugin.tools.record_opinion import RECORD_OPINION
    from agent_plugin.tools.second_opinion import SECOND_OPINION

    return (SECOND_OPINION, RECORD_OPINION)
