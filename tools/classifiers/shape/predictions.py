"""Predictions from a person's shape for each body category, and how they are fused with the networks'.

Boosted trees take the numbers of `features.py`; they were learned from our own rendered people, see
training/README.md. For categories that have a side they predict the left; for the right they get the mirror
image.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from io import BytesIO

import numpy as np

from agent_plugin.tools.body import skeleton
from agent_plugin.tools.classifiers import sheets
from agent_plugin.tools.classifiers.networks import CATEGORIES, SIDED, side_of
from agent_plugin.tools.classifiers.shape.features import both_sides
from agent_plugin.tools.classifiers.shape.trees import Trees
from agent_plugin.tools.domain import Box, Category, Part, Person, Pose, Reading, Step, StepName, box_around
from agent_plugin.tools.policy import CLASSIFIERS, ClassifierRules
from agent_plugin.tools.setup.weights import read_weights

_LIMB = {
    Category.EXTRA_ARM: "arm",
    Category.EXTRA_LEG: "leg",
    Category.EXTRA_HAND: "hand",
    Category.MISSING_ARM: "arm",
    Category.MISSING_HAND: "hand",
    Category.MISSING_LEG: "leg",
    Category.KNEE_REVERSED: "leg",
    Category.ELBOW_REVERSED: "arm",
    Category.FOOT_REVERSED: "foot",
    Category.HAND_SIZE: "hand",
}
_WHOLE = {Category.EXTRA_HEAD: Part.HEAD, Category.HEAD_SIZE: Part.HEAD, Category.NECK_LENGTH: Part.NECK}
_SIDES = ("left", "right")
# Structure: this far from 0 and 1, so that one reading does not outweigh all others.
_CERTAIN = 1e-9


def of_shape(person: Person, rules: ClassifierRules = CLASSIFIERS) -> tuple[Reading, ...]:
    """One reading per category and side, however improbable: it is fused with the networks' readings."""
    scores = _trees().scores(both_sides(person))
    found: list[Reading] = []
    for number, category in enumerate(CATEGORIES["body"]):
        left, right = (float(score) for score in scores[:, number])
        if category in SIDED:
            by_side = list(zip(_SIDES, (left, right), strict=True))
        else:
            by_side = [(_SIDES[right > left], (left + right) / 2)]
        for side, score in by_side:
            part, probability = _part(category, side, person.pose), _probability(score)
            read = Step(name=StepName.READ, source="shape trees", after=probability)
            found.append(Reading(category, probability, part, _box(part, person, rules), steps=(read,)))
    return tuple(found)


def with_shape(
    read: Sequence[Reading], shape: Sequence[Reading], share: float, rules: ClassifierRules = CLASSIFIERS
) -> tuple[Reading, ...]:
    """All readings, fused with the shape's: the mean of both logits, with this weight for the shape's.

    Parts and boxes are the networks' where they have a reading of that side. Where they have none of the
    category, it counts as `least_probability`; where they named the other side, as at most `side_not_named`.
    """
    spoken = {word.category for word in shape}
    found = [reading for reading in read if reading.category not in spoken]
    for word in shape:
        named = [reading for reading in read if reading.category is word.category]
        same = [reading for reading in named if of_one_side(reading, word)]
        elsewhere = max((reading.probability for reading in named), default=rules.least_probability)
        guess = silent(word, "body network", min(elsewhere, rules.side_not_named))
        found += [fused(reading, word, share, shown=reading) for reading in same or [guess]]
    return tuple(reading for reading in found if reading.probability >= rules.least_probability)


def of_one_side(reading: Reading, word: Reading) -> bool:
    """Are both about the same side, or about what has none?"""
    return side_of(reading) == side_of(word)


def silent(about: Reading, network: str, probability: float) -> Reading:
    """The reading that stands for a network's missing one."""
    step = Step(name=StepName.ASSUMED, source=network, after=probability, because="it says nothing of this")
    return replace(about, probability=probability, steps=(step,))


def fused(first: Reading, second: Reading, share: float, *, shown: Reading) -> Reading:
    """Both as one: the probability of their logits' weighted mean, and the steps to it."""
    probability = between(first.probability, second.probability, share)
    step = Step(
        name=StepName.FUSED,
        source="mean of both logits",
        before=first.probability,
        after=probability,
        because=f"the latter weighs {share:.2g}",
    )
    return replace(shown, probability=probability, steps=(*first.steps, *second.steps, step))


def between(first: float, second: float, share: float) -> float:
    """The probability of two logits' mean, with this weight for the second."""
    one, other = (min(max(each, _CERTAIN), 1.0 - _CERTAIN) for each in (first, second))
    return _probability((1.0 - share) * math.log(one / (1.0 - one)) + share * math.log(other / (1.0 - other)))


def _probability(score: float) -> float:
    return 1.0 / (1.0 + math.exp(-score))


def _part(category: Category, side: str, pose: Pose) -> Part:
    """What a category is about; a limb's length is about the one that differs more from its fellow."""
    if category in _WHOLE:
        return _WHOLE[category]
    if category is not Category.LIMB_LENGTH:
        return Part(f"{side}_{_LIMB[category]}")
    uneven = {name: _uneven(pose, limbs) for name, limbs in (("arm", skeleton.ARMS), ("leg", skeleton.LEGS))}
    return Part(f"{side}_{max(uneven, key=lambda name: uneven[name])}")


def _uneven(pose: Pose, limbs: dict[str, tuple[int, int, int]]) -> float:
    """How unlike in length the two are, in space; 0 is even."""
    left, right = (
        np.linalg.norm(np.diff(pose.world_m[list(limbs[side])], axis=0), axis=1).sum() for side in _SIDES
    )
    return abs(math.log((left + _CERTAIN) / (right + _CERTAIN)))


def _box(part: Part, person: Person, rules: ClassifierRules) -> Box:
    """Where the skeleton has a part."""
    if part is Part.HEAD:
        return person.head.box_xyxy
    if part is Part.NECK:
        return skeleton.neck_box(person.pose)
    side, name = part.split("_")
    hand = person.left_hand if side == "left" else person.right_hand
    if name == "hand" and hand is not None:
        return hand.box_xyxy
    x0, y0, x1, y1 = box_around(person.pose.xy_px[_points(side, name)])
    grow = rules.limb_grown * max(x1 - x0, y1 - y0)
    return x0 - grow, y0 - grow, x1 + grow, y1 + grow


def _points(side: str, name: str) -> list[int]:
    if name == "foot":
        return list(skeleton.FEET[side])
    if name == "hand":
        return list(sheets.LIMBS[Part(f"{side}_arm")][2:])
    return list(sheets.LIMBS[Part(f"{side}_{name}")])


@lru_cache(maxsize=1)
def _trees() -> Trees:
    with np.load(BytesIO(read_weights("shape.npz"))) as stored:
        return Trees({name: stored[name] for name in stored.files})
