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

TITLES: dict[Category, str] = {
    Category.NECK_TWIST: "Neck turned too far",
    Category.EXTRA_ARM: "More than two arms",
    Category.EXTRA_LEG: "More than two legs",
    Category.EXTRA_HAND: "A hand nobody owns",
    Category.EXTRA_HEAD: "More than one head",
    Category.MISSING_ARM: "Only one arm: intended?",
    Category.MISSING_HAND: "No hand on an arm: intended?",
    Category.MISSING_LEG: "Only one leg: intended?",
    Category.EXTRA_FINGER: "More than five fingers",
    Category.MISSING_FINGER: "Fewer than five fingers: intended?",
    Category.FUSED_FINGERS: "Fingers joined: intended?",
    Category.FINGER_LENGTH: "Finger length: intended?",
    Category.KNEE_REVERSED: "Knee bends the wrong way",
    Category.ELBOW_REVERSED: "Elbow bends the wrong way",
    Category.FOOT_REVERSED: "Foot points backwards",
    Category.LIMB_LENGTH: "Arm or leg length: intended?",
    Category.NECK_LENGTH: "Neck length: intended?",
    Category.HAND_SIZE: "Hand size: intended?",
    Category.HEAD_SIZE: "Head size: intended?",
    Category.FACE_ASYMMETRY: "Halves of the face differ: intended?",
    Category.FACE_EXTRA_EYE: "More than two eyes",
    Category.POPS_IN_AND_OUT: "A body part appears or vanishes",
}

PARTS: dict[Part, str] = {part: part.value.replace("_", " ") for part in Part}

REASONS: dict[Reason, str] = {
    Reason.TOO_SMALL: "too small in the picture",
    Reason.BLURRED: "too blurred",
    Reason.COVERED: "covered by something",
    Reason.CUT_OFF: "cut off by the edge of the picture",
    Reason.NOT_FOUND: "not found with enough certainty",
    Reason.TOO_MANY_PEOPLE: "more people than are looked at",
    Reason.PICTURED: "only pictured: a poster, a screen or a print on clothes",
}

VERDICTS: dict[VerdictValue, str] = {
    VerdictValue.PUBLISH: "Publish",
    VerdictValue.REVIEW: "Review",
    VerdictValue.BLOCK: "Block",
}

_UNITS = {"deg": "°", "ratio": "", "count": "", "probability": "", "px": " px", "s": " s"}
_UNSHOWABLE = {"Cc", "Cf", "Cs", "Co", "Cn"}  # among them ANSI escapes and marks that reverse the text
_JOINERS = {"\u200c", "\u200d"}  # harmless, and Persian, Hindi and others need them


def mid_sentence(category: Category) -> str:
    """A title as it stands within a sentence."""
    title = TITLES[category]
    return title[0].lower() + title[1:].replace(": intended?", " (intended?)")


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
