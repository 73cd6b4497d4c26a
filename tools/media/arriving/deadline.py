"""A moment comes in; a connection that outlives it, or that nobody wants any more, is cut.

A server that drips header lines or answers `100 Continue` without end sends a byte now and then, so no
silence ever ends it, and whoever waits for its headers cannot look at the clock. So a thread beside does,
and closes the socket under the one that waits.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

_LOOKS_S = 0.2  # Structure: how often the thread looks; a fetch that has ended waits for none of it


class Deadline:
    """Cuts the connections whose events are handed to `trace`; use it as a context manager."""

    def __init__(self, until_s: float, still_wanted: Callable[[], None]) -> None:
        """`until_s` is of the monotonic clock; `still_wanted` raises when the fetch is not wanted."""
        self._until_s, self._still_wanted = until_s, still_wanted
        self._over = threading.Event()
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._look, daemon=True, name="fetch deadline")

    def trace(self, _event: str, facts: Mapping[str, Any]) -> None:
        """The `trace` extension of a request: keeps the sockets of the streams that are opened."""
        about = getattr(facts.get("return_value"), "get_extra_info", None)
        found = about("socket") if callable(about) else None
        if isinstance(found, socket.socket):
            self._open.append(found)

    @property
    def is_over(self) -> bool:
        """Is it past the moment?"""
        return time.monotonic() > self._until_s

    def _look(self) -> None:
        while not self._over.wait(_LOOKS_S):
            if self.is_over or not self._is_wanted():
                for each in self._open:
                    with suppress(OSError):
                        each.shutdown(socket.SHUT_RDWR)
                return

    def _is_wanted(self) -> bool:
        try:
            self._still_wanted()
        except Exception:
            return False
        return True

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()
