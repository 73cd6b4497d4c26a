"""Scenes come in, the same scenes go out with steady person numbers and remembered torso directions.

A number, once given, belongs to one person until a cut. Everyone is matched at once, so that people move as
little as possible from where they were heading and torsos keep their appearance. Right after a cut places
mean nothing: only people of the same appearance keep their numbers, as when a light flashes.

A torso cannot turn its back from one frame to the next; where the pose model says it did, and the torso's
pixels stayed the same, the head has dragged the skeleton along, and the torso still faces where it did. The
skeleton then shows the head's direction, which counts as surely as the memory.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import product

import numpy as np
from PIL import Image

from agent_plugin.tools.body import skeleton
from agent_plugin.tools.body.crops import Square, cut
from agent_plugin.tools.domain import Facing, Frame, NotChecked, Person, Points, Scene
from agent_plugin.tools.policy import TrackRules


@dataclass(eq=False)
class _Track:
    number: int
    trunk_px: Points  # (4, 2) left shoulder, right shoulder, left hip, right hip, as first trusted
    scale_px: float
    seen_s: float
    torso: Points  # brightness of the torso, as last seen
    yaw_deg: float
    swapped: bool = False
    before_cut: bool = False
    speed_px: Points = field(default_factory=lambda: np.zeros(2, dtype=np.float32))  # per second

    def expected_px(self, at_s: float) -> Points:
        """Where the trunk is if it went on as before."""
        moved = self.trunk_px + self.speed_px * (at_s - self.seen_s)
        trunk_px: Points = moved.astype(np.float32)
        return trunk_px


class Tracker:
    """Follows the people of one media from frame to frame."""

    def __init__(self, rules: TrackRules) -> None:
        """Nobody has been seen."""
        self._rules = rules
        self._tracks: list[_Track] = []
        self._given = 0
        self._shot: int | None = None

    def follow(self, scene: Scene) -> Scene:
        """The scene with each person's number over time, and what is remembered of their torso."""
        if scene.frame.shot != self._shot:
            for track in self._tracks:
                track.before_cut = True
        self._shot = scene.frame.shot
        at_s = scene.frame.at_s
        self._tracks = [track for track in self._tracks if at_s - track.seen_s <= self._rules.forget_s]
        views = [_torso_view(person, scene.frame) for person in scene.people]
        costs = [self._costs(person, view, at_s) for person, view in zip(scene.people, views, strict=True)]
        matched = [
            None if chosen is None else self._tracks[chosen]
            for chosen in matching(costs, unmatched=2.0 * self._rules.step)
        ]
        people = tuple(
            self._begin(person, view, at_s) if track is None else self._remember(track, person, view, at_s)
            for person, view, track in zip(scene.people, views, matched, strict=True)
        )
        return replace(scene, people=people)

    def _costs(self, person: Person, view: Points, at_s: float) -> dict[int, float]:
        """The cost of matching the person with each known one in reach, in torso lengths."""
        costs: dict[int, float] = {}
        for index, track in enumerate(self._tracks):
            if track.before_cut:
                if _same_appearance(track.torso, view, self._rules):
                    costs[index] = self._rules.step
                continue
            apart = min(_apart(track, track.trunk_px, person), _apart(track, track.expected_px(at_s), person))
            if apart <= self._reach(at_s - track.seen_s):
                unlike = 1.0 - max(0.0, _likeness(track.torso, view))
                costs[index] = apart + self._rules.other_torso * unlike
        return costs

    def _reach(self, gap_s: float) -> float:
        """How far, in torso lengths, somebody may have come in so long."""
        return self._rules.step * math.sqrt(max(1.0, gap_s / self._rules.step_s))

    def _begin(self, person: Person, view: Points, at_s: float) -> Person:
        self._given += 1
        self._tracks.append(_track(self._given, person, view, at_s))
        return _numbered(person, self._given)

    def _begin_again(self, track: _Track, person: Person, view: Points, at_s: float) -> Person:
        """The same person after a cut: the number stays, where they stood and faced does not."""
        self._tracks[self._tracks.index(track)] = _track(track.number, person, view, at_s)
        return _numbered(person, track.number)

    def _remember(self, track: _Track, person: Person, view: Points, at_s: float) -> Person:
        """Move the track on; the head causes a swap of sides on an unchanged torso."""
        if track.before_cut:
            return self._begin_again(track, person, view, at_s)
        swapped = _sides_swapped(track, person, self._rules)
        yaw_deg = skeleton.shoulder_yaw_deg(person.pose)
        if swapped and not track.swapped:
            jumped = skeleton.angle_between_deg(yaw_deg, track.yaw_deg) > self._rules.jump_deg
            swapped = jumped and _likeness_nearby(track.torso, view, self._rules) > self._rules.same_torso
        order = skeleton.TORSO_SWAPPED if swapped else skeleton.TORSO
        moved_px = (person.pose.xy_px[order] - track.trunk_px).mean(axis=0)
        track.speed_px = moved_px / max(at_s - track.seen_s, 1e-6)
        track.trunk_px, track.scale_px = person.pose.xy_px[order], person.scale_px
        track.torso, track.seen_s, track.swapped = view, at_s, swapped
        if not swapped:
            track.yaw_deg = yaw_deg
            return _numbered(person, track.number)
        remembered = Facing(track.yaw_deg, self._rules.memory_sureness)
        head = replace(person.head, facing=_less_turned_head(person, remembered))
        return replace(_numbered(person, track.number), torso=remembered, head=head)


def _less_turned_head(person: Person, torso: Facing) -> Facing | None:
    """Where the head faces after it swapped the sides: by the ears or as read, whichever turns less."""
    read = person.head.facing
    if read is None:
        return None  # who leans or lies has sides that swap by themselves
    yaws_deg = (read.yaw_deg, skeleton.ears_yaw_deg(person.pose))
    nearest_deg = min(yaws_deg, key=lambda yaw_deg: skeleton.angle_between_deg(yaw_deg, torso.yaw_deg))
    return Facing(nearest_deg, torso.sureness)


def _track(number: int, person: Person, view: Points, at_s: float) -> _Track:
    yaw_deg, trunk_px = skeleton.shoulder_yaw_deg(person.pose), person.pose.xy_px[skeleton.TORSO]
    return _Track(number, trunk_px, person.scale_px, at_s, view, yaw_deg)


def _numbered(person: Person, number: int) -> Person:
    rows: tuple[NotChecked, ...] = tuple(
        row.model_copy(
            update={
                "person": number,
                "explanation": row.explanation.replace(f"Person {row.person}'s", f"Person {number}'s"),
            }
        )
        for row in person.not_checked
    )
    return replace(person, number=number, not_checked=rows)


def matching(costs: Sequence[Mapping[int, float]], unmatched: float) -> tuple[int | None, ...]:
    """Each row's own column, none shared, at the smallest sum; a row without one costs `unmatched`."""

    @cache
    def best(row: int, taken: int) -> tuple[float, tuple[int | None, ...]]:
        if row == len(costs):
            return 0.0, ()
        rest, others = best(row + 1, taken)
        ways: list[tuple[float, tuple[int | None, ...]]] = [(unmatched + rest, (None, *others))]
        for column, cost in costs[row].items():
            if not taken & 1 << column:
                rest, others = best(row + 1, taken | 1 << column)
                ways.append((cost + rest, (column, *others)))
        return min(ways, key=lambda way: way[0])

    return best(0, 0)[1]


def _apart(track: _Track, trunk_px: Points, person: Person) -> float:
    """How far the trunk is from there, in torso lengths, whichever way round the sides are."""
    now = person.pose.xy_px
    ways = (now[skeleton.TORSO], now[skeleton.TORSO_SWAPPED])
    nearest = min(float(np.linalg.norm(way - trunk_px, axis=1).mean()) for way in ways)
    return nearest / max(track.scale_px, 1e-6)


def _sides_swapped(track: _Track, person: Person, rules: TrackRules) -> bool:
    """Do the shoulders fit the remembered ones only crosswise, and are they far enough apart to tell?"""
    now = person.pose.xy_px[skeleton.TORSO]
    width = skeleton.length(now[0] - now[1]) / max(person.scale_px, 1e-6)
    straight = np.linalg.norm(now[:2] - track.trunk_px[:2], axis=1).mean()
    crossed = np.linalg.norm(now[[1, 0]] - track.trunk_px[:2], axis=1).mean()
    return bool(crossed < straight and width > rules.broad_shoulders)


def _torso_view(person: Person, frame: Frame) -> Points:
    """The torso's brightness, 24 by 24, wherever it is in the picture."""
    x_px, y_px = person.pose.xy_px[skeleton.TORSO].mean(axis=0)
    square = Square(float(x_px), float(y_px), max(person.scale_px, 1.0))
    small = cut(frame.pixels, square, 24).pixels
    return np.asarray(Image.fromarray(small).convert("L"), dtype=np.float32)


def _same_appearance(first: Points, second: Points, rules: TrackRules) -> bool:
    """Are both alike, and not merely equally plain?"""
    plain = min(float(first.std()), float(second.std())) < rules.plain_torso
    return not plain and _likeness(first, second) > rules.same_after_cut


def _likeness_nearby(first: Points, second: Points, rules: TrackRules) -> float:
    """The same at the place where they fit best: a skeleton that jumps takes the view of the torso along."""
    reach, side = rules.torso_shift, len(first)
    inner = first[reach : side - reach, reach : side - reach]
    places = product(range(2 * reach + 1), repeat=2)
    views = [second[y : y + len(inner), x : x + len(inner)] for y, x in places]
    varied = [view for view in views if float(view.std()) >= rules.plain_torso]
    if len(varied) < len(views) or float(inner.std()) < rules.plain_torso:
        return _likeness(first, second)  # what is plain fits everywhere
    return max(_likeness(inner, view) for view in views)


def _likeness(first: Points, second: Points) -> float:
    """Correlation of two views, -1 to 1; two flat ones are alike."""
    one, other = first - first.mean(), second - second.mean()
    norm = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float((one * other).sum()) / norm if norm > 1e-3 else 1.0
