"""Frames are looked at ahead, side by side, in order, few at a time; a cancel is heard within a frame."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from agent_plugin.tools.costs import Stopwatch
from agent_plugin.tools.domain import Frame, Scene
from agent_plugin.tools.errors import MediaDamaged
from agent_plugin.tools.people.finder import PeopleFinder
from agent_plugin.tools.people.finders import Finders
from agent_plugin.tools.weighing.ahead import Ahead
from agent_plugin.tools.weighing.plan import Plan, Scout
from tests.evidence.samples import info
from tests.weighing.test_findings import EMPTY, POLICY
from tests.weighing.test_plan import frames_of, steady

CLIP = info("video", 300, 300, duration_s=60.0)


class _Counting(PeopleFinder):
    """Sees nobody, or fails."""

    def __init__(self, error: Exception | None = None) -> None:
        self._error, self.looks, self.closed = error, 0, False

    def find(self, frame: Frame, watch: Stopwatch | None = None) -> Scene:
        self.looks += 1
        if self._error is not None:
            raise self._error
        return Scene(replace(frame))

    def close(self) -> None:
        self.closed = True


def ahead(finders: Finders) -> Ahead:
    return Ahead(Plan(POLICY, CLIP), Scout(POLICY), finders, Stopwatch())


class _Reading:
    """Frames, and how many of them have been read."""

    def __init__(self, seconds: float) -> None:
        self.read = 0
        self._frames = frames_of(steady(seconds), seconds)

    def __iter__(self) -> Iterator[Frame]:
        for frame in self._frames:
            self.read += 1
            yield frame


def test_scenes_come_in_the_order_of_time_whoever_is_ready_first() -> None:
    made: list[_Counting] = []

    def make() -> PeopleFinder:
        made.append(_Counting())
        return made[-1]

    times_s = [scene.frame.at_s for scene in ahead(Finders(make, 3)).scenes(iter(_Reading(12.0)))]
    assert times_s == sorted(times_s)
    assert sum(each.looks for each in made) == len(times_s)


def test_two_finders_work_at_the_same_time() -> None:
    """Each waits at the start for another: one after the other they would wait in vain."""
    both = threading.Barrier(2)

    class Meets(_Counting):
        def find(self, frame: Frame, watch: Stopwatch | None = None) -> Scene:
            if self.looks == 0:
                both.wait(timeout=60)
            return super().find(frame, watch)

    scenes = list(ahead(Finders(Meets, 2)).scenes(iter(_Reading(6.0))))
    assert len(scenes) >= 20


def test_one_finder_is_never_asked_twice_at_a_time() -> None:
    busy = threading.Lock()

    class Alone(_Counting):
        def find(self, frame: Frame, watch: Stopwatch | None = None) -> Scene:
            assert busy.acquire(blocking=False), "asked while it works"
            try:
                return super().find(frame, watch)
            finally:
                busy.release()

    finder = Alone()
    finders = Finders(lambda: finder, 1)
    for scene in ahead(finders).scenes(iter(_Reading(6.0))):
        finders.find(scene.frame, Stopwatch())


@pytest.mark.parametrize("most", [1, 2, 4])
def test_however_long_a_clip_few_of_its_frames_are_read_ahead(most: int) -> None:
    reading = _Reading(60.0)
    frames = iter(reading)
    furthest = 0
    for scene in ahead(Finders(_Counting, most)).scenes(frames):
        furthest = max(furthest, reading.read - round(scene.frame.at_s * 10))
    assert furthest <= 3 * (2 + 2 * most) + 4


def test_closed_early_no_further_frame_is_looked_at() -> None:
    finder = _Counting()
    with closing(ahead(Finders(lambda: finder, 1)).scenes(iter(_Reading(60.0)))) as scenes:
        next(scenes)
    looks = finder.looks
    assert looks <= 5
    assert not any(each.name.startswith("people") for each in threading.enumerate())


def test_what_goes_wrong_beside_is_raised() -> None:
    scenes = ahead(Finders(lambda: _Counting(error=RuntimeError("no models")), 2)).scenes(iter(_Reading(3.0)))
    with pytest.raises(RuntimeError, match="no models"):
        list(scenes)


def test_damage_deep_inside_is_raised() -> None:
    def damaged() -> Iterator[Frame]:
        yield from frames_of(steady(2.0), 2.0)
        raise MediaDamaged("It breaks off.", "Export it again.")

    with pytest.raises(MediaDamaged):
        list(ahead(Finders(_Counting, 2)).scenes(damaged()))


def test_a_clip_without_frames_has_no_scenes() -> None:
    assert list(ahead(Finders(_Counting, 2)).scenes(iter(()))) == []


def test_closed_finders_are_freed_and_another_look_makes_new_ones() -> None:
    made: list[_Counting] = []

    def make() -> PeopleFinder:
        made.append(_Counting())
        return made[-1]

    finders = Finders(make, 2)
    frame = Frame(EMPTY)
    finders.find(frame, Stopwatch())
    finders.close()
    assert made[0].closed
    finders.find(frame, Stopwatch())
    assert len(made) == 2
