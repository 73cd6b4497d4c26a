"""Scenes of made people on noise, so that every place in a picture differs from the others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from agent_plugin.tools.domain import Frame, Person, Scene
from tests import builders
from tests.builders import Body

WIDE, HIGH = 900, 1200


def frame(at_s: float = 0.0, index: int = 0, seed: int = 3) -> Frame:
    pixels = np.random.default_rng(seed).integers(0, 255, (HIGH, WIDE, 3), dtype=np.uint8)
    return Frame(pixels, index, at_s)


def plain(level: int, at_s: float, index: int) -> Frame:
    return Frame(np.full((HIGH, WIDE, 3), level, dtype=np.uint8), index, at_s)


def somebody(number: int = 1, *, x_px: float = 450.0, torso_px: float = 150.0, **more: Any) -> Person:
    """Somebody who stands with both hands seen."""
    body = Body(at_px=(x_px, 620.0), torso_px=torso_px)
    made = builders.person(body, number, **more)
    left, right = (builders.hand_on(made.pose, side) for side in builders.SIDES)
    return replace(made, left_hand=left, right_hand=right)


def scene(*people: Person, **more: Any) -> Scene:
    return Scene(more.pop("frame", frame()), people, **more)
