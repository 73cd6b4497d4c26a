"""What is said of a view: probabilities by category, the place of the strongest cell, the nearest part."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from agent_plugin.tools.anatomy import FRAME_CHECKS
from agent_plugin.tools.body import skeleton
from agent_plugin.tools.body.crops import Square
from agent_plugin.tools.classifiers import networks
from agent_plugin.tools.classifiers.networks import CATEGORIES, PLACE_CELLS
from agent_plugin.tools.classifiers.views import View
from agent_plugin.tools.domain import Box, Category, Part, Points, Reading
from agent_plugin.tools.policy import STANDARD
from tests import builders
from tests.builders import Body

SHARE = STANDARD.people.fingers_share
SURE = Square(600, 600, 1600)
POSE = builders.pose(Body(arms={"left": (90, 90), "right": (90, 90)}))
OF_HAND = (56, 28, 14)
SIDES_PX = {"body": (32, 16, 8), "hand": OF_HAND, "wrist": OF_HAND, "fingers": OF_HAND, "face": (64, 32, 16)}
CARRIED = ("body", "hand", "wrist", "fingers", "face")  # the classifiers that come with the product
CHANNELS = {
    "body": (126, 88, 144),
    "hand": (33, 40, 304),
    "wrist": (29, 40, 304),
    "fingers": (33, 40, 304),
    "face": (39, 64, 128),
}


class _FixedNetwork:
    """A network whose answers are told beforehand; it keeps what it was given."""

    def __init__(
        self, kind: str, probabilities: dict[Category, float], places: Points | None = None, *more: float
    ) -> None:
        cells, names = PLACE_CELLS[kind], CATEGORIES[kind]
        fixed = np.array([*(probabilities.get(name, 1e-6) for name in names), *more])
        self._probabilities = fixed
        self.logits = np.log(fixed / (1 - fixed))[None].astype(np.float32)
        flat = np.full((cells, cells), -8.0) if places is None else places
        self.places = np.broadcast_to(flat, (1, len(fixed), cells, cells)).astype(np.float32)
        self.given: dict[str, Any] = {}

    def of_fingers(self) -> _FixedNetwork:
        """The other classifier of hands, of the same mind."""
        names = {
            name: float(each) for name, each in zip(CATEGORIES["hand"], self._probabilities, strict=True)
        }
        return _FixedNetwork("fingers", names, None, 1e-6)

    def setInput(self, blob: Points, name: str) -> None:  # OpenCV's own word
        self.given[name] = blob

    def forward(self, names: list[str]) -> list[Points]:
        assert names == ["logits", "places"]
        return [self.logits, self.places]


SetAnswers = Callable[..., _FixedNetwork]


def _use(monkeypatch: pytest.MonkeyPatch, fake: Callable[[str], _FixedNetwork]) -> None:
    def network(kind: str) -> nullcontext[_FixedNetwork]:
        return nullcontext(fake(kind))

    monkeypatch.setattr(networks, "_network", network)


@pytest.fixture
def set_answers(monkeypatch: pytest.MonkeyPatch) -> SetAnswers:
    """`set_answers(kind, {category: probability}, places)`: what the network of this kind will answer."""

    def setting(
        kind: str, probabilities: dict[Category, float], places: Points | None = None, *more: float
    ) -> _FixedNetwork:
        network = _FixedNetwork(kind, probabilities, places, *more)
        both = {"fingers": network.of_fingers()} if kind == "hand" else {}
        _use(monkeypatch, ({kind: network} | both).__getitem__)
        return network

    return setting


def _view(kind: str, name: str | None = None, square: Square = SURE) -> View:
    maps = [
        np.zeros((channels, side, side), dtype=np.float32)
        for channels, side in zip(CHANNELS[kind], SIDES_PX[kind], strict=True)
    ]
    return View(name or ("whole" if kind == "body" else kind), square, *maps)


def _of_hand(square: Square = SURE) -> tuple[View, View]:
    return _view("hand", square=square), _view("fingers", square=square)


def _peak(kind: str, row: int, column: int) -> Points:
    cells = PLACE_CELLS[kind]
    places = np.full((cells, cells), -8.0)
    places[row, column] = 3.0
    return places


def _around(xy_px: Points) -> tuple[int, int]:
    """The row and column of a body's place map that hold a point."""
    x_px, y_px = (float(v) for v in xy_px)
    cell_px = SURE.side_px / PLACE_CELLS["body"]
    return int((y_px - SURE.y_px) / cell_px + 8), int((x_px - SURE.x_px) / cell_px + 8)


def test_every_category_that_a_check_asks_for_is_read_and_no_other() -> None:
    asked: set[Category] = set()
    for check in FRAME_CHECKS:
        question = getattr(sys.modules[check.find.__module__], "_QUESTION", None)
        if question is not None:
            assert question.category is check.category
            asked.add(check.category)
    assert {category for names in CATEGORIES.values() for category in names} == asked


def test_no_kind_reads_a_category_twice() -> None:
    assert all(len(set(names)) == len(names) for names in CATEGORIES.values())
    assert PLACE_CELLS.keys() == CATEGORIES.keys()


@pytest.mark.parametrize(("name", "number"), [("whole", 0), ("upper", 1), ("lower", 2)])
def test_a_network_is_given_the_three_maps_and_which_view_it_is(
    set_answers: SetAnswers, name: str, number: int
) -> None:
    network = set_answers("body", {})
    networks.of_body([_view("body", name)], POSE)
    shapes = {key: network.given[key].shape for key in ("fine", "middle", "coarse")}
    assert shapes == {"fine": (1, 126, 32, 32), "middle": (1, 88, 16, 16), "coarse": (1, 144, 8, 8)}
    assert network.given["view"].tolist() == [number]


def test_a_probability_is_said_as_it_is(set_answers: SetAnswers) -> None:
    set_answers("face", {Category.FACE_EXTRA_EYE: 0.83})
    (reading,) = networks.of_face([_view("face")])
    assert reading.category is Category.FACE_EXTRA_EYE
    assert reading.part is Part.FACE
    assert reading.probability == pytest.approx(0.83, abs=1e-4)


@pytest.mark.parametrize(("probability", "count"), [(0.001, 0), (0.015, 0), (0.03, 1), (0.999, 1)])
def test_what_is_hardly_likely_is_not_said(set_answers: SetAnswers, probability: float, count: int) -> None:
    set_answers("hand", {Category.EXTRA_FINGER: probability})
    assert len(networks.of_hand([_of_hand()], Part.LEFT_HAND, SHARE)) == count


def test_even_the_largest_logits_are_probabilities(set_answers: SetAnswers) -> None:
    network = set_answers("hand", {})
    network.logits = np.array([[90.0, -90.0, 700.0, -700.0, 0.0]], dtype=np.float32)
    found = {r.category: r.probability for r in networks.of_hand([_of_hand()], Part.LEFT_HAND, SHARE)}
    assert found == {
        Category.EXTRA_FINGER: pytest.approx(1),
        Category.FUSED_FINGERS: pytest.approx(1),
        Category.EXTRA_HAND: pytest.approx(0.5),
    }


def test_the_surest_view_of_a_body_speaks(set_answers: SetAnswers, monkeypatch: pytest.MonkeyPatch) -> None:
    fakes = iter([_FixedNetwork("body", {Category.EXTRA_ARM: likely}) for likely in (0.3, 0.8, 0.5)])

    def next_one(_kind: str) -> _FixedNetwork:
        return next(fakes)

    _use(monkeypatch, next_one)
    squares = [Square(600, 600, side_px) for side_px in (1600.0, 800.0, 400.0)]
    seen = [
        _view("body", name, square) for name, square in zip(("whole", "upper", "lower"), squares, strict=True)
    ]
    (reading,) = networks.of_body(seen, POSE)
    assert reading.probability == pytest.approx(0.8, abs=1e-4)
    assert reading.box_xyxy[0] >= 200, "in the surest view's own square"


def test_all_crops_of_a_hand_count_alike_and_the_first_says_where(
    set_answers: SetAnswers, monkeypatch: pytest.MonkeyPatch
) -> None:
    fixed = [_FixedNetwork("hand", {Category.EXTRA_FINGER: likely}) for likely in (0.9, 0.5, 0.1)]
    fakes = {"hand": iter(fixed), "fingers": iter([each.of_fingers() for each in fixed])}

    def next_one(kind: str) -> _FixedNetwork:
        return next(fakes[kind])

    _use(monkeypatch, next_one)
    crops = [_of_hand(Square(x_px, 600, 100)) for x_px in (100.0, 400.0, 800.0)]
    (reading,) = networks.of_hand(crops, Part.LEFT_HAND, SHARE)
    assert reading.probability == pytest.approx(0.5, abs=1e-4)
    assert reading.box_xyxy[2] <= 150, "in the first crop's square"


def test_nothing_seen_is_nothing_said() -> None:
    assert networks.of_body([], POSE) == ()


@pytest.mark.parametrize("part", [Part.LEFT_HAND, Part.RIGHT_HAND])
def test_a_hands_readings_are_about_that_hand(set_answers: SetAnswers, part: Part) -> None:
    set_answers("hand", dict.fromkeys(CATEGORIES["hand"], 0.5))
    found = networks.of_hand([_of_hand()], part, SHARE)
    assert {reading.part for reading in found} == {part}
    assert [reading.category for reading in found] == list(CATEGORIES["hand"])


@pytest.mark.parametrize(("share", "heard"), [(0.0, 0.9), (0.5, 0.75), (1.0, 0.5)])  # logits 2.2 and 0
def test_of_fingers_both_classifiers_of_hands_are_heard_and_of_a_second_hand_its_own(
    monkeypatch: pytest.MonkeyPatch, share: float, heard: float
) -> None:
    fakes = {
        "hand": _FixedNetwork("hand", {Category.FUSED_FINGERS: 0.9, Category.EXTRA_HAND: 0.7}),
        "fingers": _FixedNetwork("fingers", {Category.FUSED_FINGERS: 0.5}, None, 0.6),
    }
    _use(monkeypatch, fakes.__getitem__)
    found = {
        each.category: each.probability for each in networks.of_hand([_of_hand()], Part.LEFT_HAND, share)
    }
    assert found == {
        Category.FUSED_FINGERS: pytest.approx(heard, abs=1e-3),
        Category.EXTRA_HAND: pytest.approx(0.7, abs=1e-3),
    }


@pytest.mark.parametrize("likeliest", CATEGORIES["fingers"])
def test_of_a_hand_that_was_not_found_one_way_is_said_as_likely_as_any_is(
    set_answers: SetAnswers, likeliest: Category
) -> None:
    ways = dict.fromkeys(CATEGORIES["fingers"], 0.2) | {likeliest: 0.3}
    set_answers("fingers", ways, _peak("fingers", 3, 10), 0.8)
    (reading,) = networks.of_fingers([_view("fingers", square=Square(70, 70, 140))], Part.LEFT_HAND)
    assert (reading.category, reading.part, reading.crop) == (likeliest, Part.LEFT_HAND, "fingers")
    assert reading.probability == pytest.approx(0.8, abs=1e-4)
    assert reading.box_xyxy == pytest.approx((100, 30, 110, 40))


def test_of_a_hand_whose_fingers_are_hardly_wrong_nothing_is_said(set_answers: SetAnswers) -> None:
    set_answers("fingers", dict.fromkeys(CATEGORIES["fingers"], 0.3), None, 0.015)
    assert networks.of_fingers([_view("fingers")], Part.LEFT_HAND) == ()


def _box_of(set_answers: SetAnswers, places: Points, square: Square = SURE) -> Box:
    set_answers("face", {Category.FACE_EXTRA_EYE: 0.9}, places)
    (reading,) = networks.of_face([_view("face", square=square)])
    return reading.box_xyxy


def test_the_box_is_the_strongest_cell_where_no_other_is_half_as_sure(set_answers: SetAnswers) -> None:
    square = Square(80, 80, 160)
    assert _box_of(set_answers, _peak("face", 3, 10), square) == pytest.approx((100, 30, 110, 40))


def test_the_box_reaches_as_far_as_cells_hang_together_that_are_half_as_sure(set_answers: SetAnswers) -> None:
    places = np.full((16, 16), -8.0)
    places[4, 4], places[5, 5], places[6, 5] = 3.0, 1.0, 0.5  # 0.95, 0.73 and 0.62 likely
    places[4, 3] = -0.5  # 0.38: less than half
    places[12:15, 12:15] = 2.9  # as sure, but elsewhere
    assert _box_of(set_answers, places, Square(80, 80, 160)) == pytest.approx((40, 40, 60, 70))


def test_where_no_cell_is_sure_the_box_is_still_around_the_surest(set_answers: SetAnswers) -> None:
    places = np.full((16, 16), -9.0)
    places[0, 15] = -7.0
    assert _box_of(set_answers, places, Square(80, 80, 160)) == pytest.approx((150, 0, 160, 10))


def test_a_box_of_a_turned_view_lies_where_the_part_is_in_the_picture(set_answers: SetAnswers) -> None:
    # The crop's top is the picture's right when the square is turned by a quarter.
    x0, y0, x1, y1 = _box_of(set_answers, _peak("face", 0, 8), Square(80, 80, 160, 90.0))
    assert (x0, x1) == pytest.approx((150, 160), abs=0.01)
    assert math.isclose((y0 + y1) / 2, 85, abs_tol=0.01)


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize(
    ("category", "limb", "joint"),
    [
        (Category.EXTRA_ARM, "arm", "elbow"),
        (Category.MISSING_ARM, "arm", "elbow"),
        (Category.ELBOW_REVERSED, "arm", "elbow"),
        (Category.LIMB_LENGTH, "arm", "elbow"),
        (Category.LIMB_LENGTH, "leg", "knee"),
        (Category.EXTRA_HAND, "hand", "wrist"),
        (Category.MISSING_HAND, "hand", "wrist"),
        (Category.HAND_SIZE, "hand", "wrist"),
        (Category.EXTRA_LEG, "leg", "knee"),
        (Category.KNEE_REVERSED, "leg", "knee"),
        (Category.FOOT_REVERSED, "foot", "ankle"),
    ],
)
def test_the_part_is_the_one_whose_joints_are_nearest(
    set_answers: SetAnswers, side: str, category: Category, limb: str, joint: str
) -> None:
    at = POSE.xy_px[getattr(skeleton, f"{side}_{joint}".upper())]
    set_answers("body", {category: 0.9}, _peak("body", *_around(at)))
    (reading,) = networks.of_body([_view("body")], POSE)
    assert reading.part is Part(f"{side}_{limb}")


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_missing_leg_is_the_one_that_the_skeleton_doubts(set_answers: SetAnswers, side: str) -> None:
    visibility = np.ones(33, dtype=np.float32)
    visibility[skeleton.LEGS[side][2]] = 0.1
    set_answers("body", {Category.MISSING_LEG: 0.9}, _peak("body", *_around(POSE.xy_px[skeleton.LEFT_KNEE])))
    (reading,) = networks.of_body([_view("body")], replace(POSE, visibility=visibility))
    assert reading.part is Part(f"{side}_leg")


@pytest.mark.parametrize(
    ("category", "part"),
    [
        (Category.EXTRA_HEAD, Part.HEAD),
        (Category.HEAD_SIZE, Part.HEAD),
        (Category.NECK_LENGTH, Part.NECK),
    ],
)
@pytest.mark.parametrize("row", [0, 15])
def test_head_and_neck_are_named_wherever_the_box_lies(
    set_answers: SetAnswers, category: Category, part: Part, row: int
) -> None:
    set_answers("body", {category: 0.9}, _peak("body", row, 8))
    (reading,) = networks.of_body([_view("body")], POSE)
    assert reading.part is part


def _read(kind: str) -> tuple[Reading, ...]:
    if kind == "body":
        return networks.of_body([_view("body", name) for name in ("whole", "upper", "lower")], POSE)
    if kind == "face":
        return networks.of_face([_view(kind)])
    if kind == "hand":
        return networks.of_hand([_of_hand()], Part.LEFT_HAND, SHARE)
    if kind == "fingers":
        return networks.of_fingers([_view(kind)], Part.LEFT_HAND)
    return networks.of_wrist(_view(kind), Part.LEFT_HAND)


@pytest.mark.parametrize("kind", CARRIED)
def test_the_carried_network_takes_these_maps_and_says_only_its_categories(kind: str) -> None:
    found = _read(kind)
    assert {reading.category for reading in found} <= set(CATEGORIES[kind])
    least = 0.0 if kind == "wrist" else 0.02  # the closer crop counts, also where nothing is found
    assert all(least <= reading.probability <= 1 for reading in found)
    assert found == _read(kind)
