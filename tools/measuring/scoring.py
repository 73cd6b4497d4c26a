"""What is true of files and what was told of them come in; shares caught, wrongly flagged and located go out.

A file is flagged when anything was told of it, however weak; the verdicts are counted beside it. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agent_plugin.tools.measuring.labels import Defect, Label, Row, Told, hits
from agent_plugin.tools.measuring.shares import Share, auc

_INSTANT_S = 1e-9  # what a single moment inside a span covers of it: more than nothing


@dataclass(frozen=True)
class Pair:
    """A file: what is true and what was told."""

    label: Label
    row: Row

    @property
    def flagged(self) -> bool:
        """Whether anything was told of it."""
        return bool(self.row.findings)

    @property
    def stopped(self) -> bool:
        """Whether the verdict holds it back."""
        return self.row.verdict in ("review", "block")

    @property
    def blocked(self) -> bool:
        """Whether the verdict blocks it."""
        return self.row.verdict == "block"

    @property
    def top(self) -> float:
        """The highest score told of it; 0 without one."""
        return max((told.score for told in self.row.findings), default=0.0)


@dataclass(frozen=True)
class Counted:
    """Defects caught, of all, and normals flagged, of all."""

    recall: Share
    alarms: Share

    @classmethod
    def of(cls, files: Iterable[tuple[bool, bool]]) -> Counted:
        """Count files, each given as whether it is normal and whether it was flagged."""
        rows = list(files)
        bad = Share.among(flagged for normal, flagged in rows if not normal)
        return cls(bad, Share.among(flagged for normal, flagged in rows if normal))

    @property
    def precision(self) -> Share:
        """How many of the flagged have a defect."""
        return Share(self.recall.hits, self.recall.hits + self.alarms.hits)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of recall and precision; none where one of them is of nothing."""
        if not self.recall.of or not self.precision.of:
            return None
        both = self.recall.rate + self.precision.rate
        return 2 * self.recall.rate * self.precision.rate / both if both else 0.0


def area(pairs: Sequence[Pair]) -> float | None:
    """How often a file with a defect scores above a normal one."""
    return auc(
        [pair.top for pair in pairs if not pair.label.normal],
        [pair.top for pair in pairs if pair.label.normal],
    )


@dataclass(frozen=True)
class Found:
    """Of the defects of a category: told as such, told at all, and told in the right place."""

    right: Share
    any: Share
    located_right: Share
    located_any: Share

    @classmethod
    def of(cls, defects: Iterable[tuple[Defect, Sequence[Told]]]) -> Found:
        """Each defect with what was told of its file."""
        rows = [
            (defect, told, [one for one in told if str(one.category) == defect.category])
            for defect, told in defects
        ]
        boxed = [(defect.bbox, told, right) for defect, told, right in rows if defect.bbox]
        return cls(
            Share.among(bool(right) for _, _, right in rows),
            Share.among(bool(told) for _, told, _ in rows),
            Share.among(any(one.bbox and hits(one.bbox, box) for one in right) for box, _, right in boxed),
            Share.among(any(one.bbox and hits(one.bbox, box) for one in told) for box, told, _ in boxed),
        )


@dataclass(frozen=True)
class Span:
    """A defect of a video: whether it was told, and how well the time spans agree."""

    file: str
    category: str
    found: bool
    right: bool
    overlap: float  # over the union, of the best finding
    covered: float  # of the labelled span


def span(pair: Pair, defect: Defect) -> Span:
    """How well what was told of a video fits one of its defects."""
    told = pair.row.findings
    agreed = [_agreement(one, defect) for one in told]
    return Span(
        pair.label.file,
        defect.category,
        bool(told),
        any(str(one.category) == defect.category for one in told),
        max((overlap for overlap, _ in agreed), default=0.0),
        max((covered for _, covered in agreed), default=0.0),
    )


def _agreement(told: Told, defect: Defect) -> tuple[float, float]:
    """Overlap over union, and the share of the labelled span that is covered."""
    if told.start_s is None or told.end_s is None or defect.start_s is None or defect.end_s is None:
        return 0.0, 0.0
    both = max(0.0, min(told.end_s, defect.end_s) - max(told.start_s, defect.start_s))
    if told.start_s == told.end_s and defect.start_s <= told.start_s <= defect.end_s:
        both = _INSTANT_S
    union = max(told.end_s, defect.end_s) - min(told.start_s, defect.start_s)
    length = max(_INSTANT_S, defect.end_s - defect.start_s)
    return (both / union if union > 0 else 0.0), both / length
