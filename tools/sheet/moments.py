"""The frames of a media come in, one by one; the moments that get a sheet go out, each with its places.

Of an image that is its one frame. Of a video: where the suspicion is strongest and where others ask, the end,
the clearest moment of each shot, further suspicions, long stretches that none of these shows; at most as many
as a looker will look at. Only boxes are kept of a frame, no pixels.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from agent_plugin.tools.domain import Finding, MediaInfo, Scene
from agent_plugin.tools.policy import Policy, SheetRules
from agent_plugin.tools.sheet.places import Place, places


@dataclass(frozen=True)
class Moment:
    """A frame that may get a sheet: `at_s` from the start, `clearness` grows with size and sharpness."""

    at_s: float
    places: tuple[Place, ...]
    people: int
    clearness: float
    shot: int


class Moments:
    """Sees every frame once, its people numbered as in the report."""

    def __init__(self, policy: Policy, info: MediaInfo) -> None:
        """Nothing seen yet."""
        self._policy, self._info = policy, info
        self._seen: list[Moment] = []

    def add(self, scene: Scene) -> None:
        """The next frame."""
        found, frame = places(scene, self._policy), scene.frame
        self._seen.append(Moment(frame.at_s, found, len(scene.people), _clearness(scene), frame.shot))

    def chosen(self, findings: Sequence[Finding]) -> tuple[Moment, ...]:
        """In the order of time."""
        if self._info.kind == "image":
            return tuple(self._seen)
        rules, asks = self._policy.sheet, self._policy.verdict.asks
        asking_s = {one.at_s for one in findings if asks(one.category, one.score)}
        taken: list[Moment] = []
        for moment in self._wanted(findings, rules):
            apart_s = 0.0 if moment.at_s in asking_s else rules.same_moment_s
            if len(taken) < rules.max_sheets_clip and not _is_near(moment, taken, apart_s):
                taken.append(moment)
        while len(taken) < rules.max_sheets_clip and (unseen := self._unseen(taken)) is not None:
            taken.append(unseen)
        return tuple(sorted(taken, key=lambda one: one.at_s))

    def _wanted(self, findings: Sequence[Finding], rules: SheetRules) -> Iterable[Moment]:
        """The most telling first."""
        if not self._seen:
            return
        surest = sorted(findings, key=lambda one: -one.score)[: rules.suspicious]
        suspicious = [self._at(one.at_s) for one in surest if one.at_s is not None]
        asking = sum(self._policy.verdict.asks(one.category, one.score) for one in surest)
        yield from suspicious[: max(1, asking)]
        end_s = self._seen[-1].at_s
        yield _clearest([one for one in self._seen if one.at_s >= end_s - rules.last_s])
        shots: dict[int, list[Moment]] = {}
        for moment in self._seen:
            shots.setdefault(moment.shot, []).append(moment)
        yield from (_clearest(some) for some in sorted(shots.values(), key=lambda some: -len(some)))
        yield from suspicious

    def _unseen(self, taken: Sequence[Moment]) -> Moment | None:
        """The clearest moment in the middle third of the longest stretch without a sheet, if it is long."""
        if not self._seen:
            return None
        times_s = [self._seen[0].at_s, *sorted(one.at_s for one in taken), self._seen[-1].at_s]
        start_s, end_s = max(pairwise(times_s), key=lambda two: two[1] - two[0])
        third_s = (end_s - start_s) / 3
        middle = [one for one in self._seen if start_s + third_s <= one.at_s <= end_s - third_s]
        is_long = end_s - start_s > self._policy.sheet.unseen_s
        return _clearest(middle) if is_long and middle else None

    def _at(self, at_s: float) -> Moment:
        return min(self._seen, key=lambda one: abs(one.at_s - at_s))


def _clearness(scene: Scene) -> float:
    people = (math.sqrt(one.scale_px) * (0.1 + one.head.sharpness) for one in scene.people)
    return sum(people) + 0.1 * len(scene.loose_hands)


def _clearest(moments: Sequence[Moment]) -> Moment:
    return max(moments, key=lambda one: one.clearness)


def _is_near(moment: Moment, taken: Iterable[Moment], apart_s: float) -> bool:
    """Does another sheet show the same? Not across a cut."""
    return any(one.shot == moment.shot and abs(one.at_s - moment.at_s) <= apart_s for one in taken)
