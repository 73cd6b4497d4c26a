"""Rendered pictures and what was told of them in; recall and false alarms by skin tone, sex and age out.

The unit is the person: a defect counts for the person who has it, a false alarm for the person nearest to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from agent_plugin.tools.measuring.shares import Share
from benchmarks.cases import Case, Look, nearest
from benchmarks.page import table

_RED, _GREEN, _BLUE = 0.2126, 0.7152, 0.0722  # Rec. 709
# Thirds of the rendered people, so that each group can say something.
_DARK, _LIGHT = 0.37, 0.64
# The body model's own scale: 0.67 is a young adult, 1 the oldest.
_YOUNG, _OLD = 0.74, 0.80


class Seen(NamedTuple):
    """One person of a picture: how they look, whether something is wrong with them, whether it was told."""

    look: Look
    is_defect: bool
    is_told: bool


def _tone(look: Look) -> str:
    red, green, blue = look.skin
    luminance = _RED * red + _GREEN * green + _BLUE * blue
    return "dark" if luminance < _DARK else "medium" if luminance < _LIGHT else "light"


def _sex(look: Look) -> str:
    return "female" if look.phen["gender"] < 0.5 else "male"


def _age(look: Look) -> str:
    age = look.phen["age"]
    return "younger adults" if age < _YOUNG else "middle" if age < _OLD else "older"


TRAITS: dict[str, tuple[Callable[[Look], str], tuple[str, ...]]] = {
    "skin tone": (_tone, ("dark", "medium", "light")),
    "sex": (_sex, ("female", "male")),
    "age": (_age, ("younger adults", "middle", "older")),
}


def people(cases: Sequence[Case]) -> list[Seen]:
    """Everybody whose look is known: in pictures with a defect the one who has it, in normal ones all."""
    return [seen for case in cases for seen in (_normal(case) if case.label.normal else _affected(case))]


def group_rates(cases: Sequence[Case]) -> str:
    """One row a group, and one sentence a trait on whether the groups differ."""
    seen = people(cases)
    rows: list[list[object]] = []
    sentences: list[str] = []
    for trait, (name_of, names) in TRAITS.items():
        split = {name: [one for one in seen if name_of(one.look) == name] for name in names}
        recall = {name: _share(group, defects=True) for name, group in split.items()}
        alarms = {name: _share(group, defects=False) for name, group in split.items()}
        rows.extend([trait, name, recall[name], alarms[name]] for name in names)
        sentences += [compare(trait, "recall", recall), compare(trait, "false alarms", alarms)]
    lines = "\n".join(f"- {sentence}" for sentence in sentences)
    return f"{table(['trait', 'group', 'defects caught', 'false alarms per person'], rows)}\n\n{lines}"


def compare(trait: str, what: str, shares: dict[str, Share]) -> str:
    """Whether any two groups are further apart than chance allows, in one plain sentence."""
    apart = [
        f"{one} {shares[one]} and {other} {shares[other]}"
        for one, other in combinations(shares, 2)
        if shares[one].of and shares[other].of and shares[one].differs(shares[other])
    ]
    told = f"{what[0].upper()}{what[1:]} by {trait}"
    if apart:
        return f"{told}: groups differ beyond the intervals: {'; '.join(apart)}."
    return f"{told}: no group differs from another beyond the intervals."


def _share(group: Sequence[Seen], *, defects: bool) -> Share:
    return Share.among(one.is_told for one in group if one.is_defect is defects)


def _affected(case: Case) -> Iterator[Seen]:
    looks = case.label.scene.looks
    for number in {defect.person for defect in case.label.defects}:
        if number is not None and number < len(looks):
            yield Seen(looks[number], True, case.stopped)


def _normal(case: Case) -> Iterator[Seen]:
    looks, boxes = case.label.scene.looks, [body.bbox for body in case.label.people]
    if len(looks) != len(boxes):
        return
    accused = {nearest(boxes, told.bbox) for told in case.asking} if boxes else set[int]()
    for number, look in enumerate(looks):
        yield Seen(look, False, number in accused)
