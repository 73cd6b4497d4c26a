"""What classifiers get: upright squares, maps of the learned sizes, drawings on the limbs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_plugin.tools.body import skeleton
from agent_plugin.tools.body.crops import Crop, Square
from agent_plugin.tools.classifiers import views
from agent_plugin.tools.classifiers.views import View
from agent_plugin.tools.domain import Frame, Person, Pixels, Points, Pose, Silhouette
from agent_plugin.tools.landmarks.backbone import FACE, HAND, INPUT_PX, Backbone, Inside, Network, PoseMaps
from agent_plugin.tools.policy import STANDARD
from tests import builders
from tests.builders import Body

UPRIGHT_WITHIN_DEG = STANDARD.people.readable_within_deg
BODY_DRAWN, BODY_MASK = slice(119, 125), 125  # among the fine channels, after the network's own
LEFT_ARM, RIGHT_ARM, LEFT_LEG, RIGHT_LEG = 2, 3, 4, 5
SHAPES = {
    "body": [(126, 32, 32), (88, 16, 16), (144, 8, 8)],
    "hand": [(33, 56, 56), (40, 28, 28), (304, 14, 14)],
    "face": [(39, 64, 64), (64, 32, 32), (128, 16, 16)],
}
turns_deg = st.one_of(st.just(0.0), st.floats(-180, 180))


class _Blank(Backbone):
    """A pose network that sees nothing: what is left of a view are the drawings."""

    def __init__(self) -> None:
        super().__init__(Path)

    def run(self, pixels: Pixels) -> PoseMaps:
        assert pixels.shape == (INPUT_PX, INPUT_PX, 3)
        sides = ((64, 39), (32, 32), (32, 48), (16, 88), (8, 144), (8, 864))
        maps = [np.zeros((side, side, channels), dtype=np.float32) for side, channels in sides]
        return PoseMaps(np.zeros((39, 5), np.float32), np.zeros((39, 3), np.float32), *maps, presence=0.0)


class _BlankInside(Network):
    """The same for hands and faces; it keeps what it was shown."""

    def __init__(self, inside: Inside, shapes: Sequence[tuple[int, int]]) -> None:
        super().__init__(inside, Path)
        self._shapes = shapes
        self.shown: list[Pixels] = []

    def run(self, pixels: Pixels) -> tuple[list[Points], list[Points]]:
        self.shown.append(pixels)
        maps = [np.zeros((side, side, channels), dtype=np.float32) for side, channels in self._shapes]
        return [np.zeros(3 * 21, dtype=np.float32)], maps


def _blank_hand() -> _BlankInside:
    return _BlankInside(HAND, ((56, 24), (28, 40), (14, 112), (7, 192)))


def _blank_face() -> _BlankInside:
    return _BlankInside(FACE, ((64, 32), (32, 64), (16, 128)))


def _grey(side_px: int = 1200) -> Frame:
    return Frame(np.full((side_px, side_px, 3), 127, np.uint8))


def _squares(pose: Pose, side_px: int = 1200) -> dict[str, Square]:
    return views.body_squares(_grey(side_px), pose, UPRIGHT_WITHIN_DEG)


def _someone(body: Body) -> tuple[Person, Silhouette]:
    (person,) = builders.scene([builders.person(body)]).people
    assert person.silhouette is not None
    return person, person.silhouette


def _body_view(body: Body, name: str = "whole") -> View:
    person, silhouette = _someone(body)
    square = _squares(person.pose)[name]
    return views.body_view(_grey(), person.pose, silhouette, name, square, _Blank())


def _drawn_at(sheet: Points, cells_xy: Points) -> Points:
    """The sheet's values at points, which must lie on it."""
    columns, rows = cells_xy.astype(int).T
    values: Points = sheet[rows, columns]
    return values


@settings(max_examples=60, deadline=None)
@given(
    point=st.tuples(st.floats(-900, 900), st.floats(-900, 900)),
    middle=st.tuples(st.floats(0, 2000), st.floats(0, 2000)),
    side_px=st.floats(20, 3000),
    turn_deg=turns_deg,
    mirrored=st.booleans(),
    cells=st.sampled_from([14, 16, 32, 56, 64]),
)
def test_a_point_goes_into_cells_of_a_turned_square_and_back(
    point: tuple[float, float],
    middle: tuple[float, float],
    side_px: float,
    turn_deg: float,
    mirrored: bool,
    cells: int,
) -> None:
    square = Square(*middle, side_px, turn_deg, mirrored)
    there = views.cells_of(square, np.array([point], dtype=np.float32), cells)
    back = Crop(np.zeros((cells, cells, 3), np.uint8), square).to_picture(there)
    assert back[0] == pytest.approx(point, abs=0.01 * side_px + 0.05)


@pytest.mark.parametrize(("turn_deg", "expected"), [(0.0, (12, 4)), (90.0, (4, 4)), (180.0, (4, 12))])
def test_cells_are_counted_from_the_corner_of_the_upright_crop(
    turn_deg: float, expected: tuple[float, float]
) -> None:
    square = Square(100, 100, 160, turn_deg)
    up_right = np.array([[140.0, 60.0]], dtype=np.float32)
    assert views.cells_of(square, up_right, 16)[0] == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize(
    ("turn_deg", "expected"),
    [(0.0, (20, 20, 60, 100)), (90.0, (100, 20, 180, 60)), (180.0, (140, 100, 180, 180))],
)
def test_a_box_of_cells_is_an_upright_box_in_the_picture(
    turn_deg: float, expected: tuple[float, float, float, float]
) -> None:
    square = Square(100, 100, 160, turn_deg)
    assert views.box_in_picture(square, (0, 0, 4, 8), 16) == pytest.approx(expected, abs=1e-3)


def test_a_box_of_cells_of_a_mirrored_square_lies_on_the_other_side() -> None:
    square = Square(100, 100, 160, mirrored=True)
    assert views.box_in_picture(square, (0, 0, 4, 8), 16) == pytest.approx((140, 20, 180, 100), abs=1e-3)


def test_a_box_of_a_slanting_square_holds_all_its_corners() -> None:
    x0, y0, x1, y1 = views.box_in_picture(Square(100, 100, 160, 45.0), (0, 0, 16, 16), 16)
    half = 80 * 2**0.5
    assert (x0, y0, x1, y1) == pytest.approx((100 - half, 100 - half, 100 + half, 100 + half), abs=0.01)


def test_a_whole_figure_is_also_looked_at_closer_from_above_and_from_below() -> None:
    squares = _squares(builders.pose(Body()))
    assert list(squares) == list(views.BODY_VIEWS)
    assert all(square.turn_deg == 0 for square in squares.values())
    assert all(squares[name].side_px < 0.85 * squares["whole"].side_px for name in ("upper", "lower"))
    assert squares["upper"].y_px < squares["whole"].y_px < squares["lower"].y_px


@pytest.mark.parametrize("tilt_deg", [0, 30, -30, 90, -100, 179])
def test_the_whole_view_holds_every_point_of_who_is_in_the_picture(tilt_deg: float) -> None:
    pose = builders.pose(Body(tilt_deg=tilt_deg))
    cells = views.cells_of(_squares(pose)["whole"], pose.xy_px, 32)
    assert cells.min() >= 0
    assert cells.max() <= 32


@pytest.mark.parametrize("tilt_deg", [90, -90, 60, 150])
def test_who_lies_is_turned_upright_in_every_view(tilt_deg: float) -> None:
    pose = builders.pose(Body(tilt_deg=tilt_deg))
    for square in _squares(pose).values():
        assert square.turn_deg == pytest.approx(tilt_deg, abs=1)
        head, hips = views.cells_of(
            square, np.stack([pose.xy_px[0], skeleton.hips(pose.xy_px)]).astype(np.float32), 32
        )
        assert head[1] < hips[1] - 3
        assert abs(head[0] - hips[0]) < 2


@pytest.mark.parametrize("tilt_deg", [0, 20, -40])
def test_who_only_leans_is_seen_as_they_lean(tilt_deg: float) -> None:
    squares = _squares(builders.pose(Body(tilt_deg=tilt_deg)))
    assert {square.turn_deg for square in squares.values()} == {0.0}


def test_a_portrait_has_no_closer_view() -> None:
    assert list(_squares(builders.pose(Body(at_px=(600, 1500), torso_px=700)))) == ["whole"]


def test_legs_below_the_picture_give_no_lower_view() -> None:
    assert "lower" not in _squares(builders.pose(Body(at_px=(600, 1180), torso_px=250)))


def test_points_far_outside_the_picture_do_not_widen_the_view_of_who_lies() -> None:
    far = builders.pose(Body(tilt_deg=90, at_px=(200, 600), torso_px=300))
    assert far.xy_px[:, 0].min() < -200
    assert _squares(far)["whole"].side_px < 1.6 * 1200


@pytest.mark.parametrize("name", views.BODY_VIEWS)
def test_a_body_is_shown_at_the_three_scales_that_were_learned(name: str) -> None:
    view = _body_view(Body(), name)
    assert view.name == name
    assert [maps.shape for maps in (view.fine, view.middle, view.coarse)] == SHAPES["body"]
    assert {maps.dtype for maps in (view.fine, view.middle, view.coarse)} == {np.dtype(np.float32)}


@pytest.mark.parametrize("tilt_deg", [0, 90, 180])
def test_arms_and_legs_are_drawn_where_they_are_each_on_its_own_sheet(tilt_deg: float) -> None:
    body = Body(tilt_deg=tilt_deg, arms={"left": (60, 60), "right": (60, 60)})
    view, pose = _body_view(body), builders.pose(body)
    sheets, cells = view.fine[BODY_DRAWN], views.cells_of(view.square, pose.xy_px, 32)
    limbs = {
        LEFT_ARM: skeleton.ARMS["left"],
        RIGHT_ARM: skeleton.ARMS["right"],
        LEFT_LEG: skeleton.LEGS["left"],
        RIGHT_LEG: skeleton.LEGS["right"],
    }
    for own, joints in limbs.items():
        ends = cells[list(joints[1:])]
        assert _drawn_at(sheets[own], ends).min() > 0.5
        others = [number for number in limbs if number != own]
        assert max(float(_drawn_at(sheets[number], ends).max()) for number in others) < 0.2


def test_head_and_trunk_are_drawn_between_their_points() -> None:
    view, pose = _body_view(Body()), builders.pose(Body())
    head, trunk = view.fine[BODY_DRAWN][:2]
    middles = np.stack(
        [
            pose.xy_px[skeleton.HEAD].mean(axis=0),
            (skeleton.shoulders(pose.xy_px) + skeleton.hips(pose.xy_px)) / 2,
        ]
    )
    cells = views.cells_of(view.square, middles.astype(np.float32), 32)
    assert _drawn_at(head, cells).tolist() == pytest.approx([1, 0])
    assert _drawn_at(trunk, cells).tolist() == pytest.approx([0, 1])


def test_a_person_far_outside_the_picture_can_still_be_drawn() -> None:
    person, silhouette = _someone(Body())
    square = Square(90000, -90000, 10)
    view = views.body_view(_grey(), person.pose, silhouette, "upper", square, _Blank())
    assert np.isfinite(view.fine).all()
    assert (view.fine[BODY_MASK] == 0).all()


@pytest.mark.parametrize("turn_deg", [0.0, 90.0, -35.0, 180.0])
def test_the_mask_matches_the_silhouette_also_in_a_turned_square(turn_deg: float) -> None:
    person, silhouette = _someone(Body())
    square = Square(600, 560, 700, turn_deg)
    view = views.body_view(_grey(), person.pose, silhouette, "whole", square, _Blank())
    grid = (np.mgrid[0:32, 0:32][::-1].reshape(2, -1).T + 0.5).astype(np.float32)
    places = Crop(np.zeros((32, 32, 3), np.uint8), square).to_picture(grid)
    columns, rows = silhouette.to_cells(places).astype(int).T
    inside = (np.minimum(columns, rows) >= 0) & (np.maximum(columns, rows) < silhouette.alpha.shape[0])
    expected = silhouette.alpha[rows[inside], columns[inside]]
    seen = view.fine[BODY_MASK].ravel()[inside]
    sure = (expected < 0.01) | (expected > 0.99)
    assert (expected > 0.99).sum() > 40
    assert np.abs(seen - expected)[sure].mean() < 0.03


@pytest.mark.parametrize("towards_deg", [0.0, 75.0, 180.0, -120.0])
def test_a_hand_is_shown_with_its_middle_finger_up_and_each_finger_on_a_sheet(towards_deg: float) -> None:
    hand, network = builders.hand((600, 600), towards_deg=towards_deg, length_px=200), _blank_hand()
    view = views.hand_view(_grey(), hand, network)
    assert [maps.shape for maps in (view.fine, view.middle, view.coarse)] == SHAPES["hand"]
    assert [pixels.shape for pixels in network.shown] == [(224, 224, 3)]
    cells = views.cells_of(view.square, hand.xy_px, 56)
    assert cells[9, 0] == pytest.approx(cells[0, 0], abs=0.5)
    assert cells[9, 1] < cells[0, 1] - 5
    sheets = view.fine[24:30]
    for finger, tip in enumerate((4, 8, 12, 16, 20), start=1):
        drawn = [float(_drawn_at(sheet, cells[[tip - 1]])[0]) for sheet in sheets]
        assert drawn[finger] > 0.8
        assert sum(drawn) == pytest.approx(drawn[finger], abs=0.3)


def test_one_crop_of_a_hand_serves_both_classifiers() -> None:
    hand, network = builders.hand((600, 600), length_px=200), _blank_hand()
    found, answered = views.hand_views(_grey(), hand, network)
    assert (found.name, answered.name) == ("hand", "fingers")
    assert len(network.shown) == 1
    assert found.middle is answered.middle
    assert np.abs(found.fine[24:30] - answered.fine[24:30]).max() > 0.5, "each has its own drawing"


@pytest.mark.parametrize("roll_deg", [0.0, 50.0, -170.0])
def test_a_face_is_shown_upright_with_its_colours(roll_deg: float) -> None:
    face = builders.face((600, 600), 200, roll_deg=roll_deg)
    frame = Frame(np.full((1200, 1200, 3), (255, 51, 0), np.uint8))
    view = views.face_view(frame, face, _blank_face())
    assert [maps.shape for maps in (view.fine, view.middle, view.coarse)] == SHAPES["face"]
    assert view.square.turn_deg == roll_deg
    crown, chin = views.cells_of(view.square, face.xy_px[[10, 152]], 64)
    assert crown[1] < chin[1] - 20
    assert view.fine[36:].mean(axis=(1, 2)) == pytest.approx([1, 0.2, 0], abs=0.01)
    assert view.fine[32:36].max() == 1


@pytest.mark.parametrize("towards_deg", [0.0, 75.0, -120.0])
def test_a_hand_that_looks_left_is_shown_as_a_right_one(towards_deg: float) -> None:
    flip = {"left": -1, "right": 1}
    left, right = (
        views.hand_view(
            _grey(),
            builders.hand((600, 600), towards_deg=towards_deg * flip[side], length_px=200, looks=side),
            _blank_hand(),
        )
        for side in builders.SIDES
    )
    assert left.square.mirrored
    assert not right.square.mirrored
    assert np.abs(left.fine[24:30] - right.fine[24:30]).max() < 0.2


def test_a_mirrored_face_has_its_eyes_where_those_of_others_are() -> None:
    oval = builders.face((600, 600), 200)
    right, left = np.array([33, 133, 145]), np.array([263, 362, 374])
    points = oval.xy_px.copy()
    points[right], points[left] = points[right] - (60, 0), points[left] + (60, 0)
    face = replace(oval, xy_px=points)
    straight = views.face_square(face)
    seen = [
        views.face_view(_grey(), face, _blank_face(), replace(straight, mirrored=mirrored)).fine[33:35]
        for mirrored in (False, True)
    ]
    for eye in range(2):
        columns = [float(np.nonzero(maps[eye])[1].mean()) for maps in seen]
        assert columns[0] == pytest.approx(columns[1], abs=6)
