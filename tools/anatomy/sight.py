"""One part of one person and what the landmarks measure of it.

A `Sight` comes in: the place and its reading. `Hint`s go out: measurements, each with its likelihood ratio.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from agent_plugin.tools.anatomy import measures
from agent_plugin.tools.body import skeleton
from agent_plugin.tools.domain import (
    Box,
    Face,
    Hand,
    Measurement,
    Part,
    Person,
    Points,
    Scene,
    Step,
    overlap,
)
from agent_plugin.tools.policy import Gauge, Policy

CONFIRM = "please confirm that this is intended"
FINGERS_AFAR = f"The fingers of a hand do not look right: {CONFIRM}."
Placed = TypeVar("Placed", Hand, Face)


@dataclass(frozen=True)
class Hint:
    """A measurement of the same thing, from the landmarks."""

    measurement: Measurement
    times: float = 1.0  # likelihood ratio: the factor on the odds
    alone: float = 0.0  # the score without any reading


@dataclass(frozen=True, eq=False)
class Sight:
    """One part of one person, or of nobody: the place, and its reading if there is one."""

    scene: Scene
    person: Person | None
    part: Part
    box_xyxy: Box
    policy: Policy
    probability: float | None = None
    crop: str = "body"  # the kind of crop that was classified
    steps: tuple[Step, ...] = ()  # to the probability

    @property
    def side(self) -> str | None:
        """Left or right, for parts that come in two."""
        side, _, rest = self.part.value.partition("_")
        return side if rest else None


def gauged(name: str, value: float, unit: str, gauge: Gauge) -> Hint:
    """A measurement with what its gauge makes of it."""
    times = float(np.exp(np.interp(value, gauge.values, np.log(gauge.times))))
    alone = float(np.interp(value, gauge.values, gauge.alone)) if gauge.alone else 0.0
    return Hint(Measurement(name=name, value=round(value, 4), unit=unit, usual=gauge.usual), times, alone)


def measurable(sight: Sight) -> Person | None:
    """The person, where so much of their torso's length shows that other lengths can be measured by it."""
    person = sight.person
    if (
        person is None
        or person.pose.legs_alone
        or measures.torso_in_view(person) < sight.policy.measures.min_torso_share
    ):
        return None
    return person


def in_picture(scene: Scene, xy_px: Points) -> bool:
    """Do all points (n, 2), in picture pixels, lie in the frame?"""
    return bool(((xy_px >= 0) & (xy_px <= (scene.frame.width, scene.frame.height))).all())


def torso_in_picture(sight: Sight) -> bool:
    """Does the picture hold shoulders and hips? A torso that it cuts is guessed, and no yardstick."""
    if sight.person is None or sight.person.pose.legs_alone:
        return False
    return in_picture(sight.scene, sight.person.pose.xy_px[skeleton.TORSO])


def hand_of(sight: Sight) -> Hand | None:
    """The hand that lies in the place."""
    person = sight.person
    return _nearest(sight.box_xyxy, sight.scene.loose_hands if person is None else person.hands)


def face_of(sight: Sight) -> Face | None:
    """The person's own face, or nobody's in the place."""
    if sight.person is not None:
        return sight.person.head.face
    return _nearest(sight.box_xyxy, sight.scene.loose_faces)


def whole_hand(sight: Sight) -> bool:
    """Does the picture hold all of the hand?"""
    hand = hand_of(sight)
    return hand is None or in_picture(sight.scene, hand.xy_px)


def wrist_hint(sight: Sight) -> Iterator[Hint]:
    """Is there a hand on the wrist of an arm?"""
    person, side = sight.person, sight.side
    if person is not None and side is not None:
        found = (person.left_hand if side == "left" else person.right_hand) is not None
        times = sight.policy.measures.hand_found if found else 1.0
        yield Hint(Measurement(name="hands found there", value=float(found), unit="count", usual="1"), times)


def neighbour_hints(points: slice) -> Callable[[Sight], Iterator[Hint]]:
    """Does somebody else have such points in the place? Then the part is probably theirs."""

    def hints(sight: Sight) -> Iterator[Hint]:
        x0, y0, x1, y1 = sight.box_xyxy
        others = [each for each in sight.scene.people if each is not sight.person]
        inside = [
            ((each.pose.xy_px[points] >= (x0, y0)) & (each.pose.xy_px[points] <= (x1, y1))).all(axis=1).any()
            for each in others
        ]
        count = sum(bool(each) for each in inside)
        times = sight.policy.measures.neighbour if count else 1.0
        yield Hint(
            Measurement(name="others whose part may lie there", value=float(count), unit="count", usual="0"),
            times,
        )

    return hints


def pocket_hint(sight: Sight) -> Iterator[Hint]:
    """Does a hand that was not recognised lie on the hip? There a pocket may hide its fingers."""
    person, side = sight.person, sight.side
    if person is None or side is None or sight.crop != "fingers":
        return
    points = person.pose.xy_px
    knuckles = points[list(skeleton.KNUCKLES[side])].mean(axis=0)
    hip = points[skeleton.LEGS[side][0]]
    apart = skeleton.length(knuckles - hip) / max(person.scale_px, 1e-6)
    yield gauged("knuckles from the hip", apart, "ratio", sight.policy.measures.pocket)


def _nearest(box_xyxy: Box, parts: Sequence[Placed]) -> Placed | None:
    """Of hands or faces the one that shares most of its box."""
    best = max(parts, key=lambda part: overlap(part.box_xyxy, box_xyxy), default=None)
    return best if best is not None and overlap(best.box_xyxy, box_xyxy) > 0 else None
