"""What a server over HTTP can bear comes in; uvicorn's configuration and two guards of ours go out.

uvicorn limits neither how many connections are open nor how long a caller takes to say what it wants: a
thousand that say nothing take every file that the process may open. So each connection here has so long for
its headers and so long for its body, and where there is no room the one that was silent for the longest makes
it. Work that is under way is counted, in all and for each caller; who comes too often is asked to come again.
"""

from __future__ import annotations

import logging
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import asyncio

    from starlette.types import ASGIApp, Receive, Scope, Send

logger = logging.getLogger("lastlook")
_SHARE = 4  # of the files that the process may open, one in so many is a connection: the rest is its own
_REFUSED = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: %d\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
)


@dataclass(frozen=True)
class Bounds:
    """What one server bears."""

    connections: int = 256  # open at once; a page has two, a program three
    header_s: float = 10.0  # for the headers of a request, and between two of them
    body_s: float = 20.0  # for the body, and beyond it as long as it comes at `body_rate`
    body_rate: float = 1000.0  # bytes a second: a slow phone has ten times that
    calls: int = 32  # under way at once: fewer than the 40 threads that work
    calls_each: int = 16  # of one caller: a chat asks for a few at a time
    again_s: int = 5  # after which whoever found no room may come again

    @property
    def room(self) -> int:
        """How many connections there is room for in this process."""
        try:
            import resource
        except ImportError:  # Windows has no such limit
            return self.connections
        files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        return self.connections if files < 0 else max(1, min(self.connections, files // _SHARE))


STANDARD = Bounds()


def config(app: ASGIApp, host: str, port: int, bounds: Bounds = STANDARD) -> uvicorn.Config:
    """As uvicorn serves it; few are taken in at a time, so that those that are cut make room before."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        log_level="warning",
        http=type("Bounded", (_Bounded,), {"bounds": bounds, "silent": {}}),
        ws="none",
        backlog=min(bounds.room, 64),
        timeout_graceful_shutdown=5,
    )


class _Bounded(H11Protocol):
    """A connection that is cut where it takes too long; each server has a class of its own."""

    bounds: ClassVar[Bounds]
    silent: ClassVar[dict[_Bounded, None]]  # those that owe us headers, the longest first
    timer: asyncio.TimerHandle | None = None
    got_bytes, begun_s = 0, 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > self.bounds.room:
            if not self.silent:
                transport.write(_REFUSED % self.bounds.again_s)
                transport.close()
                return
            next(iter(self.silent)).cut()
        self.awaits_header()

    def connection_lost(self, exc: Exception | None) -> None:
        self.stop_waiting()
        super().connection_lost(exc)

    def awaits_header(self) -> None:
        self.stop_waiting()
        self.silent[self] = None
        self.got_bytes = 0
        self.timer = self.loop.call_later(self.bounds.header_s, self.cut)

    def awaits_body(self) -> None:
        self.stop_waiting()
        self.begun_s = self.loop.time()
        self.timer = self.loop.call_later(self.bounds.body_s, self.cut_if_slow)

    def stop_waiting(self) -> None:
        self.silent.pop(self, None)
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None

    def cut(self) -> None:
        self.stop_waiting()
        self.transport.abort()

    def cut_if_slow(self) -> None:
        if self.conn.their_state is not h11.SEND_BODY:
            return
        left_s = self.begun_s + self.bounds.body_s + self.got_bytes / self.bounds.body_rate - self.loop.time()
        if left_s <= 0 and not self.flow.read_paused:  # else it is we who do not read
            self.cut()
            return
        self.timer = self.loop.call_later(max(left_s, 1.0), self.cut_if_slow)

    def data_received(self, data: bytes) -> None:
        self.got_bytes += len(data)
        super().data_received(data)

    def handle_events(self) -> None:
        before = self.cycle
        super().handle_events()
        if self.cycle is not before:
            self.awaits_body()

    def on_response_complete(self) -> None:
        self.awaits_header()
        super().on_response_complete()


class Backpressure:
    """Counts the calls that are under way, and asks who finds no room to come again."""

    def __init__(self, app: ASGIApp, bounds: Bounds = STANDARD) -> None:
        """Nothing is under way. Streams that only listen are not counted: they hold no thread."""
        self._app, self._bounds = app, bounds
        self._each = Counter[str]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a call in, or not."""
        if scope["type"] != "http" or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        who = caller(scope)
        status = self._refusal(who)
        if status:
            await _come_again(status, self._bounds.again_s)(scope, receive, send)
            return
        self._each[who] += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._each[who] -= 1
            self._each += Counter()  # forgets whoever has none

    def _refusal(self, who: str) -> int:
        if self._each[who] >= self._bounds.calls_each:
            return 429
        return 503 if self._each.total() >= self._bounds.calls else 0


@dataclass
class Failures:
    """Wrong words and tokens of each caller: logged, and after so many nobody listens for a while."""

    most: int = 10
    within_s: float = 600.0
    callers: int = 10_000  # remembered; whoever has more addresses than that guesses a random word no sooner
    clock: Callable[[], float] = time.monotonic
    _at: dict[str, deque[float]] = field(default_factory=dict[str, "deque[float]"])

    def failed(self, who: str, what: str) -> None:
        """Log it, and remember."""
        logger.warning("%s from %s", what, who)
        times = self._at.pop(who, None) or deque[float](maxlen=self.most)
        times.append(self.clock())
        self._at[who] = times  # the last one remembered is forgotten last
        if len(self._at) > self.callers:
            del self._at[next(iter(self._at))]

    def wait_s(self, who: str) -> int:
        """For how long nobody listens to this caller."""
        times = self._at.get(who)
        if times is None or len(times) < self.most:
            return 0
        left_s = times[0] + self.within_s - self.clock()
        return int(left_s + 1) if left_s > 0 else 0

    def refuse(self, who: str) -> ASGIApp:
        """What they hear instead."""
        return _come_again(429, self.wait_s(who))


def caller(scope: Scope) -> str:
    """The address that a request came from; behind a proxy on this machine, the one that it names."""
    client: tuple[str, int] | None = scope.get("client")
    return client[0] if client else ""


def _come_again(status: int, after_s: int) -> ASGIApp:
    from starlette.responses import PlainTextResponse

    words = f"Too much is under way. Come again in {after_s} seconds.\n"
    return PlainTextResponse(words, status, {"Retry-After": str(after_s)})
