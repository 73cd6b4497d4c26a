"""Plain words for what the domain names: titles of categories, parts, reasons, moments.

Comes in: a category, part, reason, second or a text from outside. Goes out: words that a marketer reads, the
same on the command line, in pictures and in reports. A missing or unusually sized part is put as something to
confirm, never as something wrong with a person.
"""

from __future__ import annotations

import math
import re
import unicodedata

from agent_plugin.tools.domain import Category, Measurement, Part, Reason, VerdictValue

TITLES: dict[Category, str] = {category: category.row.title for category in Category}

PARTS: dict[Part, str] = {part: part.value.replace("_", " ") for part in Part}

REASONS: dict[Reason, str] = {
    Reason.TOO_SMALL: "too small in the picture",
    Reason.BLURRED: "too blurred",
    Reason.COVERED: "covered by something",
    Reason.CUT_OFF: "cut off by the edge of the picture",
    Reason.NOT_FOUND: "not found with enough certainty",
    Reason.TOO_MANY_PEOPLE: "more people than are looked at",
    Reason.PICTURED: "only pictured: a poster, a screen or a print on clothes",
    Reason.ELSEWHERE: "elsewhere in the file",
}

VERDICTS: dict[VerdictValue, str] = {
    VerdictValue.PUBLISH: "Publish",
    VerdictValue.NO_PEOPLE: "No people seen",
    VerdictValue.REVIEW: "Review",
    VerdictValue.BLOCK: "Block",
}

_UNITS = {"deg": "°", "ratio": "", "count": "", "probability": "", "px": " px", "s": " s"}
_UNSHOWABLE = {"Cc", "Cf", "Cs", "Co", "Cn"}  # among them ANSI escapes and marks that reverse the text
_JOINERS = {"\u200c", "\u200d"}  # harmless, and Persian, Hindi and others need them


def mid_sentence(category: Category) -> str:
    """A title as it stands within a sentence."""
    title = category.row.wording.en
    return f"{title[0].lower()}{title[1:]}{' (intended?)' if category.row.is_asked else ''}"


def value_of(measurement: Measurement) -> str:
    """A number with its unit, no more exact than it is."""
    return f"{measurement.value:.4g}{_UNITS.get(measurement.unit, ' ' + printable(measurement.unit))}"


def printable(text: str) -> str:
    """Make one line of a text from outside: no control characters, no reversing marks, no half characters."""
    spaced = re.sub(r"\s+", " ", text)
    if spaced.isprintable():
        return spaced.strip()
    return "".join(c if _can_show(c) else "\ufffd" for c in spaced).strip()


def _can_show(char: str) -> bool:
    return char in _JOINERS or unicodedata.category(char) not in _UNSHOWABLE


def time_code(at_s: float) -> str:
    """Minutes, seconds and tenths as `m:ss.d`."""
    tenths = round(max(0.0, at_s) * 10) if math.isfinite(at_s) else 0
    return f"{tenths // 600}:{tenths // 10 % 60:02d}.{tenths % 10}"


def no_check(category: Category) -> str:
    """What is said of a category that no check looks for."""
    return f"This version does not look for {category.value}; whoever looks at an ad may name it."
