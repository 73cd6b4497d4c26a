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

from agent_plugin.chat.questions import Language, language_of
from agent_plugin.chat.tools import artifact_of
from agent_plugin.chat.which import pointed_at, unknown_name, without_names
from agent_plugin.tools.domain import Review, SignOff

ATTACHED = "Attached: "
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
    is_pointed_at: bool = False  # did the question name it, or point at it?
    unknown: str = ""  # the name of a file in the question that is no ad of this conversation

    @property
    def current(self) -> Review | None:
        """The ad that is spoken of: the one that was pointed at, or else the newest."""
        newest = self.reviews[-1] if self.reviews else None
        return next((one for one in self.reviews if one.id == self.about), newest)

    @property
    def spoken_of(self) -> tuple[Review, ...]:
        """The ads that an answer may be about."""
        also = [self.current] if self.current and self.current not in self.last_reviewed else []
        return (*self.last_reviewed, *also)

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

    def sign_offs(self) -> tuple[SignOff, ...]:
        """Who signed, as get_review told it in this turn."""
        found = self.called("get_review")
        return (
            tuple(SignOff.model_validate(one) for one in found.records.get("sign_offs", ())) if found else ()
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
    is_pointed_at: bool = False
    unknown: str = ""

    def hear(self, message: HumanMessage) -> None:
        asked, self.attached = words_of(message)
        self._look_for_names(asked)
        before = self.language if self.was_asked else message.additional_kwargs.get("language", "en")
        self.language, self.was_asked = language_of(self.question, before), True
        self.turn, self.of_turn = [], []

    def _look_for_names(self, asked: str) -> None:
        pointed = pointed_at(asked, tuple(self.reviews.values()), self.reviews.get(self.about))
        self.about, self.is_pointed_at = pointed.id if pointed else self.about, pointed is not None
        names = [*(one.media.name for one in self.reviews.values()), *map(ad_name, self.attached)]
        self.question, self.unknown = without_names(asked, names), unknown_name(asked, names)

    def take(self, message: ToolMessage) -> None:
        if message.tool_call_id not in self.calls:
            return
        called = Called(*self.calls[message.tool_call_id], message)
        self.turn.append(called)
        review = called.review
        if review is None:
            return
        if called.tool in _REVIEWING:
            self._forget_what_it_replaces(review, called)
            self.ads[review.id], self.about = called.ad, review.id
            self.of_turn.append(review)
            self.last_reviewed = self.of_turn
        self.reviews[review.id] = review

    def _forget_what_it_replaces(self, review: Review, called: Called) -> None:
        """The same file looked at again is one ad, not two versions of it."""
        for one in [*self.reviews.values()]:
            is_again = called.arguments.get("fresh") and one.media.sha256 == review.media.sha256
            if one.id == review.id or (is_again and self.ads.get(one.id) == called.ad):
                del self.reviews[one.id]

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
            self.is_pointed_at,
            self.unknown,
        )
