"""How work reports its progress: a stage in words and the share done; and how long the rest will take."""

from __future__ import annotations

import time
from collections.abc import Callable

OnProgress = Callable[[str, float], None]
"""Called with the stage in words and the share done, 0 to 1; what it raises stops the work there."""

# Before this nobody can tell how long the rest takes: models load, and the first frames are slow.
_SURE_AFTER_S, _SURE_FROM = 3.0, 0.1
_MINUTE_S = 60


def unreported(stage: str, share: float) -> None:
    """Nobody watches."""


def with_time_left(on_progress: OnProgress, clock: Callable[[], float] = time.monotonic) -> OnProgress:
    """The same, with the time left after the stage, from when on it can be told."""
    began_s = clock()

    def report(stage: str, share: float) -> None:
        taken_s = clock() - began_s
        if taken_s >= _SURE_AFTER_S and _SURE_FROM <= share < 1.0:
            stage = f"{stage}, about {_in_words(taken_s * (1.0 - share) / share)} left"
        on_progress(stage, share)

    return report


def _in_words(seconds: float) -> str:
    if seconds < _MINUTE_S:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / _MINUTE_S)} min"
