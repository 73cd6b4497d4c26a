"""Which frames of a video are looked at: enough everywhere, and all of them where something is in doubt.

The frames are real ones to the plan; who is in them is scripted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_plugin.tools.costs import Stopwatch
from agent_plugin.tools.domain import Frame, Scene
from agent_plugin.tools.people.finder import PeopleFinder
from agent_plugin.tools.people.finders import Finders
from agent_plugin.tools.policy import Policy
from agent_plugin.tools.weighing.ahead import Ahead
from agent_plugin.tools.weighing.plan import Cause, Plan, Scout
from tests import builders
from tests.builders import Body
from tests.evidence.samples import info
from tests.weighing.test_findings import EMPTY, POLICY, STRONG, at, somebody

Script = Callable[[float], Scene]
RULES = POLICY.sampling
LIGHT = np.full_like(EMPTY, 200)
HAND = 9  # of the shapes of a body, the left one


class _Scripted(PeopleFinder):
    """Finds what is scripted for a time."""

    def __init__(self, script: Script) -> None:
        self._script = script

    def find(self, frame: Frame, watch: Stopwatch | None = None) -> Scene:
        return replace(self._script(frame.at_s), frame=frame)


def nobody(_at_s: float) -> Scene:
    return Scene(Frame(EMPTY))


def suspect(from_s: float, until_s: float, score: float = STRONG) -> Script:
    """Somebody, suspicious for a while."""
    return lambda at_s: at(at_s, somebody(score if from_s <= at_s < until_s else 0.0))


def frames_of(times_s: Sequence[float], until_s: float, cut_s: float = 99.0) -> list[Frame]:
    ends_s = [*times_s[1:], until_s]
    return [
        Frame(LIGHT if start_s >= cut_s else EMPTY, number, start_s, held_s=end_s - start_s)
        for number, (start_s, end_s) in enumerate(zip(times_s, ends_s, strict=True))
    ]


def steady(seconds: float, fps: float = 10.0) -> list[float]:
    return [number / fps for number in range(round(seconds * fps))]


def looked_at(
    times_s: Sequence[float],
    script: Script = nobody,
    *,
    length_s: float | None = None,
    policy: Policy = POLICY,
    cut_s: float = 99.0,
    most: int = 1,
) -> tuple[list[Frame], Plan]:
    until_s = times_s[-1] + (times_s[1] - times_s[0] if len(times_s) > 1 else 0.1)
    plan = Plan(policy, info("video", 300, 300, duration_s=length_s or until_s))
    ahead = Ahead(plan, Scout(policy), Finders(lambda: _Scripted(script), most), Stopwatch())
    scenes = ahead.scenes(iter(frames_of(times_s, until_s, cut_s)))
    return [scene.frame for scene in scenes], plan


def under(**rules: float) -> Policy:
    return POLICY.model_copy(update={"sampling": RULES.model_copy(update=rules)})


@pytest.mark.parametrize("fps", [8.0, 10.0, 12.0, 12.5, 15.0])
def test_what_shows_for_three_tenths_of_a_second_is_looked_at(fps: float) -> None:
    frames, _ = looked_at(steady(20.0, fps), length_s=90.0)
    assert max(frame.held_s or 0.0 for frame in frames) <= RULES.base_step_s + 0.01
    assert len(frames) < 0.6 * 20.0 * fps


@given(st.lists(st.floats(0.02, 2.0), min_size=1, max_size=60))
def test_however_unsteady_the_rate_every_moment_belongs_to_one_look(steps_s: list[float]) -> None:
    times_s = [0.0, *np.cumsum(steps_s).tolist()]
    frames, _ = looked_at(times_s)
    assert frames[0].at_s == 0.0
    for frame, later in pairwise(frames):
        assert frame.at_s + (frame.held_s or 0.0) == pytest.approx(later.at_s)
        step_s = later.at_s - frame.at_s
        assert (
            step_s <= RULES.base_step_s + 0.01 or later.at_s in times_s[times_s.index(frame.at_s) + 1 :][:1]
        )
    assert frames[-1].at_s == times_s[-1], "the last frame is looked at"
    assert [frame.index for frame in frames] == list(range(len(frames)))


def test_the_last_two_seconds_are_looked_at_more_often() -> None:
    frames, plan = looked_at(steady(10.0))
    early = [frame for frame in frames if 4.0 <= frame.at_s < 6.0]
    late = [frame for frame in frames if frame.at_s >= 8.0]
    assert len(late) > 1.3 * len(early)
    assert plan.followed().looked_at_for[Cause.END.value] >= len(late) - 1


def test_a_shot_is_looked_at_from_its_first_frame() -> None:
    frames, plan = looked_at(steady(6.0), cut_s=2.5, length_s=60.0)
    assert 2.5 in [frame.at_s for frame in frames]
    assert plan.followed().shots_s == (0.0, 2.5)


@pytest.mark.parametrize("from_s", [1.0, 1.1, 1.2, 1.3])
def test_around_a_suspicion_every_frame_is_looked_at(from_s: float) -> None:
    frames, plan = looked_at(steady(6.0), suspect(from_s, from_s + 0.3), length_s=60.0)
    times_s = [frame.at_s for frame in frames]
    assert {round(from_s + step, 1) for step in (-0.1, 0.0, 0.1, 0.2, 0.3)} <= {round(t, 1) for t in times_s}
    assert plan.followed().looked_at_for[Cause.DOUBT.value] >= 2


def test_a_faint_suspicion_is_not_worth_more_looks() -> None:
    _, plan = looked_at(steady(6.0), suspect(1.0, 3.0, score=0.05), length_s=60.0)
    assert Cause.DOUBT.value not in plan.followed().looked_at_for


def test_a_suspicion_that_has_asked_for_long_is_settled_but_its_end_is_not() -> None:
    frames, _ = looked_at(steady(9.0), suspect(1.0, 7.0), length_s=60.0)
    settled = [frame for frame in frames if 3.0 <= frame.at_s < 6.0]
    assert len(settled) <= 11
    assert 7.0 in [frame.at_s for frame in frames], "the first frame without it"


def test_where_somebody_comes_every_frame_is_looked_at() -> None:
    _, plan = looked_at(
        steady(6.0), lambda at_s: at(at_s, somebody()) if at_s >= 2.0 else nobody(at_s), length_s=60.0
    )
    assert plan.followed().looked_at_for[Cause.PART.value] >= 1


def with_hand(at_s: float, *, is_found: bool, is_there: bool) -> Scene:
    """Somebody at rest whose left hand the hand model finds or not, and whose outline shows it or not."""
    person = builders.person(Body(at_px=(150, 150), torso_px=40, arms={"left": (70, 60), "right": (15, 10)}))
    hand, shapes = builders.hand_on(person.pose, "left"), builders.shapes_of(person.pose)
    person = replace(person, silhouette=builders.silhouette(person, shapes if is_there else shapes[:HAND]))
    return at(at_s, replace(person, left_hand=hand if is_found else None))


@pytest.mark.parametrize(("is_there", "at_least", "at_most"), [(False, 4, 8), (True, 0, 0)])
def test_a_hand_whose_place_is_empty_is_a_cause_and_one_that_is_overlooked_is_none(
    is_there: bool, at_least: int, at_most: int
) -> None:
    def script(at_s: float) -> Scene:
        is_off = 3.0 <= at_s < 3.4
        return with_hand(at_s, is_found=not is_off, is_there=is_there or not is_off)

    frames, plan = looked_at(steady(9.0), script, length_s=90.0)
    assert at_least <= plan.followed().looked_at_for.get(Cause.PART.value, 0) <= at_most
    assert is_there or {3.0, 3.4} <= {frame.at_s for frame in frames}


@pytest.mark.parametrize("policy", [under(every_frame=True), under(base_step_s=0.01, end_step_s=0.01)])
def test_the_thorough_look_is_at_every_frame(policy: Policy) -> None:
    frames, plan = looked_at(steady(4.0), policy=policy)
    assert len(frames) == plan.followed().frames_sampled == 40


def test_the_counts_are_those_of_the_frames_looked_at() -> None:
    frames, plan = looked_at(steady(8.0), suspect(1.0, 2.0), cut_s=5.0)
    assert sum(plan.followed().looked_at_for.values()) == len(frames)


def test_a_media_of_unknown_length_is_all_end() -> None:
    plan = Plan(POLICY, info("video", 300, 300))
    causes = [plan.sample(frame)[1] for frame in frames_of(steady(3.0), 3.0)]
    assert Cause.BASE not in causes
    assert causes.count(Cause.END) >= 10


def test_where_a_skeleton_turns_round_between_two_looks_every_frame_is_looked_at() -> None:
    """A torso's memory needs the frame in which the head drags the skeleton along."""

    def turning(at_s: float) -> Scene:
        body = Body(at_px=(150, 150), torso_px=40, yaw_deg=180.0 if at_s < 3.1 else 0.0)
        return at(at_s, builders.person(body))

    frames, plan = looked_at(steady(9.0), turning, length_s=90.0)
    assert plan.followed().looked_at_for[Cause.TURN.value] >= 2
    assert {3.0, 3.1} <= {frame.at_s for frame in frames}
