"""A second look at a still, in a mirror: what both looks suspect comes in; weighed together, it goes out.

A body is as sound in a mirror as without one, but what the models see of it wavers: where two looks differ,
one errs. So each suspicion is held against one of the same kind from the other look, by rank: the surest with
the surest, and so on. What only one look suspects counts less, and never enough to block.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from agent_plugin.tools.anatomy import Suspicion
from agent_plugin.tools.domain import Box, Category, Measurement, Part, Person, Scene, overlap
from agent_plugin.tools.policy import VerdictRules

_SIDE = re.compile(r"(?<![a-z])(left|right)(?![a-z])", re.IGNORECASE)
_OTHER = {"left": "right", "right": "left", "Left": "Right", "Right": "Left"}


def brought_back(found: Iterable[Suspicion], mirror: Scene, picture: Scene) -> list[Suspicion]:
    """What is suspected in the mirror, as it lies in the picture and of whom the first look sees there."""
    width = mirror.frame.width
    owners = {person.number: _owner(person, picture, width) for person in mirror.people}
    return [
        replace(
            each,
            person=None if each.person is None else owners.get(each.person),
            part=Part(_other_side(each.part)),
            box_xyxy=_flipped(each.box_xyxy, width),
            for_engineer=_other_side(each.for_engineer),
        )
        for each in found
    ]


def weighed(first: Sequence[Suspicion], second: Sequence[Suspicion], rules: VerdictRules) -> list[Suspicion]:
    """Both looks as one; the second's suspicions have been brought back."""
    categories = dict.fromkeys(each.category for each in (*first, *second))
    return [
        each
        for category in categories
        for each in _by_rank(_ranked(first, category), _ranked(second, category), rules)
    ]


def _ranked(found: Iterable[Suspicion], category: Category) -> list[Suspicion]:
    return sorted((each for each in found if each.category is category), key=lambda each: -each.score)


def _by_rank(
    first: Sequence[Suspicion], second: Sequence[Suspicion], rules: VerdictRules
) -> Iterator[Suspicion]:
    for seen, mirrored in zip(first, second, strict=False):
        # The picture is what people see: where both looks mean the same place, the first one tells of it.
        is_told_first = seen.score >= mirrored.score or overlap(seen.box_xyxy, mirrored.box_xyxy) > 0
        yield _of_both(seen if is_told_first else mirrored, seen.score, mirrored.score, rules)
    for seen in first[len(second) :]:
        yield _of_both(seen, seen.score, 0.0, rules)
    for mirrored in second[len(first) :]:
        yield _of_both(mirrored, 0.0, mirrored.score, rules)


def _of_both(told: Suspicion, seen: float, mirrored: float, rules: VerdictRules) -> Suspicion:
    """One look's suspicion with the score of both, and with what each look scored."""
    share = rules.surer_look
    usual = f"under {rules.thresholds(told.category).review:.2g}"
    scores = {"score as the picture is": seen, "score in the mirror": mirrored}
    return replace(
        told,
        score=share * max(seen, mirrored) + (1.0 - share) * min(seen, mirrored),
        for_engineer=(
            f"{told.for_engineer} Looked at twice, as it is and mirrored: {seen:.2f} and {mirrored:.2f}."
        ),
        measurements=(
            *told.measurements,
            *(
                Measurement(name=name, value=round(score, 3), unit="probability", usual=usual)
                for name, score in scores.items()
            ),
        ),
    )


def _owner(person: Person, picture: Scene, width: int) -> int | None:
    """Who of the first look stands where the mirror has this person."""
    box = _flipped(person.box_xyxy, width)
    best = max(picture.people, key=lambda each: overlap(each.box_xyxy, box), default=None)
    return None if best is None or overlap(best.box_xyxy, box) <= 0 else best.number


def _flipped(box_xyxy: Box, width: int) -> Box:
    x0, y0, x1, y1 = box_xyxy
    return width - x1, y0, width - x0, y1


def _other_side(text: str) -> str:
    """A part's name, or words about one, with left and right swapped."""
    return _SIDE.sub(lambda found: _OTHER[found[0]], text)
