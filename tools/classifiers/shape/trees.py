"""Boosted decision trees from a small file: rows of numbers in, a score for each category out.

All trees are walked at once, level by level. What the arrays hold:
`feature threshold left right` (trees, inner nodes), `value` (trees, leaves), `category` (trees), `bias`
(categories). A child of 0 or more is an inner node, -1 is leaf 0, -2 is leaf 1. A number that is at most the
threshold goes left.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float32]  # the domain's, but the training environment has no pydantic


class Trees:
    """Some trees for each of some categories."""

    def __init__(self, stored: Mapping[str, NDArray[Any]]) -> None:
        """From arrays as above."""
        self._feature, self._threshold = stored["feature"].astype(np.intp), stored["threshold"]
        self._left, self._right = stored["left"].astype(np.intp), stored["right"].astype(np.intp)
        self._value, self._bias = stored["value"], stored["bias"]
        self._of = (stored["category"][:, None] == np.arange(len(self._bias))).astype(np.float32)

    def scores(self, numbers: Numbers) -> Numbers:
        """Each category's sum of trees, (rows, categories), as logits: above 0 is more probable than not."""
        tree = np.arange(len(self._value))
        at = np.zeros((len(numbers), len(tree)), dtype=np.intp)
        while (at >= 0).any():
            node = np.maximum(at, 0)
            seen = np.take_along_axis(numbers, self._feature[tree, node], axis=1)
            on = np.where(
                seen <= self._threshold[tree, node], self._left[tree, node], self._right[tree, node]
            )
            at = np.where(at >= 0, on, at)
        scores: Numbers = self._value[tree, ~at] @ self._of + self._bias
        return scores
