"""What can be done: media -> frames -> people -> findings -> sheet -> look -> verdict -> evidence -> review.

Knows no platform and imports nothing heavy: each room is imported where it is used. `TOOLS` is the one list
of what an agent may call; it is made when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent_plugin.tools.calls.tool import Tool

    TOOLS: tuple[Tool, ...]


def __getattr__(name: str) -> object:
    if name != "TOOLS":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from agent_plugin.tools.calls.explain_finding import EXPLAIN_FINDING
    from agent_plugin.tools.calls.get_evidence import GET_EVIDENCE
    from agent_plugin.tools.calls.get_review import GET_REVIEW
    from agent_plugin.tools.calls.list_ads import LIST_ADS
    from agent_plugin.tools.calls.read_disclosure import READ_DISCLOSURE
    from agent_plugin.tools.calls.record_look import RECORD_LOOK
    from agent_plugin.tools.calls.review_ad import REVIEW_AD
    from agent_plugin.tools.calls.sign_off import SIGN_OFF

    asked_of_a_review = (GET_REVIEW, LIST_ADS, GET_EVIDENCE, EXPLAIN_FINDING)
    return (REVIEW_AD, RECORD_LOOK, *asked_of_a_review, READ_DISCLOSURE, SIGN_OFF)
