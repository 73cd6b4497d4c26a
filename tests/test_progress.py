"""The time left is told once it can be, in words, and never at the end."""

from __future__ import annotations

import pytest

from agent_plugin.tools.progress import with_time_left


@pytest.mark.parametrize(
    ("taken_s", "share", "heard"),
    [
        (1.0, 0.5, "looking"),
        (30.0, 0.05, "looking"),
        (10.0, 0.5, "looking, about 10 s left"),
        (90.0, 0.25, "looking, about 4 min left"),
        (3.0, 0.999, "looking, about 1 s left"),
        (10.0, 1.0, "looking"),
    ],
)
def test_how_long_the_rest_takes_is_told_once_it_can_be(taken_s: float, share: float, heard: str) -> None:
    times_s, reports = iter([100.0, 100.0 + taken_s]), list[tuple[str, float]]()

    def note(stage: str, share: float) -> None:
        reports.append((stage, share))

    with_time_left(note, lambda: next(times_s))("looking", share)
    assert reports == [(heard, share)]
