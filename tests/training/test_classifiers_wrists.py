"""What the end of a rendered arm is labelled as: its own defect, the other's, or not to be judged."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from agent_plugin.tools.classifiers import sheets, views
from agent_plugin.tools.classifiers.networks import ARM_CATEGORIES, CATEGORIES
from agent_plugin.tools.domain import Box, Frame, Part, box_around
from tests import builders
from tests.builders import Body
from training.classifiers.targets import wrist_labels

POSE = builders.pose(Body(arms={"left": (80, 80), "right": (80, 80)}))
FRAME = Frame(np.zeros((1200, 1200, 3), np.uint8))
SQUARES = views.wrist_squares(FRAME, POSE)
NAMES = [category.value for category in CATEGORIES["wrist"]]
LEFT, RIGHT = Part.LEFT_HAND, Part.RIGHT_HAND


def _at_end(side: str) -> Box:
    return box_around(POSE.xy_px[list(sheets.LIMBS[Part(f"{side}_arm")][2:])])


def _targets(part: Part, *defects: dict[str, Any]) -> dict[str, int]:
    targets, place = wrist_labels(SQUARES[part], part, POSE, defects)
    assert all(place[number].any() for number in np.flatnonzero(targets == 1))
    return dict(zip(NAMES, targets.tolist(), strict=True))


@pytest.mark.parametrize("part", [LEFT, RIGHT])
def test_a_sound_arms_end_is_sound(part: Part) -> None:
    assert _targets(part) == dict.fromkeys(NAMES, 0)


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("category", ["missing_hand", "hand_size"])
def test_a_hands_defect_is_there_on_its_side_and_absent_on_the_other(category: str, side: str) -> None:
    defect = {"category": category, "box_xyxy": _at_end(side), "side": side}
    targets = {part: _targets(part, defect)[category] for part in SQUARES}
    assert targets == {part: int(part.startswith(side)) for part in SQUARES}


def test_hands_of_another_size_on_both_sides_are_there_on_both() -> None:
    (x0, y0, _, _), (_, _, x1, y1) = _at_end("right"), _at_end("left")
    defect = {"category": "hand_size", "box_xyxy": (x0, y0, x1, y1), "side": "both"}
    assert {_targets(part, defect)["hand_size"] for part in SQUARES} == {1}


def test_an_extra_hand_is_there_wherever_it_is_seen() -> None:
    defect = {"category": "extra_hand", "box_xyxy": _at_end("left")}
    assert {part: _targets(part, defect)["extra_hand"] for part in SQUARES} == {LEFT: 1, RIGHT: 0}


def test_a_stump_that_the_skeleton_has_elsewhere_is_not_judged() -> None:
    x0, y0, x1, y1 = _at_end("left")
    away = 0.45 * SQUARES[LEFT].side_px
    defect = {"category": "missing_hand", "box_xyxy": (x0, y0 - away, x1, y1 - away), "side": "left"}
    assert _targets(LEFT, defect)["missing_hand"] == -1


@pytest.mark.parametrize("category", [each for each in ARM_CATEGORIES if each not in CATEGORIES["wrist"]])
def test_the_end_of_an_arm_that_is_itself_wrong_is_not_judged(category: str) -> None:
    defect = {"category": category, "box_xyxy": _at_end("left"), "side": "left"}
    assert {tuple(_targets(part, defect).values()) for part in SQUARES} == {(-1, -1, -1)}


@pytest.mark.parametrize("category", ["neck_length", "extra_finger", "knee_reversed"])
def test_a_defect_elsewhere_leaves_the_ends_of_arms_sound(category: str) -> None:
    defect = {"category": category, "box_xyxy": (0.0, 0.0, 9.0, 9.0)}
    assert {tuple(_targets(part, defect).values()) for part in SQUARES} == {(0, 0, 0)}
