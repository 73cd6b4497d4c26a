"""What a looker reads: the blind question and the pointed one come from the prompts, filled in here.

Nothing from outside is ever part of an instruction: a brief is quoted as one line between two fences that
cannot occur in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Literal

from agent_plugin import prompts
from agent_plugin.tools.domain import Pointed, Slot
from agent_plugin.tools.words import printable

Language = Literal["en", "zh"]
LANGUAGES: dict[Language, str] = {"en": "English", "zh": "Simplified Chinese (简体中文)"}
# Structure: characters of a marketer's brief; more is no brief.
_MAX_BRIEF = 2000


def blind_question(slots: Sequence[Slot], sheets: int, language: Language) -> str:
    """What a looker is asked first."""
    count = "one sheet" if sheets == 1 else f"{sheets} sheets"
    numbers = ", ".join(str(slot.number) for slot in slots)
    return prompts.render("look", language=LANGUAGES[language], sheets=count, numbers=numbers)


def pointed_question(places: Iterable[Pointed], language: Language) -> str:
    """What it is asked where it and the checks differ."""
    rows = "\n".join(f"Place {place.number}: {_asked(place)}" for place in places)
    return prompts.render("look_pointed", language=LANGUAGES[language], questions=rows)


def quoted_brief(brief: str) -> str:
    """The marketer's words between two fences; empty where there are none."""
    words = printable(brief[: 4 * _MAX_BRIEF])[:_MAX_BRIEF]
    return prompts.render("brief", fence=fence(words), brief=words) if words else ""


def prompt_labels() -> str:
    """Names and versions of what is asked, as kept with each look."""
    return ", ".join(prompts.load(name).label for name in ("look", "look_pointed"))


def fence(words: str) -> str:
    """A line that does not occur in these words; the same words get the same line."""
    for salt in range(1000):
        line = f"=== {hashlib.sha256(f'{salt} {words}'.encode()).hexdigest()[:20]} ==="
        if line not in words:
            return line
    raise AssertionError("no text can hold a thousand hashes of itself")


def _asked(place: Pointed) -> str:
    """The question about a place: of a finding its category's; what a looker saw by itself is not named."""
    if place.category is None or place.finding is None:
        return "is something here that cannot be, and that a viewer of the ad would notice?"
    return place.category.row.question
