"""Scenes of one media in, the same scenes out with steady person numbers and a memory of where torsos face.

A number, once given, belongs to one person until a cut. A torso cannot swap its left and right shoulder from
one frame to the next; where the pose model says it did, and the torso's pixels stayed the same, the head has
dragged the skeleton along, and the torso still faces where it did.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from agent_plugin.tools import skeleton
from agent_plugin.tools.domain import Facing, Frame, NotChecked, Person, Points, Scene
from agent_plugin.tools.people.crops import Square, cut
from agent_plugin.tools.policy import TrackRules

_TRUNK = [
    skeleton.LEFT_SHOULDER,
    skeleton.RIGHT_SHOULDER,
    skeleton.LEFT_HIP,
    skeleton.RIGHT_HIP,
]
_TRUNK_SWAPPED = [_TRUNK[1], _TRUNK[0], _TRUNK[3], _TRUNK[2]]


@dataclass(eq=False)
class _Track:
    number: int
    trunk_px: Points  # (4, 2) left shoulder, right shoulder, left hip, right hip, as first trusted
    scale_px: float
    seen_s: float
    torso: Points  # brightness of the torso, as last seen
    yaw_deg: float
    swapped: bool = False


class Tracker:
    """Follows the people of one media from frame to frame."""

    def __init__(self, rules: TrackRules) -> None:
        """Nobody has been seen."""
        self._rules = rules
        self._tracks: list[_Track] = []
        self._given = 0
        self._before: Points | None = None

    def follow(self, scene: Scene) -> Scene:
        """The scene with each person's number over time, and what is remembered of their torso."""
        look = _thumbnail(scene.frame)
        if self._before is not None and np.abs(look - self._before).mean() > self._rules.cut:
            self._tracks.clear()
        self._before = look
        fresh = [t for t in self._tracks if scene.frame.at_s - t.seen_s <= self._rules.forget_s]
        self._tracks = fresh
        free = list(fresh)
        people = tuple(self._follow_one(person, free, scene.frame) for person in scene.people)
        return replace(scene, people=people)

    def _follow_one(self, person: Person, free: list[_Track], frame: Frame) -> Person:
        trunk, view = person.pose.xy_px[_TRUNK], _torso_view(person, frame)
        best = min(free, key=lambda track: _apart(track, person), default=None)
        if best is None or _apart(best, person) > self._rules.step:
            self._given += 1
            yaw = skeleton.shoulder_yaw_deg(person.pose)
            best = _Track(self._given, trunk, person.scale_px, frame.at_s, view, yaw)
            self._tracks.append(best)
            return _numbered(person, best.number)
        free.remove(best)
        return self._remember(best, person, view, frame.at_s)

    def _remember(self, track: _Track, person: Person, view: Points, at_s: float) -> Person:
        """Move the track on; a swap of sides on an unchanged torso is the head's doing."""
        swapped = _sides_swapped(track, person, self._rules)
        same_view = _likeness(track.torso, view) > self._rules.same_torso
        if swapped and not track.swapped and not same_view:
            swapped = False
        order = _TRUNK_SWAPPED if swapped else _TRUNK
        track.trunk_px, track.scale_px = person.pose.xy_px[order], person.scale_px
        track.torso, track.seen_s, track.swapped = view, at_s, swapped
        if not swapped:
            track.yaw_deg = skeleton.shoulder_yaw_deg(person.pose)
            return _numbered(person, track.number)
        remembered = Facing(track.yaw_deg, self._rules.memory_sureness)
        return replace(_numbered(person, track.number), torso=remembered)


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


def _apart(track: _Track, person: Person) -> float:
    """How far the trunk has moved, in torso lengths, whichever way round the sides are."""
    trunk = person.pose.xy_px
    ways = (trunk[_TRUNK], trunk[_TRUNK_SWAPPED])
    nearest = min(float(np.linalg.norm(way - track.trunk_px, axis=1).mean()) for way in ways)
    return nearest / max(track.scale_px, 1e-6)


def _sides_swapped(track: _Track, person: Person, rules: TrackRules) -> bool:
    """Do the shoulders fit the remembered ones only crosswise, and are they far enough apart to tell?"""
    now = person.pose.xy_px[_TRUNK]
    width = skeleton.length(now[0] - now[1]) / max(person.scale_px, 1e-6)
    straight = np.linalg.norm(now[:2] - track.trunk_px[:2], axis=1).mean()
    crossed = np.linalg.norm(now[[1, 0]] - track.trunk_px[:2], axis=1).mean()
    return bool(crossed < straight and width > rules.broad_shoulders)


def _thumbnail(frame: Frame) -> Points:
    small = (
        Image.fromarray(frame.pixels).convert("L").resize((32, 32), Image.Resampling.BOX, reducing_gap=2.0)
    )
    grey: Points = np.asarray(small, dtype=np.float32) / np.float32(255)
    return grey


def _torso_view(person: Person, frame: Frame) -> Points:
    """The torso's brightness, 24 by 24, wherever it is in the picture."""
    x_px, y_px = person.pose.xy_px[_TRUNK].mean(axis=0)
    square = Square(float(x_px), float(y_px), max(person.scale_px, 1.0))
    small = cut(frame.pixels, square, 24).pixels
    return np.asarray(Image.fromarray(small).convert("L"), dtype=np.float32)


def _likeness(first: Points, second: Points) -> float:
    """Correlation of two views, -1 to 1; two flat ones are alike."""
    one, other = first - first.mean(), second - second.mean()
    norm = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float((one * other).sum()) / norm if norm > 1e-3 else 1.0
