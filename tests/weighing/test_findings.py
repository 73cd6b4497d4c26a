"""What frames suspect becomes findings: at once in a still, over time in a video.

The scenes hold people whose head and torso disagree, so that `neck_twist` is as sure as its rule is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from math import ceil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_plugin.tools.anatomy import Suspicion
from agent_plugin.tools.anatomy.pictured import pictured, tempered
from agent_plugin.tools.domain import (
    Box,
    Category,
    Facing,
    Finding,
    Frame,
    NotChecked,
    Part,
    Person,
    Reason,
    Scene,
)
from agent_plugin.tools.policy import STANDARD, NeckTwistRules
from agent_plugin.tools.weighing.clip import Clip
from agent_plugin.tools.weighing.spans import Sighting, spans
from agent_plugin.tools.weighing.still import Still
from agent_plugin.tools.weighing.timeline import Timeline
from tests import builders
from tests.builders import Body
from tests.evidence.samples import info

# Under these rules a finding is exactly as sure as the torso's reading.
PLAIN = NeckTwistRules(opposed_faces=(0.0, 1.0, 1.1, 1.2), opposed_score=(0.0, 1.0, 1.0, 1.0))
POLICY = STANDARD.model_copy(update={"neck_twist": PLAIN})
LIMITS = STANDARD.verdict.standard
STRONG = (LIMITS.block + 1.0) / 2
WEAK = (LIMITS.review + LIMITS.block) / 2
FAINT = 0.2
LOOK_AGAIN, SURER = STANDARD.verdict.flip_from, STANDARD.verdict.surer_pass
STEP_S = 0.1
EMPTY = np.zeros((300, 300, 3), dtype=np.uint8)
STILL, CLIP = info("image", 300, 300), info("video", 300, 300, duration_s=3.0)


@cache
def somebody(score: float = 0.0, *, x_px: float = 100.0, number: int = 1) -> Person:
    """A person of whom `neck_twist` is so sure."""
    person = builders.person(Body(at_px=(x_px, 150), torso_px=40), number)
    return replace(person, torso=Facing(180.0, score)) if score else person


def at(at_s: float, *people: Person, held_s: float | None = None) -> Scene:
    return Scene(Frame(EMPTY, at_s=at_s, held_s=held_s), people)


def still(scene: Scene) -> Still:
    shown = Still(POLICY, STILL)
    shown.add(scene)
    return shown


def gathered(scenes: Sequence[Scene]) -> Clip:
    shown = Clip(POLICY, CLIP)
    for scene in scenes:
        shown.add(scene)
    return shown


def clip(*scores: float) -> tuple[Finding, ...]:
    """Of one person who is so suspicious in frame after frame."""
    scenes = [at(n * STEP_S, somebody(score)) for n, score in enumerate(scores)]
    return gathered(scenes).findings()


def best(findings: Sequence[Finding]) -> float:
    return max((finding.score for finding in findings), default=0.0)


def test_a_still_keeps_every_suspicion_numbered_from_the_surest() -> None:
    scene = at(0, somebody(WEAK), somebody(STRONG, x_px=200, number=2))
    first, second = still(scene).findings()
    assert [(each.number, each.person) for each in (first, second)] == [(1, 2), (2, 1)]
    assert first.score == pytest.approx(STRONG, abs=1e-3)
    assert second.score == pytest.approx(WEAK, abs=1e-3)
    assert {first.at_s, first.start_s, first.end_s} == {None}


def test_what_is_not_worth_noting_is_no_finding() -> None:
    scene = at(0, somebody(POLICY.time.worth_noting / 2))
    assert still(scene).findings() == ()


def test_nothing_suspicious_is_no_finding() -> None:
    assert clip(*[0.0] * 30) == ()


def test_a_strong_suspicion_needs_few_frames() -> None:
    assert best(clip(*[0.0] * 10, *[STRONG] * 3, *[0.0] * 17)) >= LIMITS.block


def test_a_weak_suspicion_in_the_same_few_frames_asks_for_nobody() -> None:
    assert best(clip(*[0.0] * 10, *[WEAK] * 3, *[0.0] * 17)) < LIMITS.review


def test_a_weak_suspicion_in_many_frames_counts() -> None:
    assert best(clip(*[0.0] * 10, *[WEAK] * 12, *[0.0] * 8)) >= LIMITS.review


@pytest.mark.parametrize("score", [WEAK, STRONG, 0.99, 1.0])
def test_one_flash_in_a_video_asks_for_nobody(score: float) -> None:
    assert best(clip(*[0.0] * 10, score, *[0.0] * 19)) < LIMITS.review


def test_many_weak_frames_never_make_a_strong_finding() -> None:
    assert best(clip(*[WEAK] * 30)) == pytest.approx(WEAK, abs=1e-3)


def test_a_video_of_one_frame_is_as_sure_as_a_still() -> None:
    assert best(clip(STRONG)) == pytest.approx(STRONG, abs=1e-3)


def test_one_freak_frame_does_not_lift_the_rest() -> None:
    calm = best(clip(*[WEAK] * 20))
    assert best(clip(*[WEAK] * 10, 1.0, *[WEAK] * 9)) < calm + 0.05


def test_two_suspicions_in_one_frame_are_still_one_flash() -> None:
    seen = Suspicion(Category.EXTRA_HEAD, 1, Part.HEAD, (0, 0, 9, 9), STRONG, "For you.")
    timeline = Timeline(POLICY.media.sample_fps)
    for n in range(30):
        timeline.add(n * STEP_S, STEP_S)
    (span,) = spans([Sighting(12, 12 * STEP_S, seen)] * 2, timeline, POLICY.time)
    assert span.score < LIMITS.review


def test_a_span_starts_and_ends_with_what_is_seen() -> None:
    (finding,) = clip(*[0.0] * 10, *[STRONG] * 10, *[0.0] * 10)
    assert finding.start_s == pytest.approx(1.0)
    assert finding.end_s == pytest.approx(2.0), "the last frame stays on screen until the next"


@pytest.mark.parametrize("fps", [7.5, 10, 12, 12.5, 15])
@pytest.mark.parametrize(("start_s", "end_s"), [(0.0, 0.5), (0.91, 1.23), (1.42, 3.0), (0.0, 3.0)])
def test_a_span_is_exact_to_a_step_between_frames(start_s: float, end_s: float, fps: float) -> None:
    times_s = [n / fps for n in range(ceil(3 * fps))]
    scenes = [at(t, somebody(STRONG if start_s <= t < end_s else 0.0)) for t in times_s]
    (finding,) = gathered(scenes).findings()
    assert finding.start_s is not None
    assert finding.end_s is not None
    assert 0.0 <= finding.start_s - start_s < 1 / fps
    assert 0.0 <= finding.end_s - end_s + 1e-6 < 1 / fps + 1e-6


def test_faint_doubt_around_a_defect_neither_stretches_nor_drowns_it() -> None:
    """What models hold against every frame a little would make each span the whole clip."""
    (finding,) = clip(*[FAINT] * 10, *[STRONG] * 4, *[FAINT] * 16)
    assert [finding.start_s, finding.end_s] == pytest.approx([1.0, 1.4])
    assert finding.score >= LIMITS.block


def test_two_defects_of_one_kind_with_faint_doubt_in_between_are_two() -> None:
    findings = clip(*[STRONG] * 5, *[FAINT] * 10, *[STRONG] * 5)
    assert [finding.start_s for finding in findings] == pytest.approx([0.0, 1.5])


@pytest.mark.parametrize("score", [STRONG, 1.0])
def test_flashes_with_mostly_nothing_in_between_ask_for_nobody(score: float) -> None:
    assert best(clip(*[score, 0.0, 0.0, 0.0, 0.0] * 12)) < LIMITS.review


def test_what_blinks_now_and_then_counts_as_seen() -> None:
    assert best(clip(*[STRONG, STRONG, 0.0] * 5)) >= LIMITS.block


@pytest.mark.parametrize("fps", [10, 12, 15])
def test_three_tenths_of_a_second_strongly_seen_are_found(fps: int) -> None:
    scenes = [at(n / fps, somebody(0.95 if 1.0 <= n / fps < 1.3 else 0.0)) for n in range(3 * fps)]
    assert best(gathered(scenes).findings()) >= LIMITS.block


def test_the_worst_moment_is_the_one_that_is_shown() -> None:
    (finding,) = clip(*[WEAK] * 10, STRONG, *[WEAK] * 10)
    assert finding.at_s == pytest.approx(1.0)


def test_of_moments_as_bad_as_the_worst_the_middle_one_is_shown() -> None:
    """The first shows a defect that has only begun, and one a touch worse may be the last."""
    (finding,) = clip(*[WEAK] * 10, *[STRONG] * 10, STRONG + 0.01, *[WEAK] * 9)
    assert finding.at_s == pytest.approx(1.5)


@pytest.mark.parametrize("kind", ["still", "clip"])
@pytest.mark.parametrize(
    "box_xyxy", [(-50.0, -20.0, 40.0, 30.0), (280.0, 290.0, 420.0, 310.0), (400, 10, 500, 20)]
)
def test_what_was_not_checked_lies_in_the_picture(kind: str, box_xyxy: Box) -> None:
    row = unsure(1, Reason.CUT_OFF)[0].not_checked[0].model_copy(update={"box_xyxy": box_xyxy})
    scene = at(0, replace(somebody(), not_checked=(row,)))
    (row,) = (still(scene) if kind == "still" else gathered([scene])).not_checked()
    assert row.box_xyxy is not None
    x0, y0, x1, y1 = row.box_xyxy
    assert 0 <= x0 < x1 <= 300
    assert 0 <= y0 < y1 <= 300


@pytest.mark.parametrize(("missing", "spans"), [(1, 1), (2, 1), (15, 2)])
def test_a_short_gap_is_bridged_and_a_long_one_is_not(missing: int, spans: int) -> None:
    findings = clip(*[STRONG] * 8, *[0.0] * missing, *[STRONG] * 8)
    assert len(findings) == spans
    ends = [finding.end_s for finding in findings]
    assert max(end for end in ends if end is not None) == pytest.approx((16 + missing) * STEP_S)


def test_two_people_have_a_finding_each() -> None:
    scenes = [at(n * STEP_S, somebody(STRONG), somebody(WEAK, x_px=220, number=2)) for n in range(20)]
    assert [finding.person for finding in gathered(scenes).findings()] == [1, 2]


def test_a_finding_follows_its_person_over_the_frame() -> None:
    """The finder counts from the left; who is who over time is the tracker's word."""
    scenes = [
        at(
            n * STEP_S,
            *([somebody(x_px=60)] if n >= 10 else []),
            somebody(STRONG, x_px=200, number=1 + (n >= 10)),
        )
        for n in range(20)
    ]
    (finding,) = gathered(scenes).findings()
    assert (finding.person, finding.start_s) == (1, 0.0)
    assert finding.end_s == pytest.approx(2.0)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from([0.0, 0.2, WEAK, STRONG, 1.0]), min_size=1, max_size=30))
def test_every_span_holds_its_worst_moment_and_no_score_is_above_the_surest_frame(
    scores: list[float],
) -> None:
    findings = clip(*scores)
    assert [finding.number for finding in findings] == list(range(1, len(findings) + 1))
    assert best(findings) <= max(scores) + 1e-3
    for finding in findings:
        assert finding.start_s is not None
        assert finding.at_s is not None
        assert finding.end_s is not None
        assert 0 <= finding.start_s <= finding.at_s <= finding.end_s <= len(scores) * STEP_S + 1e-6


@settings(max_examples=15, deadline=None)
@given(st.sampled_from([WEAK, STRONG, 1.0]), st.integers(1, 14))
def test_one_more_frame_never_makes_it_less_sure(score: float, frames: int) -> None:
    def seen(count: int) -> float:
        return best(clip(*[score] * count, *[0.0] * (30 - count)))

    assert seen(frames) <= seen(frames + 1) + 1e-9


def unsure(number_of: int, reason: Reason, part: Part = Part.HEAD) -> list[Person]:
    row = NotChecked(person=1, part=part, reason=reason, explanation="Person 1's head is too blurred.")
    return [replace(somebody(), not_checked=(row,))] * number_of


@pytest.mark.parametrize(("unchecked", "is_listed"), [(3, False), (8, True)])
def test_a_part_is_not_checked_only_when_most_frames_miss_it(unchecked: int, is_listed: bool) -> None:
    people = [*unsure(unchecked, Reason.BLURRED), *[somebody()] * (10 - unchecked)]
    shown = gathered([at(n * STEP_S, person) for n, person in enumerate(people)])
    assert [row.part for row in shown.not_checked()] == [Part.HEAD] * is_listed
    assert (Part.HEAD in shown.people()[0].checked) is not is_listed


def test_the_commonest_reason_is_told() -> None:
    people = [*unsure(3, Reason.CUT_OFF), *unsure(5, Reason.BLURRED), *unsure(2, Reason.TOO_SMALL)]
    shown = gathered([at(n * STEP_S, person) for n, person in enumerate(people)])
    assert [row.reason for row in shown.not_checked()] == [Reason.BLURRED]


def test_reasons_that_change_add_up_to_a_part_not_checked() -> None:
    people = [*unsure(3, Reason.CUT_OFF), *unsure(3, Reason.BLURRED), *[somebody()] * 4]
    shown = gathered([at(n * STEP_S, person) for n, person in enumerate(people)])
    assert [row.part for row in shown.not_checked()] == [Part.HEAD]


def test_people_are_told_with_the_time_they_are_there() -> None:
    scenes = [
        at(n * STEP_S, somebody(), *([somebody(x_px=220, number=2)] if n >= 5 else [])) for n in range(10)
    ]
    first, second = gathered(scenes).people()
    assert [(row.person, row.start_s) for row in (first, second)] == [(1, 0.0), (2, 0.5)]
    assert [row.end_s for row in (first, second)] == pytest.approx([0.9, 0.9])


def test_a_still_tells_people_without_times() -> None:
    (person,) = still(at(0, somebody())).people()
    assert (person.start_s, person.end_s) == (None, None)
    assert Part.HEAD in person.checked


def test_hands_alone_count_as_something_seen() -> None:
    hand = builders.hand((150.0, 200.0))
    (seen,) = still(replace(at(0), loose_hands=(hand,))).people()
    assert seen.box_xyxy == pytest.approx(hand.box_xyxy)
    assert set(seen.checked) == {Part.LEFT_HAND, Part.RIGHT_HAND}


def test_hands_beside_somebody_are_nobody_of_their_own() -> None:
    hand = builders.hand((280.0, 200.0))
    assert len(still(replace(at(0, somebody()), loose_hands=(hand,))).people()) == 1


def test_nobody_in_any_frame_is_nobody() -> None:
    shown = gathered([at(n * STEP_S) for n in range(5)])
    assert (shown.findings(), shown.people(), shown.not_checked()) == ((), (), ())
    assert shown.frames == 5


def test_nothing_is_missing_of_somebody_in_a_poster_and_nothing_blocks() -> None:
    sure = replace(somebody(STRONG), pictured_in=(50, 50, 150, 250))
    (finding,) = still(at(0.0, sure)).findings()
    assert finding.score == STANDARD.people.depictions.most_score < LIMITS.block
    assert finding.score >= LIMITS.review


@pytest.mark.parametrize(
    ("category", "kept"),
    [("missing_arm", False), ("missing_hand", False), ("missing_leg", False), ("extra_arm", True)],
)
def test_what_a_posters_edge_cuts_off_is_not_missing(category: str, kept: bool) -> None:
    person = replace(somebody(), pictured_in=(50, 50, 150, 250))
    part = Part.LEFT_HAND if category.endswith("hand") else Part.LEFT_ARM
    suspicion = Suspicion(Category(category), 1, part, (0, 0, 9, 9), 0.7, "For you.")
    assert list(tempered([suspicion], pictured(at(0.0, person)), STANDARD)) == [suspicion] * kept
    assert list(tempered([suspicion], pictured(at(0.0, somebody())), STANDARD)) == [suspicion]


@pytest.mark.parametrize(("score", "doubt"), [(LOOK_AGAIN - 0.05, False), (LOOK_AGAIN + 0.05, True)])
def test_a_still_is_in_doubt_from_a_faint_suspicion_on(score: float, doubt: bool) -> None:
    assert still(at(0, somebody(score))).in_doubt() is doubt


@pytest.mark.parametrize(
    ("seen", "mirrored", "value"),
    [
        (STRONG, STRONG, STRONG),
        (1.0, 0.0, SURER),
        (0.0, 1.0, SURER),
        (0.3, 0.9, SURER * 0.9 + (1 - SURER) * 0.3),
    ],
)
def test_a_still_is_as_suspicious_as_both_passes_weighed(seen: float, mirrored: float, value: float) -> None:
    shown = still(at(0, somebody(seen)))
    shown.weigh(at(0, somebody(mirrored, x_px=200.0)))
    (finding,) = shown.findings()
    assert finding.score == pytest.approx(value, abs=1e-3)
    assert finding.person == 1
    assert shown.frames == 1


def test_what_fades_in_the_flip_pass_may_fall_below_what_is_noted() -> None:
    shown = still(at(0, somebody(POLICY.time.worth_noting * 1.2)))
    shown.weigh(at(0, somebody(x_px=EMPTY.shape[1] - 100)))
    assert shown.findings() == ()


def test_the_people_and_what_was_not_checked_are_the_first_passs() -> None:
    shown = still(at(0, *unsure(1, Reason.BLURRED)))
    before = shown.people(), shown.not_checked()
    shown.weigh(at(0, somebody(STRONG), *unsure(1, Reason.TOO_SMALL)))
    assert (shown.people(), shown.not_checked()) == before


def test_about_somebody_in_a_poster_the_flip_pass_makes_nothing_sure_either() -> None:
    shown = still(at(0, replace(somebody(STRONG), pictured_in=(50, 50, 150, 250))))
    shown.weigh(at(0, somebody(1.0, x_px=200.0)))
    (finding,) = shown.findings()
    assert finding.score == STANDARD.people.depictions.most_score


def test_whom_nobody_looked_at_is_told_once() -> None:
    crowd = NotChecked(person=None, part=Part.BODY, reason=Reason.TOO_MANY_PEOPLE, explanation="More.")
    printed = crowd.model_copy(update={"reason": Reason.PICTURED, "box_xyxy": (290, 10, 350, 20)})
    another = printed.model_copy(update={"box_xyxy": (10, 10, 20, 20)})
    scenes = [replace(at(step / 10, somebody()), not_checked=(crowd, printed, another)) for step in range(3)]
    rows = [row for row in gathered(scenes).not_checked() if row.person is None]
    assert [row.reason for row in rows] == [Reason.TOO_MANY_PEOPLE, Reason.PICTURED, Reason.PICTURED]
    assert [row.box_xyxy for row in rows[1:]] == [(290, 10, 300, 20), (10, 10, 20, 20)]
