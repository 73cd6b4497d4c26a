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

_WITHOUT_PICTURES = ("again", "second", "privacy", "checks", "list", "help", "greet", "thanks", "unknown")
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
        """A review in that language."""
        several = max(len(self.facts.reviews), len(self.facts.attached)) > 1
        return Phrasing(review, self.question.language, several)

    @property
    def intent(self) -> str:
        """What to answer: who only points at an ad asks for its verdict."""
        asked = self.question.intent
        return "verdict" if asked == "unknown" and self.facts.is_pointed_at else asked

    @property
    def is_unclear(self) -> bool:
        """Is it about another ad, and nobody knows which?"""
        return self.question.is_about_another and len(self.facts.reviews) != 2


def plan(topic: Topic) -> list[Wanted]:
    """The tools that the answer still needs, in this turn."""
    facts, intent = topic.facts, topic.intent
    if facts.attached:
        waiting = [ad for ad in facts.attached if facts.called("review_ad", ad=ad) is None]
        return [("review_ad", {"ad": ad}) for ad in waiting]
    review = facts.current
    if review is None or facts.unknown or topic.is_unclear:
        return []
    wanted = [one for one in _needs(topic, review, intent) if one[0] in topic.tools]
    return [(tool, given) for tool, given in wanted if facts.called(tool, **given) is None]


def _needs(topic: Topic, review: Review, intent: str) -> list[Wanted]:
    """What the answer rests on, and the pictures wherever it speaks of them."""
    with_pictures = intent not in _WITHOUT_PICTURES
    reviews = topic.facts.reviews[-2:] if intent == "compare" else (review,)
    pictures: list[Wanted] = [("get_evidence", {"review": one.id}) for one in reviews if with_pictures]
    return [*_rests_on(topic, review, intent), *_looked_at_since(review, intent), *pictures]


def _rests_on(topic: Topic, review: Review, intent: str) -> list[Wanted]:
    this: dict[str, Any] = {"review": review.id}
    ad = topic.facts.ads.get(review.id, "")
    if intent in ("why", "sure"):
        return [("explain_finding", this | {"finding": one.number}) for one in review.counting[:1]]
    needs: dict[str, list[Wanted]] = {
        "signed": [("get_review", this)],
        "sign": [("sign_off", this)],
        "again": [("review_ad", {"ad": ad, "fresh": True})],
    }
    return needs.get(intent, [])


def _looked_at_since(review: Review, intent: str) -> list[Wanted]:
    """Somebody may have looked while nobody spoke: the store knows."""
    is_open = bool(review.sheets) and not any(look.counts for look in review.looks)
    return [("get_review", {"review": review.id})] if is_open and intent not in ("signed", "again") else []
