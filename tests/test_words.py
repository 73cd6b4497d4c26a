"""Plain words: each category and reason has some, none hurts anyone, texts from outside are made safe.

Names in the code follow the glossary of docs/architecture.md; `RETIRED` holds those that it replaced.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent_plugin.tools.domain import Category, Part, Reason, VerdictValue
from agent_plugin.tools.words import PARTS, REASONS, TITLES, VERDICTS, printable, time_code

ROOT = Path(__file__).parent.parent
CODE = ("agent_plugin", "tools", "prompts", "tests", "benchmarks", "training", "docs")
LINKS = ("agent_plugin/tools/", "agent_plugin/prompts/")
RETIRED = {  # each names a thing after the act of speaking; the glossary says what the thing is
    "told": "a summary, a row, a phrasing, findings: what is told",
    "said": "an answer, a form, an output: what was said",
    "say": "to phrase a sentence, to ask, to answer",
    "telling": "a summary, a format, a separation of wrong from sound",
    "says": "an answer, or the fault that is expected; only a look's stored field is called so",
}
PIECE = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")  # of snake_case and CamelCase


def _names(tree: ast.AST) -> Iterator[str]:
    """What a file's own code names: functions but for tests, which are sentences, arguments, variables."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield "" if name.startswith("test_") else name
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.Attribute(attr=name, ctx=ast.Store()):
                yield name
            case _:
                pass


def _retired(source: str) -> set[str]:
    """The names in a file that the glossary replaced."""
    allowed = {"says", "Says"} if re.search(r"\bSays\b|\.says\b", source) else set[str]()
    names = {name for name in _names(ast.parse(source)) if name not in allowed}
    return {name for name in names if RETIRED.keys() & {piece.lower() for piece in PIECE.findall(name)}}


def _sources() -> list[Path]:
    found = [path for folder in CODE for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if not path.relative_to(ROOT).as_posix().startswith(LINKS)]


def test_no_retired_word_comes_back_as_a_name() -> None:
    named = {
        path.relative_to(ROOT).as_posix(): _retired(path.read_text(encoding="utf-8")) for path in _sources()
    }
    assert {path: names for path, names in named.items() if names} == {}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("told = 1", {"told"}),
        ("def say_nothing(): ...", {"say_nothing"}),
        ("class PersonTold: ...", {"PersonTold"}),
        ("def f(*, said): ...", {"said"}),
        ("self._said = 1", {"_said"}),
        ("for telling in []: ...", {"telling"}),
        ("says = 1", {"says"}),
        ("says = Says.SOUND", set[str]()),  # the stored field of a look
        ("def test_what_is_told(): ...", set[str]()),
        ("essay = assay = untold = 1  # told", set[str]()),
    ],
)
def test_a_retired_word_is_found_in_a_name_and_nowhere_else(source: str, expected: set[str]) -> None:
    assert _retired(source) == expected


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
