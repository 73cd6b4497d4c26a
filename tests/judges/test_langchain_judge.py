"""The judge of any LangChain model: what it is shown, what comes back, and that nobody else hears of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from threading import Event
from typing import Any
from unittest.mock import MagicMock

import pytest
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tracers import LangChainTracer
from langchain_core.tracers.context import tracing_v2_enabled
from langsmith import utils
from pydantic import Field, SecretStr

from agent_plugin.fake_judge import FakeJudge
from agent_plugin.tools.errors import (
    JudgeBusy,
    JudgeDeclined,
    JudgeError,
    JudgeMissing,
    JudgeRefused,
    JudgeUnclear,
    JudgeUnreachable,
)
from agent_plugin.tools.judges.langchain_judge import LangChainJudge
from agent_plugin.tools.policy.judge import JudgeRules
from tests.judges.judges import IMPATIENT, KEY, RULES, ask

ANSWER: dict[str, Any] = {"pictures": [{"picture": 1, "verdict": "sound"}]}
LANGSMITH: Any = utils  # its types hide the cache of the environment, and of what `ctx` maps
Replies = Callable[[Sequence[BaseMessage]], AIMessage]


class WithoutTools(BaseChatModel):
    """A chat model that says what it is given, and keeps what it was shown and who was told of it."""

    reply: Replies
    shown: list[Sequence[BaseMessage]] = Field(default_factory=list[Sequence[BaseMessage]])
    listeners: list[Any] = Field(default_factory=list[Any])

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **_: Any,
    ) -> ChatResult:
        self.shown.append(messages)
        self.listeners.extend(run_manager.handlers if run_manager else [])
        return ChatResult(generations=[ChatGeneration(message=self.reply(messages))])


class WithTools(WithoutTools):
    """One that can be made to answer in a form."""

    def bind_tools(self, tools: Any, *, tool_choice: str | None = None, **_: Any) -> Runnable[Any, AIMessage]:
        return self.bind(tools=tools)


def _call(args: dict[str, Any]) -> AIMessage:
    usage = {"input_tokens": 11, "output_tokens": 7, "total_tokens": 18}
    calls = [{"name": "answer", "args": args, "id": "1", "type": "tool_call"}]
    return AIMessage(
        "", tool_calls=calls, usage_metadata=usage, response_metadata={"model_name": "model-2026"}
    )


def _judge(model: WithoutTools, rules: JudgeRules = RULES) -> LangChainJudge:
    waits: list[float] = []
    return LangChainJudge(
        "some:model", api_key=SecretStr(KEY), rules=rules, sleep=waits.append, chat_model=model
    )


def test_an_answer_in_the_asked_for_form_comes_back_with_model_and_tokens() -> None:
    model = WithTools(reply=lambda _: _call(ANSWER))
    reply = _judge(model).answer(ask())
    assert json.loads(reply.text) == ANSWER
    assert (reply.model, reply.input_tokens, reply.output_tokens) == ("model-2026", 11, 7)
    instructions, question = model.shown[0]
    assert instructions.text == "Look closely."
    assert [block["type"] for block in question.content_blocks] == ["text", "image"] * 3
    assert question.content_blocks[1].get("mime_type") == "image/jpeg"


def test_a_model_without_forms_is_asked_for_json_in_the_text() -> None:
    model = WithoutTools(reply=lambda _: AIMessage(f"Well: ```json\n{json.dumps(ANSWER)}\n```"))
    assert json.loads(_judge(model).answer(ask()).text) == ANSWER
    assert '"pictures"' in model.shown[0][0].text


@pytest.mark.parametrize(
    ("message", "error"),
    [
        (AIMessage(""), JudgeUnclear),
        (AIMessage("{", response_metadata={"finish_reason": "length"}), JudgeUnclear),
        (AIMessage("{", response_metadata={"stop_reason": "max_tokens"}), JudgeUnclear),
        (AIMessage("{", response_metadata={"finish_reason": "MAX_TOKENS"}), JudgeUnclear),
        (AIMessage("", response_metadata={"finish_reason": "content_filter"}), JudgeDeclined),
        (AIMessage("", response_metadata={"finish_reason": "SAFETY"}), JudgeDeclined),
        (AIMessage("", response_metadata={"stop_reason": "refusal"}), JudgeDeclined),
        (AIMessage("", additional_kwargs={"refusal": "No."}), JudgeDeclined),
    ],
)
def test_an_answer_that_is_none_is_told_apart(message: AIMessage, error: type[JudgeError]) -> None:
    with pytest.raises(error):
        _judge(WithTools(reply=lambda _: message)).answer(ask())


def test_words_in_place_of_the_form_are_handed_on() -> None:
    reply = _judge(WithTools(reply=lambda _: AIMessage("All is well."))).answer(ask())
    assert reply.text == "All is well."


class APIStatusError(Exception):
    """As the packages of most providers raise it: a status and a response with headers."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status_code = status


class ClientError(Exception):
    """As Google's package raises it: the status is the code."""

    code = 429


class ReadTimeout(Exception):
    """As httpx raises it."""


@pytest.mark.parametrize(
    ("raised", "error", "tries"),
    [
        (APIStatusError(401, f"bad key {KEY}"), JudgeRefused, 1),
        (APIStatusError(400, f"cannot read {KEY}"), JudgeRefused, 1),
        (APIStatusError(503, "overloaded"), JudgeUnreachable, 3),
        (ClientError("quota"), JudgeBusy, 3),
        (ReadTimeout(f"{KEY}"), JudgeUnreachable, 3),
        (ConnectionResetError("reset"), JudgeUnreachable, 3),
        (RuntimeError(f"the request held {KEY}"), JudgeError, 1),
    ],
)
def test_what_a_provider_raises_becomes_one_of_our_errors(
    raised: Exception, error: type[JudgeError], tries: int
) -> None:
    def fail(_: Sequence[BaseMessage]) -> AIMessage:
        raise raised

    model = WithTools(reply=fail)
    with pytest.raises(error) as caught:
        _judge(model).answer(ask())
    assert type(caught.value) is error
    assert len(model.shown) == tries
    assert KEY not in f"{caught.value} {caught.value!r}"
    assert caught.value.__context__ is None


def test_a_provider_that_hangs_is_left_at_the_deadline() -> None:
    ended = Event()

    def hang(_: Sequence[BaseMessage]) -> AIMessage:
        ended.wait()
        return AIMessage("")

    try:
        with pytest.raises(JudgeUnreachable, match="no answer in time"):
            _judge(WithTools(reply=hang), IMPATIENT).answer(ask())
    finally:
        ended.set()


@pytest.fixture
def tracing(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeJudge]:
    """Tracing switched on as users do it, to a server that would see the pictures."""
    LANGSMITH.get_env_var.cache_clear()
    with FakeJudge() as server, monkeypatch.context() as patch:
        for name, value in {"TRACING": "true", "ENDPOINT": server.base_url, "API_KEY": "trace-key"}.items():
            patch.setenv(f"LANGSMITH_{name}", value)
        patch.setenv("LANGCHAIN_TRACING_V2", "true")
        yield server
    LANGSMITH.get_env_var.cache_clear()


@pytest.mark.parametrize("model", [WithTools, WithoutTools])
def test_tracing_of_the_environment_hears_nothing(tracing: FakeJudge, model: type[WithoutTools]) -> None:
    assert LANGSMITH.tracing_is_enabled(), "else this test shows nothing"
    asked = model(reply=lambda _: AIMessage(json.dumps(ANSWER)))
    assert _judge(asked).answer(ask()).text
    assert asked.listeners == []
    assert not tracing.seen


def test_a_tracer_that_the_caller_has_opened_hears_nothing() -> None:
    model = WithTools(reply=lambda _: _call(ANSWER))
    with tracing_v2_enabled(client=MagicMock()):
        model.invoke("hello")
        assert [type(listener) for listener in model.listeners] == [LangChainTracer], "it would hear"
        model.listeners.clear()
        _judge(model).answer(ask())
    assert model.listeners == []


def test_a_missing_package_of_a_provider_is_named_with_the_line_that_installs_it() -> None:
    with pytest.raises(JudgeMissing, match=r"`pip install langchain-anthropic`"):
        LangChainJudge("anthropic:some-model", api_key=SecretStr(KEY), rules=RULES)


def test_an_unknown_provider_is_refused_without_the_key() -> None:
    with pytest.raises(JudgeRefused, match="provider:model") as raised:
        LangChainJudge("nobody-knows-this", api_key=SecretStr(KEY), rules=RULES)
    assert KEY not in str(raised.value)


@pytest.mark.parametrize(("url", "leaves"), [(None, True), ("http://127.0.0.1:1/v1", False)])
def test_pictures_leave_the_machine_unless_an_address_says_otherwise(url: str | None, leaves: bool) -> None:
    model = WithTools(reply=lambda _: _call(ANSWER))
    assert LangChainJudge("m", base_url=url, chat_model=model).leaves_machine is leaves


@pytest.mark.parametrize(
    ("name", "url", "address"),
    [
        ("anthropic:m", None, "anthropic"),
        ("anthropic:m", "https://gate.example/a", "gate.example/a"),
        ("m", None, WithTools.__module__.split(".")[0]),
    ],
)
def test_the_address_is_the_one_set_or_the_provider(name: str, url: str | None, address: str) -> None:
    model = WithTools(reply=lambda _: _call(ANSWER))
    key = SecretStr(KEY)
    assert LangChainJudge(name, base_url=url, api_key=key, chat_model=model).address == address
