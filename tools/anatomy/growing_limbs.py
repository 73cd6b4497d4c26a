"""A limb that grows in view: a video's frames come in, the times at which a limb is too long go out.

An arm looks longer as it turns towards the picture's plane, but never longer than it is. One that keeps its
direction, grows against a trunk that stays as it is, and ends longer than arms are, is drawn out. The pose's
own scale is of no use here: a long arm makes it larger.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent_plugin.tools.anatomy.check import Spell, Suspicion, measured
from agent_plugin.tools.anatomy.scoring import fade
from agent_plugin.tools.anatomy.sight import CONFIRM, in_picture
from agent_plugin.tools.body import skeleton
from agent_plugin.tools.domain import Box, Category, Measurement, Part, Person, Scene, box_around
from agent_plugin.tools.policy import GrowthRules, Policy

Values = NDArray[np.float64]
_LIMBS = {
    **{Part(f"{side}_arm"): joints for side, joints in skeleton.ARMS.items()},
    **{Part(f"{side}_leg"): joints for side, joints in skeleton.LEGS.items()},
}


@dataclass(frozen=True)
class _LimbSample:
    """One limb in one frame; lengths along the bones."""

    at_s: float
    box_xyxy: Box
    length_px: float
    trunk_px: float
    ways_deg: tuple[float, float]  # the directions of both bones in the picture


class Watch:
    """Follows every limb of everyone from frame to frame."""

    def __init__(self, policy: Policy) -> None:
        """No frame yet."""
        self._rules = policy.growing_limbs
        self._samples: defaultdict[tuple[int, Part], list[_LimbSample]] = defaultdict(list)

    def see(self, scene: Scene) -> None:
        """Look at the next frame, its people numbered over time."""
        for person in scene.people:
            for part, joints in _LIMBS.items():
                sample = _sample(scene, person, joints, self._rules)
                if sample is not None:
                    self._samples[person.number, part].append(sample)

    def spells(self) -> Iterator[Spell]:
        """Every time that a limb was longer than it had been and than limbs are."""
        for (person, part), samples in self._samples.items():
            yield from _spells(person, part, samples, self._rules)


def _sample(
    scene: Scene, person: Person, joints: tuple[int, int, int], rules: GrowthRules
) -> _LimbSample | None:
    """A sample where limb and trunk lie in the picture and clearly show; otherwise none."""
    points = person.pose.xy_px[list(joints)]
    trunk = np.stack([skeleton.shoulders(person.pose.xy_px), skeleton.hips(person.pose.xy_px)])
    seen = float(person.pose.visibility[list(joints)].min()) >= rules.surely_seen
    if not seen or not in_picture(scene, np.concatenate([points, trunk])):
        return None
    bones = np.diff(points, axis=0)
    first_deg, second_deg = (float(way) for way in np.degrees(np.arctan2(bones[:, 0], -bones[:, 1])))
    return _LimbSample(
        scene.frame.at_s,
        box_around(points),
        float(np.linalg.norm(bones, axis=1).sum()),
        max(skeleton.length(trunk[0] - trunk[1]), 1e-6),
        (first_deg, second_deg),
    )


def _spells(person: int, part: Part, samples: Sequence[_LimbSample], rules: GrowthRules) -> Iterator[Spell]:
    lengths = np.array([sample.length_px / sample.trunk_px for sample in samples])
    grown, steady = _growth(samples, lengths, rules)
    longest = rules.longest_leg if part.value.endswith("leg") else rules.longest_arm
    for first, last in _runs(grown >= rules.begins):
        run = slice(first, last + 1)
        frames = [
            fade(length, *longest) * fade(times, rules.grown, rules.begins) * trunk
            for length, times, trunk in zip(lengths[run], grown[run], steady[run], strict=True)
        ]
        surest = sorted(frames, reverse=True)[: rules.frames]
        score = rules.most * sum(surest) / rules.frames
        worst = first + int(np.argmax(lengths[run]))
        if score > 0:
            suspicion = _suspicion(
                person, part, samples[worst], score, float(lengths[worst]), float(grown[worst])
            )
            yield Spell(suspicion, samples[first].at_s, _end_s(samples, last), samples[worst].at_s)


def _end_s(samples: Sequence[_LimbSample], last: int) -> float:
    """When the frame after the last begins; after the very last, a step later."""
    if last + 1 < len(samples):
        return samples[last + 1].at_s
    return 2 * samples[last].at_s - samples[last - 1].at_s


def _growth(samples: Sequence[_LimbSample], lengths: Values, rules: GrowthRules) -> tuple[Values, Values]:
    """How many times as long as when it last pointed this way, and how surely the trunk stayed as it was."""
    grown, steady = np.ones(len(samples)), np.zeros(len(samples))
    ways_deg = np.array([sample.ways_deg for sample in samples]).reshape(-1, 2)
    trunk_px = np.array([sample.trunk_px for sample in samples])
    for number in range(len(samples)):
        apart_deg = np.abs((ways_deg - ways_deg[number] + 180.0) % 360.0 - 180.0).max(axis=1)
        alike = np.flatnonzero(apart_deg <= rules.same_way_deg)
        if len(alike) >= 2 * rules.frames:
            usual = alike[np.argsort(lengths[alike])][: max(rules.frames, len(alike) // 4)]
            grown[number] = lengths[number] / max(float(np.median(lengths[usual])), 1e-6)
            changed = abs(trunk_px[number] / float(np.median(trunk_px[usual])) - 1.0)
            steady[number] = fade(changed, rules.trunk_steady, rules.trunk_moved)
    return grown, steady


def _runs(wanted: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """First and last number of each stretch of frames in a row."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], wanted, [False]]).astype(int)))
    yield from ((int(first), int(end) - 1) for first, end in zip(edges[::2], edges[1::2], strict=True))


def _suspicion(
    person: int, part: Part, sample: _LimbSample, score: float, length: float, grown: float
) -> Suspicion:
    return Suspicion(
        category=Category.LIMB_LENGTH,
        person=person,
        part=part,
        box_xyxy=sample.box_xyxy,
        score=score,
        for_marketer=f"The {{part}} grows longer than it was: {CONFIRM}.",
        measurements=(
            Measurement(name="length", value=round(length, 3), unit="ratio", usual="up to 1.3 (legs 2)"),
            Measurement(name="growth", value=round(grown, 3), unit="ratio", usual="under 1.2"),
        ),
        steps=(measured("a limb that grows", score),),
    )
