"""A conversation's messages come in; what its tools found goes out: reviews, signatures, this turn's results.

Only what a tool returned is a fact; what anybody wrote, model or person, is not.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from pydantic import ValidationError

from agent_plugin.chat.questions import Language, language_of, takes_away
from agent_plugin.chat.tools import artifact_of
from agent_plugin.chat.which import NOWHERE, Pointed, labels_of, pointed_at, unknown_name, without_names
from agent_plugin.tools.domain import Review, SignOff

ATTACHED = "Attached: "
REVIEW_STOPPED = "The review was stopped."
Call = tuple[str, dict[str, Any]]
_REVIEWING = {"review_ad"}


@dataclass(frozen=True)
class Called:
    """A tool's call and what came of it."""

    tool: str
    arguments: dict[str, Any]
    message: ToolMessage

    @property
    def ad(self) -> str:
        """The ad that it was to review, as it was named."""
        return str(self.arguments.get("ad") or "".join(self.arguments.get("ads") or ()))

    @property
    def pictures(self) -> tuple[str, ...]:
        """The pictures that it showed, by name."""
        return tuple(artifact_of(self.message)["pictures"])

    def is_about(self, review_id: str) -> bool:
        """Does it speak of this review?"""
        named = str(self.arguments.get("review", ""))
        return named == review_id or (self.review is not None and self.review.id == review_id)

    @property
    def is_closer(self) -> bool:
        """Was one part or one moment asked for?"""
        return "part" in self.arguments or "at_s" in self.arguments

    @property
    def failed(self) -> bool:
        """Did the tool refuse?"""
        return self.message.status == "error"

    @property
    def text(self) -> str:
        """What it said."""
        return self.message.text

    @property
    def data(self) -> dict[str, Any]:
        """What it found."""
        return artifact_of(self.message)["data"]

    @property
    def records(self) -> dict[str, Any]:
        """The whole records behind it."""
        return artifact_of(self.message)["records"]

    @property
    def review(self) -> Review | None:
        """The review that it gave, if it gave one."""
        found = self.records.get("review")
        try:
            return Review.model_validate(found) if found else None
        except ValidationError:
            return None  # kept by another version


@dataclass(frozen=True)
class Facts:
    """What is known in a conversation."""

    question: str = ""  # without the names of files
    attached: tuple[str, ...] = ()  # with the last message
    language: Language = "en"
    this_turn: tuple[Called, ...] = ()
    reviews: tuple[Review, ...] = ()  # each once, the newest last
    ads: dict[str, str] = field(default_factory=dict[str, str])  # review to the ad as it was named
    last_reviewed: tuple[Review, ...] = ()  # those of the last turn that had any
    about: str = ""  # the review of the ad that is spoken of
    pointed: Pointed = NOWHERE  # the ads that the question names or points at
    taken_away: tuple[Review, ...] = ()  # by this question
    open_ads: tuple[str, ...] = ()  # attached before, and no check came to its end
    unknown: str = ""  # the name of a file in the question that is no ad of this conversation

    @property
    def current(self) -> Review | None:
        """The ad that is spoken of: the one that was pointed at, or else the newest."""
        newest = self.reviews[-1] if self.reviews else None
        return next((one for one in self.reviews if one.id == self.about), newest)

    @property
    def spoken_of(self) -> tuple[Review, ...]:
        """The ads that an answer may be about."""
        also = (*self.last_reviewed, *self.pointed.reviews, *([self.current] if self.current else []))
        return tuple({one.id: one for one in also}.values())

    @property
    def labels(self) -> dict[str, str]:
        """What each ad is called, by the id of its review."""
        return labels_of(self.reviews)

    @property
    def has_unchecked(self) -> bool:
        """Was an ad attached or named in this turn that no check has seen?"""
        seen = {one.ad for one in self.this_turn if one.review}
        return bool(self.unknown) or not seen.issuperset(self.attached)

    def called(self, tool: str, **arguments: object) -> Called | None:
        """This turn's call of a tool with these arguments among others."""
        for one in self.this_turn:
            if one.tool == tool and all(one.arguments.get(key) == value for key, value in arguments.items()):
                return one
        return None

    def sign_offs(self, review: Review | None = None) -> tuple[SignOff, ...]:
        """Who signed an ad, or any, as get_review told it in this turn."""
        found = [
            one
            for one in self.this_turn
            if one.tool == "get_review" and (review is None or one.arguments.get("review") == review.id)
        ]
        return tuple(
            SignOff.model_validate(each) for one in found for each in one.records.get("sign_offs", ())
        )


def asked(words: str, ads: Sequence[str], language: Language = "en") -> HumanMessage:
    """What a person wrote, with the ads that they attached; `language` is that of their browser."""
    note = f"{ATTACHED}{json.dumps(list(ads), ensure_ascii=False)}\n\n" if ads else ""
    kept = {"ads": list(ads), "words": words, "language": language}
    return HumanMessage(note + words, additional_kwargs=kept)


def words_of(message: HumanMessage) -> tuple[str, tuple[str, ...]]:
    """The same again: what they wrote, and what they attached."""
    kept = message.additional_kwargs
    return str(kept.get("words", message.text)), tuple(kept.get("ads", ()))


def ad_name(ad: str) -> str:
    """The name of an ad's file, without the folder in which it lies."""
    return PurePath(ad.replace("\\", "/")).name


def facts_of(messages: Sequence[BaseMessage]) -> Facts:
    """What is known after these messages."""
    gathered = _Gathering()
    for message in messages:
        if isinstance(message, HumanMessage):
            gathered.hear(message)
        elif isinstance(message, AIMessage):
            gathered.calls |= {str(one["id"]): (one["name"], one["args"]) for one in message.tool_calls}
        elif isinstance(message, ToolMessage):
            gathered.take(message)
    return gathered.facts()


@dataclass
class _Gathering:
    """What is known so far, message by message."""

    question: str = ""
    attached: tuple[str, ...] = ()
    language: Language = "en"
    was_asked: bool = False
    calls: dict[str, tuple[str, dict[str, Any]]] = field(
        default_factory=dict[str, tuple[str, dict[str, Any]]]
    )
    turn: list[Called] = field(default_factory=list[Called])
    reviews: dict[str, Review] = field(default_factory=dict[str, Review])
    ads: dict[str, str] = field(default_factory=dict[str, str])
    of_turn: list[Review] = field(default_factory=list[Review])
    last_reviewed: list[Review] = field(default_factory=list[Review])
    about: str = ""
    pointed: Pointed = NOWHERE
    taken_away: tuple[Review, ...] = ()
    order: dict[str, int] = field(default_factory=dict[str, int])  # of ads, as they were attached
    gone: set[str] = field(default_factory=set[str])  # reviews that were replaced or taken away
    open_ads: dict[str, None] = field(default_factory=dict[str, None])
    unknown: str = ""

    def hear(self, message: HumanMessage) -> None:
        asked, self.attached = words_of(message)
        self._look_for_names(asked)
        before = self.language if self.was_asked else message.additional_kwargs.get("language", "en")
        self.language, self.was_asked = language_of(self.question, before), True
        self.open_ads |= dict.fromkeys(self.attached)
        for ad in self.attached:
            self.order.setdefault(ad, len(self.order))
        self.turn, self.of_turn = [], []

    def _look_for_names(self, asked: str) -> None:
        reviews = tuple(self.reviews.values())
        self.pointed = pointed_at(asked, reviews, self.reviews.get(self.about), self.last_reviewed)
        names = [*labels_of(reviews).values(), *(one.media.name for one in reviews)]
        names += map(ad_name, self.attached)
        self.question, self.unknown = without_names(asked, names), unknown_name(asked, names)
        self.taken_away = ()
        if self.pointed.reviews and not self.pointed.is_unclear:
            self.about = self.pointed.reviews[-1].id
            if takes_away(self.question):
                self._take_away(self.pointed.reviews)

    def _take_away(self, reviews: tuple[Review, ...]) -> None:
        """From the conversation; the store keeps them."""
        self.taken_away, self.pointed, self.about = reviews, NOWHERE, ""
        for one in reviews:
            self.reviews.pop(one.id, None)
            self.gone.add(one.id)
        self.last_reviewed = [one for one in self.last_reviewed if one not in reviews]

    def take(self, message: ToolMessage) -> None:
        if message.tool_call_id not in self.calls:
            return
        called = Called(*self.calls[message.tool_call_id], message)
        self.turn.append(called)
        if called.tool in _REVIEWING and not (called.failed and called.text.startswith(REVIEW_STOPPED)):
            self.open_ads.pop(called.ad, None)
        review = called.review
        if review is None:
            return
        if called.tool in _REVIEWING:
            self._forget_what_it_replaces(review, called)
            self.ads[review.id], self.about = called.ad, review.id
            self.of_turn.append(review)
            self.last_reviewed = self.of_turn
            self.gone.discard(review.id)
        if review.id not in self.gone:
            self.reviews[review.id] = self._under_its_name(review)
            self._in_order()

    def _under_its_name(self, review: Review) -> Review:
        """As the ad is called here: the same bytes may have gone by another name elsewhere."""
        ad = self.ads.get(review.id, "")
        name = ad_name(ad) if ad and not ad.startswith(("data:", "http")) else review.media.name
        return review.model_copy(update={"media": review.media.model_copy(update={"name": name})})

    def _in_order(self) -> None:
        """As the ads were attached, not as their checks ended."""

        def place(review: Review) -> int:
            return self.order.setdefault(self.ads.get(review.id, review.id), len(self.order))

        self.reviews = {one.id: one for one in sorted(self.reviews.values(), key=place)}
        self.of_turn.sort(key=place)

    def _forget_what_it_replaces(self, review: Review, called: Called) -> None:
        """The same file looked at again is one ad, not two versions of it."""
        for one in [*self.reviews.values()]:
            is_again = called.arguments.get("fresh") and one.media.sha256 == review.media.sha256
            if one.id == review.id or (is_again and self.ads.get(one.id) == called.ad):
                del self.reviews[one.id]
                self.gone.add(one.id)

    def facts(self) -> Facts:
        return Facts(
            self.question,
            self.attached,
            self.language,
            tuple(self.turn),
            tuple(self.reviews.values()),
            self.ads,
            tuple(self.reviews.get(one.id, one) for one in self.last_reviewed),  # looked at since
            self.about,
            Pointed(
                tuple(self.reviews.get(one.id, one) for one in self.pointed.reviews),
                self.pointed.is_exact,
                self.pointed.is_unclear,
            ),
            self.taken_away,
            tuple(one for one in self.open_ads if one not in self.attached),
            self.unknown,
        )
