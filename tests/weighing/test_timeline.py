"""How long a frame is in view is what it weighs, however a file cuts the same time into frames."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_plugin.tools.anatomy import Suspicion
from agent_plugin.tools.domain import Category, Part
from agent_plugin.tools.policy import STANDARD
from agent_plugin.tools.weighing.spans import Sighting, Span, spans
from agent_plugin.tools.weighing.timeline import Timeline, samples_in_view

FPS, RULES = STANDARD.media.sample_fps, STANDARD.time
STEP_S = 1 / FPS
SCORES = st.floats(0.05, 1.0)
CARDS = st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=1, max_size=8)  # samples, shows it


def _seen(frames: list[tuple[float, float]], score: float, shows: list[bool]) -> list[Span]:
    """The spans of what some of the frames show; each frame is its start and how long it is in view."""
    timeline = Timeline(FPS)
    rows: list[Sighting] = []
    for number, ((at_s, held_s), does) in enumerate(zip(frames, shows, strict=True)):
        timeline.add(at_s, held_s)
        if does:
            suspicion = Suspicion(Category.NECK_TWIST, 1, Part.NECK, (0.0, 0.0, 9.0, 9.0), score, "It turns.")
            rows.append(Sighting(number, at_s, suspicion))
    return spans(rows, timeline, RULES) if rows else []


def _as_cards(cards: list[tuple[int, bool]], score: float) -> list[Span]:
    """Each card is one frame."""
    starts = [sum(samples for samples, _ in cards[:n]) for n in range(len(cards))]
    frames = [(at * STEP_S, samples * STEP_S) for at, (samples, _) in zip(starts, cards, strict=True)]
    return _seen(frames, score, [shows for _, shows in cards])


def _as_film(cards: list[tuple[int, bool]], score: float) -> list[Span]:
    """Each card is as many frames as a video at the sampling rate has of it."""
    shows = [does for samples, does in cards for _ in range(samples)]
    return _seen([(n * STEP_S, STEP_S) for n in range(len(shows))], score, shows)


@pytest.mark.parametrize(
    ("held_s", "samples"), [(None, 1), (0.0, 1), (0.04, 1), (0.1, 1), (0.199, 2), (0.25, 2), (2.0, 20)]
)
def test_a_frame_is_worth_the_whole_samples_that_it_is_in_view(held_s: float | None, samples: int) -> None:
    assert samples_in_view(held_s, FPS) == samples


@given(st.lists(st.one_of(st.none(), st.floats(0, 30)), min_size=1, max_size=30))
def test_each_frame_begins_where_the_one_before_ends(held_s: list[float | None]) -> None:
    timeline = Timeline(FPS)
    for number, held in enumerate(held_s):
        timeline.add(number * STEP_S, held)
    assert [b - a for a, b in pairwise(timeline.starts())] == list(timeline.samples())
    assert min(timeline.samples()) >= 1


@given(st.lists(st.floats(0.01, 10), min_size=1, max_size=30))
def test_the_usual_step_lies_between_the_shortest_and_the_longest(steps_s: list[float]) -> None:
    timeline, at_s = Timeline(FPS), 0.0
    timeline.add(at_s, None)
    assert timeline.usual_step_s() == 0.0
    for step_s in steps_s:
        at_s += step_s
        timeline.add(at_s, None)
    assert min(steps_s) - 1e-6 <= timeline.usual_step_s() <= max(steps_s) + 1e-6


@given(CARDS, SCORES)
def test_a_slide_show_weighs_as_the_video_of_it_does(cards: list[tuple[int, bool]], score: float) -> None:
    held, filmed = _as_cards(cards, score), _as_film(cards, score)
    assert [one.score for one in held] == pytest.approx([one.score for one in filmed])
    for one, other in zip(held, filmed, strict=True):
        assert (one.start_s, one.end_s) == pytest.approx((other.start_s, other.end_s))


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 60), SCORES)
def test_a_card_that_is_held_longer_never_counts_for_less(
    samples: int, more: int, others: int, score: float
) -> None:
    rest = [(others, False)] if others else []
    (short,), (long,) = (_as_cards([(n, True), *rest], score) for n in (samples, samples + more))
    assert long.score >= short.score - 1e-9


@given(st.integers(40, 400), SCORES)
def test_a_single_broken_frame_of_a_video_stays_weak(frames: int, score: float) -> None:
    (span,) = _as_film([(frames // 2, False), (1, True), (frames - frames // 2, False)], score)
    assert span.score <= score / RULES.frames_for_sure + 1e-9


@given(st.floats(2.0, 30.0), SCORES, st.lists(st.floats(0.5, 30.0), max_size=6))
def test_a_card_of_two_seconds_counts_in_full(held_s: float, score: float, others_s: list[float]) -> None:
    starts = [held_s + sum(others_s[:n]) for n in range(len(others_s))]
    frames = [(0.0, held_s), *zip(starts, others_s, strict=True)]
    (span,) = _seen(frames, score, [True, *[False] * len(others_s)])
    assert span.score == pytest.approx(score)
    assert (span.start_s, span.end_s) == pytest.approx((0.0, held_s))
