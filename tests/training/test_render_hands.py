"""Rendered hands: defects change what they say they change, and sound hands are posed like them."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pytest

from tests.training.renderer import need_renderer

need_renderer()

CATEGORIES = ("extra_finger", "missing_finger", "fused_fingers", "finger_length", "extra_hand")
SEEDS = range(12)


@pytest.fixture(scope="module")
def rows(studio: Any) -> list[dict[str, Any]]:
    staged = importlib.import_module("training.render.staged")
    return [staged.take(studio, np.random.default_rng(s), "hand", 0.5)[1] for s in SEEDS]


@pytest.fixture(scope="module")
def person(studio: Any, adult: Any) -> tuple[Any, Any, dict[str, Any]]:
    """A rest shape, its left hand and the turns of an open left hand."""
    hand = importlib.import_module("training.render.hand_frames").read_hand(studio.body, adult, "left")
    poses = importlib.import_module("training.render.hand_poses")
    return adult, hand, poses.gesture_turns(np.random.default_rng(0), hand, "open")


def tip_height(studio: Any, shape: Any, turns: Any, hand: Any, finger: int) -> float:
    """How far a fingertip is from its knuckle."""
    posed = importlib.import_module("training.render.skeleton").apply_pose(studio.body, shape, turns)
    knuckle = posed.joints[studio.body.bone(hand.bone(finger, 1))]
    return float(np.linalg.norm(posed.vertices[hand.tips[finger]] - knuckle))


def test_there_is_a_drawer_for_every_category_and_a_staging(studio: Any) -> None:
    registry = importlib.import_module("training.render.defects")
    assert set(registry.DRAWERS["hand"]) == set(CATEGORIES)
    assert "hand" in registry.STAGINGS


def test_the_same_generator_gives_the_same_hands(studio: Any) -> None:
    staged = importlib.import_module("training.render.staged")
    first, second = (staged.take(studio, np.random.default_rng(5), "hand", 1.0) for _ in range(2))
    assert (first[0] == second[0]).all()
    assert first[1] == second[1]


def test_every_row_tells_of_both_hands_with_21_joints(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        assert [h["side"] for h in row["hands"]] == ["left", "right"]
        assert all(len(h["joints_xy"]) == 21 and len(h["fingers"]) == 5 for h in row["hands"])
        assert all(-1 <= h["palm_towards_camera"] <= 1 for h in row["hands"])


def test_sound_people_are_staged_for_categories_too(rows: list[dict[str, Any]]) -> None:
    sound = [r for r in rows if not r["defects"]]
    assert sound
    assert {r["staged_for"] for r in sound} <= set(CATEGORIES)


def test_a_defect_that_is_not_hidden_has_a_box_in_the_picture(rows: list[dict[str, Any]]) -> None:
    shown = [r for r in rows if r["defects"] and not r["hidden_defect"]]
    assert shown
    for row in shown:
        x0, y0, x1, y1 = row["defects"][0]["box_xyxy"]
        assert 0 <= x0 < x1 <= row["size_wh"][0]
        assert 0 <= y0 < y1 <= row["size_wh"][1]


@pytest.mark.parametrize("factor", [0.5, 1.8])
@pytest.mark.parametrize("finger", [2, 3, 4, 5])
def test_a_lengthened_finger_is_as_much_longer_as_asked(
    studio: Any, person: tuple[Any, Any, Any], finger: int, factor: float
) -> None:
    shape, hand, turns = person
    fingers = importlib.import_module("training.render.fingers")
    other = fingers.lengthened(studio.body, shape, hand, finger, factor, 0)
    before = tip_height(studio, shape, turns, hand, finger)
    after = tip_height(studio, other, turns, hand, finger)
    assert after / before == pytest.approx(factor, rel=0.06)


@pytest.mark.parametrize("finger", [2, 3, 4, 5])
def test_a_cut_finger_ends_near_the_palm_and_its_neighbours_stay(
    studio: Any, person: tuple[Any, Any, Any], finger: int
) -> None:
    shape, hand, turns = person
    fingers = importlib.import_module("training.render.fingers")
    posed = importlib.import_module("training.render.skeleton").apply_pose(studio.body, shape, turns)
    short = fingers.cut(studio.body, shape, posed, hand, finger, 0.2)
    knuckle = posed.joints[studio.body.bone(hand.bone(finger, 1))]
    whole, left = (np.linalg.norm(p.vertices[hand.tips[finger]] - knuckle) for p in (posed, short))
    assert left < 0.55 * whole
    others = [hand.tips[f] for f in range(1, 6) if f != finger]
    assert (short.vertices[others] == posed.vertices[others]).all()


def test_merged_fingers_leave_no_gap_between_them(studio: Any, person: tuple[Any, Any, Any]) -> None:
    shape, hand, turns = person
    fingers = importlib.import_module("training.render.fingers")
    posed = importlib.import_module("training.render.skeleton").apply_pose(studio.body, shape, turns)
    slab = fingers.merged(studio.body, posed, hand, [3, 4], 1.4, 1.0)
    sides: list[float] = []
    for state in (posed, slab):
        across = [
            hand.inward(state.vertices[fingers.finger_vertices(studio.body, "L", f, 2)])[:, 0] for f in (3, 4)
        ]
        sides.append(float(across[0].min() - across[1].max()))
    assert sides[1] < sides[0] - 0.004


def test_an_opened_palm_takes_a_sixth_finger(studio: Any, person: tuple[Any, Any, Any]) -> None:
    shape, hand, _ = person
    fingers = importlib.import_module("training.render.fingers")
    wide = fingers.parted(studio.body, shape, hand, 3, 0.015)
    read = importlib.import_module("training.render.hand_frames").read_hand(studio.body, wide, "left")
    apart = np.linalg.norm(read.joints[3][0] - read.joints[4][0]) - np.linalg.norm(
        hand.joints[3][0] - hand.joints[4][0]
    )
    assert apart == pytest.approx(0.015, abs=0.004)
