"""A conversation comes in whose last message attaches ads; their checks are called before any model is asked.

What a language model thinks of an ad is never its first word, and an ad is checked even where the model
forgets to.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from langchain.agents.middleware import AgentMiddleware, AgentState, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage
from langchain_core.messages.tool import tool_call

from agent_plugin.chat.facts import facts_of


class CheckedFirst(AgentMiddleware[AgentState[Any], Any]):
    """Calls `review_ad` for what was attached and has no result in this turn."""

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]
    ) -> ModelResponse[Any] | AIMessage:
        """The calls in place of the model's words, or whatever the model says."""
        facts = facts_of(request.messages)
        waiting = [ad for ad in facts.attached if facts.called("review_ad", ad=ad) is None]
        if not waiting:
            return handler(request)
        calls = [
            tool_call(name="review_ad", args={"ad": ad}, id=f"call-{secrets.token_hex(6)}") for ad in waiting
        ]
        return AIMessage("", tool_calls=calls)
