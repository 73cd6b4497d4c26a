"""Looks, findings and a brief come in; the words around the pictures go out, all of them from the prompts.

Nothing from outside is ever part of an instruction: a brief, and an answer that is sent back, are quoted as
one line between two fences that cannot occur in them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Literal

from agent_plugin import prompts
from agent_plugin.tools.domain import Box, Category, Part, Specialist
from agent_plugin.tools.opinion.asking.looks import Look
from agent_plugin.tools.policy.opinion import JudgeRules
from agent_plugin.tools.words import PARTS, printable

Language = Literal["en", "zh"]
Whole = Literal["beside", "numbered", "hidden"]
"""How the whole picture is shown: small beside the crops, as one of the numbered pictures, or not at all."""
LANGUAGES: dict[Language, str] = {"en": "English", "zh": "Simplified Chinese (简体中文)"}
_SHOWN: dict[Whole, str] = {
    "beside": "shown_whole",
    "numbered": "shown_as_numbered",
    "hidden": "shown_crops_only",
}
_REGIONS = {Specialist.HEAD_NECK_TORSO: "upper", Specialist.LIMBS: "figure"}


def instructions(
    name: Literal["common", "pointed"],
    specialists: Sequence[Specialist],
    language: Language,
    *,
    examples: bool,
    whole: Whole,
) -> str:
    """What the model is told before it sees anything."""
    return prompts.render(
        name,
        language=LANGUAGES[language],
        shown=shown(examples=examples, whole=whole),
        specialists="\n\n".join(prompts.render(who.value) for who in specialists),
    )


def rubric(language: Language, *, examples: bool, whole: Whole) -> str:
    """The short one for the chat host's own model."""
    return prompts.render("host", language=LANGUAGES[language], shown=shown(examples=examples, whole=whole))


def shown(*, examples: bool, whole: Whole) -> str:
    """What follows in which order."""
    keys = ["shown_examples"] if examples else []
    keys += [_SHOWN[whole], "shown_numbered"]
    return " ".join(caption(key) for key in keys)


def caption(key: str, **values: object) -> str:
    """One of the lines between pictures."""
    return prompts.line("captions", key, **values)


def subject(look: Look, owner: str = "") -> str:
    """Whose part a picture shows, such as `person B, left hand`; without an owner's name only which part."""
    if look.person is None and look.part is Part.BODY:
        return caption("everyone")
    # The region, not the part: the name of a part that is suspected would tell what was found.
    part = caption(_REGIONS[look.specialist]) if look.specialist in _REGIONS else PARTS[look.part]
    return caption("person", owner=owner, subject=part) if owner else caption("nobody", subject=part)


def moment(at_s: float | None) -> str:
    """When, for a video."""
    return "" if at_s is None else caption("moment", start=f"{at_s:.1f}")


def question(number: int, category: Category, pictures: Sequence[int], place_xyxy: Box) -> str:
    """What is asked of a finding: where to look and what for; never how sure the check is."""
    asked = prompts.lines("questions")[category.value]
    if len(pictures) > 1:
        return caption("finding_moments", finding=number, pictures=listed(pictures), question=asked)
    across, down = (
        caption("percent", start=round(100 * place_xyxy[n]), end=round(100 * place_xyxy[n + 2]))
        for n in (0, 1)
    )
    return caption("finding", finding=number, pictures=pictures[0], across=across, down=down, question=asked)


def quoted_brief(brief: str, rules: JudgeRules) -> tuple[str, ...]:
    """The marketer's brief as data; nothing if there is none."""
    words = printable(brief[: 4 * rules.max_brief_chars])[: rules.max_brief_chars]
    return (prompts.render("brief", fence=fence(words), brief=words),) if words else ()


def fence(words: str) -> str:
    """A line that does not occur in these words; the same words get the same line."""
    for salt in range(1000):
        line = f"=== {hashlib.sha256(f'{salt} {words}'.encode()).hexdigest()[:20]} ==="
        if line not in words:
            return line
    raise AssertionError("no text can hold a thousand hashes of itself")


def listed(numbers: Iterable[int]) -> str:
    """Numbers with commas."""
    return ", ".join(str(number) for number in numbers)


def labels(names: Iterable[str]) -> str:
    """Names and versions of prompts, such as `common 1, hands 1`."""
    return ", ".join(prompts.load(name).label for name in names)


def prompt_versions() -> str:
    """Of all prompts: whatever is asked changes with these."""
    return labels(prompts.names())
