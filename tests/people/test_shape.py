"""The numbers of a person's shape: the same wherever and however large they stand, and in a mirror."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from agent_plugin.tools.body.mirror import mirrored
from agent_plugin.tools.classifiers.shape.features import both_sides, numbers_of
from agent_plugin.tools.domain import Hand, Part, Person, Points, Silhouette
from tests import builders
from tests.builders import Body, Side

UNEVEN = Body(
    yaw_deg=25, arms={"left": (60, 20), "right": (15, 100)}, legs={"left": (30, 3), "right": (5, 3)}
)
COUNT = 777
BONES = 198  # where they begin: lengths in the picture, of the left arm first
LEFT_ARM, RIGHT_ARM = slice(BONES, BONES + 2), slice(BONES + 47, BONES + 49)
ARM_RATIOS = slice(BONES + 94, BONES + 97)  # left to right in the picture: upper arm, forearm, both
HEAD = slice(310, 317)
FACE = slice(317, 325)
HANDS = {"left": slice(325, 335), "right": slice(335, 345)}
MASK = slice(349, 675)
UNEXPLAINED = slice(675 - 2 * 16 - 2, 675)
BEYOND = {("left", "leg"): 349 + 70 + 50}  # where the samples past the left ankle begin


def _someone(body: Body = UNEVEN, *, hands: tuple[Side, ...] = builders.SIDES) -> Person:
    return builders.scene([builders.person(body, hands=hands)]).people[0]


def _moved(hand: Hand | None, times: float, by_px: Points) -> Hand | None:
    return None if hand is None else replace(hand, xy_px=hand.xy_px * np.float32(times) + by_px)


def _elsewhere(person: Person, times: float, xy_px: tuple[float, float]) -> Person:
    """The same picture, enlarged and shifted."""
    by_px = np.array(xy_px, dtype=np.float32)
    mask, face = person.silhouette, person.head.face
    assert mask is not None
    assert face is not None
    placed = replace(face, xy_px=face.xy_px * np.float32(times) + by_px)
    return replace(
        person,
        scale_px=person.scale_px * times,
        pose=replace(person.pose, xy_px=person.pose.xy_px * np.float32(times) + by_px),
        head=replace(person.head, faces=(placed,), face=placed),
        silhouette=Silhouette(
            mask.alpha,
            mask.x0_px * times + xy_px[0],
            mask.y0_px * times + xy_px[1],
            mask.px_per_cell * times,
        ),
        left_hand=_moved(person.left_hand, times, by_px),
        right_hand=_moved(person.right_hand, times, by_px),
    )


@pytest.mark.parametrize(("times", "by_px"), [(1.0, (-300, 40)), (2.0, (0, 0)), (0.5, (17, 900))])
def test_neither_place_nor_size_in_the_picture_matters(times: float, by_px: tuple[float, float]) -> None:
    person = _someone()
    changed = np.abs(numbers_of(_elsewhere(person, times, by_px)) - numbers_of(person))
    # The skeleton is drawn on whole cells: an edge of it may move by one.
    assert changed[UNEXPLAINED].max() < 0.1
    changed[UNEXPLAINED] = 0
    assert changed.max() < 0.02


def test_who_hangs_upside_down_has_the_joints_of_who_stands() -> None:
    hanging = numbers_of(builders.person(replace(UNEVEN, tilt_deg=170)))
    standing = numbers_of(builders.person(UNEVEN))
    assert hanging[:BONES] == pytest.approx(standing[:BONES], abs=0.01)


def test_a_lean_that_people_have_is_told() -> None:
    leaning, standing = (numbers_of(builders.person(Body(tilt_deg=angle)))[:BONES] for angle in (30, 0))
    assert np.abs(leaning - standing).max() > 0.3


def test_mirrored_twice_is_oneself() -> None:
    person = replace(_someone(), other_hands=(builders.hand((300, 300), looks="left"),))
    assert numbers_of(mirrored(mirrored(person))).tolist() == numbers_of(person).tolist()


def test_in_a_mirror_left_is_right() -> None:
    person = replace(_someone(), right_hand=None, other_hands=(builders.hand((300, 300)),))
    own, other = both_sides(person)
    assert other[LEFT_ARM] == pytest.approx(own[RIGHT_ARM], abs=1e-5)
    assert other[ARM_RATIOS] == pytest.approx(-own[ARM_RATIOS], abs=1e-4)
    assert other[HEAD] == pytest.approx(own[HEAD], abs=1e-5)
    assert other[HANDS["left"]].tolist() == [0.0] * 10
    assert other[HANDS["right"]][0] == own[HANDS["left"]][0] == 1.0
    assert other[MASK][:140] == pytest.approx(own[MASK][140:280].reshape(28, 5)[:, ::-1].ravel(), abs=0.02)


def test_who_is_even_looks_the_same_in_a_mirror() -> None:
    own, other = both_sides(_someone(Body()))
    # The mask's cells have edges that are not the mirror's.
    assert own[: MASK.start] == pytest.approx(other[: MASK.start], abs=1e-4)
    assert np.abs(own - other).mean() < 0.02


def test_the_mirror_keeps_nothing_that_was_read() -> None:
    person = mirrored(_someone())
    assert (person.readings, person.torso, person.head.facing) == ((), None, None)
    assert person.box_xyxy[0] < person.box_xyxy[2]


def test_a_longer_arm_raises_its_own_numbers_and_no_other_arms() -> None:
    usual, longer = (
        numbers_of(_someone(Body(times={Part.LEFT_ARM: times} if times > 1 else {}))) for times in (1.0, 1.4)
    )
    # A long arm is in the measure of the whole skeleton, too: all else shrinks a little.
    assert (longer[LEFT_ARM] / usual[LEFT_ARM]).min() > 1.2
    assert (longer[RIGHT_ARM] / usual[RIGHT_ARM]).max() <= 1.0
    assert (longer[ARM_RATIOS] - usual[ARM_RATIOS]) == pytest.approx([np.log(1.4)] * 3, abs=0.01)


def test_a_limb_that_goes_on_past_its_end_is_seen_in_the_mask() -> None:
    person = builders.person(Body())
    knee, ankle = person.pose.xy_px[[25, 27]]
    past = builders.Shape(np.stack([ankle, ankle + 0.7 * (ankle - knee)]), 30.0)
    usual, on = (numbers_of(builders.scene([person], more=more).people[0])[MASK] for more in ((), (past,)))
    beyond = slice(BEYOND["left", "leg"] - 349, BEYOND["left", "leg"] - 349 + 20)
    assert on[beyond].sum() > usual[beyond].sum() + 2


def test_what_is_not_seen_is_0() -> None:
    bare = builders.person(UNEVEN, with_face=False, hands=())
    numbers = numbers_of(bare)
    for part in (FACE, MASK, *HANDS.values()):
        assert not numbers[part].any()


def _in_a_point() -> Person:
    person = _someone()
    pose = replace(person.pose, xy_px=np.zeros((33, 2), np.float32), world_m=np.zeros((33, 3), np.float32))
    return replace(person, scale_px=0.0, pose=pose)


@pytest.mark.parametrize(
    "person",
    [
        _someone(),
        builders.person(UNEVEN, with_face=False, hands=()),
        _someone(Body(at_px=(-5000, 9000))),
        _in_a_point(),
    ],
    ids=["seen", "bare", "outside", "in a point"],
)
def test_the_numbers_are_always_as_many_and_finite(person: Person) -> None:
    sides = both_sides(person)
    assert sides.shape == (2, COUNT)
    assert sides.dtype == np.float32
    assert np.isfinite(sides).all()
    assert np.abs(sides).max() <= 20
