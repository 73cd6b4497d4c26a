"""The agent: a conversation and a question come in; steps, words and at last an answer go out.

LangChain's `create_agent` over our own tools, with the system prompt, a budget for each answer and the
guard. It runs in a thread of its own and in a context of its own: whoever watches may go away, and no tracer
that the environment names hears of it.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator, Sequence
from contextvars import Context
from dataclasses import dataclass, field
from typing import Any

# Types of theirs name a generic without saying of what.
from langchain.agents import create_agent  # pyright: ignore[reportUnknownVariableType]
from langchain_core.messages import AIMessage, AIMessageChunk, AnyMessage, BaseMessage, ToolMessage
from langchain_core.messages.utils import (
    count_tokens_approximately,
    trim_messages,  # pyright: ignore[reportUnknownVariableType]
)
from langchain_core.runnables import RunnableConfig
from langsmith import tracing_context  # pyright: ignore[reportUnknownVariableType]

from agent_plugin.chat.checking_first import CheckedFirst
from agent_plugin.chat.facts import REVIEW_STOPPED, asked, facts_of
from agent_plugin.chat.guard import CORRECTED, Gate, Guard
from agent_plugin.chat.limits import STOPPED, Budget, Limits
from agent_plugin.chat.models import Chatter, offline_chatter
from agent_plugin.chat.phrasing import Phrasing
from agent_plugin.chat.questions import Language
from agent_plugin.chat.speech import phrase
from agent_plugin.chat.tools import Artifact, artifact_of, chat_tools
from agent_plugin.prompts import render
from agent_plugin.tools.calls.tool import Toolbox
from agent_plugin.tools.errors import ReviewStopped

_QUIET: RunnableConfig = {"callbacks": [], "recursion_limit": 200}  # the budget ends it long before
_MODEL = "model"  # the node of the agent that speaks


@dataclass(frozen=True)
class Step:
    """A tool at work: begun, how far, done or failed."""

    id: str
    tool: str
    state: str  # begun, working, done, failed
    detail: str = ""
    share: float = 0.0
    artifact: Artifact | None = None
    review: str = ""  # the id of the review it is about
    ad: str = ""  # the ad that is looked at
    at_s: float = field(default_factory=time.monotonic)


@dataclass(frozen=True)
class Words:
    """A piece of the answer while it is written."""

    text: str


@dataclass(frozen=True)
class Done:
    """The answer as it stands at the end, which may differ from the pieces; and all messages with it."""

    text: str
    messages: tuple[AnyMessage, ...]
    corrected: bool = False
    stopped: str = ""


Event = Step | Words | Done


@dataclass
class Stop:
    """Whether the person still waits."""

    event: threading.Event = field(default_factory=threading.Event)

    def set(self) -> None:
        """They do not."""
        self.event.set()

    def check(self) -> None:
        """Raise where they do not."""
        if self.event.is_set():
            raise ReviewStopped(REVIEW_STOPPED, "Ask again if it is wanted.")


@dataclass(frozen=True)
class Assistant:
    """Who answers in one conversation."""

    chatter: Chatter
    box: Toolbox
    limits: Limits = field(default_factory=Limits)
    has_form: bool = False  # is there a form to sign beside the chat?
    without: Chatter | None = field(default_factory=offline_chatter)  # who answers where the model is down

    def ask(
        self,
        before: Sequence[AnyMessage],
        words: str,
        ads: Sequence[str] = (),
        stop: Stop | None = None,
        language: Language = "en",
    ) -> Iterator[Event]:
        """Answer; who stops listening stops the work at its next frame."""
        stop = stop or Stop()
        events: queue.SimpleQueue[Event | None] = queue.SimpleQueue()
        messages = [*before, asked(words, ads, language)]

        def work() -> None:
            try:
                for event in self._events(messages, stop):
                    events.put(event)
            finally:
                events.put(None)

        thread = threading.Thread(target=Context().run, args=(work,), name="lastlook-chat", daemon=True)
        thread.start()
        try:
            while (event := events.get()) is not None:
                yield event
        finally:
            stop.set()

    def _events(self, messages: list[AnyMessage], stop: Stop) -> Iterator[Event]:
        answering = _Answering(messages)
        try:
            yield from self._answered_by(self.chatter, answering, messages, stop)
        except Exception as error:  # whatever a provider raises; its words may hold a key
            if self.chatter.is_offline or self.without is None:
                yield answering.failed(error)
                return
            yield from self._instead(answering, messages, stop, error)
            return
        yield answering.done()

    def _answered_by(
        self, chatter: Chatter, answering: _Answering, messages: list[AnyMessage], stop: Stop
    ) -> Iterator[Event]:
        with tracing_context(enabled=False, parent=False):
            yield from answering.follow(
                self._agent(chatter, messages, stop).stream(
                    {"messages": self._remembered(chatter, messages)},
                    _QUIET,
                    stream_mode=["messages", "updates", "custom"],
                )
            )

    def _instead(
        self, answering: _Answering, messages: list[AnyMessage], stop: Stop, error: Exception
    ) -> Iterator[Event]:
        """The offline assistant answers where the language model is down; it says so first."""
        assert self.without is not None
        answering.begin_anew()
        language = facts_of(messages).language
        try:
            yield from self._answered_by(self.without, answering, messages, stop)
        except Exception as again:
            yield answering.failed(again)
            return
        yield answering.done(phrase(language, "offline_instead", error=type(error).__name__))

    def _agent(self, chatter: Chatter, messages: Sequence[AnyMessage], stop: Stop) -> Any:
        language = facts_of(messages).language
        tools = chat_tools(
            self.box,
            with_pictures=chatter.sees_pictures,
            sign_here=phrase(language, "sign_here") if self.has_form else None,
            still_wanted=stop.check,
        )
        wanted = Budget(self.limits, is_wanted=lambda: not stop.event.is_set())
        middleware = [wanted, *([] if chatter.is_offline else [CheckedFirst()]), Guard()]
        return create_agent(chatter.model, tools, system_prompt=render("chat"), middleware=middleware)

    def _remembered(self, chatter: Chatter, messages: list[AnyMessage]) -> Sequence[BaseMessage]:
        """What a language model still reads of a long conversation: half of what it may spend."""
        if chatter.is_offline:
            return messages
        kept = trim_messages(
            messages,
            max_tokens=self.limits.tokens // 2,
            token_counter=count_tokens_approximately,
            strategy="last",
            start_on="human",
        )
        return kept or messages[-1:]


class _Answering:
    """What has been told of an answer so far."""

    def __init__(self, messages: list[AnyMessage]) -> None:
        self._messages = messages  # grows with what is said and found
        self._gate = Gate(facts_of(messages))
        self._answer: AIMessage | None = None
        self._about: dict[str, str] = {}  # calls to the review that each is about

    def follow(self, stream: Iterator[Any]) -> Iterator[Event]:
        """What the agent does, as events."""
        for kind, what in stream:
            if kind == "custom":
                yield Step("", what["tool"], "working", what["stage"], what["share"], ad=what["ad"])
            elif kind == "messages":
                yield from self._words(*what)
            else:
                for node, update in what.items():
                    yield from self._update(node, update)

    def _words(self, chunk: BaseMessage, about: dict[str, Any]) -> Iterator[Event]:
        is_answer = isinstance(chunk, AIMessageChunk) and about.get("langgraph_node") == _MODEL
        if is_answer and chunk.text and (ready := self._gate.take(chunk.text)):
            yield Words(ready)

    def _update(self, node: str, update: dict[str, Any] | None) -> Iterator[Event]:
        for message in (update or {}).get("messages", ()):
            self._keep(message)
            if isinstance(message, ToolMessage):
                state = "failed" if message.status == "error" else "done"
                yield self._ended(message, state)
            elif isinstance(message, AIMessage) and message.tool_calls and node == _MODEL:
                for call in message.tool_calls:
                    self._about[str(call["id"])] = str(call["args"].get("review", ""))
                    yield Step(str(call["id"]), call["name"], "begun", ad=str(call["args"].get("ad", "")))
            elif isinstance(message, AIMessage) and node == _MODEL and (rest := self._gate.end()):
                yield Words(rest)
        if node != _MODEL:
            self._gate = Gate(facts_of(self._messages))

    def _ended(self, message: ToolMessage, state: str) -> Step:
        artifact, call = artifact_of(message), message.tool_call_id
        data = artifact["data"]
        review = data.get("review") or self._about.get(call, "")
        return Step(call, message.name or "", state, message.text, 1.0, artifact, str(review))

    def _keep(self, message: AnyMessage) -> None:
        """In the conversation, in the place of the one that it replaces."""
        last = self._messages[-1]
        if last.id is not None and last.id == message.id:
            self._messages[-1] = message
        else:
            self._messages.append(message)
        if isinstance(message, AIMessage):
            self._answer = message

    def failed(self, error: Exception) -> Done:
        """The answer where the model gave none."""
        facts = facts_of(self._messages)
        known = [Phrasing(one, facts.language).verdict() for one in facts.last_reviewed]
        words = [phrase(facts.language, "model_failed", error=type(error).__name__), *known]
        words += [] if known else [phrase(facts.language, "no_verdict")]
        self._without_open_calls()
        self._messages.append(AIMessage("\n\n".join(words)))
        return Done(self._messages[-1].text, tuple(self._messages), stopped="model_failed")

    def _without_open_calls(self) -> None:
        """A call without its result is refused by every provider."""
        while isinstance(last := self._messages[-1], AIMessage) and last.tool_calls:
            self._messages.pop()

    def begin_anew(self) -> None:
        """What was written of an answer that never came to its end does not count."""
        self._without_open_calls()
        self._gate, self._answer = Gate(facts_of(self._messages)), None

    def done(self, first: str = "") -> Done:
        """The answer, after a sentence that stands first."""
        if first and self._answer is not None:
            text = f"{first}\n\n{self._answer.text}"
            self._keep(self._answer.model_copy(update={"content": text}))
        about = self._answer.response_metadata if self._answer else {}
        corrected, stopped = bool(about.get(CORRECTED)), str(about.get(STOPPED, ""))
        text = self._answer.text if self._answer else ""
        return Done(text, tuple(self._messages), corrected, stopped)
