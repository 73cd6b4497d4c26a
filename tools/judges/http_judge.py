"""What judges that ask through OpenAI's package share: who they are, and one answer with its tries."""

from __future__ import annotations

from abc import ABC, abstractmethod

from openai import AsyncOpenAI
from pydantic import SecretStr

from agent_plugin.tools.judges.faults import Asked
from agent_plugin.tools.judges.judge import Ask, Reply
from agent_plugin.tools.judges.persist import Sleep, persist
from agent_plugin.tools.judges.wire import Endpoint, call
from agent_plugin.tools.policy.judge import JudgeRules


class HttpJudge(ABC):
    """A model behind an address."""

    def __init__(
        self, model: str, to: Endpoint, key: SecretStr | None, rules: JudgeRules | None, sleep: Sleep
    ) -> None:
        """Nothing is sent yet."""
        self.model = model
        self._to = to
        self._asked = Asked(to.host, model, key)
        self._rules = rules or JudgeRules()
        self._sleep = sleep

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.model!r}, {self._to.host!r})"

    @property
    def address(self) -> str:
        """Host and path to which pictures go."""
        return self._to.address

    @property
    def leaves_machine(self) -> bool:
        """Do pictures leave this machine?"""
        return not self._to.on_this_machine

    def answer(self, ask: Ask) -> Reply:
        """Show it and wait.

        Raises:
            JudgeError: it could not be had; see `tools/errors.py`.
        """
        return persist(
            lambda left_s: call(self._to, left_s, lambda client: self._answered(client, ask)),
            self._asked,
            self._rules,
            self._sleep,
        )

    @abstractmethod
    async def _answered(self, client: AsyncOpenAI, ask: Ask) -> Reply:
        """One try."""
