"""Which moments of a video get a sheet: the suspicious, the end, each shot; few, and none twice."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from agent_plugin.tools.policy import STANDARD
from agent_plugin.tools.sheet.moments import Moments
from tests.evidence.samples import finding, info
from tests.sheet.scenes import HIGH, WIDE, plain, scene, somebody

RULES = STANDARD.sheet
STEP_S = 0.25


def watched(levels: list[int], sharpest: float = -1.0) -> Moments:
    """A clip of one frame a quarter of a second; another light is another shot."""
    clip = info("video", WIDE, HIGH, duration_s=len(levels) * STEP_S)
    moments = Moments(STANDARD, clip)
    for index, level in enumerate(levels):
        at_s = index * STEP_S
        person = somebody()
        clear = 1.0 if at_s == sharpest else 0.1
        person = replace(person, head=replace(person.head, sharpness=clear))
        moments.add(scene(person, frame=replace(plain(level, at_s, index), shot=level)))
    return moments


def times(moments: Moments, *at_s: float, score: float = 0.5) -> list[float]:
    findings = [
        finding(number, score=score - number / 10, at_s=at, start_s=at, end_s=at)
        for number, at in enumerate(at_s, 1)
    ]
    return [one.at_s for one in moments.chosen(findings)]


def test_a_still_has_one_moment() -> None:
    moments = Moments(STANDARD, info("image", WIDE, HIGH))
    moments.add(scene(somebody()))
    assert len(moments.chosen(())) == 1


def test_the_strongest_suspicion_is_shown() -> None:
    assert 3.0 in times(watched([100] * 60), 3.0)


def test_the_last_two_seconds_are_shown() -> None:
    assert times(watched([100] * 60))[-1] >= 59 * STEP_S - RULES.last_s


def test_each_shot_is_shown_once() -> None:
    chosen = times(watched([20] * 12 + [120] * 12 + [220] * 12))
    assert any(at < 3.0 for at in chosen)
    assert any(3.0 <= at < 6.0 for at in chosen)
    assert any(at >= 6.0 for at in chosen)


def test_of_a_shot_the_clearest_moment_is_taken() -> None:
    assert 1.5 in times(watched([20] * 12 + [220] * 40, sharpest=1.5))


def test_no_more_sheets_than_a_looker_will_look_at() -> None:
    shots = [level for level in range(10, 250, 20) for _ in range(4)]
    assert len(times(watched(shots), 1.0, 4.0, 7.0)) == RULES.max_sheets_clip


def test_moments_side_by_side_are_one() -> None:
    chosen = times(watched([100] * 60), 3.0, 3.25, 3.5)
    assert len([at for at in chosen if 2.9 <= at <= 3.6]) <= 2


@pytest.mark.parametrize("seconds", [6.0, 10.0, 15.0])
def test_no_long_stretch_stays_without_a_sheet_while_there_is_room(seconds: float) -> None:
    chosen = times(watched([100] * round(seconds / STEP_S)), 1.0)
    gaps_s = [later - earlier for earlier, later in pairwise([0.0, *chosen, seconds])]
    assert len(chosen) == RULES.max_sheets_clip or max(gaps_s) <= RULES.unseen_s + STEP_S
    assert max(gaps_s) <= seconds / 2.5


def test_what_is_short_has_no_more_sheets_than_it_needs() -> None:
    assert len(times(watched([100] * 8), 1.0)) <= 2


def test_each_moment_that_asks_is_shown_itself_because_its_place_is_another_a_moment_later() -> None:
    assert {3.0, 3.25} <= set(times(watched([100] * 60), 3.0, 3.25, score=1.0))


def test_a_clip_without_frames_has_no_moment() -> None:
    assert watched([]).chosen(()) == ()
