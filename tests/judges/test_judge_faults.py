"""Each fault of a provider through each HTTP judge, over real sockets: few tries, a clear note."""

from __future__ import annotations

import json
import logging
import time
import traceback

import pytest

from agent_plugin.fake_judge import FAULTS, FakeJudge
from agent_plugin.tools.errors import (
    JudgeBusy,
    JudgeDeclined,
    JudgeError,
    JudgeRefused,
    JudgeUnclear,
    JudgeUnreachable,
)
from agent_plugin.tools.judges.judge import Reply
from tests.judges.judges import IMPATIENT, KEY, KINDS, RULES, ask, make

ALWAYS = 20  # more often than anyone may try
# The fault, what it becomes, and the requests that OpenAI's judge and the compatible one may make of it.
# The compatible judge asks twice where the form of the answer may be what the server does not take.
CASES: list[tuple[str, type[JudgeError], int, int]] = [
    ("timeout", JudgeUnreachable, 1, 1),
    ("drip", JudgeUnreachable, 1, 1),
    ("reset", JudgeUnreachable, 3, 3),
    ("redirect", JudgeRefused, 1, 1),
    ("html", JudgeUnclear, 1, 1),
    ("half_json", JudgeUnclear, 1, 1),
    ("other_json", JudgeUnclear, 1, 1),
    ("400", JudgeRefused, 1, 2),
    ("401", JudgeRefused, 1, 1),
    ("402", JudgeBusy, 1, 1),
    ("403", JudgeRefused, 1, 1),
    ("404", JudgeRefused, 1, 1),
    ("408", JudgeUnreachable, 3, 3),
    ("409", JudgeUnreachable, 3, 3),
    ("413", JudgeRefused, 1, 1),
    ("422", JudgeRefused, 1, 2),
    ("429", JudgeBusy, 3, 3),
    ("429_long", JudgeBusy, 1, 1),
    ("no_credit", JudgeBusy, 1, 1),
    ("500", JudgeUnreachable, 3, 3),
    ("501", JudgeUnreachable, 3, 6),
    ("503", JudgeUnreachable, 3, 3),
    ("filter_400", JudgeDeclined, 1, 1),
    ("no_original", JudgeRefused, 2, 2),
    ("echo_key", JudgeRefused, 1, 2),
    ("refusal", JudgeDeclined, 1, 1),
    ("content_filter", JudgeDeclined, 1, 1),
    ("length", JudgeUnclear, 1, 1),
    ("thought", JudgeUnclear, 1, 1),
    ("empty", JudgeUnclear, 1, 1),
]
ANSWERED = ("not_json", "wrong_shape", "wrong_numbers", "junk")
EACH = [(kind, name, error, counts[KINDS.index(kind)]) for name, error, *counts in CASES for kind in KINDS]


@pytest.fixture(scope="module", autouse=True)
def loaded_packages() -> None:
    """OpenAI's package loads its parts at the first call, which may take longer than a short deadline."""
    with FakeJudge() as server:
        for kind in KINDS:
            make(kind, server)[0].answer(ask())


def test_every_fault_of_the_server_has_its_case() -> None:
    assert {name for name, *_ in CASES} | set(ANSWERED) == set(FAULTS)


@pytest.mark.parametrize(("kind", "name", "error", "count"), EACH)
def test_a_fault_becomes_one_clear_error_after_few_tries_and_tells_no_key(
    kind: str, name: str, error: type[JudgeError], count: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with FakeJudge(faults=[name] * ALWAYS) as server:
        judge, waits = make(kind, server, IMPATIENT if name in {"timeout", "drip"} else RULES)
        started = time.monotonic()
        with pytest.raises(error) as raised:
            judge.answer(ask())
        seen = len(server.seen)
    assert time.monotonic() - started < RULES.timeout_s
    fault = raised.value
    assert type(fault) is error
    assert seen == count
    assert len(waits) == (2 if count >= 3 else 0)
    assert fault.message.startswith("The judge fake-judge at 127.0.0.1:")
    assert fault.hint
    trace = "".join(traceback.TracebackException.from_exception(fault, capture_locals=True).format())
    for text in (str(fault), repr(fault), repr(judge), caplog.text, trace):
        assert KEY[3:11] not in text
    assert fault.__cause__ is None
    assert fault.__context__ is None, "a debugger would find the request, with the key, there"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ANSWERED)
def test_an_odd_answer_is_handed_on_as_it_is_for_the_reader_to_judge(kind: str, name: str) -> None:
    with FakeJudge(faults=[name]) as server:
        judge, _ = make(kind, server)
        reply = judge.answer(ask())
    assert reply.text.encode("utf-8"), "half characters would fail later, in the store"
    expected = {
        "not_json": "I looked closely",
        "wrong_shape": "approved",
        "wrong_numbers": "999",
        "junk": "sound",
    }
    assert expected[name] in reply.text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("faults", [["500"], ["reset", "503"], ["429", "429"], ["408", "409"]])
def test_a_passing_fault_is_lived_through(kind: str, faults: list[str]) -> None:
    with FakeJudge(faults=faults) as server:
        judge, waits = make(kind, server)
        assert json.loads(judge.answer(ask()).text)["pictures"]
        assert len(server.seen) == len(faults) + 1
    assert len(waits) == len(faults)


@pytest.mark.parametrize("kind", KINDS)
def test_the_wait_that_the_provider_asks_for_is_kept(kind: str) -> None:
    with FakeJudge(faults=["429", "429"]) as server:
        judge, waits = make(kind, server)
        judge.answer(ask())
    assert waits == [2.0, 2.0]


@pytest.mark.parametrize("kind", KINDS)
def test_no_wait_begins_that_would_end_after_the_deadline(kind: str) -> None:
    with FakeJudge(faults=["429"] * ALWAYS) as server:
        judge, waits = make(kind, server, RULES.model_copy(update={"timeout_s": 1.5}))
        with pytest.raises(JudgeBusy):
            judge.answer(ask())
        assert len(server.seen) == 1
    assert waits == []


@pytest.mark.parametrize("kind", KINDS)
def test_where_nothing_listens_the_note_says_so(kind: str) -> None:
    with FakeJudge() as server:
        judge, _ = make(kind, server)
    with pytest.raises(JudgeUnreachable, match=r"cannot be reached.*LASTLOOK_JUDGE_BASE_URL"):
        judge.answer(ask())


@pytest.mark.parametrize("kind", KINDS)
def test_a_redirect_is_not_followed(kind: str) -> None:
    with FakeJudge(faults=["redirect"]) as server:
        judge, _ = make(kind, server)
        with pytest.raises(JudgeRefused, match="points to another address"):
            judge.answer(ask())
        assert [seen.path for seen in server.seen] == [server.seen[0].path]


def test_a_judge_works_from_within_a_running_event_loop() -> None:
    import asyncio

    async def inside() -> Reply:
        return judge.answer(ask())

    with FakeJudge() as server:
        judge, _ = make("openai", server)
        assert asyncio.run(inside()).text
