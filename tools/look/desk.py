"""Where looks are asked for and handed in: a review comes in, pictures and questions go out, then answers.

First blind; then, only where the look and the checks differ, pointed. A blind look is kept as soon as it is
given; the pointed answers complete it.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from agent_plugin.tools.domain import Look, LookerKind, LookRequest, OpinionCost, Pointed, Review
from agent_plugin.tools.errors import UsageError
from agent_plugin.tools.look.answers import BlindForm, PointedForm, missing, read_blind, read_pointed
from agent_plugin.tools.look.closer import closer_sheet
from agent_plugin.tools.look.controls import lot_of
from agent_plugin.tools.look.differing import places_to_point_at
from agent_plugin.tools.look.kept_frames import KeptFrames
from agent_plugin.tools.look.shown import ShownSheet, shown
from agent_plugin.tools.look.wording import (
    Language,
    blind_question,
    pointed_question,
    prompt_labels,
    quoted_brief,
)
from agent_plugin.tools.policy import Policy
from agent_plugin.tools.store import Store


@dataclass(frozen=True)
class Question:
    """What a looker is to be shown and asked; `places` are empty in the blind pass."""

    look: str
    instructions: str
    pictures: tuple[ShownSheet, ...]
    numbers: tuple[int, ...]
    places: tuple[Pointed, ...] = ()
    brief: str = ""  # the marketer's words, quoted as data: never a part of the instructions

    @property
    def text(self) -> str:
        """All of it, for whoever takes one text."""
        return "\n\n".join(filter(None, (self.instructions, self.brief)))


@dataclass(frozen=True)
class Handed:
    """What became of answers: the review with the look, the look, and what is asked next, if anything."""

    review: Review
    look: Look
    further: Question | None = None


@dataclass(frozen=True)
class Took:
    """What a look of a configured judge took, and what left this machine for it."""

    cost: OpinionCost
    sent: tuple[str, ...] = ()


def may_try(review: Review, policy: Policy) -> bool:
    """May a chat's model still look, or did its looks not count too often?"""
    failed = sum(look.kind == "chat" and not look.counts for look in review.looks)
    return failed < policy.look.max_chat_tries


class LookDesk:
    """Asks for looks at reviews of one store."""

    def __init__(self, store: Store, policy: Policy, secret: str, language: Language = "en") -> None:
        """`secret` is this installation's: it decides which tiles are controls."""
        self._store, self._policy, self._secret = store, policy, secret
        self._language: Language = language

    def ask(
        self,
        review: Review,
        *,
        brief: str = "",
        look: str = "",
        whole: bool = True,
        kind: LookerKind = "chat",
    ) -> Question | None:
        """The blind question; none where nothing was seen that could be looked at.

        Args:
            review: What is to be looked at.
            brief: The marketer's words, quoted as data.
            look: An id of one's own; the same id gives the same controls. A new one if not given.
            whole: May the whole picture be shown, or the tiles alone?
            kind: Who is asked.

        Raises:
            LastLookError: the review's pictures are gone, or the request cannot be kept.
        """
        if not review.sheets:
            return None
        look = look or f"look-{secrets.token_hex(6)}"
        frames = KeptFrames(review, self._store.evidence_folder(review.id))
        # Where the tiles alone may be shown, no other place of the ad serves as a control.
        with_places = whole and review.media.kind == "image"
        people = [one.box_xyxy for one in review.people] if with_places else []
        pictures, slots = shown(
            frames, review.sheets, self._policy, lot_of(self._secret, look), people=people, whole=whole
        )
        sheets, now = tuple(one.sha256 for one in pictures), datetime.now(UTC)
        self._store.looks.ask(
            LookRequest(id=look, review=review.id, kind=kind, at=now, slots=slots, sheets=sheets)
        )
        text = blind_question(slots, len(pictures), self._language)
        numbers = tuple(slot.number for slot in slots)
        return Question(look, text, pictures, numbers, brief=quoted_brief(brief))

    def hand_in(
        self, look: str, form: BlindForm, *, kind: LookerKind, who: str, took: Took | None = None
    ) -> Handed:
        """Keep a blind look, and ask about the places where it and the checks differ.

        Raises:
            UsageError: nobody asked for it, tiles are missing, or numbers are on no sheet.
            StoreError: it cannot be kept.
        """
        request = self._unanswered(look, kind)
        left_out = missing(form, request)
        if left_out and kind == "chat":
            numbers = ", ".join(str(number) for number in left_out)
            raise UsageError("Not every tile is answered.", f"Answer these as well: {numbers}.")
        blind = read_blind(form, request, self._policy.look)
        given = Look(
            id=look,
            kind=kind,
            who=who,
            at=datetime.now(UTC),
            prompt=prompt_labels(),
            sheets=request.sheets,
            tiles=blind.tiles,
            elsewhere=blind.elsewhere,
            probability=blind.probability,
            controls=blind.controls,
            why_not=blind.why_not,
            **_taken(took),
        )
        review = self._store.get(request.review)
        if kind == "chat" and not may_try(review, self._policy):
            raise UsageError("Too many looks of this chat did not count.", "A person must look now.")
        places = places_to_point_at(review, given, self._policy) if given.counts else ()
        further = request.model_copy(update={"blind": given, "pointed": places}) if places else None
        self._store.looks.add(request.review, given, further)
        return Handed(
            self._store.get(request.review), given, self._pointed(review, look, places) if places else None
        )

    def _unanswered(self, look: str, kind: LookerKind) -> LookRequest:
        request = self._store.looks.asked(look)
        if kind == "chat" and request.kind != "chat":
            raise UsageError("This look was asked of somebody else.", "get_review asks for one of your own.")
        if request.blind is not None:
            raise UsageError("The tiles of this look are answered.", "Answer its places, by `places`.")
        return request

    def fail(self, look: str, who: str, why: str, took: Took | None = None) -> Review:
        """Keep that a look was asked for and not had; the review with it.

        Raises:
            StoreError: it cannot be kept.
        """
        request = self._store.looks.asked(look)
        now, kept = datetime.now(UTC), self._policy.look.max_words
        given = Look(
            id=look,
            kind="judge",
            who=who,
            at=now,
            prompt=prompt_labels(),
            why_not=why[:kept],
            **_taken(took),
        )
        self._store.looks.add(request.review, given)
        return self._store.get(request.review)

    def point(
        self,
        look: str,
        forms: Sequence[PointedForm],
        *,
        probability: float | None = None,
        took: Took | None = None,
    ) -> Handed:
        """Keep the pointed answers of a look.

        Raises:
            UsageError: nothing was asked, or other places were answered than were asked about.
            StoreError: they cannot be kept.
        """
        request = self._store.looks.asked(look)
        if request.blind is None:
            raise UsageError("The tiles of this look are not answered yet.", "Answer its tiles first.")
        if request.blind.kind == "person":  # its id stands in the review: no model answers for a person
            raise UsageError("This look is a person's own.", "Only they answer its places.")
        answers = read_pointed(forms, request, self._policy.look)
        # A closer look at places says little of the whole: in trials it freed more broken ads than sound.
        given = [one for one in (request.blind.probability, probability) if one is not None]
        whole = request.blind.model_copy(
            update={
                "pointed": answers,
                "probability": max(given, default=None),
                "at": datetime.now(UTC),
                **(_taken(took) if took else {}),
            }
        )
        self._store.looks.complete(request.review, whole)
        return Handed(self._store.get(request.review), whole)

    def _pointed(self, review: Review, look: str, places: tuple[Pointed, ...]) -> Question:
        frames = KeptFrames(review, self._store.evidence_folder(review.id))
        picture = closer_sheet(frames, places, self._policy)
        numbers = tuple(place.number for place in places)
        return Question(look, pointed_question(places, self._language), (picture,), numbers, places)


def _taken(took: Took | None) -> dict[str, Any]:
    return {"cost": took.cost, "sent": took.sent} if took else {}
