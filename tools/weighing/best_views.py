"""Scenes in, the best view of each part out: where a judge may look, whether or not a check suspects it.

Only boxes and moments are kept, no pixels. Body, torso and head of a person come from one moment, so that
they can be shown together; hands and the face each from their own best.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from agent_plugin.tools.body import skeleton
from agent_plugin.tools.domain import (
    Box,
    Hand,
    MediaInfo,
    Part,
    PartSeen,
    Person,
    Reason,
    Scene,
    box_around,
    clipped,
)
from agent_plugin.tools.policy import Policy

_HANDS = {Part.LEFT_HAND: "left_hand", Part.RIGHT_HAND: "right_hand"}
_Views = tuple[float, tuple[PartSeen, ...]]


class BestViews:
    """Looks at one frame after the other and remembers the best."""

    def __init__(self, policy: Policy, info: MediaInfo) -> None:
        """Nothing seen yet."""
        self._policy, self._info = policy, info
        self._best: dict[tuple[int | None, str], _Views] = {}

    def add(self, scene: Scene) -> None:
        """A frame, its people numbered as in the report."""
        at_s = scene.frame.at_s
        for person in scene.people:
            self._keep(person.number, "whole", *self._whole(person, at_s))
            if person.head.face is not None:
                box = person.head.face.box_xyxy
                score = _side_px(box) * self._trust(person, Part.HEAD)
                self._keep(person.number, "face", score, [self._row(person.number, Part.FACE, box, at_s)])
            for part in _HANDS:
                self._hand(person, part, at_s)
            self._more_hands(person.number, person.other_hands, at_s)
        self._more_hands(None, scene.loose_hands, at_s)

    def parts(self) -> tuple[PartSeen, ...]:
        """In the order of people and parts; what belongs to nobody last."""
        order = tuple(Part)
        rows = [row for _, views in self._best.values() for row in views]
        return tuple(sorted(rows, key=lambda row: (row.person or math.inf, order.index(row.part))))

    def _whole(self, person: Person, at_s: float) -> tuple[float, list[PartSeen]]:
        places = {Part.BODY: person.box_xyxy, Part.HEAD: person.head.box_xyxy}
        if person.pose.visibility[skeleton.TORSO].min() >= self._policy.people.min_visibility:
            places[Part.TORSO] = box_around(person.pose.xy_px[skeleton.TORSO])
        in_picture = clipped(person.box_xyxy, self._info.width, self._info.height)
        score = _side_px(in_picture) * person.head.sharpness * self._trust(person, Part.HEAD)
        return score, [self._row(person.number, part, box, at_s) for part, box in places.items()]

    def _hand(self, person: Person, part: Part, at_s: float) -> None:
        """The hand on a wrist; where none was found, the place where it should be, if that is in view."""
        hand: Hand | None = getattr(person, _HANDS[part])
        if hand is not None:
            score = 1.0 + hand.length_px * hand.looks_score * self._trust(person, part)
            self._keep(
                person.number, part.value, score, [self._row(person.number, part, hand.box_xyxy, at_s)]
            )
            return
        for row in person.not_checked:
            if row.part is part and row.reason is Reason.NOT_FOUND and row.box_xyxy is not None:
                score = 1.0 - 1.0 / (1.0 + _side_px(row.box_xyxy))  # any hand that was found is better
                self._keep(
                    person.number, part.value, score, [self._row(person.number, part, row.box_xyxy, at_s)]
                )

    def _more_hands(self, person: int | None, hands: Iterable[Hand], at_s: float) -> None:
        """Hands on no wrist: those of the one moment that shows them best."""
        largest = sorted(hands, key=lambda hand: -hand.length_px)[: self._policy.judge.max_loose_hands]
        rows = [self._row(person, Part(f"{hand.looks}_hand"), hand.box_xyxy, at_s) for hand in largest]
        if rows:
            self._keep(person, "more", sum(hand.length_px * hand.looks_score for hand in largest), rows)

    def _keep(self, person: int | None, what: str, score: float, rows: Iterable[PartSeen]) -> None:
        known = self._best.get((person, what))
        if known is None or score > known[0]:
            self._best[person, what] = score, tuple(rows)

    def _trust(self, person: Person, part: Part) -> float:
        """Less in a view in which the checks could not judge the part: too small, blurred or covered."""
        is_doubted = any(row.part is part for row in person.not_checked)
        return self._policy.judge.doubted_view if is_doubted else 1.0

    def _row(self, person: int | None, part: Part, box: Box, at_s: float) -> PartSeen:
        inside = clipped(box, self._info.width, self._info.height)
        moment = None if self._info.kind == "image" else at_s
        return PartSeen(person=person, part=part, box_xyxy=inside, at_s=moment)


def _side_px(box: Box) -> float:
    return math.sqrt(max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1]))
