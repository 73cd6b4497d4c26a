"""What a view of a rendered person is labelled as: there, absent or not to be judged, and where."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from agent_plugin.tools.body.crops import Square
from agent_plugin.tools.classifiers.networks import CATEGORIES, PLACE_CELLS
from training.classifiers.targets import labels

FIT = Path(__file__).parent.parent.parent / "training" / "classifiers" / "fit.py"


def _square(turn_deg: float = 0.0) -> Square:
    """Ten pixels a cell for a body."""
    return Square(80, 80, 160, turn_deg)


def _defect(category: str, box_xyxy: tuple[float, float, float, float] | None) -> dict[str, Any]:
    return {"category": category, "box_xyxy": box_xyxy}


def _number(category: str) -> int:
    return [each.value for each in CATEGORIES["body"]].index(category)


def test_a_sound_person_is_sound_in_every_category() -> None:
    targets, place = labels("body", _square(), [])
    assert targets.tolist() == [0] * len(CATEGORIES["body"])
    assert place.shape == (len(targets), PLACE_CELLS["body"], PLACE_CELLS["body"])
    assert not place.any()


@pytest.mark.parametrize(
    ("box_xyxy", "targets"),
    [
        ((20, 30, 60, 80), 1),
        ((-10, 30, 30, 80), 1),
        ((-20, 30, 20, 80), -1),
        ((140, 150, 180, 190), -1),
        ((200, 30, 240, 80), 0),
        ((-39, 30, 1, 80), 0),
    ],
    ids=["inside", "most of it", "half", "a corner", "outside", "a sliver"],
)
def test_a_defect_is_there_where_most_of_it_is_seen_and_not_judged_where_half_is(
    box_xyxy: tuple[float, float, float, float], targets: int
) -> None:
    found, place = labels("body", _square(), [_defect("extra_leg", box_xyxy)])
    assert found[_number("extra_leg")] == targets
    assert np.delete(found, _number("extra_leg")).tolist() == [0] * (len(found) - 1)
    assert place.any() == (targets == 1)


def test_the_place_of_a_defect_is_marked_in_its_own_category_only() -> None:
    _, place = labels("body", _square(), [_defect("head_size", (20, 30, 60, 80))])
    rows, columns = np.nonzero(place[_number("head_size")])
    assert (columns.min(), rows.min(), columns.max(), rows.max()) == (2, 3, 5, 7)
    assert place.sum() == 4 * 5


@pytest.mark.parametrize("corner", [(41, 41), (46, 46), (28, 55), (157, 1)])
def test_a_defect_smaller_than_a_cell_is_there_wherever_it_lies(corner: tuple[float, float]) -> None:
    x0, y0 = corner
    targets, place = labels("body", _square(), [_defect("missing_hand", (x0, y0, x0 + 2, y0 + 2))])
    assert targets[_number("missing_hand")] == 1
    assert place.sum() == 1


def test_a_turned_view_has_the_place_turned() -> None:
    _, place = labels("body", _square(90.0), [_defect("head_size", (130, 60, 160, 100))])
    rows, _ = np.nonzero(place[_number("head_size")])
    assert rows.max() <= 2, "what is on the picture's right is on top of a view turned by a quarter"


@pytest.mark.parametrize("category", ["extra_finger", "face_extra_eye"])
def test_nothing_is_judged_of_a_body_with_a_defect_that_bodies_are_not_read_for(category: str) -> None:
    targets, place = labels("body", _square(), [_defect(category, (20, 30, 60, 80))])
    assert targets.tolist() == [-1] * len(CATEGORIES["body"])
    assert not place.any()


def test_nothing_is_judged_where_a_defects_place_is_not_known() -> None:
    targets, _ = labels("body", _square(), [_defect("extra_leg", None)])
    assert set(targets.tolist()) == {-1}


def test_the_categories_that_are_learned_are_those_that_are_read() -> None:
    """Read from its source: fitting needs torch, which the product has not."""
    (learned,) = (
        ast.literal_eval(node.value)
        for node in ast.parse(FIT.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "CATEGORIES"
    )
    read = {kind: [category.value for category in names] for kind, names in CATEGORIES.items()}
    read["fingers"] += ["malformed"]  # whether in any way
    assert {kind: names.split() for kind, names in learned.items()} == read
