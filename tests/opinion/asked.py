"""A made ad for the tests of what is asked: two people, their parts, and findings with telling numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from agent_plugin.tools.domain import Box, Category, Finding, Part, PartSeen, PersonSeen, Pixels
from agent_plugin.tools.policy import JudgeRules
from tests.evidence.scenes import Still, finding, person

RULES = JudgeRules(crop_px=96, frame_px=64)  # small pictures are made faster
SCORE, MEASURED = 0.873, 171.26  # seen nowhere else, so that a leak shows
NECK: Box = (160.0, 60.0, 230.0, 160.0)  # of person 1
PEOPLE: tuple[PersonSeen, ...] = (person(1, (100, 40, 300, 480)), person(2, (360, 60, 540, 470)))


def noise(width: int = 640, height: int = 500) -> Pixels:
    """Every pixel its own, so that a crop can be told from any other."""
    return np.random.default_rng(1).integers(0, 256, (height, width, 3), np.uint8)


def still() -> Still:
    return Still(noise())


def parts_of(number: int, box: Box, at_s: float | None = None) -> tuple[PartSeen, ...]:
    x0, y0, x1, _ = box
    rows: dict[Part, Box] = {
        Part.BODY: box,
        Part.HEAD: (x0 + 60, y0, x0 + 120, y0 + 80),
        Part.FACE: (x0 + 65, y0 + 20, x0 + 115, y0 + 75),
        Part.TORSO: (x0 + 40, y0 + 90, x0 + 140, y0 + 240),
        Part.LEFT_HAND: (x1 - 40, y0 + 200, x1, y0 + 250),
        Part.RIGHT_HAND: (x0, y0 + 200, x0 + 40, y0 + 250),
    }
    return tuple(
        PartSeen(person=number, part=part, box_xyxy=where, at_s=at_s) for part, where in rows.items()
    )


PARTS = tuple(row for one in PEOPLE for row in parts_of(one.person, one.box_xyxy))


def found(number: int = 1, category: Category = Category.NECK_TWIST, box: Box = NECK, **more: Any) -> Finding:
    known: dict[str, Any] = {"score": SCORE, "part": Part.NECK}
    return finding(number, box, category=category, **(known | more))
