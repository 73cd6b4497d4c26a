"""Documents come in, bytes on a connection of this machine go out; what is answered is not decided here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event
from typing import Any, cast

HOST = "127.0.0.1"


class Server(ThreadingHTTPServer):
    """Listens on this machine only; `closing` tells what waits on a connection that all ends."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, port: int, line: type[Line]) -> None:
        self.closing = Event()
        super().__init__((HOST, port), line)

    @property
    def base_url(self) -> str:
        """What to set as the judge's address."""
        return f"http://{HOST}:{self.server_port}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who asks may hang up; nobody wants to read that."""


class Line(BaseHTTPRequestHandler):
    """One connection, as far as sending goes."""

    protocol_version = "HTTP/1.1"
    server_version = "lastlook-fake-judge"

    @property
    def listener(self) -> Server:
        """The server, by its own type."""
        return cast("Server", self.server)

    def send_document(
        self, document: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None
    ) -> None:
        """A JSON document."""
        self.send_bytes(json.dumps(document).encode("ascii"), status, headers=headers)

    def send_bytes(
        self,
        body: bytes,
        status: int,
        kind: str = "application/json",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Any body."""
        self.begin(status, length=len(body), kind=kind, headers=headers)
        self.wfile.write(body)

    def begin(
        self,
        status: int,
        *,
        length: int,
        kind: str = "application/json",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """The head of an answer, marked as one of a fake."""
        self.send_response(status)
        fields = {"content-type": kind, "content-length": str(length), "x-fake": "lastlook fake-judge"}
        if self.close_connection:  # unsaid, the next request may go down a line that is being closed
            fields["connection"] = "close"
        for name, value in (fields | dict(headers or {})).items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: `on_call` tells, and paths are not to be trusted on a terminal."""
