"""A fetch ends: no server holds it for longer than it may take, and nobody waits for what is not wanted."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx2
import pytest

from agent_plugin.tools.errors import MediaBusy, MediaUnreachable, ReviewStopped
from agent_plugin.tools.media.arriving.fetch import Web
from agent_plugin.tools.policy import AgentRules

DRIPS = {
    "header lines": (b"HTTP/1.1 200 OK\r\n", b"X-More: yes\r\n"),
    "100 Continue": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "a body": (b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"x"),
}


class Here(httpx2.BaseTransport):
    """Goes to a server of this machine, whatever the address."""

    def __init__(self, port: int) -> None:
        self._real, self._port = httpx2.HTTPTransport(), port

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self._port)
        return self._real.handle_request(request)


@pytest.fixture
def dripping(request: pytest.FixtureRequest) -> Iterator[int]:
    """The port of a server that sends a few bytes now and then, and never ends by itself."""
    first, more = DRIPS[request.param]
    over = threading.Event()

    def serve(listening: socket.socket) -> None:
        with suppress(OSError):
            connection, _ = listening.accept()
            with connection, suppress(OSError):
                connection.recv(4096)
                connection.sendall(first)
                while not over.wait(0.02):
                    connection.sendall(more)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, args=(listening,))
        thread.start()
        yield listening.getsockname()[1]
        over.set()
    thread.join()


def web(port: int, total_s: float) -> Web:
    rules = AgentRules.model_validate({"fetch_total_s": total_s})
    return Web(rules, lambda _host: ["93.184.215.14"], Here(port))


@pytest.mark.parametrize("dripping", DRIPS, indirect=True)
def test_a_server_that_drips_is_left_when_the_time_is_over(dripping: int, tmp_path: Path) -> None:
    with pytest.raises(MediaUnreachable, match="it takes too long"):
        web(dripping, 0.5).fetch("https://ads.example/ad.png", tmp_path / "ad", lambda: None)


@pytest.mark.parametrize("dripping", DRIPS, indirect=True)
def test_a_fetch_that_is_not_wanted_any_more_ends_under_a_dripping_server(
    dripping: int, tmp_path: Path
) -> None:
    asked: list[int] = []

    def still_wanted() -> None:
        asked.append(1)
        if len(asked) > 2:
            raise ReviewStopped("The review was stopped.", "")

    with pytest.raises(ReviewStopped):
        web(dripping, 3600).fetch("https://ads.example/ad.png", tmp_path / "ad", still_wanted)


def test_fetches_are_bounded_for_each_caller_and_in_all(tmp_path: Path) -> None:
    may_end, begun = threading.Event(), threading.Semaphore(0)

    def answer(_request: httpx2.Request) -> httpx2.Response:
        begun.release()
        may_end.wait()
        return httpx2.Response(200, content=b"an ad")

    rules = AgentRules.model_validate({"max_fetches": 3, "max_fetches_each": 2})
    fetching = Web(rules, lambda _host: ["93.184.215.14"], httpx2.MockTransport(answer))

    def fetch(who: str, number: int) -> None:
        fetching.fetch("https://ads.example/ad.png", tmp_path / str(number), lambda: None, who)

    with ThreadPoolExecutor() as beside:
        running = [beside.submit(fetch, who, number) for number, who in enumerate("aab")]
        for _ in running:
            begun.acquire()
        with pytest.raises(MediaBusy, match="3 ads are being fetched already"):
            fetch("c", 4)
        may_end.set()
        for one in running:
            one.result()
        may_end.clear()
        running = [beside.submit(fetch, "a", number) for number in (5, 6)]
        for _ in running:
            begun.acquire()
        with pytest.raises(MediaBusy, match="2 ads are being fetched already"):
            fetch("a", 7)
        may_end.set()
    fetch("a", 8)
    assert (tmp_path / "8").read_bytes() == b"an ad", "there is room again"


def test_a_cookie_of_one_host_does_not_travel_to_the_next(tmp_path: Path) -> None:
    sent: list[str | None] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        sent.append(request.headers.get("cookie"))
        if len(sent) == 1:
            onward = {"location": "https://other.example/ad.png", "set-cookie": "who=you"}
            return httpx2.Response(302, headers=onward)
        return httpx2.Response(200, content=b"an ad")

    fetching = Web(AgentRules(), lambda _host: ["93.184.215.14"], httpx2.MockTransport(answer))
    fetching.fetch("https://ads.example/ad.png", tmp_path / "ad", lambda: None)
    assert sent == [None, None]
    assert (tmp_path / "ad").read_bytes() == b"an ad"
