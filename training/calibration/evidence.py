"""The manifest and rows of `lastlook batch` in; of each picture, the highest score of each category, out."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from agent_plugin.tools.domain import Category, Family
from agent_plugin.tools.measuring.labels import Row
from agent_plugin.tools.measuring.shares import auc
from training.calibration.manifest import Picture

FAMILIES = {
    **dict.fromkeys(("head", "neck", "torso"), Family.HEAD_NECK),
    **dict.fromkeys(("arm", "leg", "foot"), Family.LIMB),
    "hand": Family.HAND,
    "face": Family.FACE,
}
"""The parts of the body as the pictures' labels name them."""
_Z95 = 1.959964


@dataclass(frozen=True)
class Case:
    """A picture and the scores that were reported for it."""

    picture: Picture
    scores: dict[Category, float]

    @property
    def top(self) -> float:
        """The highest score of all."""
        return max(self.scores.values(), default=0.0)

    def score(self, category: Category) -> float:
        """The highest score of a category; 0 without any."""
        return self.scores.get(category, 0.0)


def highest(row: Row) -> dict[Category, float]:
    """Each category's highest score in a row."""
    scores: dict[Category, float] = {}
    for finding in row.findings:
        if finding.category is not None:
            scores[finding.category] = max(finding.score, scores.get(finding.category, 0.0))
    return scores


def tops(rows: Iterable[Row]) -> dict[Category, float]:
    """Each category's highest score in all rows."""
    highest_yet: dict[Category, float] = {}
    for row in rows:
        for category, score in highest(row).items():
            highest_yet[category] = max(score, highest_yet.get(category, 0.0))
    return highest_yet


def read_rows(paths: Iterable[Path]) -> list[Row]:
    """All rows of a few batches that could be read."""
    lines = [line for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    return [row for row in map(Row.model_validate_json, lines) if row.verdict is not None]


def cases_of(pictures: Sequence[Picture], rows: Iterable[Row]) -> list[Case]:
    """The pictures that have a row, in the manifest's order."""
    by_file = {row.file: row for row in rows}
    return [Case(each, highest(by_file[each.file])) for each in pictures if each.file in by_file]


def is_wrong(picture: Picture, category: Category) -> bool:
    """Whether somebody marked a part of it as wrong that the category is about."""
    return any(FAMILIES.get(part) is category.row.family for part in picture.wrong)


def separation(category: Category, cases: Sequence[Case]) -> tuple[float | None, float, int]:
    """How well a category tells wrong AI pictures from sound ones of the same kind.

    The area under the curve, the lower end of its 95% interval, and how many wrong ones there are.
    """
    ours = [case for case in cases if case.picture.kind == "older AI"]
    bad = [case.score(category) for case in ours if is_wrong(case.picture, category)]
    good = [case.score(category) for case in ours if case.picture.level == "none"]
    area = auc(bad, good)
    if area is None:
        return None, 0.0, len(bad)
    return area, area - _Z95 * _spread(area, len(bad), len(good)), len(bad)


def _spread(area: float, bad: int, good: int) -> float:
    """The standard error of an area, after Hanley and McNeil (1982)."""
    both_bad, both_good = area / (2 - area), 2 * area**2 / (1 + area)
    spread = area * (1 - area) + (bad - 1) * (both_bad - area**2) + (good - 1) * (both_good - area**2)
    return math.sqrt(max(0.0, spread) / (bad * good))


def sound(cases: Iterable[Case], *, photos: bool) -> list[Case]:
    """The photographs, or the AI pictures, in which nothing is wrong."""
    return [case for case in cases if case.picture.level == "none" and case.picture.is_photo is photos]


def reaching(cases: Collection[Case], category: Category, least: float) -> int:
    """How many have a score so high."""
    return sum(case.score(category) >= least for case in cases)
