"""A look: what somebody with eyes says of the parts sheet, tile by tile, and whether it counts."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import Field

from agent_plugin.tools.domain.base import Record
from agent_plugin.tools.domain.categories import Category
from agent_plugin.tools.domain.geometry import Box
from agent_plugin.tools.domain.opinions import Answer, Controls, OpinionCost

LookerKind = Literal["chat", "judge", "person"]
"""The model in the chat, a configured vision model, or a named person."""


class Says(StrEnum):
    """What a looker says of one tile."""

    SOUND = "sound"
    SLIGHT = "slight"  # a flaw that a viewer of the ad would not notice
    WRONG = "wrong"
    CANNOT_TELL = "cannot_tell"


class TileAnswer(Record):
    """What a looker says of one tile of the ad; controls are not among them."""

    tile: int = Field(description="The tile's number on the review's own sheet")
    says: Says
    what: str = Field(default="", description="What is wrong, in the looker's words")
    category: Category | None = Field(
        default=None, description="The defect that it comes to, if it names one"
    )
    sureness: float = Field(ge=0, le=1, description="As the looker puts it; not calibrated")


class Elsewhere(Record):
    """Something wrong that no tile shows."""

    what: str
    where: str = ""
    category: Category | None = None
    sureness: float = Field(ge=0, le=1)


class PointedAnswer(Record):
    """What a looker says when pointed at one place with a closer picture."""

    finding: int | None = Field(default=None, description="The finding of the checks that it is about")
    tile: int | None = Field(default=None, description="The tile of its own that it is about")
    category: Category | None = None
    box_xyxy: Box | None = None
    answer: Answer
    sureness: float = Field(ge=0, le=1)
    reason: str = ""


class Look(Record):
    """One looker's answers on one review, blind first and then pointed."""

    id: str
    kind: LookerKind
    who: str = Field(description="A person's name, or the model as it or its provider names it")
    at: datetime
    prompt: str = Field(default="", description="Name and version of what was asked")
    sheets: tuple[str, ...] = Field(default=(), description="SHA-256 of the pictures that were shown")
    tiles: tuple[TileAnswer, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    probability: float | None = Field(
        default=None, ge=0, le=1, description="That a viewer of the ad would call something badly wrong"
    )
    pointed: tuple[PointedAnswer, ...] = ()
    controls: Controls = Controls()
    why_not: str = Field(default="", description="Why it does not count; empty where it does")
    cost: OpinionCost = OpinionCost()
    sent: tuple[str, ...] = Field(
        default=(), description="What left this machine for it and where to, a line for each picture"
    )

    @property
    def counts(self) -> bool:
        """Does the verdict hear it?"""
        return not self.why_not


class LookedBy(Record):
    """Who looked, as it stands beside the verdict."""

    look: str
    kind: LookerKind
    who: str
    at: datetime
    counts: bool
    controls: str = Field(default="", description="Such as `2 of 2 right`; empty for a person")
    sheets: tuple[str, ...] = ()
