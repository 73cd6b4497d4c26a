"""What providers raise and ask for, told in our words: Retry-After, deep causes, pieces of keys."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from pydantic import SecretStr

from agent_plugin.tools.errors import JudgeBusy, JudgeError, JudgeUnclear, JudgeUnreachable
from agent_plugin.tools.judges.faults import Asked, as_judge_error, error_of_code, retry_after_s
from agent_plugin.tools.judges.jsontext import json_object
from agent_plugin.tools.judges.judge import Reply
from agent_plugin.tools.judges.persist import bounded, persist
from agent_plugin.tools.policy.judge import JudgeRules
from tests.judges.judges import KEY

ASKED = Asked("api.example.com", "model-1", SecretStr(KEY))


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("2", 2.0),
        ("0", 0.0),
        ("1.5", 1.5),
        ("-3", 0.0),
        ("nan", None),
        ("inf", None),
        ("soon", None),
        ("", None),
        ("1e400", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        ("Wed, 99 Foo 2015", None),
    ],
)
def test_a_retry_after_header_is_read_or_ignored(header: str, seconds: float | None) -> None:
    assert retry_after_s(header) == seconds


def test_a_retry_after_date_in_the_future_is_waited_for() -> None:
    header = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    assert retry_after_s(header) == pytest.approx(100, abs=10)


@pytest.mark.parametrize(
    "text",
    [f"Incorrect key {KEY}", f"Incorrect key {KEY[:9]}***", f"...{KEY[-8:]}", f"a{KEY}b" * 50],
)
def test_words_that_hold_a_piece_of_the_key_are_left_out(text: str) -> None:
    shown = str(as_judge_error(ValueError(text), ASKED))
    assert "It says" not in shown
    assert "model-1 at api.example.com" in shown


def test_other_words_of_a_provider_are_shown_short_and_printable() -> None:
    shown = str(as_judge_error(ValueError("too\u202e large\x1b[31m\n" + "x" * 5000), ASKED))
    assert "It says: too" in shown
    assert len(shown) < 500
    assert shown.isprintable()


def test_a_key_of_few_letters_hides_every_word() -> None:
    assert "It says" not in str(as_judge_error(ValueError("key abc"), Asked("h", "m", SecretStr("abc"))))


def test_the_first_cause_is_named() -> None:
    class APIConnectionError(Exception):
        pass

    error = APIConnectionError("Connection error.")
    error.__cause__ = ConnectionRefusedError("refused")
    fault = as_judge_error(error, ASKED)
    assert isinstance(fault, JudgeUnreachable)
    assert "ConnectionRefusedError" in fault.message


def test_an_unknown_code_within_an_answer_is_told_as_it_is() -> None:
    assert "image_too_small" in error_of_code("image_too_small", ASKED).message


def _raising(errors: list[JudgeError], waits: list[float], rules: JudgeRules) -> int:
    tries: list[float] = []

    def attempt(left_s: float) -> Reply:
        tries.append(left_s)
        raise errors[min(len(tries), len(errors)) - 1]

    with pytest.raises(type(errors[-1])):
        persist(attempt, ASKED, rules, waits.append)
    return len(tries)


def _busy(wait: float | None) -> JudgeBusy:
    error = JudgeBusy("busy", "later")
    error.retry_after_s = wait
    return error


@pytest.mark.parametrize(
    ("errors", "rules", "tries"),
    [
        ([_busy(None)], JudgeRules(retries=2), 3),
        ([_busy(None)], JudgeRules(retries=0), 1),
        ([_busy(20)], JudgeRules(retries=2), 3),
        ([_busy(20.5)], JudgeRules(retries=2), 1),
        ([_busy(math.inf)], JudgeRules(retries=2), 1),
        ([JudgeUnreachable("a", "b"), JudgeUnclear("c", "d")], JudgeRules(retries=5), 2),
        ([_busy(3)], JudgeRules(retries=5, timeout_s=2.5), 1),
    ],
)
def test_only_what_another_try_may_mend_is_tried_again(
    errors: list[JudgeError], rules: JudgeRules, tries: int
) -> None:
    waits: list[float] = []
    assert _raising(errors, waits, rules) == tries
    assert len(waits) == tries - 1
    assert all(0 <= wait <= rules.max_retry_after_s for wait in waits)


def test_work_aside_gives_its_value_or_its_error() -> None:
    assert bounded(lambda: 7, 5) == 7
    with pytest.raises(ZeroDivisionError):
        bounded(lambda: 1 / 0, 5)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"answers": [1]}', '{"answers": [1]}'),
        ('```json\n{"answers": [1]}\n```', '{"answers": [1]}'),
        ('Sure! Here it is: {"answers": [1]} Anything else?', '{"answers": [1]}'),
        ('<think>{"a": 1} or {"answers": [0]}?</think> {"answers": [1]}', '{"answers": [1]}'),
        ('{"answers": [{"reason": "a { brace"}]}', '{"answers": [{"reason": "a { brace"}]}'),
        ('{"other": 1}', '{"other": 1}'),
        ('{"answers": [1', '{"answers": [1'),
        ("no json", "no json"),
        ("", ""),
    ],
)
def test_the_answer_is_found_in_what_a_model_wrote_around_it(text: str, expected: str) -> None:
    assert json_object(text, ["answers"]) == expected


@pytest.mark.parametrize("text", ["{" * 100_000, '{"a":' * 50_000, "[" * 100_000, '{"answers": ' * 20_000])
def test_hostile_nesting_is_given_up_quietly(text: str) -> None:
    assert json_object(text, ["answers"]) == text
