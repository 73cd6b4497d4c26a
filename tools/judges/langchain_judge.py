"""Pictures and questions in, the words of a model of any provider that LangChain knows out.

The model is named like `anthropic:NAME`; the provider's package (`langchain-anthropic`) must be installed.
LangChain can report every call, with its pictures, to a tracing service that a variable of the environment
names: here nothing is traced, cached or called back, so that pictures reach the named provider only.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from contextvars import Context
from typing import Any, cast

from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_core.runnables import RunnableConfig

# Its type of `parent` names a Mapping without saying of what.
from langsmith import tracing_context  # pyright: ignore[reportUnknownVariableType]
from pydantic import SecretStr

from agent_plugin.tools.errors import JudgeDeclined, JudgeError, JudgeRefused, JudgeUnclear
from agent_plugin.tools.judges.faults import (
    A_PERSON,
    LATER,
    Asked,
    cut_off,
    error_of_code,
    missing_package,
    provider_words,
)
from agent_plugin.tools.judges.jsontext import json_object
from agent_plugin.tools.judges.judge import Ask, Picture, Reply
from agent_plugin.tools.judges.persist import Sleep, persist
from agent_plugin.tools.judges.wire import b64, endpoint, in_text, reply
from agent_plugin.tools.policy.judge import JudgeRules

_QUIET: RunnableConfig = {"callbacks": []}
_CUT = {"length", "max_tokens"}  # how providers say that an answer was cut off, in small letters
_FILTERED = {"content_filter", "safety", "refusal", "prohibited_content", "blocklist", "guardrail_intervened"}


class LangChainJudge:
    """A chat model of LangChain."""

    kind = "langchain"

    def __init__(
        self,
        model: str,
        *,
        api_key: SecretStr | None = None,
        base_url: str | None = None,
        rules: JudgeRules | None = None,
        sleep: Sleep = time.sleep,
        chat_model: BaseChatModel | None = None,
    ) -> None:
        """Nothing is sent yet. `chat_model` is one that was made already; else `model` names it.

        Raises:
            JudgeMissing: the provider's package is not installed.
            JudgeRefused: LangChain knows no such provider, or it lacks something.
        """
        self.model = model
        self._to = endpoint(base_url, api_key) if base_url else None
        self._asked = Asked(f"LangChain{f' ({base_url})' if base_url else ''}", model, api_key)
        self._rules = rules or JudgeRules()
        self._sleep = sleep
        self._chat = chat_model or self._make()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.model!r})"

    @property
    def address(self) -> str:
        """Host and path to which pictures go; where only the provider is set, its name."""
        if self._to:
            return self._to.address
        provider, named, _ = self.model.partition(":")
        return provider if named else type(self._chat).__module__.split(".")[0]

    @property
    def leaves_machine(self) -> bool:
        """Do pictures leave this machine? Yes, unless an address on this machine is set."""
        return self._to is None or not self._to.on_this_machine

    def answer(self, ask: Ask) -> Reply:
        """Show it and wait.

        Raises:
            JudgeError: it could not be had; see `tools/errors.py`.
        """
        # A context of its own: also tracers that a caller put into this one do not see the pictures.
        return persist(
            lambda _left_s: Context().run(self._invoke, ask), self._asked, self._rules, self._sleep
        )

    def _make(self) -> BaseChatModel:
        given = {"api_key": self._asked.key, "base_url": self._to.url if self._to else None}
        limits = {"timeout": self._rules.timeout_s, "max_tokens": self._rules.max_output_tokens}
        arguments: dict[str, Any] = {name: value for name, value in given.items() if value} | limits
        try:
            return cast("BaseChatModel", init_chat_model(self.model, max_retries=0, cache=False, **arguments))
        except ImportError as error:
            fault: JudgeError = missing_package(error, self._asked)
        except Exception as error:
            fault = JudgeRefused(
                f"LangChain cannot make the judge {self.model!r}." + provider_words(error, self._asked.key),
                "Name it like provider:model in LASTLOOK_JUDGE_MODEL, and give the provider's key.",
            )
        raise fault

    def _invoke(self, ask: Ask) -> Reply:
        with tracing_context(enabled=False, parent=False):
            try:
                structured = self._chat.with_structured_output(_titled(ask.answer_schema), include_raw=True)
            except NotImplementedError:  # a model without tools or forms of answer
                raw = self._chat.invoke(_messages(ask, in_text(ask)), config=_QUIET)
                return self._read(raw, None, ask)
            found = cast(
                "Mapping[str, Any]", structured.invoke(_messages(ask, ask.instructions), config=_QUIET)
            )
            return self._read(found["raw"], found["parsed"], ask)

    def _read(self, raw: AIMessage, parsed: object, ask: Ask) -> Reply:
        text = json.dumps(parsed, ensure_ascii=False) if parsed else _text(raw)
        fault = _fault(raw, text, self._asked, self._rules.max_output_tokens)
        if fault:
            raise fault
        usage: Mapping[str, Any] = cast("Mapping[str, Any]", raw.usage_metadata or {})
        name = raw.response_metadata.get("model_name") or self.model
        clean = json_object(text, ask.answer_schema.get("required", ()))
        return reply(clean, name, usage.get("input_tokens"), usage.get("output_tokens"))


def _titled(schema: Mapping[str, Any]) -> dict[str, Any]:
    """LangChain makes a tool of the schema, which needs a name that providers take."""
    return {"description": "The answer.", **schema, "title": "answer"}


def _messages(ask: Ask, instructions: str) -> list[SystemMessage | HumanMessage]:
    content: list[str | dict[str, Any]] = [_block(item) for item in ask.content]
    return [SystemMessage(instructions), HumanMessage(content)]


def _block(item: str | Picture) -> dict[str, Any]:
    """A standard block of LangChain; its own makers add ids, which not every server takes."""
    if isinstance(item, str):
        return {"type": "text", "text": item}
    return {"type": "image", "base64": b64(item), "mime_type": "image/jpeg"}


def _text(raw: AIMessage) -> str:
    """What it wrote where it kept to no form: words, or a call that cannot be parsed."""
    broken = [call.get("args") for call in raw.invalid_tool_calls]
    return raw.text or next((args for args in broken if args), "")


def _fault(raw: AIMessage, text: str, asked: Asked, most_tokens: int) -> JudgeError | None:
    ends = {str(raw.response_metadata.get(name)).lower() for name in ("finish_reason", "stop_reason")}
    if raw.additional_kwargs.get("refusal"):
        return JudgeDeclined(f"{asked} declined to look.", A_PERSON)
    if ends & _FILTERED:
        return error_of_code("content_filter", asked)
    if ends & _CUT:
        return cut_off(asked, text, most_tokens)
    return None if text.strip() else JudgeUnclear(f"{asked} answered with nothing.", LATER)
