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

from agent_plugin.tools.anatomy.shown_parts import ShownPart, State, shown_parts
from agent_plugin.tools.body import skeleton
from agent_plugin.tools.domain import Category, Frame, MediaInfo, Part, Person, Points, Sampling, Scene
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
    DOUBT = "a suspicion begins or ends"
    EVERY = "every frame is wanted"


@dataclass(frozen=True, eq=False)
class Glance:
    """What the plan makes of a look: suspicions over the score from which they ask, and who shows what."""

    doubts: Mapping[Category, float]
    asks_since_s: Mapping[Category, float]
    at_s: float
    states: Mapping[tuple[int, Part], State]
    shot: int


class Scout:
    """Follows the people from one frame of the base rate to the next, ahead of the findings."""

    def __init__(self, policy: Policy) -> None:
        """No frame yet."""
        self._policy, self._tracker = policy, Tracker(policy.tracks)
        self._asks_since_s: dict[Category, float] = {}
        self._tips: dict[tuple[int, Part], Points] = {}
        self._moved: dict[tuple[int, Part], float] = {}

    def glance(self, scene: Scene) -> Glance:
        """What the next one shows."""
        followed, doubts = self._tracker.follow(scene), dict[Category, float]()
        for each in suspected_in(followed, self._policy):
            asks_from = self._policy.verdict.thresholds(each.category).review
            if asks_from is not None:
                doubts[each.category] = max(doubts.get(each.category, 0.0), each.score / max(asks_from, 1e-6))
        states = {
            (person.number, part): self._state(person, part, shown)
            for person in followed.people
            for part, shown in shown_parts(followed.frame, person, self._policy.pops_in_and_out).items()
        }
        at_s, since_s = scene.frame.at_s, self._asks_since_s
        self._asks_since_s = {of: since_s.get(of, at_s) for of, doubt in doubts.items() if doubt >= 1.0}
        return Glance(doubts, self._asks_since_s, at_s, states, scene.frame.shot)

    def _state(self, person: Person, part: Part, shown: ShownPart) -> State:
        """Whether a part shows; of one in motion, which may pass behind the body, nothing follows."""
        key, rules = (person.number, part), self._policy.pops_in_and_out
        if shown.state == "shown":
            trunk_px = person.pose.xy_px[skeleton.TORSO].mean(axis=0)
            tip = (shown.tip_px - trunk_px) / max(person.scale_px, 1e-6)
            self._moved[key] = skeleton.length(tip - self._tips.get(key, tip))
            self._tips[key] = tip
        return "unsure" if self._moved.get(key, 0.0) > rules.in_motion else shown.state


class Plan:
    """The plan for one media; it keeps count of why each frame was looked at."""

    def __init__(self, policy: Policy, info: MediaInfo) -> None:
        """No frame yet."""
        self._rules, self._shots = policy.sampling, Shots(policy.sampling)
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
        if before.shot == after.shot and _differ(before.states, after.states):
            return Cause.PART
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


def _differ(before: Mapping[tuple[int, Part], State], after: Mapping[tuple[int, Part], State]) -> bool:
    """Is a part that shows in one look gone in the other, or its owner?"""
    return any(
        {before.get(key), after.get(key)} in ({"shown", "gone"}, {"shown", None})
        for key in before.keys() | after.keys()
    )
