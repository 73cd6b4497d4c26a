"""What each stage took is added up, in the order in which the stages first began."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from agent_plugin.tools.costs import Stopwatch


def _spin(seconds: float) -> None:
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


def test_a_stage_takes_as_long_as_what_runs_in_it() -> None:
    watch, start = Stopwatch(), time.perf_counter()
    with watch.stage("look"):
        _spin(0.01)
    (row,) = watch.costs()
    assert (row.stage, row.calls) == ("look", 1)
    assert 0.01 <= row.seconds <= time.perf_counter() - start + 0.0001


def test_the_calls_of_a_stage_are_added_up() -> None:
    watch = Stopwatch()
    for _ in range(3):
        with watch.stage("look"):
            _spin(0.004)
    (row,) = watch.costs()
    assert row.calls == 3
    assert row.seconds >= 0.012 - 0.0001


def test_stages_stand_in_the_order_of_their_first_start() -> None:
    watch = Stopwatch()
    with watch.stage("open"), watch.stage("decode"):
        pass
    for name in ("check", "decode", "draw"):
        with watch.stage(name):
            pass
    assert [(row.stage, row.calls) for row in watch.costs()] == [
        ("open", 1),
        ("decode", 2),
        ("check", 1),
        ("draw", 1),
    ]


def test_a_stage_that_fails_is_counted_and_its_error_goes_on() -> None:
    watch = Stopwatch()
    with pytest.raises(ValueError, match="broken"), watch.stage("look"):
        raise ValueError("broken")
    assert [(row.stage, row.calls) for row in watch.costs()] == [("look", 1)]


def test_stages_that_run_side_by_side_lose_nothing_of_each_other() -> None:
    watch, both = Stopwatch(), threading.Barrier(2, timeout=20)

    def run() -> None:
        with watch.stage("look"):
            both.wait()

    with ThreadPoolExecutor(max_workers=2) as pool:
        for each in [pool.submit(run) for _ in range(2)]:
            each.result()
    assert [(row.stage, row.calls) for row in watch.costs()] == [("look", 2)]


def test_nothing_ran_nothing_cost() -> None:
    assert Stopwatch().costs() == ()
