"""The two shapes of every score: they stay between 0 and 1 and never turn back."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agent_plugin.tools.anatomy.scoring import any_of, fade

numbers = st.floats(min_value=-1000, max_value=1000)
scores = st.floats(min_value=0, max_value=1)


@pytest.mark.parametrize(
    ("value", "full", "none", "score"),
    [(30, 30, 10, 1), (50, 30, 10, 1), (10, 30, 10, 0), (0, 30, 10, 0), (20, 30, 10, 0.5), (20, 10, 30, 0.5)],
)
def test_a_score_fades_from_full_to_none(value: float, full: float, none: float, score: float) -> None:
    assert fade(value, full, none) == pytest.approx(score)


@given(numbers, numbers, numbers, numbers)
def test_nearer_to_full_never_scores_less(first: float, second: float, full: float, none: float) -> None:
    assume(abs(full - none) > 1e-6)
    low, high = sorted((first, second))
    nearer, farther = (high, low) if full > none else (low, high)
    assert 0.0 <= fade(farther, full, none) <= fade(nearer, full, none) <= 1.0


@given(st.lists(scores, min_size=1))
def test_more_signs_never_score_less_than_the_best_of_them(signs: list[float]) -> None:
    assert max(signs) - 1e-9 <= any_of(*signs) <= 1.0


def test_two_even_chances_leave_a_quarter_of_doubt() -> None:
    assert any_of(0.5, 0.5) == pytest.approx(0.75)


def test_no_sign_is_no_score() -> None:
    assert any_of() == 0.0
