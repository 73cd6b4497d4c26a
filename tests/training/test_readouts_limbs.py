"""What a closer look at a rendered limb is labelled as: its own defect, the other's, neither."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from agent_plugin.tools import skeleton
from agent_plugin.tools.domain import Box, Frame, Part, box_around
from agent_plugin.tools.people import sheets, views
from agent_plugin.tools.people.readings import CATEGORIES, LIMB_CATEGORIES
from agent_plugin.tools.policy import STANDARD
from tests import builders
from tests.builders import Body
from training.readouts.labels import limb_labels

POSE = builders.pose(
    Body(arms={"left": (80, 80), "right": (80, 80)}, legs={"left": (25, 3), "right": (25, 3)})
)
FRAME = Frame(np.zeros((1200, 1200, 3), np.uint8))
SQUARES = views.limb_squares(FRAME, POSE, STANDARD.people.readable_within_deg)
NAMES = [category.value for category in CATEGORIES["limb"]]
OF_ARMS = ("missing_arm", "missing_hand", "elbow_reversed", "hand_size")
OF_LEGS = ("missing_leg", "knee_reversed", "foot_reversed")


def _around(points: list[int]) -> Box:
    return box_around(POSE.xy_px[points])


def _told(part: Part, *defects: dict[str, Any]) -> dict[str, int]:
    told, place = limb_labels(SQUARES[part], part, POSE, defects)
    assert place.any(axis=(1, 2)).tolist() == (told == 1).tolist()
    return dict(zip(NAMES, told.tolist(), strict=True))


def _defect(category: str, points: list[int] | None, **more: Any) -> dict[str, Any]:
    return {"category": category, "box_xyxy": points and _around(points), **more}


@pytest.mark.parametrize("part", list(SQUARES))
def test_a_sound_limb_is_sound_in_what_is_read_of_it(part: Part) -> None:
    own = {category.value for category in LIMB_CATEGORIES[part.split("_")[1]]}
    assert _told(part) == {name: 0 if name in own else -1 for name in NAMES}


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("category", [*OF_ARMS, *OF_LEGS])
def test_a_defect_of_one_side_is_there_on_that_side_and_absent_on_the_other(category: str, side: str) -> None:
    limb = "arm" if category in OF_ARMS else "leg"
    defect = _defect(category, list(sheets.LIMBS[Part(f"{side}_{limb}")][2:]), side=side)
    told = {part: _told(part, defect)[category] for part in SQUARES}
    assert told.pop(Part(f"{side}_{limb}")) == 1
    assert sorted(told.values()) == [-1, -1, 0]


@pytest.mark.parametrize("category", ["elbow_reversed", "hand_size", "knee_reversed", "foot_reversed"])
def test_a_defect_of_both_sides_is_there_on_both(category: str) -> None:
    limb = "arm" if category in OF_ARMS else "leg"
    both = [point for side in ("left", "right") for point in sheets.LIMBS[Part(f"{side}_{limb}")]]
    defect = _defect(category, both, side="both")
    assert {_told(Part(f"{side}_{limb}"), defect)[category] for side in ("left", "right")} == {1}


@pytest.mark.parametrize("limb", ["arm", "leg"])
def test_a_limb_of_another_length_is_that_arm_or_that_leg(limb: str) -> None:
    defect = _defect("limb_length", list(sheets.LIMBS[Part(f"left_{limb}")]), side="left", limb=limb)
    told = {part: _told(part, defect)["limb_length"] for part in SQUARES}
    assert told == {part: int(part == f"left_{limb}") for part in SQUARES}


def test_an_extra_hand_is_there_wherever_it_is_seen() -> None:
    at = list(sheets.LIMBS[Part.LEFT_ARM][2:])
    assert _told(Part.LEFT_ARM, _defect("extra_hand", at))["extra_hand"] == 1
    assert _told(Part.RIGHT_ARM, _defect("extra_hand", at))["extra_hand"] == 0
    assert _told(Part.LEFT_LEG, _defect("extra_hand", at))["extra_hand"] == -1


def test_a_defect_as_near_to_both_sides_is_not_judged() -> None:
    middle = [skeleton.LEFT_ANKLE, skeleton.RIGHT_ANKLE]
    defect = _defect("missing_leg", middle, side="left")
    assert {_told(part, defect)["missing_leg"] for part in (Part.LEFT_LEG, Part.RIGHT_LEG)} == {-1}


def test_a_missing_limb_whose_place_is_not_in_its_view_is_not_judged() -> None:
    x_px, y_px = POSE.xy_px[skeleton.LEFT_SHOULDER] + (500, -500)
    far = {"category": "missing_arm", "box_xyxy": (x_px, y_px, x_px + 20, y_px + 20), "side": "left"}
    assert _told(Part.LEFT_ARM, far)["missing_arm"] == -1
    assert _told(Part.RIGHT_ARM, far)["missing_arm"] == 0


@pytest.mark.parametrize("category", ["extra_head", "neck_length", "extra_finger"])
def test_a_defect_that_is_no_limbs_leaves_limbs_sound(category: str) -> None:
    for part in SQUARES:
        assert _told(part, _defect(category, [0, 11])) == _told(part)


def test_nothing_of_a_limb_is_judged_where_the_place_of_its_defect_is_not_known() -> None:
    assert set(_told(Part.LEFT_LEG, _defect("extra_leg", None)).values()) == {-1}
