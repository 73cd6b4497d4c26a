"""A stand-in for OpenAI's Responses API on this machine: what it shall say, turn by turn, comes in."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

Turn = dict[str, Any]


def calls(name: str, call_id: str = "call-1", **arguments: Any) -> Turn:
    """The model calls a tool."""
    return {
        "type": "function_call",
        "id": f"fc-{call_id}",
        "call_id": call_id,
        "name": name,
        "arguments": json.dumps(arguments),
        "status": "completed",
    }


def answers(text: str) -> Turn:
    """The model answers."""
    part: Turn = {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
    return {"type": "message", "id": "msg-1", "role": "assistant", "status": "completed", "content": [part]}


@dataclass
class ScriptedModel:
    """Where it listens, and the requests that it got."""

    base_url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def outputs(self, request: int = -1) -> list[dict[str, Any]]:
        """What tools answered, as a request carries it."""
        return [item for item in self.asked[request]["input"] if item.get("type") == "function_call_output"]


@contextmanager
def scripted_model(*turns: Turn) -> Generator[ScriptedModel]:
    """Listening, for as many requests as there are turns; a further one is refused."""
    model, left = ScriptedModel(), list(turns)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            model.asked.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            document = (
                _document(left.pop(0), len(model.asked))
                if left
                else {"error": {"message": "The script is over."}}
            )
            body = json.dumps(document).encode("ascii")
            self.send_response(200 if "id" in document else 400)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads, server.block_on_close = True, False
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        model.base_url = f"http://127.0.0.1:{server.server_port}/v1"
        try:
            yield model
        finally:
            server.shutdown()


def _document(turn: Turn, number: int) -> dict[str, Any]:
    counts = {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}
    details = {"input_tokens_details": {"cached_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 0}}
    return {
        "id": f"resp-{number}",
        "object": "response",
        "created_at": 0,
        "status": "completed",
        "model": "scripted",
        "output": [turn],
        "parallel_tool_calls": False,
        "tool_choice": "auto",
        "tools": [],
        "usage": {**counts, **details},
    }
