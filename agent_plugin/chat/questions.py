"""A question in anybody's words comes in; what it is about goes out: language, intents, part, moment.

The words are in `prompts/chat_words.md`. Nothing is understood here: words are recognised, small slips of
spelling forgiven, and what is not recognised is said to be so.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal, cast

from agent_plugin.prompts import lines

Language = Literal["en", "zh"]

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_OTHER_LETTERS = re.compile(r"[^\W\d_a-z\u4e00-\u9fff]|[¿¡]")
_KANA = re.compile(r"[\u3041-\u30ff]")
_WORD = re.compile(r"[a-z']+")
_LONG_ENOUGH, _CLOSE_ENOUGH = 5, 0.84  # shorter words are too easily taken for one another
_ENDING = re.compile(r"(?:ed|ing|er|s)$")
_CLOCK = re.compile(r"(?<!\d)(\d{1,2}):([0-5]\d(?:\.\d+)?)(?!\d)")
_SECONDS = re.compile(
    r"(?<![\d:.])(\d{1,3}(?:\.\d+)?) ?(?:s\b|secs?\b|seconds?\b|秒)|\b(?:second|sec) (\d{1,3}(?:\.\d+)?)\b"
)
_FRAME = re.compile(r"\bframe (?:number |no\.? ?|#)?(\d{1,6})\b|第 ?(\d{1,6}) ?帧")
_SPAN = re.compile(
    r"(?P<from>\d{1,2}:[0-5]\d(?:\.\d+)?|\d{1,3}(?:\.\d+)?) ?(?:s|secs?|seconds?|秒)? ?"
    r"(?:-|–|to|till|until|到|至) ?"
    r"(?P<to>\d{1,2}:[0-5]\d(?:\.\d+)?|\d{1,3}(?:\.\d+)?(?= ?(?:s\b|sec|秒)))"
)
_EDGE = re.compile(
    r"\b(?P<edge>first|last|final) (?P<en>\d{1,3}(?:\.\d+)?|one|two|three|four|five|few|ten)"
    r" ?(?:s\b|secs?\b|seconds?\b)"
    r"|(?P<zh_edge>前|最后|后|末) ?(?P<zh>\d{1,3}(?:\.\d+)?|[一两二三四五十几]) ?秒"
)
_EN_COUNTS = {"one": 1, "two": 2, "three": 3, "few": 3, "four": 4, "five": 5, "ten": 10}
_ZH_COUNTS = {"一": 1, "两": 2, "二": 2, "三": 3, "几": 3, "四": 4, "五": 5, "十": 10}
_COUNTS = _EN_COUNTS | _ZH_COUNTS
_EDGE_S = 2.0  # what is meant by "the end" and "the beginning" of a clip
# The first that is recognised decides what is answered; the more a word could mean, the later it stands.
_ORDER = (
    *("force", "undo_sign", "oneline", "boss", "designer", "client", "reply", "record", "card", "export"),
    *("report", "signed", "sign", "remove", "compare", "rank", "choose", "count", "again", "second", "label"),
    *("platform", "person", "people", "movement", "crop", "legal", "privacy", "complaint"),
    *("published", "retouch", "publishable", "whichpart", "unchecked", "accuracy", "sure", "next"),
    *("formats", "many", "example", "who", "checks", "list", "help", "why", "clothes", "show", "verdict"),
    *("greet", "thanks"),
)
_ABOVE_PARTS = _ORDER[: _ORDER.index("complaint") + 1]
_ASKS_OF_A_PART = (
    *("why", "show", "sure", "verdict", "unchecked", "publishable", "clothes", "help", "list", "people", ""),
)
# What the model may not take a question for that names a part of the body.
_NOT_OF_A_PART = ("person", "people", "legal", "privacy", "label", "platform", "clothes", "movement", "who")
_HANDS_OVER = ("oneline", "boss", "designer", "client", "reply", "record", "card", "export", "report")
# Whose words leave no doubt, or are about more than a question.
_BY_WORDS_ALONE = ("force", "undo_sign", "sign", "remove", "card", "platform")
# Measured on 40 paraphrases that neither words nor examples were made for (tests/chat/paraphrases.tsv): the
# words alone told 14 rightly and 8 wrongly, with the model 31 and 5.
_CERTAIN, _NEARLY = 0.35, 0.4
_LONGEST_ASKED = 400  # letters; what is longer is no question, and its words decide
_PARTS = ("arm", "neck", "face", "head", "hand", "leg", "foot", "body")


@dataclass(frozen=True)
class Question:
    """What was asked, as far as it was recognised."""

    language: Language
    intents: tuple[str, ...]  # the first decides
    part: str | None = None  # such as `hand`
    at_s: float | None = None
    names_other: bool = False
    span_s: tuple[float, float] | None = None  # from and to; below 0 from the end of the clip
    frame: int | None = None
    likely: str = ""  # what the intent model takes it for, where that is certain enough
    is_foreign: bool = False  # in letters of another language than English or Chinese

    @property
    def is_about_another(self) -> bool:
        """Another ad than the one that was spoken of? Two versions and a second opinion are about both."""
        return self.names_other and self.intent not in ("compare", "second")

    @property
    def intent(self) -> str:
        """What to answer: what the model is certain of, else what the first known word says."""
        first = self.intents[0] if self.intents else ""
        is_of_a_part = self.part is not None and self.likely in _NOT_OF_A_PART
        if self.likely and first not in _BY_WORDS_ALONE and not is_of_a_part:
            first = self.likely
        if first in _ABOVE_PARTS and not (first == "platform" and self.has_moment):
            return first
        if self.has_moment:
            return "moment"
        if self.part and first in _ASKS_OF_A_PART:
            return "part"
        return first or "unknown"

    @property
    def has_moment(self) -> bool:
        """Is it about a moment or a stretch of a clip?"""
        return self.at_s is not None or self.span_s is not None or self.frame is not None

    @property
    def hands_over(self) -> bool:
        """Is a text wanted that goes to somebody else?"""
        return self.intent in _HANDS_OVER


def language_of(text: str, before: Language = "en") -> Language:
    """Chinese where there is a Chinese sign and none of Japanese; without any letter, as before."""
    if _KANA.search(text):
        return "en"
    if _CHINESE.search(text):
        return "zh"
    return "en" if re.search(r"[A-Za-z]", text) else before


@lru_cache(maxsize=256)  # each step of an answer reads the conversation anew
def read(text: str, before: Language = "en") -> Question:
    """What is asked in it."""
    language = language_of(text, before)
    plain = _plain(text)
    if (alone := _alone(plain)) is not None:
        return Question(language, (alone,))
    plain = _spelled(plain)
    found = tuple(name for name in _ORDER if _has(plain, name))
    if "force" in found and not _has(_without(plain, "not_force"), "force"):
        found = tuple(name for name in found if name != "force")  # it asks how, and not to bend
    bodies = _without(plain, "not_a_part")
    part = next((name for name in _PARTS if _has(bodies, f"part_{name}")), None)
    span = _span(plain)
    at_s = None if span else _moment(plain)
    frame = _FRAME.search(plain)
    number = int(frame[1] or frame[2]) if frame else None
    is_foreign = bool(_KANA.search(text)) or (language == "en" and bool(_OTHER_LETTERS.search(plain)))
    likely = _likely(plain, found[0] if found else "")
    return Question(language, found, part, at_s, _has(plain, "other"), span, number, likely, is_foreign)


def _likely(plain: str, by_words: str) -> str:
    """What the intent model takes it for; empty where it is not certain, or nearly agrees with the words."""
    from agent_plugin.chat.intents import probabilities

    if len(plain) > _LONGEST_ASKED:
        return ""
    known = probabilities(plain)
    name, probability = next(iter(known.items()))
    agrees = known.get(by_words, 0.0) >= _NEARLY * probability
    return name if probability >= _CERTAIN and not agrees else ""


def takes_away(text: str) -> bool:
    """Is an ad to be taken out of the conversation?"""
    return read(text).intent == "remove"


def _plain(text: str) -> str:
    normal = unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")
    return _to_simplified()(normal) if _CHINESE.search(normal) else normal


@cache
def _to_simplified() -> Callable[[str], str]:
    """Traditional signs are known by their simplified ones."""
    import opencc  # some milliseconds, and only a Chinese question needs it

    made: Any = cast("Any", opencc).OpenCC("t2s")
    return lambda given: str(made.convert(given))


def _alone(plain: str) -> str | None:
    """What a message says that is nothing but a nod."""
    bare = re.sub(r"[\s!.~,。!?…]+", " ", _pattern("thumbs").sub(" ", plain)).strip()
    if not bare:
        return "ack" if _has(plain, "thumbs") else None
    is_nod = all(word in _phrases("ack") for word in (bare, *bare.split())[:1])
    return "ack" if is_nod and "?" not in plain else None


def covered(part: str) -> tuple[str, ...]:
    """The domain's parts that a word for a part covers."""
    return _phrases(f"covers_{part}")


def _span(text: str) -> tuple[float, float] | None:
    """The stretch of a clip that is meant."""
    if found := _SPAN.search(text):
        return _seconds(found["from"]), _seconds(found["to"])
    if found := _EDGE.search(text):
        word = found["en"] or found["zh"]
        length = float(_COUNTS.get(word, 0) or word)
        is_first = (found["edge"] or found["zh_edge"]) in ("first", "前")
        return (0.0, length) if is_first else (-length, 0.0)
    if _has(text, "ending"):
        return (-_EDGE_S, 0.0)
    return (0.0, _EDGE_S) if _has(text, "beginning") else None


def _seconds(word: str) -> float:
    minutes, _, seconds = word.rpartition(":")
    return (int(minutes) * 60 if minutes else 0) + float(seconds)


def _moment(text: str) -> float | None:
    if clock := _CLOCK.search(text):
        return int(clock[1]) * 60 + float(clock[2])
    if seconds := _SECONDS.search(text):
        return float(seconds[1] or seconds[2])
    return None


def has_words(text: str, name: str) -> bool:
    """Are words of this row of `prompts/chat_words.md` in it? It is in small letters."""
    return _has(text, name)


@cache
def is_a_word(word: str) -> bool:
    """Is it, alone, a word that is recognised? Such a name of a file says nothing without its ending."""
    return any(word == phrase.rstrip("*") for name in lines("chat_words") for phrase in _phrases(name))


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
