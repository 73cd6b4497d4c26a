"""The rows of a labelled set and the rows reported about its files: their formats, and where boxes agree.

The format is the same for pictures and clips; a set may say more than is read here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ValidationError

from agent_plugin.tools.domain import Category
from agent_plugin.tools.errors import UsageError

BoxXYXY = tuple[float, float, float, float]
ENOUGH_OVERLAP = 0.1  # little: a box around the hand is right about a finger
FILE = "labels.jsonl"


class Defect(BaseModel):
    """What is wrong, with whom, and where."""

    category: str
    bbox: BoxXYXY | None = None
    person: int | None = None
    severity: float = 1.0
    visible_frac: float = 1.0
    start_s: float | None = None
    end_s: float | None = None


class Label(BaseModel):
    """What is true of a file."""

    file: str
    kind: Literal["image", "video"]
    normal: bool
    defects: tuple[Defect, ...] = ()
    scenario: str | None = None


class Reported(BaseModel):
    """One finding that was reported about a file."""

    category: Category | None
    score: float
    bbox: BoxXYXY | None
    start_s: float | None = None
    end_s: float | None = None


class Row(BaseModel):
    """What was reported about a file; a file without a row was reported as publishable."""

    file: str
    verdict: str | None = None
    findings: tuple[Reported, ...] = ()


AnyLabel = TypeVar("AnyLabel", bound=Label)


def read_labels(folder: Path, form: type[AnyLabel]) -> list[AnyLabel]:
    """The rows of a set's `labels.jsonl`.

    Raises:
        UsageError: it is not there, or a row cannot be understood.
    """
    path = folder / FILE
    hint = f"A labelled set is a folder with its media and a {FILE}: see docs/look.md."
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read ({type(error).__name__}).", hint) from error
    labels: list[AnyLabel] = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                labels.append(form.model_validate_json(line))
            except ValidationError as error:
                first = error.errors()[0]
                where = ".".join(str(step) for step in first["loc"])
                raise UsageError(f"{path}, line {number}: {where} {first['msg']}.", hint) from None
    return labels


def hits(found: BoxXYXY, labelled: BoxXYXY) -> bool:
    """Whether a box lies where a label does: enough overlap, or its middle inside."""
    middle_x, middle_y = (found[0] + found[2]) / 2, (found[1] + found[3]) / 2
    inside = labelled[0] <= middle_x <= labelled[2] and labelled[1] <= middle_y <= labelled[3]
    return inside or _overlap(found, labelled) >= ENOUGH_OVERLAP


def _overlap(one: BoxXYXY, other: BoxXYXY) -> float:
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    areas = sum((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return width * height / (areas - width * height)
