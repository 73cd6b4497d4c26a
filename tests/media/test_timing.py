"""Which frames are chosen, by their times alone."""

from __future__ import annotations

import pytest

from agent_plugin.tools.media.timing import sampled, shown_at


def chosen(times_ms: list[int], fps: float) -> list[int]:
    return [round(at_s * 1000) for at_s, _ in sampled(((t / 1000, None) for t in times_ms), fps)]


@pytest.mark.parametrize(
    ("times_ms", "fps", "expected"),
    [
        ([0, 33, 67, 100, 133, 167, 200], 10, [0, 100, 200]),
        ([0, 99, 201, 299, 400], 10, [0, 99, 201, 299, 400]),
        ([0, 500, 1000], 10, [0, 500, 1000]),
        ([0, 10, 20, 900, 910, 1000], 10, [0, 900, 1000]),
        ([0, 42, 83, 125, 167, 208, 250, 292, 333], 10, [0, 125, 208, 292]),
        ([], 10, []),
    ],
    ids=["faster", "jitter of milliseconds", "slower", "uneven", "24 to 10", "nothing"],
)
def test_one_picture_is_chosen_in_each_step(times_ms: list[int], fps: float, expected: list[int]) -> None:
    assert chosen(times_ms, fps) == expected


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
