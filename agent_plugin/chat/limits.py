"""How much one answer may take: steps, tokens and time come in; an agent that stops in time goes out."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from langchain.agents.middleware import AgentMiddleware, AgentState, hook_config
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langchain_core.messages.utils import count_tokens_approximately
from langgraph.runtime import Runtime

from agent_plugin.chat.facts import facts_of
from agent_plugin.chat.phrasing import Phrasing
from agent_plugin.chat.speech import phrase

if TYPE_CHECKING:
    from agent_plugin.settings import Settings

STOPPED = "stopped"


@dataclass(frozen=True)
class Limits:
    """What one answer may take."""

    steps: int = 12  # calls of the model; each may call tools
    tokens: int = 60_000  # read and written, over all steps
    seconds: float = 600.0  # looking at a long video included


def limits_of(settings: Settings) -> Limits:
    """As the settings have them."""
    return Limits(settings.chat_max_steps, settings.chat_max_tokens, settings.chat_max_s)


class Budget(AgentMiddleware[AgentState[Any], Any]):
    """Ends an answer that takes too much or is not wanted any more; made anew for each answer."""

    def __init__(
        self,
        limits: Limits,
        clock: Callable[[], float] = time.monotonic,
        is_wanted: Callable[[], bool] = lambda: True,
    ) -> None:
        """The clock starts now."""
        super().__init__()
        self._limits, self._clock, self._is_wanted = limits, clock, is_wanted
        self._end = clock() + limits.seconds

    @hook_config(can_jump_to=["end"])
    def before_model(self, state: AgentState[Any], runtime: Runtime[Any]) -> dict[str, Any] | None:
        """May the model be asked once more?"""
        why = self._too_much(_since_asked(state["messages"]))
        if why is None:
            return None
        facts = facts_of(state["messages"])
        verdicts = [Phrasing(one, facts.language).verdict() for one in facts.last_reviewed]
        is_open = why == "stopped" and facts.has_unchecked and not facts.unknown
        first = phrase(facts.language, "stopped_kept" if is_open else why)
        words = [first, *(verdicts or [phrase(facts.language, "no_verdict")])]
        more = {"choices": [phrase(facts.language, "choice_again")]} if is_open else {}
        stopped = AIMessage("\n\n".join(words), response_metadata={STOPPED: why}, additional_kwargs=more)
        return {"messages": [stopped], "jump_to": "end"}

    def _too_much(self, turn: Sequence[BaseMessage]) -> str | None:
        if not self._is_wanted():
            return "stopped"
        answers = [one for one in turn if isinstance(one, AIMessage)]
        if len(answers) >= self._limits.steps:
            return "too_many_steps"
        if sum(_tokens(one) for one in answers) >= self._limits.tokens:
            return "too_many_tokens"
        return "too_long" if self._clock() >= self._end else None


def _since_asked(messages: Sequence[BaseMessage]) -> Sequence[BaseMessage]:
    asked = [number for number, one in enumerate(messages) if isinstance(one, HumanMessage)]
    return messages[asked[-1] :] if asked else messages


def _tokens(message: AIMessage) -> int:
    """As the provider counts them, which covers what it read; else by length."""
    used = message.usage_metadata
    return used["total_tokens"] if used else count_tokens_approximately([message])
