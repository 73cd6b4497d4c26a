"""Which frames are chosen, by their times alone."""

from __future__ import annotations

from itertools import pairwise

import pytest

from agent_plugin.tools.media.timing import Shown, sampled, shown_at, shown_until, steady_fps


def chosen(times_ms: list[int], fps: float) -> list[int]:
    return [round(each.at_s * 1000) for each in _sampled(times_ms, fps)]


def _sampled(times_ms: list[int], fps: float, last_ms: int = 33) -> list[Shown[None]]:
    moments = [(t / 1000, None) for t in times_ms]
    return list(sampled(shown_until(moments, lambda _: last_ms / 1000), fps))


@pytest.mark.parametrize(
    ("times_ms", "fps", "expected"),
    [
        ([0, 33, 67, 100, 133, 167, 200], 10, [0, 100, 200]),
        ([0, 99, 201, 299, 400], 10, [0, 99, 201, 299, 400]),
        ([0, 500, 1000], 10, [0, 500, 1000]),
        ([0, 10, 20, 900, 910, 1000], 10, [0, 20, 900, 1000]),
        ([0, 30, 60, 90, 2090, 2120, 2150], 10, [0, 90, 2090, 2120]),
        ([0, 42, 83, 125, 167, 208, 250, 292, 333], 10, [0, 125, 208, 333]),
        ([], 10, []),
    ],
    ids=[
        "faster",
        "jitter of milliseconds",
        "slower",
        "uneven",
        "a card that comes between two steps and is held",
        "24 to 10",
        "nothing",
    ],
)
def test_one_picture_is_chosen_in_each_step(times_ms: list[int], fps: float, expected: list[int]) -> None:
    assert chosen(times_ms, fps) == expected


@pytest.mark.parametrize(
    ("times_ms", "last_ms", "held_ms"),
    [
        ([0, 2000, 4000], 1500, [2000, 2000, 1500]),
        ([0, 33, 67, 100, 133, 167, 200, 233], 33, [100, 100, 66]),
        ([0, 30, 60, 90], 3000, [90, 3000]),
    ],
    ids=["cards", "a video", "what comes last and stays"],
)
def test_each_is_in_view_until_the_next_that_was_chosen(
    times_ms: list[int], last_ms: int, held_ms: list[int]
) -> None:
    held = [round(1000 * (each.until_s - each.at_s)) for each in _sampled(times_ms, 10, last_ms)]
    assert held == held_ms


@pytest.mark.parametrize("source_fps", [11, 12, 15, 23.976, 24, 25, 29.97, 30, 48, 50, 59.94, 60, 120])
def test_every_step_has_the_same_number_of_frames(source_fps: float) -> None:
    times_ms = [round(1000 * n / source_fps) for n in range(round(60 * source_fps))]
    taken = chosen(times_ms, steady_fps(10, 1 / source_fps))
    places = [times_ms.index(at_ms) for at_ms in taken]
    steps = {after - before for before, after in pairwise(places)}
    assert len(steps) == 1
    assert 7.5 <= source_fps / steps.pop() <= 15


@pytest.mark.parametrize("source_fps", [0.5, 5, 9.9])
def test_a_slow_source_is_taken_whole_however_wrong_its_headers_are(source_fps: float) -> None:
    assert steady_fps(10, 1 / source_fps) == 10


@pytest.mark.parametrize(
    ("at_s", "expected"),
    [
        ([0.0, 0.1, 0.2], ["a", "b", "c"]),
        ([0.25, 0.05, 0.19], ["c", "a", "b"]),
        ([-1.0, 9.0, 9.0], ["a", "c", "c"]),
        ([], []),
    ],
)
def test_what_is_on_screen_is_found_in_the_order_asked(at_s: list[float], expected: list[str]) -> None:
    moments = [(0.0, "a"), (0.1, "b"), (0.2, "c")]
    assert shown_at(moments, at_s, lambda _, picture: picture) == expected


def test_each_picture_needed_is_kept_once_and_reading_stops_after_the_last() -> None:
    kept: list[int] = []
    moments = iter([(n / 10, n) for n in range(10)])

    def keep(_: float, picture: int) -> int:
        kept.append(picture)
        return picture

    assert shown_at(moments, [0.21, 0.22, 0.0], keep) == [2, 2, 0]
    assert kept == [0, 2]
    assert next(moments) == (0.4, 4)
