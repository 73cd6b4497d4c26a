"""A toolbox on a bench: a scripted finder instead of the models, a judge that looks as a test wants."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from agent_plugin.tools import TOOLS
from agent_plugin.tools.calls.tool import Toolbox, ToolResult
from agent_plugin.tools.judges.judge import Ask, Reply
from agent_plugin.tools.look.asking.judge_look import JudgeLooker
from agent_plugin.tools.look.asking.manner import Manner
from agent_plugin.tools.media.arriving.door import Door
from agent_plugin.tools.people.finder import PeopleFinder
from agent_plugin.tools.reviewer import Reviewer
from agent_plugin.tools.store import Store
from tests import builders
from tests.builders import Body
from tests.look.desks import SECRET, Looker, answers, honest
from tests.look.hosts import pointed, request_for, seen
from tests.reviewer.test_review_ad import ScriptedFinder

NAMED = {tool.name: tool for tool in TOOLS}
SOUND, SUSPECTED, TWISTED = 0, 130, 180
"""Degrees between head and body at which the checks find nothing, ask for a review, and block."""


@dataclass
class Bench:
    """A toolbox, and an ad in which somebody's head is turned by so much against the body."""

    box: Toolbox
    ad: Path

    def call(self, tool: str, **given: Any) -> ToolResult:
        return NAMED[tool].call(self.box, given)

    def review(self) -> ToolResult:
        """What `review_ad` says of the ad."""
        return self.call("review_ad", ad=str(self.ad))

    def look(self, looker: Looker, **more: Any) -> ToolResult:
        """Reviews the ad, and looks blind as this looker does."""
        return self.call("record_look", **seen(self.review().data["look"], SECRET, looker, **more))

    def point(self, result: ToolResult, answer: str, sureness: float = 0.9) -> ToolResult:
        """Answers the places that a look was pointed at."""
        return self.call("record_look", **pointed(result.data["look"], answer, sureness))


@dataclass
class ScriptedJudge:
    """Looks as a looker does, with what it was asked kept."""

    looker: Looker = honest
    pointed: str = "refute"
    kind: str = "scripted"
    model: str = "a-judge"
    address: str = ""
    leaves_machine: bool = False
    asked: list[Ask] = field(default_factory=list[Ask])

    def answer(self, ask: Ask) -> Reply:
        self.asked.append(ask)
        prompt = f"{ask.instructions}\n{ask.content[-1]}"
        if ask.name.endswith("pointed"):
            places = [int(one) for one in re.findall(r"^Place (\d+):", ask.instructions, re.M)]
            rows = [{"place": one, "answer": self.pointed, "sureness": 0.9, "reason": ""} for one in places]
            return Reply(json.dumps({"places": rows}), self.model)
        (look,) = re.findall(r"Look (look-judge-\w+)", prompt)
        (numbers,) = re.findall(r"no other: ([\d, ]+)\.", prompt)
        request = request_for(look, len(numbers.split(",")), SECRET)
        return Reply(answers(request, self.looker).model_dump_json(), self.model)


def bench(
    store: Store,
    folder: Path,
    judge: ScriptedJudge | None = None,
    *,
    yaw_deg: float = TWISTED,
    finder: PeopleFinder | None = None,
) -> Bench:
    """With a finder that sees one person, or with another; the ad lies in the folder."""
    ad = folder / "ad.png"
    noise = np.random.default_rng(3).integers(0, 255, (400, 400, 3), dtype=np.uint8)
    Image.fromarray(noise).save(ad)
    person = builders.person(Body(at_px=(200.0, 220.0), torso_px=80, yaw_deg=yaw_deg, head_yaw_deg=0))
    manner = Manner(secret=SECRET)
    looker = JudgeLooker(judge, manner=manner) if judge else None
    reviewer = Reviewer(store=store, finder=finder or ScriptedFinder((person,)), find_judge=lambda: looker)
    return Bench(Toolbox(store, reviewer, manner, Door((folder,))), ad)
