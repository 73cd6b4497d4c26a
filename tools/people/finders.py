"""Frames come in, scenes go out: several people finders work side by side, each at one frame at a time."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from threading import Semaphore

from agent_plugin.tools.costs import Stopwatch
from agent_plugin.tools.domain import Frame, Scene
from agent_plugin.tools.people.finder import PeopleFinder
from agent_plugin.tools.policy import SETUP


def finders_at_once() -> int:
    """One for each core that this process may use, up to what memory is worth."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, SETUP.finders_most))


class Finders:
    """As many people finders as are used at once, up to `most`; their models stay loaded."""

    def __init__(self, make: Callable[[], PeopleFinder], most: int) -> None:
        """Nothing is made yet."""
        self.most = most
        self._make = make
        self._idle: SimpleQueue[PeopleFinder] = SimpleQueue()
        self._free = Semaphore(most)

    @contextmanager
    def one(self) -> Generator[PeopleFinder]:
        """A finder that nobody else uses meanwhile, as soon as there is one."""
        with self._free:
            try:
                finder = self._idle.get_nowait()
            except Empty:
                finder = self._make()
            try:
                yield finder
            finally:
                self._idle.put(finder)

    def find(self, frame: Frame, watch: Stopwatch) -> Scene:
        """The frame's scene; may be called side by side."""
        with self.one() as finder:
            return finder.find(frame, watch)

    def find_flipped(self, frame: Frame, watch: Stopwatch) -> Scene:
        """The same of the frame flipped."""
        with self.one() as finder:
            return finder.find_flipped(frame, watch)

    def close(self) -> None:
        """Free the models; a later look loads them anew."""
        while not self._idle.empty():
            self._idle.get().close()
