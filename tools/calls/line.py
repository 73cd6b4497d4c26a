"""Who wants a review waits in line; each is called when their turn comes, and hears which place they have."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from contextlib import contextmanager
from threading import Condition

from agent_plugin.tools.progress import OnProgress

_STILL_S = 0.1  # how often somebody who waits is asked whether it is still wanted
WAITING = "waiting for"
"""With which the stage begins of somebody who waits; a number follows."""


class Line:
    """First come, first served."""

    def __init__(self) -> None:
        """Nobody waits."""
        self._changed, self._line = Condition(), deque[object]()

    @contextmanager
    def turn(self, on_progress: OnProgress) -> Generator[None]:
        """Wait until it is one's turn; whoever raises in `on_progress` leaves the line."""
        me = object()
        with self._changed:
            self._line.append(me)
        try:
            while (before := self._before(me)) > 0:
                reviews = "another review" if before == 1 else f"{before} other reviews"
                on_progress(f"{WAITING} {reviews}", 0.0)
            yield
        finally:
            with self._changed:
                self._line.remove(me)
                self._changed.notify_all()

    def _before(self, me: object) -> int:
        with self._changed:
            if self._line[0] is not me:
                self._changed.wait(_STILL_S)
            return self._line.index(me)
