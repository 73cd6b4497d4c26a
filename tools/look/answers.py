"""What a looker wrote comes in; answers in the review's own numbers, and whether they count, go out.

The forms are strict in what they need and forgiving in the rest: an unknown category is none, words are cut.
Which numbers were controls is known only here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from agent_plugin.tools.domain import (
    Answer,
    Category,
    Controls,
    Elsewhere,
    LookRequest,
    PointedAnswer,
    Says,
    TileAnswer,
)
from agent_plugin.tools.errors import UsageError
from agent_plugin.tools.policy import LookRules
from agent_plugin.tools.words import printable

_CATEGORIES = tuple(category.value for category in Category)


class _Form(BaseModel):
    """What a model writes: further fields are ignored, an unknown category is none."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, given: Any) -> Any:
        """Null stands for what is left out: strict modes name every field."""
        if not isinstance(given, Mapping):
            return given  # pydantic says what is wrong with it
        fields = cast("Mapping[str, Any]", given).items()
        return {name: value for name, value in fields if value is not None}

    @field_validator("category", mode="before", check_fields=False)
    @classmethod
    def _known(cls, given: Any) -> Any:
        return given if given in _CATEGORIES else None


class TileForm(_Form):
    """The answer on one tile."""

    tile: int = Field(description="Its number on the sheet")
    says: Says = Field(description="sound, slight, wrong or cannot_tell")
    what: str = Field(default="", description="Of `wrong` or `slight`: what, in a few words")
    category: Category | None = Field(
        default=None, description="Of `wrong`: the defect, if one of these fits"
    )
    sureness: float = Field(default=0.8, ge=0, le=1, allow_inf_nan=False, description="0 to 1")


class ElsewhereForm(_Form):
    """Something wrong that no tile shows."""

    what: str = Field(description="What is wrong")
    where: str = Field(default="", description="Where in the whole picture")
    category: Category | None = None
    sureness: float = Field(default=0.8, ge=0, le=1, allow_inf_nan=False)


class BlindForm(_Form):
    """The whole blind answer."""

    tiles: tuple[TileForm, ...]
    elsewhere: tuple[ElsewhereForm, ...] = ()
    probability: float = Field(
        ge=0,
        le=1,
        allow_inf_nan=False,
        description="That a viewer of the ad would call something badly wrong",
    )


class PointedForm(_Form):
    """The answer on one place."""

    place: int = Field(description="Its number in the question")
    answer: Literal["confirm", "refute", "unsure"]
    sureness: float = Field(default=0.8, ge=0, le=1, allow_inf_nan=False)
    reason: str = ""


@dataclass(frozen=True)
class Blind:
    """A blind answer in the review's own numbers."""

    tiles: tuple[TileAnswer, ...]
    elsewhere: tuple[Elsewhere, ...]
    probability: float
    controls: Controls
    why_not: str


def missing(form: BlindForm, request: LookRequest) -> tuple[int, ...]:
    """The numbers that were asked and not answered."""
    answered = {row.tile for row in form.tiles}
    return tuple(slot.number for slot in request.slots if slot.number not in answered)


def read_blind(form: BlindForm, request: LookRequest, rules: LookRules) -> Blind:
    """What it says of the ad's tiles, and whether it counts.

    Raises:
        UsageError: it answers numbers that are on no sheet.
    """
    rows = {row.tile: row for row in form.tiles}
    slots = {slot.number: slot for slot in request.slots}
    unknown = sorted(set(rows) - set(slots))
    if unknown:
        raise UsageError(f"No tile has the number {unknown[0]}.", f"Answer the tiles 1 to {len(slots)}.")
    controls = [(slot, rows.get(slot.number)) for slot in request.slots if slot.control]
    right = [row is not None and (row.says is Says.WRONG) is slot.flawed for slot, row in controls]
    answered = [(slot.tile, rows[slot.number]) for slot in request.slots if slot.number in rows]
    return Blind(
        tiles=tuple(_tile(tile, row, rules) for tile, row in answered if tile is not None),
        elsewhere=tuple(_elsewhere(row, rules) for row in form.elsewhere),
        probability=form.probability,
        controls=Controls(asked=len(right), right=sum(right)),
        why_not=_why_not(missing(form, request), sum(right), len(right)),
    )


def read_pointed(
    forms: Sequence[PointedForm], request: LookRequest, rules: LookRules
) -> tuple[PointedAnswer, ...]:
    """What it says of the places; the last answer on one counts.

    Raises:
        UsageError: it answers places that were not asked about, or leaves some out.
    """
    rows = {row.place: row for row in forms}
    asked = {place.number: place for place in request.pointed}
    if set(rows) != set(asked):
        numbers = ", ".join(str(number) for number in asked)
        raise UsageError("The places answered are not the places asked about.", f"Answer these: {numbers}.")
    return tuple(
        PointedAnswer(
            finding=place.finding,
            tile=place.tile,
            category=place.category,
            box_xyxy=place.box_xyxy,
            answer=Answer(rows[number].answer),
            sureness=rows[number].sureness,
            reason=_words(rows[number].reason, rules),
        )
        for number, place in asked.items()
    )


def _why_not(left_out: Sequence[int], right: int, asked: int) -> str:
    if left_out:
        return f"{len(left_out)} tiles were not answered"
    if right < asked:
        wrong = f"{asked - right} of {asked} controls (tiles of ours, whose answer is known)"
        return f"{wrong} were answered wrongly"
    return ""


def _tile(tile: int, row: TileForm, rules: LookRules) -> TileAnswer:
    what = _words(row.what, rules)
    return TileAnswer(tile=tile, says=row.says, what=what, category=row.category, sureness=row.sureness)


def _elsewhere(row: ElsewhereForm, rules: LookRules) -> Elsewhere:
    what, where = _words(row.what, rules), _words(row.where, rules)
    return Elsewhere(what=what, where=where, category=row.category, sureness=row.sureness)


def _words(text: str, rules: LookRules) -> str:
    return printable(text[: 4 * rules.max_words])[: rules.max_words]
