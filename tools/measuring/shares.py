"""Counts and scores in; shares with their uncertainty, areas under curves and errors out. Pure numbers."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_Z95 = 1.959964


class Share(NamedTuple):
    """So many of so many."""

    hits: int
    of: int

    @classmethod
    def among(cls, answers: Iterable[bool]) -> Share:
        """How many of the answers are yes."""
        known = list(answers)
        return cls(sum(known), len(known))

    @property
    def rate(self) -> float:
        """From 0 to 1; of nothing, 0."""
        return self.hits / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95% interval; of nothing, anything goes."""
        if not self.of:
            return 0.0, 1.0
        z2 = _Z95 * _Z95
        scale = 1 + z2 / self.of
        middle = (self.rate + z2 / (2 * self.of)) / scale
        half = _Z95 * math.sqrt(self.rate * (1 - self.rate) / self.of + z2 / (4 * self.of**2)) / scale
        return max(0.0, middle - half), min(1.0, middle + half)

    def __str__(self) -> str:
        """Such as `18% (24/130; 13 to 26)`."""
        if not self.of:
            return "-"
        low, high = (100 * end for end in self.interval)
        return f"{100 * self.rate:.0f}% ({self.hits}/{self.of}; {low:.0f} to {high:.0f})"

    def differs(self, other: Share) -> bool:
        """Whether the two intervals have no value in common."""
        (low, high), (other_low, other_high) = self.interval, other.interval
        return high < other_low or other_high < low


def auc(defects: Sequence[float], normals: Sequence[float]) -> float | None:
    """How often a defect scores above a normal, ties counting half; none without one of the two."""
    if not defects or not normals:
        return None
    ordered = sorted(normals)
    wins = sum(bisect_left(ordered, each) + bisect_right(ordered, each) for each in defects)
    return wins / (2 * len(defects) * len(normals))


def recall_within(defects: Sequence[float], normals: Sequence[float], most: float) -> tuple[Share, Share]:
    """Defects and normals flagged at the lowest score that flags at most this share of the normals."""
    for bar in sorted({*defects, *normals, math.inf}):
        alarms = Share.among(score >= bar for score in normals)
        if bar > 0 and alarms.rate <= most:
            return Share.among(score >= bar for score in defects), alarms
    raise AssertionError("an infinite bar flags nothing")


def brier(scores: Sequence[float], true: Sequence[bool]) -> float:
    """The mean squared error of probabilities."""
    return sum((score - fact) ** 2 for score, fact in zip(scores, true, strict=True)) / len(scores)
