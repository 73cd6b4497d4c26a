"""What a hand where the skeleton has one is labelled as: each way in which it is wrong, and if any is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from agent_plugin.tools.body.crops import Square
from agent_plugin.tools.classifiers.networks import CATEGORIES, PLACE_CELLS
from agent_plugin.tools.domain import Box
from training.classifiers.targets import finger_labels

SQUARE = Square(70, 70, 140)  # ten pixels a cell
MIDDLE: Box = (50, 30, 80, 60)
NAMES = [*(category.value for category in CATEGORIES["fingers"]), "malformed"]


def _targets(category: str, box_xyxy: Box | None, also: tuple[str, ...] = ()) -> dict[str, int]:
    defect: dict[str, Any] = {"category": category, "box_xyxy": box_xyxy, "also": list(also)}
    targets, place = finger_labels(SQUARE, [defect])
    assert place.shape == (len(NAMES), PLACE_CELLS["fingers"], PLACE_CELLS["fingers"])
    assert all(place[number].any() for number in np.flatnonzero(targets == 1))
    return dict(zip(NAMES, targets.tolist(), strict=True))


def test_a_sound_hand_is_sound_in_every_way() -> None:
    targets, place = finger_labels(SQUARE, [])
    assert targets.tolist() == [0] * len(NAMES)
    assert not place.any()


@pytest.mark.parametrize("category", NAMES[:-1])
def test_a_hand_that_is_wrong_in_one_way_is_malformed(category: str) -> None:
    assert _targets(category, MIDDLE) == {name: int(name in (category, "malformed")) for name in NAMES}


def test_a_hand_that_is_wrong_in_several_ways_is_wrong_in_each() -> None:
    targets = _targets("fused_fingers", MIDDLE, ("extra_finger", "finger_length"))
    assert targets == dict.fromkeys(NAMES, 1) | {"missing_finger": 0}


@pytest.mark.parametrize(
    ("box_xyxy", "targets"),
    [((112, 112, 139, 139), -1), ((120, 30, 180, 60), -1), ((150, 150, 180, 180), 0), (None, -1)],
    ids=["at the rim", "half in view", "another hand's", "without a place"],
)
def test_a_defect_that_is_not_in_the_middle_is_not_judged_and_one_elsewhere_is_nothing(
    box_xyxy: Box | None, targets: int
) -> None:
    labelled = _targets("missing_finger", box_xyxy)
    assert (labelled["missing_finger"], labelled["malformed"]) == (targets, targets)


def test_what_is_wrong_with_the_arm_leaves_its_fingers_unjudged() -> None:
    assert set(_targets("extra_hand", MIDDLE).values()) == {-1}
