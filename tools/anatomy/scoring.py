"""Measurements come in, scores go out: the two functions that every check builds its score from."""

from __future__ import annotations


def fade(value: float, full: float, none: float) -> float:
    """1 at `full` and beyond, 0 at `none` and beyond, linear in between; either end may be the larger."""
    share = (value - none) / (full - none)
    return min(1.0, max(0.0, share))


def any_of(*scores: float) -> float:
    """The score when independent signs point the same way: one minus the product of the doubts."""
    doubt = 1.0
    for score in scores:
        doubt *= 1.0 - score
    return 1.0 - doubt
