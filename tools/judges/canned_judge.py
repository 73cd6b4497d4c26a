"""Answers that were written beforehand: for tests and demonstrations, plainly named `canned`.

Comes in: a function, a list of answers in order, or a JSON file. Goes out: those words as if a model wrote
them. No picture is looked at and nothing leaves this machine.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

from pydantic import TypeAdapter

from agent_plugin.tools.errors import JudgeMissing, JudgeUnclear
from agent_plugin.tools.judges.judge import Ask, Reply

Answer = str | Mapping[str, Any]
Answers = Callable[[Ask], Answer] | Sequence[Answer] | Mapping[str, Answer]

_FILE: TypeAdapter[list[str | dict[str, Any]] | dict[str, str | dict[str, Any]]] = TypeAdapter(
    list[str | dict[str, Any]] | dict[str, str | dict[str, Any]]
)
_FORM = (
    'Write a JSON object of answers by the name of the call, such as {"blind": {...}, "pointed": {...}}, '
    "or a list of answers in order."
)


class CannedJudge:
    """A judge without a model.

    Answers are a function of the ask, a list (one after the other), or by a word in the name of the ask, with
    "*" for all others. `asked` keeps what was asked.
    """

    kind = "canned"
    address = ""
    leaves_machine = False

    def __init__(self, answers: Answers, *, model: str = "canned answers") -> None:
        self.model = model
        self.asked: list[Ask] = []
        self._answers = answers
        self._lock = Lock()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.model!r})"

    @classmethod
    def from_file(cls, path: Path) -> CannedJudge:
        """The answers in a JSON file.

        Raises:
            JudgeMissing: it cannot be read, or holds something else.
        """
        try:
            found = _FILE.validate_json(path.read_bytes())
        except (OSError, ValueError) as error:
            raise JudgeMissing(
                f"The canned answers in {path} cannot be read ({type(error).__name__}).", _FORM
            ) from None
        return cls(found, model=f"canned {path.name}")

    def answer(self, ask: Ask) -> Reply:
        """The next answer.

        Raises:
            JudgeUnclear: there is none left, or none for this ask.
        """
        with self._lock:  # calls come concurrently, and a list is answered in order
            number = len(self.asked)
            self.asked.append(ask)
        found = self._answers(ask) if callable(self._answers) else _pick(self._answers, ask, number)
        if found is None:
            raise JudgeUnclear(f"There is no canned answer for {ask.name!r}.", _FORM)
        return Reply(found if isinstance(found, str) else json.dumps(found, ensure_ascii=False), self.model)


def _pick(answers: Sequence[Answer] | Mapping[str, Answer], ask: Ask, number: int) -> Answer | None:
    if isinstance(answers, Mapping):
        fitting = (answer for word, answer in answers.items() if word != "*" and word in ask.name)
        return next(fitting, answers.get("*"))
    return answers[number] if number < len(answers) else None
