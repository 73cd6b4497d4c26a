"""What is known in a conversation comes in; the HTML beside the chat goes out: verdict, ad, evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from agent_plugin.chat.facts import Facts
from agent_plugin.chat.phrasing import Phrasing
from agent_plugin.chat.questions import read
from agent_plugin.chat.report_zh import FILE
from agent_plugin.chat.speech import bare, joined
from agent_plugin.prompts import line
from agent_plugin.tools.errors import LastLookError
from agent_plugin.tools.look.person import is_for_a_person
from agent_plugin.tools.media.arriving.uploads import media_type_of
from agent_plugin.tools.media.likeness import are_versions
from agent_plugin.tools.words import time_code
from agent_plugin.web.words import WORDS

if TYPE_CHECKING:
    from jinja2 import Template

    from agent_plugin.chat.keeping import Conversation
    from agent_plugin.chat.questions import Language
    from agent_plugin.tools.domain import Evidence, Review
    from agent_plugin.tools.store import Store

_TWO = 2
CLOSER = re.compile(r"tile-\d+\.jpg|at-(?P<at_s>\d+\.\d\d)s\.jpg")
"""A picture of one part or moment, which was asked for."""
_PICTURES = {"image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"}


@dataclass(frozen=True)
class Picture:
    """One picture and what it shows."""

    url: str
    caption: str
    is_strip: bool = False
    is_large: bool = False


@dataclass(frozen=True)
class Side:
    """One review as it is shown."""

    value: str
    badge: str
    label: str
    name: str
    sentence: str
    ad_url: str
    is_video: bool
    pictures: list[Picture] = field(default_factory=list[Picture])
    missed: list[str] = field(default_factory=list[str])
    signed: list[str] = field(default_factory=list[str])
    report: str = ""
    look_url: str = ""
    looked_by: str = ""


@dataclass(frozen=True)
class Panel:
    """What is shown of one conversation."""

    conversation: Conversation
    store: Store

    def html(self, facts: Facts, language: Language) -> str:
        """The newest review, or the two newest side by side where they are spoken of as versions."""
        shown = _beside_each_other(facts)
        words = WORDS[language]
        labels = [words["old"], words["current"]] if _are_compared(facts, shown) else ["" for _ in shown]
        sides = [self._side(one, facts, language, label) for one, label in zip(shown, labels, strict=True)]
        wants_to_sign = facts.called("sign_off") is not None
        return _template().render(sides=sides, words=words, language=language, wants_to_sign=wants_to_sign)

    def pictures(self, review: Review, language: Language, names: list[str]) -> list[Picture]:
        """Those of a review's pictures that have these names."""
        phrasing = Phrasing(review, language)
        of_it = [self._picture(review, one, phrasing) for one in review.evidence if one.file in names]
        words = WORDS[language]
        for name in names:
            if closer := CLOSER.fullmatch(name):
                moment = time_code(float(closer["at_s"])) if closer["at_s"] else ""
                caption = words["at_moment"].format(at=moment) if moment else words["enlarged"]
                of_it.append(Picture(self._url(review, name), caption, is_large=True))
        return of_it

    def report_url(self, review: Review, language: Language) -> str:
        """Where the whole report of a review is to be had; empty where there is none."""
        pages = [one.file for one in review.evidence if one.media_type == "text/html"]
        return self._url(review, FILE if language == "zh" else pages[0]) if pages else ""

    def _side(self, review: Review, facts: Facts, language: Language, label: str) -> Side:
        review = self.find(review.id) or review  # somebody may have looked since
        phrasing, words = Phrasing(review, language), WORDS[language]
        is_blind = is_for_a_person(review)  # whoever looks first is not told what the checks found
        pictures = [one for one in review.evidence if one.media_type.startswith("image/")]
        shown = [one for one in pictures if one.kind == "sheet" or not is_blind]
        who = joined(language, dict.fromkeys(one.who for one in review.looks if one.counts))
        return Side(
            value=review.verdict.value.value,
            badge=words[review.verdict.value.value],
            label=label,
            name=facts.labels.get(review.id, review.media.name),
            sentence=words["nobody_looked"] if is_blind else bare(phrasing.sentence),
            ad_url=self.ad_url(facts.ads.get(review.id, "")),
            is_video=review.media.kind == "video",
            pictures=[self._picture(review, one, phrasing) for one in shown],
            missed=[bare(one) for one in phrasing.missed()],
            signed=[bare(phrasing.signed(one)) for one in self.store.sign_offs.of(review.id)],
            report=self.report_url(review, language),
            look_url=f"/kept/{self.conversation.id}/look/{review.id}" if review.sheets else "",
            looked_by=words["looked_by"].format(who=who or words["nobody_yet"]) if review.sheets else "",
        )

    def _picture(self, review: Review, one: Evidence, phrasing: Phrasing) -> Picture:
        caption = one.caption
        if phrasing.language == "zh" or not caption:
            kind = line(f"chat_{phrasing.language}", f"evidence_{one.kind}")
            found = next((that for that in review.findings if that.number == one.finding), None)
            colon = "：" if phrasing.language == "zh" else ": "
            caption = f"{phrasing.title(found)}{colon}{kind}" if found else kind
        return Picture(self._url(review, one.file), caption, one.kind == "strip")

    def _url(self, review: Review, file: str) -> str:
        return f"/kept/{self.conversation.id}/evidence/{review.id}/{quote(file)}"

    def ad_url(self, ad: str) -> str:
        """Where an ad of the conversation is to be had."""
        return f"/kept/{self.conversation.id}/ads/{quote(ad)}" if ad else ""

    def is_picture(self, ad: str) -> bool:
        """Can a browser show it as a picture?"""
        path = self.conversation.ad(ad)
        return path is not None and media_type_of(path) in _PICTURES

    def find(self, review_id: str) -> Review | None:
        """A review of this conversation."""
        try:
            return self.store.get(review_id)
        except LastLookError:
            return None


def _beside_each_other(facts: Facts) -> list[Review]:
    """Those that are pointed at, or the one that is spoken of with the newest beside it."""
    if len(facts.pointed.reviews) == _TWO:
        return sorted(facts.pointed.reviews, key=facts.reviews.index)
    if facts.current is None or facts.current in facts.reviews[-2:]:
        return list(facts.reviews[-2:])
    return [facts.current, facts.reviews[-1]]


def _are_compared(facts: Facts, shown: Sequence[Review]) -> bool:
    """Are they shown as two versions of one ad?"""
    if len(shown) != _TWO:
        return False
    return "compare" in read(facts.question).intents or are_versions(shown[0].media, shown[1].media)


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader

    folder = Path(__file__).parent / "templates"
    environment = Environment(
        loader=FileSystemLoader(folder), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("panel.html.jinja")
