"""Judges for the tests of looks: scripted ones, and the fake judge's rules without a server between."""

from __future__ import annotations

from collections.abc import Callable

from agent_plugin.fake_judge import RULES
from agent_plugin.fake_judge.made_up import Question, answer
from agent_plugin.tools.judges.judge import Ask, Reply
from tests.look.desks import SECRET

Script = Callable[[Ask], str | Exception]


def is_blind(ask: Ask) -> bool:
    return ask.name.endswith("blind")


def texts(ask: Ask) -> tuple[str, ...]:
    return (ask.instructions, *(item for item in ask.content if isinstance(item, str)))


def rule(name: str, secret: str = SECRET) -> Script:
    """Answers by a rule of the fake judge."""

    def script(ask: Ask) -> str:
        question = Question("m", texts(ask), len(ask.pictures), ask.answer_schema)
        return answer(RULES[name], question, secret)

    return script


class ScriptedJudge:
    """Answers by a script; what the script returns as an exception is raised."""

    kind = "scripted"

    def __init__(
        self,
        script: Script,
        *,
        leaves_machine: bool = True,
        model: str = "parrot-1",
        address: str = "parrots.example/v1",
    ) -> None:
        self.model, self.address, self.leaves_machine, self._script = model, address, leaves_machine, script
        self.asked: list[Ask] = []

    def answer(self, ask: Ask) -> Reply:
        self.asked.append(ask)
        reply = self._script(ask)
        if isinstance(reply, Exception):
            raise reply
        return Reply(reply, f"{self.model}-2026", input_tokens=1000, output_tokens=100)
