"""Which sampled frames of a video are looked at, and why: samples and first glances come in, causes go out.

Every shot is looked at from its first frame on, at a base rate that nothing of three tenths of a second
escapes, and more often at the end. In between, every frame is looked at where something is in doubt: where
the picture jumps, where a part comes or goes, and where a suspicion has begun that is not yet sure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from agent_plugin.tools.anatomy.shown_parts import ShownPart, outline_at, shown_parts
from agent_plugin.tools.body import skeleton
from agent_plugin.tools.domain import Category, Frame, MediaInfo, Part, Person, Sampling, Scene
from agent_plugin.tools.media.shots import Sample, Shots
from agent_plugin.tools.people.tracker import Tracker
from agent_plugin.tools.policy import Policy
from agent_plugin.tools.weighing.everyone import suspected_in

# Structure: containers round times to milliseconds; steps that are so little too long are none.
_ROUNDED_S = 0.002


class Cause(StrEnum):
    """Why a frame is looked at."""

    SHOT = "a shot begins"
    BASE = "base rate"
    END = "the end"
    JUMP = "the picture jumps"
    PART = "a part comes or goes"
    TURN = "somebody turns"
    DOUBT = "a suspicion begins or ends"
    EVERY = "every frame is wanted"


@dataclass(frozen=True, eq=False)
class _Shown:
    """A part of somebody, and whose it is."""

    person: Person
    part: ShownPart


@dataclass(frozen=True, eq=False)
class Glance:
    """What the plan makes of a look: suspicions over the score from which they ask, and who shows what."""

    doubts: Mapping[Category, float]
    asks_since_s: Mapping[Category, float]
    at_s: float
    parts: Mapping[tuple[int, Part], _Shown]
    yaws_deg: Mapping[int, float]  # where shoulders face, by person
    shot: int


class Scout:
    """Follows the people from one frame of the base rate to the next, ahead of the findings."""

    def __init__(self, policy: Policy) -> None:
        """No frame yet."""
        self._policy, self._tracker = policy, Tracker(policy.tracks)
        self._asks_since_s: dict[Category, float] = {}

    def glance(self, scene: Scene) -> Glance:
        """What the next one shows."""
        followed, doubts = self._tracker.follow(scene), dict[Category, float]()
        for each in suspected_in(followed, self._policy):
            asks_from = self._policy.verdict.thresholds(each.category).review
            if asks_from is not None:
                doubts[each.category] = max(doubts.get(each.category, 0.0), each.score / max(asks_from, 1e-6))
        shown = {
            (person.number, part): _Shown(person, each)
            for person in followed.people
            for part, each in shown_parts(followed.frame, person, self._policy.pops_in_and_out).items()
        }
        at_s, since_s = scene.frame.at_s, self._asks_since_s
        self._asks_since_s = {of: since_s.get(of, at_s) for of, doubt in doubts.items() if doubt >= 1.0}
        yaws_deg = {each.number: skeleton.shoulder_yaw_deg(each.pose) for each in followed.people}
        return Glance(doubts, self._asks_since_s, at_s, shown, yaws_deg, scene.frame.shot)


class Plan:
    """The plan for one media; it keeps count of why each frame was looked at."""

    def __init__(self, policy: Policy, info: MediaInfo) -> None:
        """No frame yet."""
        self._rules, self._pops, self._shots = policy.sampling, policy.pops_in_and_out, Shots(policy.sampling)
        # Where nobody knows the end, all of it may be the end.
        self._end_from_s = max(0.0, (info.duration_s or 0.0) - self._rules.end_s)
        self._latest: Frame | None = None
        self._samples = 0
        self._shots_s: list[float] = []
        self._counts: Counter[Cause] = Counter()

    def sample(self, frame: Frame) -> tuple[Sample, Cause | None]:
        """The next sampled frame, and why it is looked at in any case; if not, its neighbours decide."""
        sample = self._shots.sample(frame)
        self._samples += 1
        cause = self._cause(sample.frame)
        if cause is not None:
            self._latest = sample.frame
            self.count(cause)
        if cause is Cause.SHOT:
            self._shots_s.append(frame.at_s)
        return sample, cause

    def count(self, cause: Cause) -> None:
        """A frame is looked at for this cause."""
        self._counts[cause] += 1

    def between(self, before: Glance, after: Glance, samples: Sequence[Sample]) -> Cause | None:
        """Why all between two looks is looked at, if it is; `samples` are those, and the later look's own."""
        if any(sample.stands_out for sample in samples):
            return Cause.JUMP
        if before.shot == after.shot:
            if self._differ(before.parts, after.parts):
                return Cause.PART
            if self._turned(before.yaws_deg, after.yaws_deg):
                return Cause.TURN
        return Cause.DOUBT if self._is_in_doubt(before, after) else None

    def followed(self) -> Sampling:
        """What became of it."""
        counts = {cause.value: self._counts[cause] for cause in Cause if self._counts[cause]}
        return Sampling(frames_sampled=self._samples, shots_s=tuple(self._shots_s), looked_at_for=counts)

    def _cause(self, frame: Frame) -> Cause | None:
        latest, rules = self._latest, self._rules
        if latest is None or latest.shot != frame.shot:
            return Cause.SHOT
        if rules.every_frame or frame.held_s is None:
            return Cause.EVERY
        is_end = frame.at_s >= self._end_from_s
        step_s = min(rules.base_step_s, rules.end_step_s) if is_end else rules.base_step_s
        if frame.at_s + frame.held_s - latest.at_s <= step_s + _ROUNDED_S:
            return None
        return Cause.END if is_end else Cause.BASE

    def _is_in_doubt(self, before: Glance, after: Glance) -> bool:
        """Is there a suspicion that has not asked for long enough to be settled?"""
        latest_s = after.at_s - self._rules.settled_s
        return any(
            max(before.doubts.get(of, 0.0), after.doubts.get(of, 0.0)) >= self._rules.doubt_share
            and after.asks_since_s.get(of, after.at_s) > latest_s
            for of in before.doubts.keys() | after.doubts.keys()
        )

    def _turned(self, before: Mapping[int, float], after: Mapping[int, float]) -> bool:
        """Does a skeleton turn so far that its sides may have swapped, which takes a close look?"""
        return any(
            skeleton.angle_between_deg(before[number], after[number]) > self._rules.turn_deg
            for number in before.keys() & after.keys()
        )

    def _differ(
        self, before: Mapping[tuple[int, Part], _Shown], after: Mapping[tuple[int, Part], _Shown]
    ) -> bool:
        """Does somebody come or go, or a part whose place is empty without it?"""
        for key in before.keys() | after.keys():
            old, new = before.get(key), after.get(key)
            alone = old if new is None else new if old is None else None
            if alone is not None and alone.part.state == "shown":
                return True
            if old is None or new is None:
                continue
            if old.part.state != new.part.state and "unsure" not in (old.part.state, new.part.state):
                there, gone = (old, new) if old.part.state == "shown" else (new, old)
                if self._is_left(there.part, gone.person):
                    return True
        return False

    def _is_left(self, part: ShownPart, person: Person) -> bool:
        """Has a part that was clear of the body left its place? An arm that swings passes behind the body."""
        is_clear = part.clear >= self._pops.well_clear / 2
        return is_clear and float(outline_at(person, part.path_px).mean()) < self._pops.outline_off
