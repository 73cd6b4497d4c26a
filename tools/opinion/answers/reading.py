"""The text of an answer comes in; those of its entries that have the asked-for form go out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TypeVar

from pydantic import ValidationError

from agent_plugin.tools.domain import Category
from agent_plugin.tools.errors import JudgeUnclear
from agent_plugin.tools.opinion.asking.forms import Form, Json
from agent_plugin.tools.policy.opinion import JudgeRules

HINT = "Ask once more, or choose another model."
_F = TypeVar("_F", bound=Form)
_CATEGORIES = [*Category, "none"]  # a list: what is asked about may be unhashable


def entries(text: str, rules: JudgeRules, notes: list[str]) -> list[Json]:
    """The list under `answers`, not looked into yet.

    Raises:
        JudgeUnclear: there is no such list.
    """
    if not text.strip():
        raise JudgeUnclear("The answer is empty.", HINT)
    if len(text) > rules.max_answer_chars:
        raise JudgeUnclear(f"The answer is longer than {rules.max_answer_chars} characters.", HINT)
    try:
        found: Json = json.loads(text)
    except (ValueError, RecursionError) as error:  # too deep, or a number with thousands of digits
        raise JudgeUnclear("The answer is not JSON.", HINT) from error
    rows: Json = found.get("answers") if isinstance(found, dict) else found
    if not isinstance(rows, list) or not rows:
        raise JudgeUnclear("The answer has no list `answers` with entries.", HINT)
    if len(rows) > rules.max_answers:
        notes.append(f"The answer has more than {rules.max_answers} entries: the further ones are left out.")
    return rows[: rules.max_answers]


def fitting(rows: Sequence[Json], form: type[_F], notes: list[str]) -> Iterator[_F]:
    """Those that have the form; a note for each other one."""
    for row in rows:
        try:
            read = form.model_validate(_with_known_category(row))
        except (ValidationError, RecursionError) as error:
            notes.append(f"An answer is not of the asked-for form ({_what(error)}): it is left out.")
            continue
        if 0 <= read.sureness <= 1:
            yield read
        else:
            notes.append("An answer gives a sureness that is not between 0 and 1: it is left out.")


def _with_known_category(row: Json) -> Json:
    """An invented category is no reason to lose the rest of the answer."""
    if not isinstance(row, dict) or "category" not in row:
        return row
    return row if row["category"] in _CATEGORIES else {**row, "category": "none"}


def _what(error: ValidationError | RecursionError) -> str:
    """Which of our own fields; never a word of the answer's."""
    if not isinstance(error, ValidationError):
        return "too deep"
    own = {str(each["loc"][0]) for each in error.errors(include_input=False) if each["loc"]}
    return ", ".join(sorted(own)) or "not an object"
