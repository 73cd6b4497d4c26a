"""What a person says of a review's sheets comes in; their look, which counts by their name, goes out.

No controls are mixed in: a person answers for what they say under their name. First blind, tile by tile, as
everybody; then, only where the checks suspect something that the person did not see, "do you see it?".
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_plugin.tools.domain import (
    Elsewhere,
    Look,
    LookRequest,
    Pointed,
    Review,
    Says,
    TileAnswer,
    VerdictValue,
)
from agent_plugin.tools.errors import UsageError
from agent_plugin.tools.evidence.sheet import as_jpeg, cut_out
from agent_plugin.tools.look.answers import PointedForm, read_pointed
from agent_plugin.tools.look.closer import closer_sheet
from agent_plugin.tools.look.desk import Handed, Question
from agent_plugin.tools.look.differing import places_to_point_at
from agent_plugin.tools.look.kept_frames import KeptFrames
from agent_plugin.tools.policy import STANDARD, Policy
from agent_plugin.tools.store import Store
from agent_plugin.tools.words import mid_sentence, printable

# Structure: who says it under their name is not asked how sure they are.
_SURE = 1.0
Sees = Literal["confirm", "refute", "unsure"]


class WrongTile(BaseModel):
    """A tile that shows something wrong."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tile: int
    what: str = Field(default="", max_length=600)


class PersonForm(BaseModel):
    """What a person says of all tiles: those that are not named here are sound."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    wrong: tuple[WrongTile, ...] = ()
    cannot_tell: tuple[int, ...] = ()
    elsewhere: str = Field(default="", max_length=600, description="Wrong, and in no tile")


def by_person(
    store: Store, review: Review, who: str, form: PersonForm, *, look: str = "", policy: Policy = STANDARD
) -> Handed:
    """Keep a person's look, and ask about the findings that count and that they did not see.

    Args:
        store: Where the review is kept.
        review: What they looked at.
        who: Their name.
        form: What they say.
        look: Their earlier look that this one replaces; a new one if not given.
        policy: How many places are asked about.

    Raises:
        UsageError: there is no name, no sheet, or a number is on no sheet.
        StoreError: it cannot be kept.
    """
    given = _look(review, who, form, look or f"look-{secrets.token_hex(6)}", policy)
    places = _places(review, given, policy)
    if not places:
        store.looks.add(review.id, given)
        return Handed(store.get(review.id), given)
    further = _pointing(store, review, given, places, policy)
    return Handed(store.get(review.id), given, further)


def pointed_by_person(
    store: Store, review: Review, look: str, sees: Mapping[int, Sees], *, policy: Policy = STANDARD
) -> Handed:
    """Complete a person's look with what they see at the places they were pointed at.

    Raises:
        UsageError: they were asked nothing, or about other places.
        StoreError: it cannot be kept.
    """
    request = store.looks.asked(look)
    if request.blind is None or request.blind.kind != "person" or request.review != review.id:
        raise UsageError("No person was asked about any place in this look.", "Look at the ad first.")
    forms = [PointedForm(place=place, answer=answer, sureness=_SURE) for place, answer in sees.items()]
    whole = request.blind.model_copy(
        update={
            "pointed": read_pointed(forms, request, policy.look),
            "sheets": (*request.blind.sheets, *request.sheets),
            "at": datetime.now(UTC),
        }
    )
    store.looks.complete(review.id, whole)
    return Handed(store.get(review.id), whole)


def suspicion(place: Pointed) -> str:
    """What the checks suspect at a place, as a person is told of it."""
    return f"The checks suspect here: {mid_sentence(place.category)}." if place.category else ""


def is_for_a_person(review: Review) -> bool:
    """Does it wait for a look, and do the checks not block it anyway?"""
    return review.waits_for_a_look and review.verdict.value is not VerdictValue.BLOCK


def closer_file(look: Look) -> str:
    """The name of the picture with the places of a look, inside the evidence folder."""
    return f"closer-{look.id}.jpg"


def tile_jpeg(store: Store, review: Review, number: int, policy: Policy = STANDARD) -> bytes:
    """One tile as a picture of its own.

    Raises:
        UsageError: there is no such tile, or its frame is gone.
    """
    for sheet in review.sheets:
        for tile in sheet.tiles:
            if tile.number == number:
                frames = KeptFrames(review, store.evidence_folder(review.id))
                frame = frames.frames_at([sheet.at_s or 0.0])[0]
                return as_jpeg(cut_out(frame.pixels, tile.box_xyxy, policy.sheet), policy.sheet)
    raise _unknown(review, number)


def _look(review: Review, who: str, form: PersonForm, look: str, policy: Policy) -> Look:
    name = printable(who)[:200]
    if not name:
        raise UsageError("A look needs a name: it stands for what is said.", "Say who looks.")
    if not review.sheets:
        raise UsageError(f"There is nothing to look at in review {review.id}.", "Review the ad again.")
    most = policy.look.max_words
    wrong = {one.tile: printable(one.what)[:most] for one in form.wrong}
    numbers = [tile.number for sheet in review.sheets for tile in sheet.tiles]
    for number in (*wrong, *form.cannot_tell):
        if number not in numbers:
            raise _unknown(review, number)
    elsewhere = printable(form.elsewhere)[:most]
    return Look(
        id=look,
        kind="person",
        who=name,
        at=datetime.now(UTC),
        sheets=tuple(sheet.sha256 for sheet in review.sheets),
        tiles=tuple(_answer(number, wrong, form.cannot_tell) for number in numbers),
        elsewhere=(Elsewhere(what=elsewhere, sureness=_SURE),) if elsewhere else (),
    )


def _pointing(
    store: Store, review: Review, look: Look, places: tuple[Pointed, ...], policy: Policy
) -> Question:
    """Keep the look and what is asked next; the closer picture stays beside the sheets."""
    folder = store.evidence_folder(review.id)
    picture = closer_sheet(KeptFrames(review, folder), places, policy)
    (folder / closer_file(look)).write_bytes(picture.jpeg)
    request = LookRequest(
        id=look.id,
        review=review.id,
        kind="person",
        at=look.at,
        slots=(),
        sheets=(picture.sha256,),
        files=(closer_file(look),),
        blind=look,
        pointed=places,
    )
    store.looks.add(review.id, look, request)
    text = "\n".join(f"{place.number}. {suspicion(place)}" for place in places)
    return Question(look.id, text, (picture,), tuple(place.number for place in places), places)


def _answer(number: int, wrong: Mapping[int, str], cannot_tell: tuple[int, ...]) -> TileAnswer:
    if number in wrong:
        return TileAnswer(tile=number, says=Says.WRONG, what=wrong[number], sureness=_SURE)
    says = Says.CANNOT_TELL if number in cannot_tell else Says.SOUND
    return TileAnswer(tile=number, says=says, sureness=_SURE)


def _places(review: Review, look: Look, policy: Policy) -> tuple[Pointed, ...]:
    """Findings alone: what the person calls wrong themselves needs no second question."""
    found = [one for one in places_to_point_at(review, look, policy) if one.finding is not None]
    return tuple(one.model_copy(update={"number": number}) for number, one in enumerate(found, start=1))


def _unknown(review: Review, number: int) -> UsageError:
    last = max((tile.number for sheet in review.sheets for tile in sheet.tiles), default=0)
    return UsageError(f"No tile has the number {number}.", f"They are numbered 1 to {last}.")
