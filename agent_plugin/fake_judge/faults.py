"""The name of a fault comes in, what a provider does in such a case goes out, over a real socket."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import cast

from agent_plugin.fake_judge.line import Line
from agent_plugin.fake_judge.made_up import RULES, WORDS, Question, answer
from agent_plugin.fake_judge.wire import error_document

DRIP_S = 0.01


@dataclass(frozen=True)
class Status:
    """An error by its status."""

    status: int
    message: str
    code: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    def play(self, line: Line) -> None:
        """Answer with it."""
        key = line.headers.get("authorization", "")
        document = error_document(self.message.format(key=key), self.status, self.code)
        line.send_document(document, self.status, self.headers)


@dataclass(frozen=True)
class Written:
    """An answer whose form on the wire is right, and whose content is not."""

    text: Callable[[Question], str] = lambda question: answer(RULES["sound"], question)
    refusal: str = ""
    cut: str = ""


@dataclass(frozen=True)
class Broken:
    """Something done to the connection."""

    play: Callable[[Line], None]


def _silence(line: Line) -> None:
    line.listener.closing.wait()


def _reset(line: Line) -> None:
    """Half a body, then a reset instead of an end."""
    line.begin(200, length=1000)
    line.wfile.write(b'{"id": "resp')
    line.wfile.flush()
    # To linger for no time at all is what makes closing a reset.
    line.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.connection.close()


def _drip(line: Line) -> None:
    """A space, and another, for as long as anyone listens: each is a sign of life, none an answer."""
    line.begin(200, length=10**9)
    while not line.listener.closing.wait(DRIP_S):
        line.wfile.write(b" ")
        line.wfile.flush()


def _raw(body: bytes, kind: str = "application/json") -> Broken:
    return Broken(lambda line: line.send_bytes(body, 200, kind))


def _elsewhere(line: Line) -> None:
    line.send_document({}, 307, {"location": f"{line.listener.base_url}/elsewhere"})


def _numbers(question: Question) -> str:
    return json.dumps(_renumbered(json.loads(answer(RULES["confirm"], question))))


def _renumbered(value: object) -> object:
    if isinstance(value, dict):
        items = cast("dict[str, object]", value).items()
        return {key: 999 if key in {"picture", "finding"} else _renumbered(inner) for key, inner in items}
    return [_renumbered(inner) for inner in cast("list[object]", value)] if isinstance(value, list) else value


def _junk(question: Question) -> str:
    junk = "\u202e\u0000\ud83d\ud800\u0007\U000e0041\ufeff" + "Z\u0335\u0301" * 20
    return answer(RULES["sound"], question).replace(WORDS, json.dumps(junk)[1:-1])


Fault = Status | Written | Broken
FAULTS: dict[str, Fault] = {
    "timeout": Broken(_silence),
    "reset": Broken(_reset),
    "drip": Broken(_drip),
    "redirect": Broken(_elsewhere),
    "html": _raw(b"<html><body>Sign in to this network</body></html>", "text/html"),
    "half_json": _raw(b'{"id": "resp_fake", "output": [{"type"'),
    "other_json": _raw(b'{"detail": [1, 2, 3]}'),
    "400": Status(400, "Bad request."),
    "401": Status(401, "Incorrect API key provided: {key}.", "invalid_api_key"),
    "402": Status(402, "Payment required."),
    "403": Status(403, "Project does not have access; key {key}."),
    "404": Status(404, "The model does not exist or you do not have access to it.", "model_not_found"),
    "408": Status(408, "Request timed out."),
    "409": Status(409, "Conflict."),
    "413": Status(413, "Payload too large."),
    "422": Status(422, "Unprocessable."),
    "429": Status(429, "Rate limit reached.", "rate_limit_exceeded", {"retry-after": "2"}),
    "429_long": Status(429, "Rate limit reached.", "rate_limit_exceeded", {"retry-after": "3600"}),
    "no_credit": Status(429, "You exceeded your current quota.", "insufficient_quota"),
    "500": Status(500, "The server had an error."),
    "501": Status(501, "Not implemented."),
    "503": Status(503, "Overloaded."),
    "filter_400": Status(400, "Flagged by the filter.", "content_policy_violation"),
    "no_original": Status(400, "Invalid value 'original' for detail."),
    "echo_key": Status(400, "Cannot parse the header {key}."),
    "refusal": Written(refusal="I cannot help with that."),
    "content_filter": Written(cut="content_filter"),
    "length": Written(lambda question: answer(RULES["sound"], question)[:20], cut="max_output_tokens"),
    "thought": Written(lambda _: "", cut="max_output_tokens"),
    "empty": Written(lambda _: ""),
    "not_json": Written(lambda _: "I looked closely and all is well with this picture!"),
    "wrong_shape": Written(lambda _: '{"verdict": "publish", "approved": true}'),
    "wrong_numbers": Written(_numbers),
    "junk": Written(_junk),
}
