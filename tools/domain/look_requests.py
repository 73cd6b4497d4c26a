"""A look that was asked for: which number on the shown sheets is which tile, and which are our controls."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from agent_plugin.tools.domain.base import Record
from agent_plugin.tools.domain.categories import Category
from agent_plugin.tools.domain.geometry import Box
from agent_plugin.tools.domain.looks import Look, LookerKind


class Slot(Record):
    """One number on the shown sheets: a tile of the ad, or a control, whose answer is known."""

    number: int = Field(ge=1)
    tile: int | None = Field(default=None, description="The tile's number on the review's own sheet")
    control: str = Field(default="", description="What the control is made of; empty for the ad's tiles")
    flawed: bool = Field(default=False, description="Of a control: is a plain defect in it?")


class Pointed(Record):
    """One place that a looker is pointed at: a finding of the checks, or a tile that it called wrong."""

    number: int = Field(ge=1, description="As in the question")
    finding: int | None = None
    tile: int | None = None
    category: Category | None = None
    box_xyxy: Box
    at_s: float | None = None


class LookRequest(Record):
    """What was asked of one looker about one review. It never leaves this machine: it tells the controls."""

    id: str
    review: str
    kind: LookerKind = Field(default="chat", description="Who is asked: nobody else may answer")
    at: datetime
    slots: tuple[Slot, ...]
    sheets: tuple[str, ...] = Field(default=(), description="SHA-256 of the pictures that were shown")
    files: tuple[str, ...] = Field(default=(), description="Their names inside the evidence folder")
    blind: Look | None = Field(default=None, description="The look so far, while a pointed pass is open")
    pointed: tuple[Pointed, ...] = ()
