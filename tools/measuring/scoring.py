"""Labels and reported rows come in; shares caught, wrongly flagged and located go out.

A file is flagged when anything was reported of it, however weak; the verdicts are counted beside it. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agent_plugin.tools.measuring.labels import Defect, Label, Reported, Row, hits
from agent_plugin.tools.measuring.shares import Share, auc

_INSTANT_S = 1e-9  # what a single moment inside a span covers of it: more than nothing


@dataclass(frozen=True)
class Pair:
    """A file: what is true and what was reported."""

    label: Label
    row: Row

    @property
    def flagged(self) -> bool:
        """Whether anything was reported of it."""
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
        """The highest score reported of it; 0 without one."""
        return max((reported.score for reported in self.row.findings), default=0.0)


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
    """Of the defects of a category: reported as such, reported at all, and reported in the right place."""

    right: Share
    any: Share
    located_right: Share
    located_any: Share

    @classmethod
    def of(cls, defects: Iterable[tuple[Defect, Sequence[Reported]]]) -> Found:
        """Each defect with what was reported of its file."""
        rows = [
            (defect, reported, [one for one in reported if str(one.category) == defect.category])
            for defect, reported in defects
        ]
        boxed = [(defect.bbox, reported, right) for defect, reported, right in rows if defect.bbox]
        return cls(
            Share.among(bool(right) for _, _, right in rows),
            Share.among(bool(reported) for _, reported, _ in rows),
            Share.among(any(one.bbox and hits(one.bbox, box) for one in right) for box, _, right in boxed),
            Share.among(
                any(one.bbox and hits(one.bbox, box) for one in reported) for box, reported, _ in boxed
            ),
        )


@dataclass(frozen=True)
class Span:
    """A defect of a video: whether it was reported, and how well the time spans agree."""

    file: str
    category: str
    found: bool
    right: bool
    overlap: float  # over the union, of the best finding
    covered: float  # of the labelled span


def span(pair: Pair, defect: Defect) -> Span:
    """How well what was reported of a video fits one of its defects."""
    reported = pair.row.findings
    agreed = [_agreement(one, defect) for one in reported]
    return Span(
        pair.label.file,
        defect.category,
        bool(reported),
        any(str(one.category) == defect.category for one in reported),
        max((overlap for overlap, _ in agreed), default=0.0),
        max((covered for _, covered in agreed), default=0.0),
    )


def _agreement(reported: Reported, defect: Defect) -> tuple[float, float]:
    """Overlap over union, and the share of the labelled span that is covered."""
    if reported.start_s is None or reported.end_s is None or defect.start_s is None or defect.end_s is None:
        return 0.0, 0.0
    both = max(0.0, min(reported.end_s, defect.end_s) - max(reported.start_s, defect.start_s))
    if reported.start_s == reported.end_s and defect.start_s <= reported.start_s <= defect.end_s:
        both = _INSTANT_S
    union = max(reported.end_s, defect.end_s) - min(reported.start_s, defect.start_s)
    length = max(_INSTANT_S, defect.end_s - defect.start_s)
    return (both / union if union > 0 else 0.0), both / length
