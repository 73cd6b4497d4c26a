"""Connections on this machine come in, made-up answers go out; see the package."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock, Thread
from typing import cast

from agent_plugin.fake_judge.faults import FAULTS, Fault, Written
from agent_plugin.fake_judge.line import Line, Server
from agent_plugin.fake_judge.made_up import RULES, Question, answer
from agent_plugin.fake_judge.wire import (
    Refused,
    chat_document,
    error_document,
    models_document,
    read_question,
    responses_document,
)

MAX_BODY_BYTES = 64 * 1024 * 1024
KEPT = 100  # of the requests seen; a demonstration may run for days
_DOCUMENTS = {"responses": responses_document, "chat/completions": chat_document}


@dataclass(frozen=True)
class Seen:
    """One request: where to, with which headers, saying what."""

    path: str
    headers: Mapping[str, str]
    body: bytes


class FakeJudge(Server):
    """The server; as a context it serves in a thread aside.

    Args:
        rule: One of `RULES`, or a function of what is asked.
        faults: Names out of `FAULTS`, one for each request in order; afterwards all goes well.
        port: Where to listen; 0 picks a free one.
        secret: Of the installation that asks, for the rules that know its controls.
        knows_schema: False: it refuses the JSON schema as a form of answer, as small servers do.
        on_call: Told in words of each call.
    """

    def __init__(
        self,
        rule: str | Callable[[Question], str] = "sound",
        *,
        faults: Sequence[str] = (),
        port: int = 0,
        secret: str = "",
        knows_schema: bool = True,
        on_call: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.seen: deque[Seen] = deque(maxlen=KEPT)
        self.knows_schema = knows_schema
        self.on_call = on_call
        self._rule, self._secret = rule, secret
        self._faults = deque(FAULTS[name] for name in faults)
        self._lock = Lock()
        super().__init__(port, Handler)

    def __enter__(self) -> FakeJudge:
        Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self.shutdown()
        self.server_close()

    def next_fault(self, seen: Seen) -> Fault | None:
        """Keep the request, and say what goes wrong with it."""
        with self._lock:
            self.seen.append(seen)
            return self._faults.popleft() if self._faults else None

    def answered(self, question: Question) -> str:
        """The answer by the rule."""
        with self._lock:  # canned answers are given in order
            if callable(self._rule):
                return self._rule(question)
            return answer(RULES[self._rule], question, self._secret)


class Handler(Line):
    """One connection."""

    @property
    def judge(self) -> FakeJudge:
        """The server, by its own type."""
        return cast("FakeJudge", self.server)

    def do_GET(self) -> None:
        """The list of models, or nothing."""
        if self.path.rstrip("/") == "/v1/models":
            return self.send_document(models_document())
        return self._refuse(Refused(404, f"There is nothing at {self.path}."))

    def do_POST(self) -> None:
        """A question."""
        endpoint = self.path.removeprefix("/v1/").rstrip("/")
        try:
            body = self._body()
            fault = self.judge.next_fault(Seen(self.path, dict(self.headers.items()), body))
            if endpoint not in _DOCUMENTS:
                raise Refused(404, f"There is nothing at {self.path}.")
            question = read_question(endpoint, body)
            if question.schema is not None and not self.judge.knows_schema:
                raise Refused(400, "response_format json_schema is not supported.", param="response_format")
        except Refused as refused:
            return self._refuse(refused)
        self.judge.on_call(f"{self.path}: {question.pictures} pictures" + (", a fault" if fault else ""))
        return self._play(endpoint, question, fault)

    def _play(self, endpoint: str, question: Question, fault: Fault | None) -> None:
        document = _DOCUMENTS[endpoint]
        if fault is None:
            self.send_document(document(self.judge.answered(question), question))
        elif isinstance(fault, Written):
            text = fault.text(question)
            self.send_document(document(text, question, refusal=fault.refusal, cut=fault.cut))
        else:
            self.close_connection = True
            with suppress(OSError):  # who asked has hung up
                fault.play(self)

    def _body(self) -> bytes:
        length = self.headers.get("content-length", "")
        if not length.isdecimal():
            self.close_connection = True
            raise Refused(411, "The length of the body is missing.")
        if int(length) > MAX_BODY_BYTES:
            self.close_connection = True
            raise Refused(413, "The body is too large.")
        return self.rfile.read(int(length))

    def _refuse(self, refused: Refused) -> None:
        self.judge.on_call(f"{self.path}: refused, {refused.message}")
        document = error_document(refused.message, refused.status, refused.code, refused.param)
        self.send_document(document, refused.status)
