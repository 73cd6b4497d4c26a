"""Labels stay inside the picture, off each other and off what they point at."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_plugin.tools.domain import Box, Frame
from agent_plugin.tools.evidence.overview import place_labels
from agent_plugin.tools.evidence.places import place
from agent_plugin.tools.evidence.view import whole
from agent_plugin.tools.policy import EvidenceRules
from tests.evidence.samples import finding

CANVAS = (800.0, 600.0)
LABEL = (200.0, 30.0)
_number = st.floats(-100, 2000, allow_nan=False)


def _overlap(one: Box, other: Box) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return max(0.0, wide) * max(0.0, high)


@settings(max_examples=60, deadline=None)
@given(
    size=st.tuples(st.integers(1, 1500), st.integers(1, 1500)),
    boxes=st.lists(st.tuples(_number, _number, _number, _number), min_size=1, max_size=14),
)
def test_labels_stay_inside_and_apart(size: tuple[int, int], boxes: list[Box]) -> None:
    rules = EvidenceRules()
    view = whole(Frame(np.zeros((size[1], size[0], 3), np.uint8)), rules)
    findings = [finding(number, box) for number, box in enumerate(boxes, 1)]
    places = [label.box_xyxy for label in place_labels(view, findings, [], 0.0, rules)]
    assert len(places) == len(findings)
    for x0, y0, x1, y1 in places:
        assert 0 <= x0 < x1 <= view.image.width
        assert 0 <= y0 < y1 <= view.image.height
    for number, one in enumerate(places):
        assert all(_overlap(one, other) == 0 for other in places[:number])


@pytest.mark.parametrize(
    ("box", "where"),
    [
        ((300.0, 200.0, 400.0, 300.0), (300.0, 166.0)),
        ((300.0, 5.0, 400.0, 100.0), (300.0, 104.0)),
        ((750.0, 200.0, 800.0, 300.0), (600.0, 166.0)),
    ],
    ids=["above", "below at the top edge", "pushed inwards at the right edge"],
)
def test_a_label_lies_beside_its_box(box: Box, where: tuple[float, float]) -> None:
    found = place(LABEL, box, [(box, 3.0)], [], CANVAS, 4.0)
    assert found is not None
    assert found[:2] == where


def test_a_label_gives_way_to_another_finding() -> None:
    box, other = (300.0, 200.0, 400.0, 300.0), (280.0, 100.0, 560.0, 199.0)
    found = place(LABEL, box, [(box, 3.0), (other, 3.0)], [], CANVAS, 4.0)
    assert found is not None
    assert _overlap(found, other) == 0
    assert _overlap(found, box) == 0


def test_a_finding_that_fills_the_picture_still_gets_its_label() -> None:
    everything = (0.0, 0.0, *CANVAS)
    assert place(LABEL, everything, [(everything, 3.0)], [], CANVAS, 4.0) is not None


@pytest.mark.parametrize("taken", [[(0.0, 0.0, 800.0, 600.0)], []], ids=["full", "too large"])
def test_no_place_is_said_not_forced(taken: list[Box]) -> None:
    label = LABEL if taken else (900.0, 30.0)
    assert place(label, (1.0, 1.0, 9.0, 9.0), [], taken, CANVAS, 4.0) is None


def test_many_findings_get_numbers_only() -> None:
    rules = EvidenceRules(max_labels=3)
    view = whole(Frame(np.zeros((600, 800, 3), np.uint8)), rules)
    findings = [finding(number, (number * 50.0, 100.0, number * 50.0 + 40, 200.0)) for number in range(1, 5)]
    assert {label.text for label in place_labels(view, findings, [], 0.0, rules)} == {""}
    assert "" not in {label.text for label in place_labels(view, findings[:3], [], 0.0, rules)}


def test_a_box_of_another_moment_says_when_it_holds() -> None:
    rules = EvidenceRules()
    view = whole(Frame(np.zeros((600, 800, 3), np.uint8)), rules)
    labels = place_labels(view, [finding(1, at_s=1.0), finding(2, at_s=2.1)], [], 1.0, rules)
    assert [label.text for label in labels] == ["Neck turned too far", "Neck turned too far (0:02.1)"]
