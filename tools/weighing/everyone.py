"""Scenes come in; the people and their unchecked parts go out.

Stills and clips share this; what they make of a frame's suspicions is in `still.py` and `clip.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from agent_plugin.tools.anatomy import FRAME_CHECKS, Suspicion
from agent_plugin.tools.anatomy.pictured import pictured, tempered
from agent_plugin.tools.domain import (
    Box,
    MediaInfo,
    NotChecked,
    Part,
    PersonSeen,
    Reason,
    Scene,
    box_around,
    clipped,
)
from agent_plugin.tools.policy import Policy
from agent_plugin.tools.weighing import flip
from agent_plugin.tools.weighing.timeline import samples_in_view

_PARTS = tuple(part for part in Part if part not in (Part.BODY, Part.FACE, Part.NECK, Part.TORSO))


def _no_rows() -> dict[tuple[Part, Reason], tuple[int, NotChecked]]:
    return {}


@dataclass
class _PersonRecord:
    """What is kept of a person over the frames they are in."""

    box_xyxy: Box
    first_s: float
    last_s: float
    samples: int = 0  # for which they are in view
    unchecked: dict[tuple[Part, Reason], tuple[int, NotChecked]] = field(default_factory=_no_rows)


def suspected_in(scene: Scene, policy: Policy) -> list[Suspicion]:
    """What the checks suspect in a frame; suspicions of people who are only pictured are tempered."""
    only_pictured = pictured(scene)
    return [
        suspicion
        for check in FRAME_CHECKS
        for suspicion in tempered(check.find(scene, policy), only_pictured, policy)
    ]


class Everyone:
    """Collects who is in the frames of one media."""

    def __init__(self, policy: Policy, info: MediaInfo) -> None:
        """No frame yet."""
        self._policy = policy
        self._info = info
        self._frames = 0
        self._people: dict[int, _PersonRecord] = {}
        self._hands_alone: _PersonRecord | None = None
        self._left_out: dict[tuple[Reason, int], NotChecked] = {}  # by the place in a frame's list

    @property
    def frames(self) -> int:
        """Frames looked at so far."""
        return self._frames

    def people(self) -> tuple[PersonSeen, ...]:
        """Everyone and when they show, with the parts that could be checked."""
        rows = [
            self._row(
                number, record, tuple(part for part in _PARTS if not self._mostly_unchecked(record, part))
            )
            for number, record in sorted(self._people.items())
        ]
        if self._hands_alone is not None and not rows:
            rows.append(self._row(1, self._hands_alone, (Part.LEFT_HAND, Part.RIGHT_HAND)))
        return tuple(rows)

    def not_checked(self) -> tuple[NotChecked, ...]:
        """Parts unchecked in most of their person's frames, with the commonest reason; then whole people."""
        rows: list[NotChecked] = []
        for _, record in sorted(self._people.items()):
            for part in (*_PARTS, Part.BODY):
                if self._mostly_unchecked(record, part):
                    counts = [row for (of, _), row in record.unchecked.items() if of is part]
                    _, row = max(counts, key=lambda each: each[0])
                    rows.append(row)
        rows += self._left_out.values()
        return tuple(
            row.model_copy(update={"box_xyxy": row.box_xyxy and self._in_picture(row.box_xyxy)})
            for row in rows
        )

    def _suspected_in(self, scene: Scene) -> list[Suspicion]:
        return suspected_in(scene, self._policy)

    def _is_in_doubt(self, suspected: Sequence[Suspicion]) -> bool:
        """Does any suspicion call for the flip pass?"""
        return any(each.score >= self._policy.verdict.flip_from for each in suspected)

    def _of_both_passes(self, first: list[Suspicion], scene: Scene, mirror: Scene) -> list[Suspicion]:
        """What the first pass suspects in a scene, weighed with what the flip pass does."""
        rules = self._policy.verdict
        overlooked = flip.overlooked_flipped(mirror, scene)
        picture = flip.with_faces_of(scene, mirror, rules)
        mirror = flip.with_faces_of(mirror, scene, rules)
        both = flip.weighed(
            first if picture is scene else self._suspected_in(picture),
            flip.brought_back(self._suspected_in(mirror), mirror, picture),
            rules,
            unseen_first=flip.unseen(scene),
            unseen_second=overlooked | flip.unseen_flipped(mirror, scene),
        )
        return list(tempered(both, pictured(scene), self._policy))

    def _is_worth_noting(self, suspicion: Suspicion) -> bool:
        return suspicion.score >= self._policy.time.worth_noting

    def _note(self, scene: Scene) -> None:
        """Note one frame, in the order of time, its people numbered as in the report."""
        self._frames += 1
        self._note_people(scene)
        self._note_hands(scene)
        for place, row in enumerate(scene.not_checked):
            self._left_out.setdefault((row.reason, place), row)

    def _row(self, number: int, record: _PersonRecord, checked: tuple[Part, ...]) -> PersonSeen:
        box = self._in_picture(record.box_xyxy)
        return PersonSeen(
            person=number, box_xyxy=box, start_s=record.first_s, end_s=record.last_s, checked=checked
        )

    def _mostly_unchecked(self, record: _PersonRecord, part: Part) -> bool:
        missed = sum(count for (of, _), (count, _) in record.unchecked.items() if of is part)
        return missed > self._policy.time.unchecked_share * record.samples

    def _note_people(self, scene: Scene) -> None:
        at_s = scene.frame.at_s
        samples = samples_in_view(scene.frame.held_s, self._policy.media.sample_fps)
        for person in scene.people:
            record = self._people.setdefault(person.number, _PersonRecord(person.box_xyxy, at_s, at_s))
            record.last_s = at_s
            record.samples += samples
            for row in person.not_checked:
                count, first = record.unchecked.get((row.part, row.reason), (0, row))
                record.unchecked[row.part, row.reason] = count + samples, first

    def _note_hands(self, scene: Scene) -> None:
        """Hands alone, as in a close-up, stand for a person whose rest is out of the picture."""
        if not scene.loose_hands or scene.people:
            return
        at_s = scene.frame.at_s
        points = np.concatenate([hand.xy_px for hand in scene.loose_hands])
        self._hands_alone = self._hands_alone or _PersonRecord(box_around(points), at_s, at_s)
        self._hands_alone.last_s = at_s

    def _in_picture(self, box_xyxy: Box) -> Box:
        return clipped(box_xyxy, self._info.width, self._info.height)
