"""Steps in, a table of short words out: the same in reports, on the command line and for agents."""

from __future__ import annotations

from collections.abc import Iterable

from agent_plugin.tools.domain import Finding, Review, Step, VerdictValue
from agent_plugin.tools.words import TITLES, printable

HEAD = ("Step", "Source", "Before", "After", "Because")
_BETWEEN = "  "


def rows(steps: Iterable[Step]) -> list[tuple[str, ...]]:
    """One row a step, its columns as `HEAD` names them."""
    return [
        (step.name.value, step.source, _number(step.before), _number(step.after), step.because)
        for step in steps
    ]


def lines(steps: Iterable[Step]) -> list[str]:
    """The table in plain text, column under column; nothing where there are no steps."""
    table = [tuple(printable(cell) for cell in row) for row in rows(steps)]
    if not table:
        return []
    wide = [max(len(cell) for cell in column) for column in zip(HEAD, *table, strict=True)]
    return [
        _BETWEEN.join(cell.ljust(width) for cell, width in zip(row, wide, strict=True)).rstrip()
        for row in (HEAD, *table)
    ]


def traced(review: Review) -> list[tuple[str, list[tuple[str, ...]]]]:
    """Each finding that has steps, by number and title, with its table."""
    tables = [(one, rows(review.trace(one))) for one in review.findings]
    return [(_name(one), table) for one, table in tables if table]


def _name(finding: Finding) -> str:
    return f"Finding {finding.number}, {TITLES[finding.category]}"


def _number(value: float | VerdictValue | None) -> str:
    if value is None:
        return ""
    return value.value if isinstance(value, VerdictValue) else f"{value:.3f}"
