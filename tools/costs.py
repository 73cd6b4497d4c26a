"""What each stage of the flow took: stages in, `StageCost` rows out, in the order of their first start."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager

from agent_plugin.tools.domain import StageCost


class Stopwatch:
    """Adds up wall seconds and calls for each stage."""

    def __init__(self) -> None:
        """Nothing has run yet."""
        self._spent: dict[str, tuple[float, int]] = {}

    @contextmanager
    def stage(self, name: str) -> Generator[None]:
        """Count what runs inside towards this stage."""
        seconds, calls = self._spent.get(name, (0.0, 0))
        self._spent[name] = (seconds, calls)
        start = time.perf_counter()
        try:
            yield
        finally:
            self._spent[name] = (seconds + time.perf_counter() - start, calls + 1)

    def costs(self) -> tuple[StageCost, ...]:
        """The sums so far."""
        return tuple(
            StageCost(stage=name, seconds=round(seconds, 4), calls=calls)
            for name, (seconds, calls) in self._spent.items()
        )
