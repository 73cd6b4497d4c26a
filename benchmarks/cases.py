"""Labels and rows of `lastlook batch` come in; cases with what is true and what was reported go out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from agent_plugin.tools.domain import Category
from agent_plugin.tools.measuring import labels
from agent_plugin.tools.measuring.labels import BoxXYXY, hits, read_labels
from agent_plugin.tools.policy import STANDARD


class Body(BaseModel):
    """Where somebody is."""

    bbox: BoxXYXY


class Appearance(BaseModel):
    """What a rendered person looks like: the parameters of the body, the colour of the skin."""

    phen: dict[str, float]
    skin: tuple[float, float, float]


class Scene(BaseModel):
    """What a rendered picture was made of."""

    looks: tuple[Appearance, ...] = ()


class Error(BaseModel):
    """What an expert marked on an AI picture."""

    type: str
    part: str
    severity: str


class Label(labels.Label):
    """One row of a set's labels; each set fills what it knows."""

    people: tuple[Body, ...] = ()
    scene: Scene = Scene()
    level: str = ""
    errors: tuple[Error, ...] = ()


class Reported(BaseModel):
    """One finding of the batch."""

    category: Category
    score: float
    bbox: BoxXYXY
    start_s: float | None = None
    end_s: float | None = None

    @property
    def asks(self) -> bool:
        """Whether it is strong enough to ask for a person."""
        return STANDARD.verdict.asks(self.category, self.score)


class Row(BaseModel):
    """One row of the batch; a file without one was reported to be publishable."""

    file: str
    verdict: str | None = "publish"
    findings: tuple[Reported, ...] = ()


@dataclass(frozen=True)
class Case:
    """A file of a set: what is true of it and what was reported."""

    label: Label
    row: Row
    path: Path

    @property
    def stopped(self) -> bool:
        """Whether the verdict holds the file back."""
        return self.row.verdict in ("review", "block")

    @property
    def top(self) -> float:
        """The highest score of any finding; 0 without one."""
        return max((reported.score for reported in self.row.findings), default=0.0)

    @property
    def asking(self) -> list[Reported]:
        """The findings that ask for a person, the strongest first."""
        return sorted(
            (reported for reported in self.row.findings if reported.asks),
            key=lambda reported: -reported.score,
        )

    def named(self, *, weak: bool = False) -> bool:
        """Whether a labelled category was reported, also below the review threshold if `weak`."""
        wanted = {defect.category for defect in self.label.defects}
        return any(reported.category in wanted for reported in (self.row.findings if weak else self.asking))

    def located(self, *, weak: bool = False) -> bool:
        """Whether something reported lies where a label does."""
        boxes = [defect.bbox for defect in self.label.defects if defect.bbox]
        found = self.row.findings if weak else self.asking
        return any(hits(reported.bbox, box) for reported in found for box in boxes)


def read_cases(folder: Path, batch: Path, kind: str | None = None) -> list[Case]:
    """Every labelled file of a set's folder, with its row; `kind` is image or video."""
    rows = {row.file: row for row in (Row.model_validate_json(line) for line in _lines(batch))}
    return [
        Case(label, rows.get(label.file, Row(file=label.file)), folder / label.file)
        for label in read_labels(folder, Label)
        if kind in (None, label.kind)
    ]


def nearest(boxes: Sequence[BoxXYXY], found: BoxXYXY) -> int:
    """The number of the box closest to the middle of another one."""
    x, y = (found[0] + found[2]) / 2, (found[1] + found[3]) / 2

    def gap(number: int) -> float:
        x0, y0, x1, y1 = boxes[number]
        return max(x0 - x, 0, x - x1) + max(y0 - y, 0, y - y1)

    return min(range(len(boxes)), key=gap)


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
