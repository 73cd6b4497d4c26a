"""Shares, intervals and areas: known values, and agreement with the sets' own scorer."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_plugin.tools.measuring.labels import hits
from agent_plugin.tools.measuring.shares import Share, auc, brier, recall_within

SCORER = Path(__file__).parents[3] / "shared" / "anatomybench" / "score.py"
SCORES = st.lists(st.sampled_from([0.0, 0.1, 0.5, 0.9]), min_size=1, max_size=12)


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", SCORER) if SCORER.is_file() else None
    if spec is None or spec.loader is None:
        pytest.skip("the labelled sets are not beside this copy")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("share", "low", "high"),
    [(Share(24, 130), 0.127, 0.260), (Share(0, 36), 0.0, 0.0964), (Share(4, 4), 0.510, 1.0)],
)
def test_an_interval_is_wilsons(share: Share, low: float, high: float) -> None:
    assert share.interval == pytest.approx((low, high), abs=0.001)


def test_a_share_of_nothing_says_nothing() -> None:
    assert str(Share(0, 0)) == "-"
    assert Share(0, 0).interval == (0.0, 1.0)


def test_shares_differ_when_their_intervals_do_not_meet() -> None:
    assert Share(5, 100).differs(Share(50, 100))
    assert not Share(1, 4).differs(Share(3, 4))


@given(SCORES, SCORES)
def test_the_area_is_the_chance_that_a_defect_scores_higher(
    defects: list[float], normals: list[float]
) -> None:
    pairs = [(bad > good) + 0.5 * (bad == good) for bad in defects for good in normals]
    assert auc(defects, normals) == pytest.approx(sum(pairs) / len(pairs))


def test_there_is_no_area_without_normals() -> None:
    assert auc([0.5], []) is None


@pytest.mark.parametrize(
    ("most", "caught", "alarms"),
    [(0.0, Share(1, 3), Share(0, 4)), (0.25, Share(2, 3), Share(1, 4)), (1.0, Share(2, 3), Share(1, 4))],
)
def test_recall_is_the_best_that_the_false_alarms_allow(most: float, caught: Share, alarms: Share) -> None:
    assert recall_within([0.9, 0.4, 0.0], [0.5, 0.0, 0.0, 0.0], most) == (caught, alarms)


def test_a_sure_and_right_answer_has_no_error() -> None:
    assert brier([1.0, 0.0], [True, False]) == 0
    assert brier([0.5, 0.5], [True, False]) == 0.25


@given(SCORES, SCORES)
def test_the_sets_scorer_agrees_on_areas(
    scorer: ModuleType, defects: list[float], normals: list[float]
) -> None:
    assert auc(defects, normals) == pytest.approx(scorer.auc(defects, normals), abs=1e-4)


CORNER = st.integers(0, 20)


@given(st.tuples(CORNER, CORNER), st.tuples(CORNER, CORNER), st.integers(1, 20), st.integers(1, 20))
def test_the_sets_scorer_agrees_on_places(
    scorer: ModuleType, one: tuple[int, int], other: tuple[int, int], side: int, other_side: int
) -> None:
    found = (one[0], one[1], one[0] + side, one[1] + side)
    labelled = (other[0], other[1], other[0] + other_side, other[1] + other_side)
    assert hits(found, labelled) == scorer.hits_box(found, labelled)
