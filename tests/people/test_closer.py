"""Closer crops: where an arm ends, and how readings there weigh against the readings before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from agent_plugin.tools.body import skeleton
from agent_plugin.tools.body.crops import Square
from agent_plugin.tools.classifiers import views
from agent_plugin.tools.classifiers.closer import surest, with_closer
from agent_plugin.tools.domain import Category, Frame, Part, Pixels, Points, Pose, Reading
from agent_plugin.tools.landmarks.backbone import HAND, Network
from tests import builders
from tests.builders import Body

LEFT, RIGHT = Part.LEFT_HAND, Part.RIGHT_HAND
MISSING, EXTRA = Category.MISSING_HAND, Category.EXTRA_HAND
BEFORE, CLOSER = (0.0, 0.0, 1.0, 1.0), (5.0, 5.0, 6.0, 6.0)
HAND_CELLS, ARM_DRAWN, MASK = 56, 24, 25


class _Blank(Network):
    """A hand network that sees nothing: what is left of a view are the drawings."""

    def __init__(self) -> None:
        super().__init__(HAND, Path)

    def run(self, pixels: Pixels) -> tuple[list[Points], list[Points]]:
        assert pixels.shape == (HAND.input_px, HAND.input_px, 3)
        shapes = ((56, 24), (28, 40), (14, 112), (7, 192))
        maps = [np.zeros((side, side, channels), np.float32) for side, channels in shapes]
        return [np.zeros(3 * 21, np.float32)], maps


class _Answering(_Blank):
    """It answers with a hand in the right three quarters."""

    def run(self, pixels: Pixels) -> tuple[list[Points], list[Points]]:
        _, maps = super().run(pixels)
        points = np.zeros((21, 3), np.float32)
        points[:, :2] = builders.hand((140, 180), length_px=120).xy_px
        return [points.reshape(-1)], maps


def _grey(side_px: int = 1200) -> Frame:
    return Frame(np.full((side_px, side_px, 3), 127, np.uint8))


def _squares(body: Body) -> tuple[Pose, dict[Part, Square]]:
    pose = builders.pose(body)
    return pose, views.wrist_squares(_grey(), pose)


@pytest.mark.parametrize("abducted_deg", [10, 60, 120, 170])
@pytest.mark.parametrize("side", ["left", "right"])
def test_the_end_of_an_arm_is_shown_with_the_forearm_from_below_and_room_for_a_hand(
    side: str, abducted_deg: float
) -> None:
    pose, squares = _squares(
        Body(arms={"left": (abducted_deg, abducted_deg), "right": (abducted_deg, abducted_deg)})
    )
    square = squares[Part(f"{side}_hand")]
    _, elbow, wrist = views.cells_of(square, pose.xy_px[list(skeleton.ARMS[side])], 10)
    assert elbow[0] == pytest.approx(wrist[0], abs=0.2)
    assert elbow[1] > wrist[1]
    assert 6 < wrist[1] < 8.5
    assert square.mirrored == (side == "left")


@pytest.mark.parametrize("abducted_deg", [10, 60, 120, 170])
@pytest.mark.parametrize("side", ["left", "right"])
def test_where_the_skeleton_has_a_hand_its_knuckles_are_in_the_middle_and_its_fingers_up(
    side: str, abducted_deg: float
) -> None:
    pose = builders.pose(Body(arms={each: (abducted_deg, abducted_deg) for each in ("left", "right")}))
    square = views.finger_squares(_grey(), pose)[Part(f"{side}_hand")]
    knuckles = pose.xy_px[list(skeleton.KNUCKLES[side])].mean(axis=0, keepdims=True)
    wrist = pose.xy_px[[skeleton.ARMS[side][2]]]
    assert views.cells_of(square, knuckles, 10)[0] == pytest.approx((5, 5), abs=0.1)
    across, down = views.cells_of(square, wrist, 10)[0]
    assert across == pytest.approx(5, abs=0.1)
    assert 5.5 < down < 9
    assert square.mirrored == (side == "left")


def test_a_hand_that_points_at_the_camera_lies_along_its_forearm() -> None:
    pose = builders.pose(Body(arms={"left": (90, 90), "right": (90, 90)}))
    points = pose.xy_px.copy()
    points[list(skeleton.KNUCKLES["left"])] = points[skeleton.LEFT_WRIST] + (0, 1)
    square = views.finger_squares(_grey(), replace(pose, xy_px=points))[LEFT]
    elbow, wrist = views.cells_of(square, points[[skeleton.LEFT_ELBOW, skeleton.LEFT_WRIST]], 10)
    assert elbow[0] == pytest.approx(wrist[0], abs=0.3)
    assert elbow[1] > wrist[1]


def test_no_fingers_are_looked_for_outside_the_picture() -> None:
    pose = builders.pose(Body(at_px=(600, 600), arms={"left": (90, 90), "right": (10, 10)}))
    left_px = pose.xy_px[skeleton.LEFT_WRIST, 0]
    frame = Frame(np.full((1200, int(left_px) - 1, 3), 127, np.uint8))
    assert list(views.finger_squares(frame, pose)) == [RIGHT]


def test_where_no_hand_was_found_the_hand_networks_own_answer_is_drawn() -> None:
    view = views.fingers_view(_grey(), Square(600, 600, 200), _Answering())
    assert view.name == "fingers"
    assert view.fine.shape == (33, HAND_CELLS, HAND_CELLS)
    drawn = view.fine[24:30]
    rows, columns = np.nonzero(drawn.max(axis=0) > 0.5)
    assert columns.min() > 0.2 * HAND_CELLS, "the answer lies right of a quarter"
    assert all(sheet.max() > 0.5 for sheet in drawn), "palm and every finger"
    assert rows.max() < HAND_CELLS


def test_the_ends_of_an_even_bodys_arms_look_the_same() -> None:
    body = Body(arms={"left": (60, 100), "right": (60, 100)})
    (person,) = builders.scene([builders.person(body)]).people
    assert person.silhouette is not None
    left, right = (
        views.wrist_view(_grey(), person.pose, person.silhouette, part, square, _Blank())
        for part, square in views.wrist_squares(_grey(), person.pose).items()
    )
    assert left.name == right.name == "wrist"
    assert [maps.shape for maps in (left.fine, left.middle, left.coarse)] == [
        (29, HAND_CELLS, HAND_CELLS),
        (40, 28, 28),
        (304, 14, 14),
    ]
    assert left.fine[ARM_DRAWN].max() > 0.5
    assert np.abs(left.fine[ARM_DRAWN] - right.fine[ARM_DRAWN]).mean() < 0.02
    assert np.abs(left.fine[MASK] - right.fine[MASK]).mean() < 0.02


def test_a_forearm_that_leaves_the_picture_is_not_looked_at() -> None:
    _, squares = _squares(Body(at_px=(600, 600), torso_px=420, arms={"left": (90, 90), "right": (5, 5)}))
    assert list(squares) == [RIGHT]


def _reading(probability: float, part: Part, category: Category = MISSING) -> Reading:
    return Reading(category, probability, part, BEFORE)


def _word(probability: float, part: Part, category: Category = MISSING) -> Reading:
    return Reading(category, probability, part, CLOSER)


@pytest.mark.parametrize(
    ("before", "closer", "share", "expected"),
    [(0.9, 0.1, 0.5, 0.5), (0.1, 0.9, 0.5, 0.5), (0.9, 0.1, 0.0, 0.9), (0.3, 0.9, 1.0, 0.9)],
)
def test_a_closer_crop_weighs_its_share_and_gives_the_place(
    before: float, closer: float, share: float, expected: float
) -> None:
    (found,) = with_closer([_reading(before, LEFT)], [_word(closer, LEFT)], share)
    assert found.probability == pytest.approx(expected, abs=0.01)
    assert found.box_xyxy == CLOSER


def test_a_closer_crop_of_one_side_says_nothing_of_the_other() -> None:
    other, finger = _reading(0.7, RIGHT), _reading(0.6, LEFT, Category.EXTRA_FINGER)
    found = with_closer([_reading(0.9, LEFT), other, finger], [_word(0.001, LEFT)], 0.9)
    assert found == (other, finger)


def test_what_is_too_many_is_one_thing_wherever_it_was_seen() -> None:
    (found,) = with_closer([_reading(0.5, LEFT, EXTRA)], [_word(0.9, RIGHT, EXTRA)], 0.5)
    assert found.probability == pytest.approx(0.75)
    assert found.part is RIGHT


def test_a_missing_reading_before_a_closer_crop_counts_as_improbable() -> None:
    (found,) = with_closer([], [_word(0.99, LEFT)], 0.5)
    assert 0.5 < found.probability < 0.9


def test_of_several_crops_the_surest_is_kept_for_each_side() -> None:
    looks = [
        *(_word(probability, LEFT) for probability in (0.2, 0.8)),
        _word(0.5, RIGHT),
        *(_word(probability, part, EXTRA) for probability, part in ((0.1, LEFT), (0.6, RIGHT))),
    ]
    read = {(each.category, each.part): each.probability for each in surest(looks)}
    assert read == {(MISSING, LEFT): 0.8, (MISSING, RIGHT): 0.5, (EXTRA, RIGHT): 0.6}
