"""Decision trees from arrays: each number goes the right way, and a category's trees are summed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from agent_plugin.tools.classifiers.shape.trees import Trees

# The first tree asks number 0, then on its right number 2; the second tree has one leaf only.
STORED: dict[str, NDArray[Any]] = {
    "feature": np.array([[0, 2], [0, 0], [1, 0]], np.int16),
    "threshold": np.array([[1.0, -2.0], [0.0, 0.0], [5.0, 0.0]], np.float32),
    "left": np.array([[-1, -2], [-1, -1], [-1, -1]], np.int8),
    "right": np.array([[1, -3], [-1, -1], [-2, -1]], np.int8),
    "value": np.array([[0.1, 0.2, 0.4], [3.0, 0.0, 0.0], [10.0, 20.0, 0.0]], np.float32),
    "category": np.array([0, 1, 0], np.int8),
    "bias": np.array([0.5, -1.0], np.float32),
}


@pytest.mark.parametrize(
    ("numbers", "first"),
    [
        ((0.0, 0.0, 0.0), 0.1 + 10),
        ((1.0, 0.0, 9.0), 0.1 + 10),
        ((1.1, 5.0, -2.0), 0.2 + 10),
        ((9.0, 5.1, -1.9), 0.4 + 20),
    ],
    ids=["left", "on the threshold is left", "right then left", "right then right"],
)
def test_numbers_are_led_to_their_leaves(numbers: tuple[float, ...], first: float) -> None:
    scores = Trees(STORED).scores(np.array([numbers], np.float32))
    assert scores.tolist() == [pytest.approx([first + 0.5, 3.0 - 1.0], abs=1e-5)]


def test_each_row_is_told_for_itself() -> None:
    rows = np.array([[0, 0, 0], [9, 9, 9]], np.float32)
    both = Trees(STORED).scores(rows)
    assert both.shape == (2, 2)
    assert both.tolist() == [Trees(STORED).scores(rows[[number]])[0].tolist() for number in range(2)]
