"""# A part that comes and goes

**Sees** an arm, a leg, a hand or a head of somebody in a video that shows steadily, is gone from one frame
looked at to the next, and stays gone or comes back as suddenly: the outline has left its place, what lies
beside that place has not changed, the rest of the body has hardly moved, and the part had no time to hide.

**Cannot see** a part that melts away slowly, that goes in front of or behind the body, at the picture's edge,
or while the camera moves, since then nothing beside it stays the same. What covers a part, like a caption
or a product, changes its surroundings too and is no finding. Further limbs are the other checks' business.

**Source of the numbers:** a hand at rest needs a fifth of a second to move a forearm's length away (unhurried
reaching peaks at 0.5 to 1 m/s; Morasso 1981): two frames at the rate at which videos are looked at. The rest
was set on clips of rendered people out of which arms, hands, legs and heads were painted for half a second.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal

import numpy as np

from agent_plugin.tools.anatomy.check import Spell, Suspicion, measured
from agent_plugin.tools.anatomy.scoring import any_of, fade
from agent_plugin.tools.anatomy.shown_parts import ShownPart, State, left_empty, outline_at, shown_parts
from agent_plugin.tools.body import skeleton
from agent_plugin.tools.domain import Category, Frame, Measurement, Part, Person, Points, Scene, box_around
from agent_plugin.tools.policy import Policy, PopRules

_HANDS = (Part.LEFT_HAND, Part.RIGHT_HAND)


@dataclass(frozen=True, eq=False)
class _PersonSample:
    """One person in one frame."""

    number: int  # of the frame
    frame: Frame
    person: Person
    parts: dict[Part, ShownPart]


@dataclass(frozen=True)
class _Change:
    """A part goes or comes between one frame and the next, and how little else explains it, 0 to 1."""

    way: Literal["goes", "comes"]
    before: int  # the number of the last frame of old
    number: int  # of the first frame that is new
    sure: float
    share: float  # of the part that turned into background, or from it
    path_px: Points


class Watch:
    """Follows every part of everyone from frame to frame."""

    def __init__(self, policy: Policy) -> None:
        """No frame yet."""
        self._rules = policy.pops_in_and_out
        self._times_s: list[float] = []
        self._last: dict[int, _PersonSample] = {}
        self._heads: dict[int, Points] = {}
        self._moved: dict[tuple[int, Part], float] = {}
        self._states: defaultdict[tuple[int, Part], dict[int, State]] = defaultdict(dict)
        self._changes: defaultdict[tuple[int, Part], list[_Change]] = defaultdict(list)

    def see(self, scene: Scene) -> None:
        """Look at the next frame, its people numbered over time."""
        number = len(self._times_s)
        self._times_s.append(scene.frame.at_s)
        samples: dict[int, _PersonSample] = {}
        for person in scene.people:
            parts = shown_parts(scene.frame, person, self._rules)
            parts[Part.HEAD] = self._head(person, parts[Part.HEAD])
            sample = samples[person.number] = _PersonSample(number, scene.frame, person, parts)
            before = self._before(person.number)
            for part, each in parts.items():
                self._states[person.number, part][number] = each.state
                if before is not None:
                    self._compare(before, sample, part)
        self._last |= samples

    def spells(self) -> Iterator[Spell]:
        """Every time that a part was gone, or came and went, without cause."""
        for (person, part), changes in self._changes.items():
            for together in _together(changes, self._times_s, self._rules):
                yield self._spell(person, part, together)

    def _head(self, person: Person, head: ShownPart) -> ShownPart:
        """The head, gone if its last place is empty."""
        if head.state == "shown":
            self._heads[person.number] = head.path_px
        last_px = self._heads.get(person.number)
        return head if last_px is None else left_empty(person, head, last_px, self._rules)

    def _before(self, person: int) -> _PersonSample | None:
        """The last sample of a person, if it is not long ago."""
        last = self._last.get(person)
        recent = last is not None and self._times_s[-1] - last.frame.at_s <= self._rules.blink_s
        return last if recent else None

    def _compare(self, before: _PersonSample, now: _PersonSample, part: Part) -> None:
        key = now.person.number, part
        states = before.parts[part].state, now.parts[part].state
        if states == ("shown", "shown"):
            self._moved[key] = _moved(before, now, part)
        elif states == ("shown", "gone"):
            change = _change("goes", before, now, part, self._moved.get(key, 0.0), self._rules)
            self._changes[key].append(change)
        elif states == ("gone", "shown"):
            self._changes[key].append(_change("comes", now, before, part, 0.0, self._rules))

    def _spell(self, person: int, part: Part, changes: Sequence[_Change]) -> Spell:
        states = self._states[person, part]
        sure = [each.sure * self._steady(states, each) for each in changes]
        first, last = changes[0], changes[-1]
        start = first.number if first.way == "goes" else _run(states, first.before, -1)[-1]
        end = last.number if last.way == "comes" else _run(states, last.number, 1)[-1] + 1
        surest = changes[int(np.argmax(sure))]
        suspicion = _suspicion(person, part, min(self._rules.sure, any_of(*sure)), surest, len(changes))
        at = surest.number if surest.way == "goes" else surest.before
        return Spell(suspicion, self._times_s[start], self._time_s(end), self._times_s[at])

    def _time_s(self, number: int) -> float:
        """When a frame begins; the one after the last, a step later."""
        if number < len(self._times_s):
            return self._times_s[number]
        return 2 * self._times_s[-1] - self._times_s[-2]

    def _steady(self, states: dict[int, State], change: _Change) -> float:
        """For how long nothing changed, before and after."""
        before, after = _run(states, change.before, -1), _run(states, change.number, 1)
        before_s = self._times_s[change.number] - self._times_s[before[-1]]
        after_s = self._time_s(after[-1] + 1) - self._times_s[change.number]
        return fade(min(before_s, after_s), self._rules.steady_s, self._rules.flash_s)


def _run(states: dict[int, State], start: int, step: int) -> list[int]:
    """The frames in a row with the state of the first; those without the person say nothing."""
    numbers = sorted((number for number in states if (number - start) * step >= 0), reverse=step < 0)
    return list(takewhile(lambda number: states[number] == states[start], numbers))


def _together(
    changes: Sequence[_Change], times_s: Sequence[float], rules: PopRules
) -> Iterator[list[_Change]]:
    """Changes of one part in close succession belong to one event."""
    group: list[_Change] = []
    for change in changes:
        if group and times_s[change.number] - times_s[group[-1].number] > rules.together_s:
            yield group
            group = []
        group.append(change)
    yield group


def _moved(before: _PersonSample, now: _PersonSample, part: Part) -> float:
    """How far the part's end moved against the trunk, in torso lengths."""
    first, second = (
        before.person.pose.xy_px[skeleton.TORSO].mean(axis=0),
        now.person.pose.xy_px[skeleton.TORSO].mean(axis=0),
    )
    tip = (now.parts[part].tip_px - second) - (before.parts[part].tip_px - first)
    return float(np.linalg.norm(tip)) / max(now.person.scale_px, 1e-6)


def _change(
    way: Literal["goes", "comes"],
    shown: _PersonSample,
    gone: _PersonSample,
    part: Part,
    moved: float,
    rules: PopRules,
) -> _Change:
    """From the frame that shows the part and the one that does not."""
    place = shown.parts[part]
    if part in _HANDS:  # the wrist stays, and says whether the hand has
        away_px = gone.parts[part].path_px[0] - place.path_px[0]
        moved = max(moved, skeleton.length(away_px) / max(shown.person.scale_px, 1e-6))
    share, changed = _emptied(shown, gone, place.path_px, rules)
    sure = rules.once * fade(share, rules.most_of_it, rules.some_of_it) * changed
    sure *= fade(place.clear, rules.well_clear, rules.too_near)
    sure *= fade(moved, rules.at_rest, rules.in_motion)
    sure *= fade(_rest_moved(shown, gone, part), rules.body_at_rest, rules.body_in_motion)
    before, number = sorted((shown.number, gone.number))
    return _Change(way, before, number, sure, share, place.path_px)


def _emptied(
    shown: _PersonSample, gone: _PersonSample, path_px: Points, rules: PopRules
) -> tuple[float, float]:
    """The share of a part's place that became background, and the score from that alone."""
    there, left = (outline_at(each.person, path_px) for each in (shown, gone))
    if float(there.mean()) < rules.outlined:
        return 0.0, 0.0
    change = _brightness_change(shown.frame, gone.frame)
    within, around = _at(change, path_px), _around(shown, gone, path_px, change, rules)
    changed = within > rules.changed_grey
    share = float(((left < rules.outline_off) & ((there > rules.outline_on) | changed)).mean())
    if len(around) < rules.beside_points:
        return share, 0.0
    steady = float(np.median(around))
    more = float(np.median(within)) - steady
    return share, fade(steady, rules.same_grey, rules.other_grey) * fade(more, rules.changed_grey, 0.0)


def _rest_moved(first: _PersonSample, second: _PersonSample, part: Part) -> float:
    """How far trunk, head and the other parts' ends moved, the typical one, in torso lengths."""
    scale_px = max(first.person.scale_px, 1e-6)
    ends = [
        np.linalg.norm(second.parts[other].tip_px - each.tip_px)
        for other, each in first.parts.items()
        if other is not part and each.state == second.parts[other].state == "shown"
    ]
    trunk = np.linalg.norm(
        second.person.pose.xy_px[skeleton.TORSO] - first.person.pose.xy_px[skeleton.TORSO], axis=1
    )
    return float(np.median([*trunk, *ends])) / scale_px


def _around(
    shown: _PersonSample, gone: _PersonSample, path_px: Points, change: Points, rules: PopRules
) -> Points:
    """How much the background beside a part has changed, point by point."""
    ring = _beside(path_px, rules.beside * shown.person.scale_px)
    nobody = np.maximum(outline_at(shown.person, ring), outline_at(gone.person, ring)) < rules.outline_off
    height, width = change.shape
    inside = ((ring >= 0) & (ring < (width, height))).all(axis=1)
    return _at(change, ring[nobody & inside])


def _brightness_change(first: Frame, second: Frame) -> Points:
    import cv2  # here, because listing the checks loads nothing heavy

    smooth = [cv2.blur(each.pixels, (5, 5)).astype(np.float32) for each in (first, second)]
    change: Points = np.abs(smooth[0] - smooth[1]).max(axis=2)
    return change


def _at(values: Points, points_px: Points) -> Points:
    height, width = values.shape
    columns, rows = np.clip(points_px.astype(int), 0, (width - 1, height - 1)).T
    picked: Points = values[rows, columns]
    return picked


def _beside(path_px: Points, reach_px: float) -> Points:
    """Points all round, so far from the part."""
    angles = np.linspace(0.0, 2.0 * np.pi, 24, endpoint=False)
    ring = np.stack([np.cos(angles), np.sin(angles)], axis=1) * reach_px
    around = (path_px[:, None] + ring[None]).reshape(-1, 2)
    nearest = np.linalg.norm(around[:, None] - path_px[None], axis=2).min(axis=1)
    outside: Points = around[nearest > 0.95 * reach_px].astype(np.float32)
    return outside


def _suspicion(person: int, part: Part, score: float, change: _Change, times: int) -> Suspicion:
    return Suspicion(
        category=Category.POPS_IN_AND_OUT,
        person=person,
        part=part,
        box_xyxy=box_around(change.path_px),
        score=score,
        for_marketer="The {part} vanishes or appears from one moment to the next, with nothing before it.",
        measurements=(
            Measurement(
                name="turned into background", value=round(change.share, 3), unit="ratio", usual="under 0.3"
            ),
            Measurement(name="changes", value=float(times), unit="count", usual="none"),
        ),
        steps=(measured("a part that comes and goes", score, f"it {change.way} in one step"),),
    )
