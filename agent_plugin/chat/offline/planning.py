"""What was asked and what is known come in; the tools that the offline assistant must call first go out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from agent_plugin.chat.facts import Facts
from agent_plugin.chat.phrasing import Phrasing
from agent_plugin.chat.questions import Question
from agent_plugin.chat.speech import phrase
from agent_plugin.tools.domain import Review

OF_ALL = ("list", "count", "rank", "choose", "export", "client")
"""Intents about every ad of the conversation, or every one that is pointed at."""
_WITHOUT_PICTURES = (
    *("again", "second", "privacy", "checks", "help", "greet", "thanks", "unknown", "ack", "remove"),
    *("accuracy", "formats", "many", "example", "who", "oneline", "boss", "card", "record", *OF_ALL),
)
_SHOWS_A_PART = ("part", "complaint", "show", "clothes")
_MOST_AT_LENGTH = 3  # ads of one answer; with more the answer is a list
Wanted = tuple[str, dict[str, Any]]
"""A tool and its arguments."""


@dataclass(frozen=True)
class Topic:
    """One question with all that is known."""

    question: Question
    facts: Facts
    tools: Collection[str]  # names of those there are

    def phrase(self, key: str, /, **values: object) -> str:
        """A sentence in the language of the question."""
        return phrase(self.question.language, key, **values)

    def wording_of(self, review: Review) -> Phrasing:
        """A review in that language, with who signed and what is shown in this turn."""
        called = [one for one in self.facts.this_turn if one.is_about(review.id) and not one.is_closer]
        names = frozenset(name for one in called for name in one.pictures)
        was_asked = any(one.tool == "get_evidence" for one in called)
        shown = names if names or was_asked else None
        label = self.facts.labels.get(review.id, "")
        return Phrasing(review, self.question.language, label, self.facts.sign_offs(review), shown)

    @property
    def intent(self) -> str:
        """What to answer: who only points at an ad asks for its verdict."""
        asked = self.question.intent
        if self.facts.taken_away:
            return "remove"
        pointed = self.facts.pointed.reviews
        if asked in ("unknown", "ack") and (pointed or self.question.is_foreign):
            return "verdict"
        if len(pointed) == 1 and asked in OF_ALL and asked not in self.question.intents:
            return "verdict"  # one ad is meant, and no word asks for all
        return "list" if asked in ("verdict", "show", "unknown") and self.is_about_many else asked

    @property
    def is_about_many(self) -> bool:
        """Are more ads pointed at than one answer speaks of at length?"""
        return len(self.facts.pointed.reviews) > 1

    @property
    def about(self) -> tuple[Review, ...]:
        """The ads that the answer is about."""
        pointed = self.facts.pointed.reviews
        if self.intent == "compare" and self.pair:
            return self.pair
        if self.intent in OF_ALL:
            return pointed if len(pointed) > 1 else self.facts.reviews
        if pointed:
            return pointed[:_MOST_AT_LENGTH]
        return (self.facts.current,) if self.facts.current else ()

    @property
    def pair(self) -> tuple[Review, Review] | None:
        """The older and the newer of the two ads that are to be compared; none where there are no two."""
        reviews, pointed = self.facts.reviews, self.facts.pointed.reviews
        if len(reviews) < 2:
            return None
        if len(pointed) < 1:
            return reviews[-2], reviews[-1]
        ids = [each.id for each in reviews]
        other = reviews[-2] if pointed[0].id == ids[-1] else reviews[-1]
        chosen = pointed[:2] if len(pointed) > 1 else (pointed[0], other)
        old, new = sorted(chosen, key=lambda one: ids.index(one.id))
        return old, new

    @property
    def is_unclear(self) -> bool:
        """Does it point at an ad, and nobody knows at which? A signature wants exact words."""
        if self.facts.pointed.is_unclear:
            return True
        return self.intent == "sign" and self.must_choose

    @property
    def must_choose(self) -> bool:
        """Are there several ads, and not one of them pointed at exactly?"""
        pointed = self.facts.pointed
        return len(self.facts.reviews) > 1 and not (len(pointed.reviews) == 1 and pointed.is_exact)


def plan(topic: Topic) -> list[Wanted]:
    """The tools that the answer still needs, in this turn."""
    facts = topic.facts
    ads = ads_to_review(topic)
    if ads:
        waiting = [ad for ad in ads if facts.called("review_ad", ad=ad) is None]
        return [("review_ad", {"ad": ad}) for ad in waiting]
    if facts.current is None or facts.unknown or topic.is_unclear:
        return []
    wanted = [one for review in topic.about for one in _needs(topic, review)]
    wanted = [one for one in wanted if one[0] in topic.tools]
    return [(tool, given) for tool, given in wanted if facts.called(tool, **given) is None]


def ads_to_review(topic: Topic) -> tuple[str, ...]:
    """Those that were attached, and those whose check was stopped and that are asked about now."""
    facts = topic.facts
    begun = [one.ad for one in facts.this_turn if one.tool == "review_ad" and "fresh" not in one.arguments]
    goes_on = not facts.reviews or topic.question.intent in ("verdict", "again", "unknown")
    is_asked = goes_on and not facts.attached and topic.question.intent not in ("greet", "thanks", "ack")
    wanted = (*facts.attached, *begun, *(facts.open_ads if is_asked else ()))
    return tuple(dict.fromkeys(wanted))


def _needs(topic: Topic, review: Review) -> list[Wanted]:
    """What the answer rests on, who signed, and the pictures wherever it speaks of them."""
    this: dict[str, Any] = {"review": review.id}
    return [*_rests_on(topic, review, this), ("get_review", this), *_pictures(topic, review, this)]


def _pictures(topic: Topic, review: Review, this: dict[str, Any]) -> list[Wanted]:
    intent, asked = topic.intent, topic.question
    if intent in _WITHOUT_PICTURES:
        return []
    wanted: list[Wanted] = []
    if intent == "moment" and review.media.kind != "image" and (at_s := moment_of(topic, review)) is not None:
        wanted = [("get_evidence", this | {"at_s": at_s})]
    if asked.part and intent in _SHOWS_A_PART:
        wanted = [("get_evidence", this | {"part": asked.part})]
    return [*wanted, ("get_evidence", this)]


def moment_of(topic: Topic, review: Review) -> float | None:
    """The second of a clip that is asked about; of a stretch its middle; none beyond the end."""
    asked, media = topic.question, review.media
    if asked.frame is not None and media.frame_count and media.duration_s:
        at_s: float | None = asked.frame / media.frame_count * media.duration_s
    elif asked.span_s is not None:
        start_s, end_s = span_of(topic, review)
        at_s = (start_s + end_s) / 2
    else:
        at_s = asked.at_s
    is_late = at_s is not None and media.duration_s is not None and at_s > media.duration_s
    return None if is_late or at_s is None else round(at_s, 2)


def span_of(topic: Topic, review: Review) -> tuple[float, float]:
    """The stretch of a clip that is asked about, within the clip."""
    start_s, end_s = topic.question.span_s or (0.0, 0.0)
    length_s = review.media.duration_s or 0.0
    if start_s < 0:
        start_s, end_s = max(0.0, length_s + start_s), length_s
    return min(start_s, length_s), min(end_s, length_s)


def _rests_on(topic: Topic, review: Review, this: dict[str, Any]) -> list[Wanted]:
    ad = topic.facts.ads.get(review.id, "")
    needs: dict[str, list[Wanted]] = {
        "sign": [("sign_off", this)],
        "undo_sign": [("sign_off", this)],
        "again": [("review_ad", {"ad": ad, "fresh": True})],
    }
    if topic.intent == "sure":
        return [("explain_finding", this | {"finding": one.number}) for one in review.counting[:1]]
    return needs.get(topic.intent, [])
