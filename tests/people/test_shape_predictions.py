"""What the shape says of a person, side by side, and how its word is weighed with the networks'."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from agent_plugin.tools.body import skeleton
from agent_plugin.tools.body.mirror import mirrored
from agent_plugin.tools.classifiers.networks import CATEGORIES, SIDED
from agent_plugin.tools.classifiers.shape import predictions
from agent_plugin.tools.classifiers.shape.predictions import of_shape, with_shape
from agent_plugin.tools.domain import Box, Category, Part, Person, Points, Reading
from tests import builders
from tests.builders import Body

SHAPES, NETWORKS = (0.0, 0.0, 9.0, 9.0), (2.0, 2.0, 5.0, 5.0)  # boxes
KNEE, EXTRA, FINGER = Category.KNEE_REVERSED, Category.EXTRA_ARM, Category.EXTRA_FINGER
LEFT, RIGHT = Part.LEFT_LEG, Part.RIGHT_LEG
PART_OF = {
    Category.EXTRA_HEAD: "head",
    Category.HEAD_SIZE: "head",
    Category.NECK_LENGTH: "neck",
    Category.MISSING_HAND: "left_hand",
    Category.HAND_SIZE: "left_hand",
    Category.EXTRA_HAND: "left_hand",
    Category.FOOT_REVERSED: "left_foot",
    Category.ELBOW_REVERSED: "left_arm",
    Category.MISSING_ARM: "left_arm",
    Category.EXTRA_ARM: "left_arm",
    Category.MISSING_LEG: "left_leg",
    Category.KNEE_REVERSED: "left_leg",
    Category.EXTRA_LEG: "left_leg",
}

SetScores = Callable[[float, float], None]


class _Trees:
    """The same score for every category: one for the person, one for their mirror image."""

    def __init__(self, left: float, right: float) -> None:
        self._both = np.array([[left], [right]], np.float32)

    def scores(self, numbers: Points) -> Points:
        assert numbers.shape == (2, 777)
        return np.repeat(self._both, len(CATEGORIES["body"]), axis=1)


@pytest.fixture
def set_scores(monkeypatch: pytest.MonkeyPatch) -> SetScores:
    """`set_scores(left, right)`: what the trees will say of anyone."""

    def setting(left: float, right: float) -> None:
        monkeypatch.setattr(predictions, "_trees", lambda: _Trees(left, right))

    return setting


def _someone(body: Body | None = None) -> Person:
    return builders.scene([builders.person(body)]).people[0]


def _probability(score: float) -> float:
    return 1 / (1 + math.exp(-score))


def _reading(probability: float, part: Part, category: Category = KNEE, box: Box = NETWORKS) -> Reading:
    return Reading(category, probability, part, box)


def _word(probability: float, part: Part, category: Category = KNEE) -> Reading:
    return _reading(probability, part, category, SHAPES)


def _by_part(found: tuple[Reading, ...]) -> dict[Part, tuple[float, Box]]:
    return {reading.part: (round(reading.probability, 3), reading.box_xyxy) for reading in found}


def test_of_each_side_is_said_what_the_trees_say_of_it_as_the_left_one(set_scores: SetScores) -> None:
    set_scores(2.0, -1.0)
    found = [reading for reading in of_shape(_someone()) if reading.category in SIDED]
    assert len(found) == 2 * len(SIDED)
    for reading in found:
        score = 2.0 if reading.part.startswith("left") else -1.0
        assert reading.probability == pytest.approx(_probability(score))


def test_of_what_has_no_side_is_said_the_mean_once(set_scores: SetScores) -> None:
    set_scores(2.0, -1.0)
    found = [reading for reading in of_shape(_someone()) if reading.category not in SIDED]
    assert sorted(reading.category for reading in found) == sorted({*CATEGORIES["body"]} - SIDED)
    assert {reading.probability for reading in found} == {_probability(0.5)}


@pytest.mark.parametrize(("category", "part"), list(PART_OF.items()))
def test_each_category_is_about_a_part_and_shown_where_the_skeleton_has_it(
    set_scores: SetScores, category: Category, part: str
) -> None:
    set_scores(2.0, -1.0)
    person = _someone(Body(arms={"left": (80, 80), "right": (10, 10)}))
    reading = next(each for each in of_shape(person) if each.category is category)
    assert reading.part == part
    x0, y0, x1, y1 = reading.box_xyxy
    joints = {"arm": 13, "hand": 19, "leg": 25, "foot": 27, "head": 0}
    if part != "neck":
        x_px, y_px = person.pose.xy_px[joints[part.split("_")[-1]]]
        assert x0 <= x_px <= x1
        assert y0 <= y_px <= y1
    assert 0 < x1 - x0 < 3 * person.scale_px


@pytest.mark.parametrize("limb", ["arm", "leg"])
def test_a_limbs_length_is_about_the_limb_that_is_unlike_its_fellow(set_scores: SetScores, limb: str) -> None:
    set_scores(2.0, -1.0)
    person = _someone(Body(times={Part(f"left_{limb}"): 1.3}))
    parts = [each.part for each in of_shape(person) if each.category is Category.LIMB_LENGTH]
    assert parts == [f"left_{limb}", f"right_{limb}"]


def test_the_carried_trees_say_of_the_mirror_image_the_same_with_sides_swapped() -> None:
    person = _someone(Body(yaw_deg=25, arms={"left": (60, 20), "right": (15, 100)}))
    other = {"left": "right", "right": "left"}

    def probabilities(of: Person, *, swapped: bool) -> dict[tuple[str, str], float]:
        sides = [(reading, *reading.part.partition("_")) for reading in of_shape(of)]
        return {
            (reading.category, other.get(side, side) if swapped and rest else side): reading.probability
            for reading, side, _, rest in sides
            if reading.category in SIDED or not rest
        }

    assert probabilities(mirrored(person), swapped=True) == pytest.approx(
        probabilities(person, swapped=False), abs=0.02
    )


def test_the_carried_trees_hold_a_sound_body_for_sound() -> None:
    assert all(reading.probability < 0.5 for reading in of_shape(_someone()))


@pytest.mark.parametrize(
    ("longer", "category"),
    [(Part.LEFT_HAND, Category.HAND_SIZE), (Part.LEFT_ARM, Category.LIMB_LENGTH)],
)
def test_of_a_part_that_is_far_too_large_the_carried_trees_say_so_first(
    longer: Part, category: Category
) -> None:
    readings = of_shape(_someone(Body(times={longer: 1.8})))
    likeliest = max(readings, key=lambda reading: reading.probability)
    assert (likeliest.category, likeliest.part) == (category, longer)


@pytest.mark.parametrize(
    ("network", "shape", "share", "expected"),
    [
        (0.9, 0.9, 0.5, 0.9),
        (0.9, 0.1, 0.5, 0.5),
        (0.5, 0.9, 0.5, 0.75),
        (0.9, 0.1, 0.0, 0.9),
        (0.9, 0.1, 1.0, 0.1),
        (1.0, 0.02, 0.5, 1.0),
    ],
)
def test_two_words_on_one_part_are_weighed_by_their_logits_in_the_networks_place(
    network: float, shape: float, share: float, expected: float
) -> None:
    (reading,) = with_shape([_reading(network, LEFT)], [_word(shape, LEFT)], share)
    assert reading.probability == pytest.approx(expected, abs=0.01)
    assert (reading.part, reading.box_xyxy) == (LEFT, NETWORKS)


def test_where_the_networks_were_silent_the_shape_alone_can_still_be_heard() -> None:
    found = with_shape([], [_word(0.999, LEFT), _word(0.2, RIGHT)], 0.5)
    assert _by_part(found) == {LEFT: (0.819, SHAPES), RIGHT: (0.067, SHAPES)}


@pytest.mark.parametrize(("network", "expected"), [(0.9, 0.75), (0.5, 0.75), (0.2, 0.6)])
def test_of_the_side_that_a_network_did_not_name_it_knows_no_better_than_even(
    network: float, expected: float
) -> None:
    found = with_shape([_reading(network, LEFT)], [_word(0.1, LEFT), _word(0.9, RIGHT)], 0.5)
    probability, box = _by_part(found)[RIGHT]
    assert probability == pytest.approx(expected, abs=0.01)
    assert box == SHAPES


def test_an_extra_arm_is_one_on_whichever_side_the_networks_saw_it() -> None:
    seen = [_reading(0.5, part, EXTRA) for part in (Part.LEFT_ARM, Part.RIGHT_ARM)]
    found = with_shape(seen, [_word(0.9, Part.RIGHT_ARM, EXTRA)], 0.5)
    assert _by_part(found) == {each.part: (0.75, NETWORKS) for each in seen}


def test_what_the_shape_knows_nothing_of_stays_as_it_is() -> None:
    finger = _reading(0.7, Part.LEFT_HAND, FINGER)
    assert with_shape([finger], [_word(0.01, LEFT)], 0.5) == (finger,)
    assert with_shape([finger, _reading(0.6, LEFT)], [], 0.5) == (finger, _reading(0.6, LEFT))


def test_what_both_hold_hardly_likely_is_not_said() -> None:
    assert with_shape([_reading(0.03, LEFT)], [_word(0.001, LEFT)], 0.5) == ()


def test_a_person_in_a_point_is_read_without_a_fuss() -> None:
    person = _someone()
    nowhere = np.zeros_like(person.pose.xy_px)
    nothing = type(person.pose)(nowhere, np.zeros_like(person.pose.world_m), person.pose.visibility)
    found = of_shape(replace(person, pose=nothing, scale_px=0.0))
    assert all(math.isfinite(each) for reading in found for each in (reading.probability, *reading.box_xyxy))
    assert skeleton.scale_px(nothing) == 0.0
