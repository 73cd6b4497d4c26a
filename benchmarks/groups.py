"""Rendered pictures and what was reported of them in; recall and false alarms by skin tone, sex and age out.

The unit is the person: a defect counts for the person who has it, a false alarm for the person nearest to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from agent_plugin.tools.measuring.shares import Share
from benchmarks.cases import Appearance, Case, nearest
from benchmarks.page import table

_RED, _GREEN, _BLUE = 0.2126, 0.7152, 0.0722  # Rec. 709
# Thirds of the rendered people, so that each group can say something.
_DARK, _LIGHT = 0.37, 0.64
# The body model's own scale: 0.67 is a young adult, 1 the oldest.
_YOUNG, _OLD = 0.74, 0.80


class Subject(NamedTuple):
    """One person of a picture: how they look, whether something is wrong, whether it was reported."""

    appearance: Appearance
    is_defect: bool
    is_reported: bool


def _tone(appearance: Appearance) -> str:
    red, green, blue = appearance.skin
    luminance = _RED * red + _GREEN * green + _BLUE * blue
    return "dark" if luminance < _DARK else "medium" if luminance < _LIGHT else "light"


def _sex(appearance: Appearance) -> str:
    return "female" if appearance.phen["gender"] < 0.5 else "male"


def _age(appearance: Appearance) -> str:
    age = appearance.phen["age"]
    return "younger adults" if age < _YOUNG else "middle" if age < _OLD else "older"


TRAITS: dict[str, tuple[Callable[[Appearance], str], tuple[str, ...]]] = {
    "skin tone": (_tone, ("dark", "medium", "light")),
    "sex": (_sex, ("female", "male")),
    "age": (_age, ("younger adults", "middle", "older")),
}


def people(cases: Sequence[Case]) -> list[Subject]:
    """Everybody of known appearance: in pictures with a defect the one who has it, in normal ones all."""
    return [
        subject for case in cases for subject in (_normal(case) if case.label.normal else _affected(case))
    ]


def group_rates(cases: Sequence[Case]) -> str:
    """One row a group, and one sentence a trait on whether the groups differ."""
    subjects = people(cases)
    rows: list[list[object]] = []
    sentences: list[str] = []
    for trait, (name_of, names) in TRAITS.items():
        split = {name: [one for one in subjects if name_of(one.appearance) == name] for name in names}
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
    sentence = f"{what[0].upper()}{what[1:]} by {trait}"
    if apart:
        return f"{sentence}: groups differ beyond the intervals: {'; '.join(apart)}."
    return f"{sentence}: no group differs from another beyond the intervals."


def _share(group: Sequence[Subject], *, defects: bool) -> Share:
    return Share.among(one.is_reported for one in group if one.is_defect is defects)


def _affected(case: Case) -> Iterator[Subject]:
    looks = case.label.scene.looks
    for number in {defect.person for defect in case.label.defects}:
        if number is not None and number < len(looks):
            yield Subject(looks[number], True, case.stopped)


def _normal(case: Case) -> Iterator[Subject]:
    looks, boxes = case.label.scene.looks, [body.bbox for body in case.label.people]
    if len(looks) != len(boxes):
        return
    accused = {nearest(boxes, reported.bbox) for reported in case.asking} if boxes else set[int]()
    for number, appearance in enumerate(looks):
        yield Subject(appearance, False, number in accused)
