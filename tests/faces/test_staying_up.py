"""Servers that stay: with real sockets, who says nothing, too little or too much harms only themselves."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from agent_plugin.app import App
from agent_plugin.listening import Backpressure, Bounds, config
from agent_plugin.settings import Settings
from agent_plugin.tools import TOOLS
from agent_plugin.tools.domain import Review
from tests.faces.served import BEARER, TOKEN, Place, listening, place, run

FILES = 96  # that the server's process may open: a small machine's, so that few sockets are needed
IDLE = 200
MEGABYTE = "a.(" * 333_334
ACCEPT = {**BEARER, "Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
HELLO: dict[str, Any] = {
    "protocolVersion": "2025-06-18",
    "capabilities": {},
    "clientInfo": {"name": "test", "version": "1"},
}


def request(method: str, **params: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": 7, "method": method, "params": params}


def session(http: httpx2.Client, address: str) -> dict[str, str]:
    """The headers of a session that was opened."""
    opened = http.post(address, json=request("initialize", **HELLO), headers=ACCEPT)
    headers = {**ACCEPT, "mcp-session-id": opened.headers["mcp-session-id"]}
    http.post(address, json={"jsonrpc": "2.0", "method": "notifications/initialized"}, headers=headers)
    return headers


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.mark.skipif(sys.platform == "win32", reason="files are not limited there")
@pytest.mark.parametrize(
    ("command", "path"), [(("mcp", "--http"), "/health"), (("serve", "--no-open"), "/theme.css")]
)
def test_more_idle_callers_than_files_neither_end_the_server_nor_keep_others_out(
    tmp_path: Path, command: tuple[str, ...], path: str
) -> None:
    if command[0] == "serve":
        pytest.importorskip("gradio", reason="the page needs the extra `web`")
    port = _free_port()
    env = {**os.environ, "LASTLOOK_DATA_DIR": str(tmp_path), "LASTLOOK_MCP_TOKEN": TOKEN}
    program = (
        f"import resource, runpy; resource.setrlimit(resource.RLIMIT_NOFILE, ({FILES}, {FILES})); "
        "runpy.run_module('agent_plugin', run_name='__main__')"
    )
    arguments = [sys.executable, "-c", program, *command, "--port", str(port)]
    with (
        subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True, env=env) as server,
        ExitStack() as idle,
    ):
        idle.callback(server.kill)  # also where something above it fails
        assert server.stderr is not None
        where = next(line for line in server.stderr if str(port) in line)
        assert "127.0.0.1" in where
        rest: list[str] = []
        reading = threading.Thread(target=lambda: rest.extend(server.stderr or ()))
        reading.start()
        with httpx2.Client(trust_env=False, timeout=60) as http:
            _until_it_answers(http, port, path)
            for _ in range(IDLE):
                idle.enter_context(socket.create_connection(("127.0.0.1", port)))
                assert http.get(f"http://127.0.0.1:{port}{path}", headers={"Connection": "close"}).is_success
        assert server.poll() is None
        server.send_signal(signal.SIGTERM)
        server.wait()
        reading.join()
    assert len("".join(rest)) < 10_000, "nor is the log filled"


def _until_it_answers(http: httpx2.Client, port: int, path: str) -> None:
    while True:  # `mcp` says where it will listen before it does
        try:
            assert http.get(f"http://127.0.0.1:{port}{path}").is_success
        except httpx2.ConnectError:
            continue
        return


@contextmanager
def bounded(app: Any, **bounds: Any) -> Generator[int]:
    """The port of a server with these bounds."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(config(app, "127.0.0.1", 0, Bounds(**bounds)))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()


async def reads_all(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers when the whole body is there."""
    while scope["type"] == "http":
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        if not message.get("more_body"):
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
            await send({"type": "http.response.body", "body": b"ok"})
            return


WHOLE = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
SLOW = {
    "silent": b"",
    "in the midst of its headers": b"GET / HTTP/1.1\r\nHost: a\r\nX: ",
    "in the midst of its body": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n1",
    "silent after a request": WHOLE,
    "in the midst of its second headers": WHOLE + b"GET / HTT",
    "in the midst of its second body": WHOLE + b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n1",
}


@pytest.mark.parametrize("how", SLOW)
def test_who_stays_is_cut(how: str) -> None:
    with (
        bounded(reads_all, header_s=0.1, body_s=0.1) as port,
        socket.create_connection(("127.0.0.1", port)) as caller,
    ):
        caller.sendall(SLOW[how])
        heard = b""
        with suppress(ConnectionResetError):
            while piece := caller.recv(4096):
                heard += piece
        assert (b"ok" in heard) is SLOW[how].startswith(WHOLE)


def test_who_is_slow_but_sends_at_the_rate_that_is_asked_for_is_not_cut() -> None:
    head = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n"
    with bounded(reads_all, header_s=0.3, body_s=0.05, body_rate=10.0) as port:
        here = ("127.0.0.1", port)
        with socket.create_connection(here) as slow, socket.create_connection(here) as silent:
            slow.sendall(head + b"x" * 4000)
            with suppress(ConnectionResetError):
                assert silent.recv(1) == b"", "cut after six times `body_s`"
            slow.sendall(b"x" * 1000)
            assert slow.recv(4096).startswith(b"HTTP/1.1 200")


def test_where_all_are_at_work_the_next_one_is_asked_to_come_again() -> None:
    head = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n"
    with (
        bounded(reads_all, connections=1, header_s=60, body_s=60) as port,
        socket.create_connection(("127.0.0.1", port)) as caller,
    ):
        caller.sendall(head)
        assert caller.recv(4096).startswith(b"HTTP/1.1 100"), "it is being read"
        answer = httpx2.get(f"http://127.0.0.1:{port}/", trust_env=False)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        caller.sendall(b"x")
        assert caller.recv(4096).startswith(b"HTTP/1.1 200"), "who was there first is served"


def test_calls_are_bounded_for_each_caller_and_in_all() -> None:
    may_end, statuses = anyio.Event(), list[tuple[str, int, str]]()

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        await may_end.wait()
        await reads_all(scope, receive, send)

    app = Backpressure(slow, Bounds(calls=3, calls_each=2, again_s=7))

    async def call(who: str, method: str = "POST") -> None:
        transport = httpx2.ASGITransport(app=app, client=(who, 1))
        async with httpx2.AsyncClient(transport=transport, base_url="http://here") as http:
            answer = await http.request(method, "/")
        statuses.append((who, answer.status_code, answer.headers.get("retry-after", "")))

    async def all_of_them() -> None:
        async with anyio.create_task_group() as group:
            for who, method in [*zip("aaabbc", ["POST"] * 6, strict=True), ("a", "GET")]:
                group.start_soon(call, who, method)
                await anyio.wait_all_tasks_blocked()
            assert statuses == [("a", 429, "7"), ("b", 503, "7"), ("c", 503, "7")]
            may_end.set()
        assert [status for _, status, _ in statuses[3:]] == [200] * 4
        await call("a")
        assert statuses[-1][1] == 200, "there is room again"

    run(all_of_them)


@pytest.fixture(scope="module")
def open_server(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    with listening(place(tmp_path_factory.mktemp("open"))) as address:
        yield address


ARGUMENTS = [(tool.name, name) for tool in TOOLS for name in tool.form()["properties"]]
ELSEWHERE: dict[str, dict[str, Any]] = {
    "a tool's name": request("tools/call", name=MEGABYTE, arguments={}),
    "an argument's name": request("tools/call", name="get_review", arguments={MEGABYTE: 1}),
    "a prompt's name": request("prompts/get", name=MEGABYTE),
    "a prompt's ad": request("prompts/get", name="check_ad", arguments={"ad": MEGABYTE}),
    "a resource": request("resources/read", uri=f"lastlook://reports/{'a' * 1_000_000}"),
    "what is completed": request(
        "completion/complete",
        ref={"type": "ref/prompt", "name": "check_ad"},
        argument={"name": "ad", "value": MEGABYTE},
    ),
    "a method": request(MEGABYTE),
    "a client's name": request("initialize", **{**HELLO, "clientInfo": {"name": MEGABYTE, "version": "1"}}),
}
ASKED = {
    **{
        f"{tool}'s {name}": request("tools/call", name=tool, arguments={name: MEGABYTE})
        for tool, name in ARGUMENTS
    },
    **ELSEWHERE,
}
DEEP = {
    "lists": "[" * 1_000_000,
    "an argument": '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_review","arguments":'
    + '{"a":' * 100_000
    + "1"
    + "}" * 100_000
    + "}}",
}


@pytest.mark.parametrize("where", ASKED)
def test_a_megabyte_is_answered_and_the_next_call_too(open_server: str, where: str) -> None:
    with httpx2.Client(trust_env=False, timeout=300) as http:
        headers = session(http, open_server)
        answer = http.post(open_server, json=ASKED[where], headers=headers)
        assert answer.status_code in (200, 400)
        if where not in ELSEWHERE:
            assert '"isError":true' in answer.text.replace(" ", "")
            assert len(answer.text) < 5000, "nor is it repeated"
        assert http.post(open_server, json=request("ping"), headers=headers).status_code == 200


@pytest.mark.parametrize("what", DEEP)
def test_json_that_is_nested_without_an_end_is_refused(open_server: str, what: str) -> None:
    with httpx2.Client(trust_env=False, timeout=300) as http:
        headers = session(http, open_server)
        assert http.post(open_server, content=DEEP[what], headers=headers).status_code == 400
        assert http.post(open_server, json=request("ping"), headers=headers).status_code == 200


def test_wrong_tokens_are_logged_and_slowed_and_the_right_one_is_let_in(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with listening(place(tmp_path)) as address, httpx2.Client(trust_env=False) as http:
        statuses = [
            http.post(address, json={}, headers={**ACCEPT, "Authorization": f"Bearer guess-{n}"}).status_code
            for n in range(12)
        ]
        assert statuses == [401] * 10 + [429] * 2
        assert session(http, address)["mcp-session-id"]
    assert caplog.text.count("A wrong or missing token for MCP from 127.0.0.1") == 10
    assert "guess" not in caplog.text


class Endless:
    """A reviewer that works until it is told that nobody listens."""

    def __init__(self) -> None:
        self.begun, self.ended = threading.Event(), threading.Event()

    def review(self, path: Path, **how: Any) -> Review:
        self.begun.set()
        try:
            while not threading.Event().wait(0.01):
                how["on_progress"]("looking at people", 0.5)
        finally:
            self.ended.set()
        raise AssertionError("it works for ever")

    def __enter__(self) -> Endless:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to close."""


def test_hanging_up_ends_the_work_in_a_session(tmp_path: Path) -> None:
    reviewer, known = Endless(), place(tmp_path)
    settings = Settings(data_dir=tmp_path / "data", cache_dir=tmp_path / "cache", fetch=False)
    app = App(settings=lambda: settings, make_reviewer=lambda _settings, _store: reviewer)
    asked = request("tools/call", name="review_ad", arguments={"ad": "ad.png"})
    with listening(Place(app, known.folder, known.ad)) as address, httpx2.Client(trust_env=False) as http:
        headers = session(http, address)
        body = json.dumps(asked).encode()
        lines = [f"{name}: {value}" for name, value in headers.items()]
        head = ["POST /mcp HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}", *lines, "", ""]
        with socket.create_connection(("127.0.0.1", httpx2.URL(address).port or 0)) as caller:
            caller.sendall("\r\n".join(head).encode() + body)
            assert reviewer.begun.wait(60)
            assert not reviewer.ended.is_set()
        assert reviewer.ended.wait(60), "the work goes on though nobody can hear its answer"
