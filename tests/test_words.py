"""Plain words: each category and reason has some, none hurts anyone, texts from outside are made safe."""

from __future__ import annotations

import pytest

from agent_plugin.tools.domain import Category, Part, Reason, VerdictValue
from agent_plugin.tools.words import PARTS, REASONS, TITLES, VERDICTS, printable, time_code


def test_everything_that_a_report_names_has_words() -> None:
    assert (set(TITLES), set(PARTS)) == (set(Category), set(Part))
    assert (set(REASONS), set(VERDICTS)) == (set(Reason), set(VerdictValue))


@pytest.mark.parametrize("title", TITLES.values())
def test_a_title_is_short_and_names_no_person(title: str) -> None:
    assert len(title) <= 40
    assert not {"deformed", "abnormal", "handicapped", "defective"} & set(title.lower().split())


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, "0:00.0"), (1.44, "0:01.4"), (59.96, "1:00.0"), (61.24, "1:01.2"), (600, "10:00.0"), (-3, "0:00.0")],
)
def test_a_time_code_is_minutes_seconds_tenths(seconds: float, expected: str) -> None:
    assert time_code(seconds) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("a\n b\t", "a b"),
        ("\x1b[31mred", "\ufffd[31mred"),
        ("\u202egpj", "\ufffdgpj"),
        ("\ud800", "\ufffd"),
        ("\u4e2d caf\u00e9", "\u4e2d caf\u00e9"),
    ],
    ids=ascii,
)
def test_a_text_from_outside_is_one_harmless_line(text: str, expected: str) -> None:
    assert printable(text) == expected
