"""A question in anybody's words comes in; what it is about goes out: language, intents, part, moment.

The words are in `prompts/chat_words.md`. Nothing is understood here: words are recognised, small slips of
spelling forgiven, and what is not recognised is said to be so.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Literal

from agent_plugin.prompts import lines

Language = Literal["en", "zh"]

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_WORD = re.compile(r"[a-z']+")
_LONG_ENOUGH, _CLOSE_ENOUGH = 5, 0.82  # shorter words are too easily taken for one another
_ENDING = re.compile(r"(?:ed|ing|er|s)$")
_CLOCK = re.compile(r"(?<!\d)(\d{1,2}):([0-5]\d(?:\.\d+)?)(?!\d)")
_SECONDS = re.compile(r"(?<![\d:.])(\d{1,3}(?:\.\d+)?) ?(?:s\b|secs?\b|seconds?\b|秒)")
# The first that is recognised decides what is answered; the more a word could mean, the later it stands.
_ORDER = (
    *("force", "signed", "sign", "compare", "again", "second", "person", "legal", "privacy", "complaint"),
    *("unchecked", "sure", "next", "checks", "list", "help", "why", "show", "verdict", "greet", "thanks"),
)
_PARTS = ("arm", "neck", "face", "head", "hand", "leg", "foot", "body")


@dataclass(frozen=True)
class Question:
    """What was asked, as far as it was recognised."""

    language: Language
    intents: tuple[str, ...]  # the first decides
    part: str | None = None  # such as `hand`
    at_s: float | None = None
    names_other: bool = False

    @property
    def is_about_another(self) -> bool:
        """Another ad than the one that was spoken of? Two versions and a second opinion are about both."""
        return self.names_other and self.intent not in ("compare", "second")

    @property
    def intent(self) -> str:
        """What to answer."""
        first = self.intents[0] if self.intents else ""
        if first in _ORDER[: _ORDER.index("complaint") + 1]:
            return first
        if self.at_s is not None:
            return "moment"
        if self.part and first in ("why", "show", "sure", "verdict", "unchecked", ""):
            return "part"
        return first or "unknown"


def language_of(text: str, before: Language = "en") -> Language:
    """Chinese where there is a Chinese sign; without any letter, as before."""
    if _CHINESE.search(text):
        return "zh"
    return "en" if re.search(r"[A-Za-z]", text) else before


def read(text: str, before: Language = "en") -> Question:
    """What is asked in it."""
    plain = _spelled(unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'"))
    found = tuple(name for name in _ORDER if _has(plain, name))
    bodies = _without(plain, "not_a_part")
    part = next((name for name in _PARTS if _has(bodies, f"part_{name}")), None)
    return Question(language_of(text, before), found, part, _moment(plain), _has(plain, "other"))


def covered(part: str) -> tuple[str, ...]:
    """The domain's parts that a word for a part covers."""
    return _phrases(f"covers_{part}")


def _moment(text: str) -> float | None:
    if clock := _CLOCK.search(text):
        return int(clock[1]) * 60 + float(clock[2])
    if seconds := _SECONDS.search(text):
        return float(seconds[1])
    return None


def has_words(text: str, name: str) -> bool:
    """Are words of this row of `prompts/chat_words.md` in it? It is in small letters."""
    return _has(text, name)


def _phrases(name: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in lines("chat_words")[name].split("|"))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """Chinese phrases stand anywhere; others stand as words."""
    return re.compile("|".join(_alternative(phrase) for phrase in _phrases(name)))


def _alternative(phrase: str) -> str:
    if _CHINESE.search(phrase):
        return re.escape(phrase)
    stem = re.escape(phrase.rstrip("*"))
    return rf"(?<![a-z]){stem}" + ("" if phrase.endswith("*") else r"(?![a-z])")


def _has(text: str, name: str) -> bool:
    return _pattern(name).search(text) is not None


def _without(text: str, name: str) -> str:
    return _pattern(name).sub(" ", text)


@cache
def _known() -> tuple[str, ...]:
    """Every longer word that is recognised."""
    phrases = (phrase for name in lines("chat_words") for phrase in _phrases(name))
    words = {word for phrase in phrases for word in _WORD.findall(phrase)}
    return tuple(sorted(word for word in words if len(word) >= _LONG_ENOUGH))


def _spelled(text: str) -> str:
    """The text with slips of spelling put right, where a known word is near."""

    def right(found: re.Match[str]) -> str:
        word = found[0]
        if len(word) < _LONG_ENOUGH or any(word.startswith(known) for known in _known()):
            return word
        for form in (word, _ENDING.sub("", word)):
            if near := difflib.get_close_matches(form, _known(), n=1, cutoff=_CLOSE_ENOUGH):
                return near[0]
        return word

    return _WORD.sub(right, text)
