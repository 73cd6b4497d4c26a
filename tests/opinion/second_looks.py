"""Scripted judges and a made ad for the tests of the second opinion as a whole: no model, no network."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import numpy as np

from agent_plugin.fake_judge.known import is_flawed
from agent_plugin.tools.domain import Category, Part, PartSeen, PersonSeen
from agent_plugin.tools.opinion.asking.planning import Seen
from agent_plugin.tools.opinion.judges.judge import Ask, Reply
from tests.evidence.scenes import Still, finding

SIDE_PX = 600
BODY, HEAD, HAND = (150.0, 60.0, 450.0, 560.0), (250.0, 70.0, 350.0, 190.0), (400.0, 300.0, 450.0, 360.0)
Script = Callable[[Ask], str | Exception]


def ad() -> Still:
    """A picture in which each crop differs from the others."""
    noise = np.random.default_rng(7).integers(0, 255, (SIDE_PX, SIDE_PX, 3), dtype=np.uint8)
    return Still(noise)


def seen(score: float = 0.9, **more: Any) -> Seen:
    """One person whose neck is suspected."""
    person = PersonSeen(person=1, box_xyxy=BODY, checked=(Part.HEAD,))
    parts = tuple(
        PartSeen(person=1, part=part, box_xyxy=box)
        for part, box in ((Part.BODY, BODY), (Part.HEAD, HEAD), (Part.LEFT_HAND, HAND))
    )
    one = finding(1, HEAD, **{"category": Category.NECK_TWIST, "score": score, **more})
    return Seen((one,), (person,), parts)


def is_blind(ask: Ask) -> bool:
    return ask.name.endswith("blind")


def numbered(ask: Ask) -> list[int]:
    """The numbers of the pictures that are to be judged."""
    names = [picture.name for picture in ask.pictures]
    return [int(name.split(":")[0].split()[1]) for name in names if name.startswith("Picture ")]


def asked_of(ask: Ask) -> dict[int, int]:
    """The numbers of the findings, and of the picture in which each is asked about."""
    texts = "\n".join(item for item in ask.content if isinstance(item, str))
    return {int(n): int(at) for n, at in re.findall(r"^Finding (\d+), pictures? (\d+)", texts, re.M)}


def flawed(ask: Ask) -> dict[int, bool]:
    """The controls among the pictures, known by heart; true: with a defect."""
    shown = zip(numbered(ask), [one for one in ask.pictures if one.name.startswith("Picture ")], strict=True)
    known = {number: is_flawed(picture.jpeg) for number, picture in shown}
    return {number: there for number, there in known.items() if there is not None}


def says(
    blind: str = "sound",
    pointed: str = "confirm",
    sureness: float = 0.95,
    *,
    sees_controls: bool = True,
    counted: tuple[str, ...] = ("a head, on the neck",),
) -> Script:
    """Answers in the asked-for form, the same of everything; of controls what is true, if it sees them."""

    def script(ask: Ask) -> str:
        words = {"described": "A head on a neck.", "sureness": sureness, "reason": "As seen.", "where": ""}
        known = flawed(ask) if sees_controls else {}
        if is_blind(ask):
            form: dict[str, Any] = {"counted": list(counted), "category": "none"}
            told = {
                n: {True: "defect", False: "sound"}[known[n]] if n in known else blind for n in numbered(ask)
            }
            rows = [{"picture": n, "verdict": verdict, **form, **words} for n, verdict in told.items()]
            return json.dumps({"answers": rows})
        answers = {True: "confirm", False: "refute"}
        said = {n: answers[known[at]] if at in known else pointed for n, at in asked_of(ask).items()}
        return json.dumps({"answers": [{"finding": n, "answer": one, **words} for n, one in said.items()]})

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
        said = self._script(ask)
        if isinstance(said, Exception):
            raise said
        return Reply(said, f"{self.model}-2026", input_tokens=1000, output_tokens=100)
