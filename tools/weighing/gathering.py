"""Scenes in, findings out: runs the checks on every frame and weighs what they suspect over time.

In a still every suspicion is a finding; where there is doubt, it is weighed with a second look, in a mirror,
and with the other signs about the same person.
In a video a suspicion must be seen again: a strong one a few times, a weak one often; what is seen once in
passing is the models' noise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from agent_plugin.tools.anatomy import CHECKS, FRAME_CHECKS, Suspicion
from agent_plugin.tools.anatomy.pictured import pictured, tempered
from agent_plugin.tools.domain import (
    Box,
    Category,
    Finding,
    MediaInfo,
    NotChecked,
    Part,
    PartSeen,
    PersonSeen,
    Reason,
    Scene,
    box_around,
    clipped,
)
from agent_plugin.tools.people.tracker import Tracker
from agent_plugin.tools.policy import Policy
from agent_plugin.tools.weighing import mirror_look
from agent_plugin.tools.weighing.best_views import BestViews
from agent_plugin.tools.weighing.other_signs import with_other_signs
from agent_plugin.tools.weighing.spans import Sighting, spans

_PARTS = tuple(part for part in Part if part not in (Part.BODY, Part.FACE, Part.NECK, Part.TORSO))


def _no_rows() -> dict[tuple[Part, Reason], tuple[int, NotChecked]]:
    return {}


@dataclass
class _Seen:
    """What is kept of a person over the frames they are in."""

    box_xyxy: Box
    first_s: float
    last_s: float
    frames: int = 0
    unchecked: dict[tuple[Part, Reason], tuple[int, NotChecked]] = field(default_factory=_no_rows)


class Gathering:
    """Collects what the frames of one media show."""

    def __init__(self, policy: Policy, info: MediaInfo) -> None:
        """No frame yet."""
        self._policy = policy
        self._info = info
        self._still = info.kind == "image"
        self._tracker = Tracker(policy.tracks)
        self._times_s: list[float] = []
        self._first: Scene | None = None  # of a still
        self._suspected: list[Suspicion] = []  # in a still
        self._sightings: defaultdict[tuple[Category, int | None], list[Sighting]] = defaultdict(list)
        self._watches = [] if self._still else [check.watch(policy) for check in CHECKS if check.watch]
        self._views = BestViews(policy, info)
        self._people: dict[int, _Seen] = {}
        self._hands_alone: _Seen | None = None
        self._pictured: set[int | None] = set()  # at any time
        self._left_out: dict[tuple[Reason, int], NotChecked] = {}  # by the place in a frame's list

    @property
    def frames(self) -> int:
        """Frames looked at so far."""
        return len(self._times_s)

    def add(self, scene: Scene) -> None:
        """Look at one frame, in the order of time."""
        if not self._still:
            scene = self._tracker.follow(scene)
        self._pictured |= pictured(scene)
        if self._still:
            self._first, self._suspected = scene, self._suspected_in(scene)
        else:
            self._note_sightings(scene)
        self._times_s.append(scene.frame.at_s)
        for watch in self._watches:
            watch.see(scene)
        self._views.add(scene)
        self._note_people(scene)
        self._note_hands(scene)
        for place, row in enumerate(scene.not_checked):
            self._left_out.setdefault((row.reason, place), row)

    def in_doubt(self) -> bool:
        """Is it a still that should be looked at once more, in a mirror?"""
        least = self._policy.verdict.mirror_look_from
        return any(suspicion.score >= least for suspicion in self._suspected)

    def weigh(self, mirror: Scene) -> None:
        """Weigh what a still is suspected of with what its mirror image is; its people stay as they were."""
        if self._first is None:
            return
        rules = self._policy.verdict
        overlooked = mirror_look.overlooked_in_mirror(mirror, self._first)
        picture = mirror_look.with_faces_of(self._first, mirror, rules)
        mirror = mirror_look.with_faces_of(mirror, self._first, rules)
        both = mirror_look.weighed(
            self._suspected if picture is self._first else self._suspected_in(picture),
            mirror_look.brought_back(self._suspected_in(mirror), mirror, picture),
            rules,
            unseen_first=mirror_look.unseen(self._first),
            unseen_second=overlooked | mirror_look.unseen_in_mirror(mirror, self._first),
        )
        self._suspected = list(tempered(both, self._pictured, self._policy))

    def findings(self) -> tuple[Finding, ...]:
        """Numbered, the surest first."""
        noted = [each for each in self._suspected if self._is_worth_noting(each)]
        drafts = [self._draft(each) for each in with_other_signs(noted, self._policy.verdict)]
        drafts += [draft for rows in self._sightings.values() for draft in self._over_time(rows)]
        drafts += self._spells()
        drafts.sort(key=lambda finding: -finding.score)
        return tuple(
            finding.model_copy(update={"number": number}) for number, finding in enumerate(drafts, start=1)
        )

    def people(self) -> tuple[PersonSeen, ...]:
        """Everyone who was seen, with the parts that could be looked at."""
        rows = [
            self._row(number, seen, tuple(part for part in _PARTS if not self._mostly_unchecked(seen, part)))
            for number, seen in sorted(self._people.items())
        ]
        if self._hands_alone is not None and not rows:
            rows.append(self._row(1, self._hands_alone, (Part.LEFT_HAND, Part.RIGHT_HAND)))
        return tuple(rows)

    def parts_seen(self) -> tuple[PartSeen, ...]:
        """The best view of each part of everyone: where a judge may look."""
        return self._views.parts()

    def _row(self, number: int, seen: _Seen, checked: tuple[Part, ...]) -> PersonSeen:
        start_s, end_s = (None, None) if self._still else (seen.first_s, seen.last_s)
        box = self._in_picture(seen.box_xyxy)
        return PersonSeen(person=number, box_xyxy=box, start_s=start_s, end_s=end_s, checked=checked)

    def not_checked(self) -> tuple[NotChecked, ...]:
        """Each part not looked at in most of its person's frames, with the commonest reason; then others."""
        rows: list[NotChecked] = []
        for _, seen in sorted(self._people.items()):
            for part in (*_PARTS, Part.BODY):
                if self._mostly_unchecked(seen, part):
                    counts = [row for (of, _), row in seen.unchecked.items() if of is part]
                    _, row = max(counts, key=lambda each: each[0])
                    rows.append(row)
        rows += self._left_out.values()
        return tuple(
            row.model_copy(update={"box_xyxy": row.box_xyxy and self._in_picture(row.box_xyxy)})
            for row in rows
        )

    def _mostly_unchecked(self, seen: _Seen, part: Part) -> bool:
        missed = sum(count for (of, _), (count, _) in seen.unchecked.items() if of is part)
        return missed > self._policy.time.unchecked_share * seen.frames

    def _note_people(self, scene: Scene) -> None:
        at_s = scene.frame.at_s
        for person in scene.people:
            seen = self._people.setdefault(person.number, _Seen(person.box_xyxy, at_s, at_s))
            seen.last_s = at_s
            seen.frames += 1
            for row in person.not_checked:
                count, first = seen.unchecked.get((row.part, row.reason), (0, row))
                seen.unchecked[row.part, row.reason] = count + 1, first

    def _note_hands(self, scene: Scene) -> None:
        """Hands alone, as in a close-up, stand for a person whose rest is out of the picture."""
        if not scene.loose_hands or scene.people:
            return
        at_s = scene.frame.at_s
        points = np.concatenate([hand.xy_px for hand in scene.loose_hands])
        self._hands_alone = self._hands_alone or _Seen(box_around(points), at_s, at_s)
        self._hands_alone.last_s = at_s

    def _suspected_in(self, scene: Scene) -> list[Suspicion]:
        """What the checks hold against those in a frame, less of those who are only pictured."""
        only_pictured = pictured(scene)
        return [
            suspicion
            for check in FRAME_CHECKS
            for suspicion in tempered(check.find(scene, self._policy), only_pictured, self._policy)
        ]

    def _note_sightings(self, scene: Scene) -> None:
        for suspicion in self._suspected_in(scene):
            if self._is_worth_noting(suspicion):
                key = (suspicion.category, suspicion.person)
                self._sightings[key].append(Sighting(self.frames, scene.frame.at_s, suspicion))

    def _is_worth_noting(self, suspicion: Suspicion) -> bool:
        return suspicion.score >= self._policy.time.worth_noting

    def _over_time(self, rows: Sequence[Sighting]) -> list[Finding]:
        """A finding for each span, shown at its worst moment."""
        return [
            self._lasting(each.worst.suspicion, each.score, each.start_s, each.end_s, each.worst.at_s)
            for each in spans(rows, self._times_s, self._policy.time)
        ]

    def _spells(self) -> list[Finding]:
        """What those who watched the whole video tell."""
        return [
            self._lasting(suspicion, suspicion.score, each.start_s, each.end_s, each.at_s)
            for watch in self._watches
            for each in watch.spells()
            for suspicion in tempered([each.suspicion], self._pictured, self._policy)
            if self._is_worth_noting(suspicion)
        ]

    def _lasting(
        self, suspicion: Suspicion, score: float, start_s: float, end_s: float, at_s: float
    ) -> Finding:
        times: dict[str, float] = {"start_s": start_s, "end_s": end_s, "at_s": at_s}
        return self._draft(suspicion).model_copy(update={"score": round(score, 4), **times})

    def _draft(self, suspicion: Suspicion) -> Finding:
        return Finding(
            number=1,
            category=suspicion.category,
            person=suspicion.person,
            part=suspicion.part,
            box_xyxy=self._in_picture(suspicion.box_xyxy),
            score=round(suspicion.score, 4),
            measurements=suspicion.measurements,
            for_marketer=suspicion.for_marketer,
            for_engineer=suspicion.for_engineer,
        )

    def _in_picture(self, box_xyxy: Box) -> Box:
        return clipped(box_xyxy, self._info.width, self._info.height)
