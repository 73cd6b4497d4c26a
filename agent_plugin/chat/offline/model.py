"""A chat model without a language model: messages come in, calls of tools or fixed words go out.

It follows the protocol of every LangChain chat model, so that the same agent, tools, limits and guard work
where no key is set. What it cannot answer, it says, with what it can.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.tool import ToolCall, tool_call, tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool

from agent_plugin.chat.facts import facts_of
from agent_plugin.chat.offline.planning import Topic, plan
from agent_plugin.chat.offline.written import answer
from agent_plugin.chat.questions import read

_PIECES = re.compile(r"[^\n]*\n*")


class OfflineModel(BaseChatModel):
    """Answers by a fixed routine."""

    tools: tuple[str, ...] = ()

    @property
    def _llm_type(self) -> str:
        return "lastlook-offline"

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """The same model, which knows what it may call."""
        names = tuple(tool.name for tool in tools if isinstance(tool, BaseTool))
        return self.model_copy(update={"tools": names})

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self._next(messages))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        answer = self._next(messages)
        if answer.tool_calls:
            chunks = [
                tool_call_chunk(name=one["name"], args=_json(one["args"]), id=one["id"], index=number)
                for number, one in enumerate(answer.tool_calls)
            ]
            yield ChatGenerationChunk(message=AIMessageChunk(content="", tool_call_chunks=chunks))
            return
        for piece in _PIECES.findall(answer.text):
            if piece:
                chunk = ChatGenerationChunk(message=AIMessageChunk(content=piece))
                if run_manager:
                    run_manager.on_llm_new_token(piece, chunk=chunk)
                yield chunk
        if answer.additional_kwargs:
            more = AIMessageChunk(content="", additional_kwargs=answer.additional_kwargs)
            yield ChatGenerationChunk(message=more)

    def _next(self, messages: Sequence[BaseMessage]) -> AIMessage:
        facts = facts_of(messages)
        topic = Topic(read(facts.question, facts.language), facts, self.tools)
        wanted = plan(topic)
        if wanted:
            return AIMessage("", tool_calls=[_call(tool, given) for tool, given in wanted])
        given = answer(topic)
        kept = {"choices": list(given.choices), "report": given.report}
        return AIMessage(given.text, additional_kwargs={key: value for key, value in kept.items() if value})


def _call(tool: str, given: dict[str, Any]) -> ToolCall:
    return tool_call(name=tool, args=given, id=f"call-{secrets.token_hex(6)}")


def _json(given: dict[str, Any]) -> str:
    return json.dumps(given, ensure_ascii=False)
