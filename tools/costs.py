"""What each stage of the flow took: stages come in, `StageCost` rows go out, in the order of their start.

Stages may run side by side: each counts what it took, and together they may take longer than the whole.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from contextlib import contextmanager

from agent_plugin.tools.domain import StageCost


class Stopwatch:
    """Adds up wall seconds and calls for each stage."""

    def __init__(self) -> None:
        """Nothing has run yet."""
        self._spent: dict[str, tuple[float, int]] = {}
        self._counting = threading.Lock()

    @contextmanager
    def stage(self, name: str) -> Generator[None]:
        """Count what runs inside towards this stage."""
        self._add(name, 0.0, 0)
        start = time.perf_counter()
        try:
            yield
        finally:
            self._add(name, time.perf_counter() - start, 1)

    def _add(self, name: str, seconds: float, calls: int) -> None:
        with self._counting:
            before_s, before = self._spent.get(name, (0.0, 0))
            self._spent[name] = (before_s + seconds, before + calls)

    def costs(self) -> tuple[StageCost, ...]:
        """The sums so far."""
        return tuple(
            StageCost(stage=name, seconds=round(seconds, 4), calls=calls)
            for name, (seconds, calls) in self._spent.items()
        )
