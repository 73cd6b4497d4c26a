"""Text in, the part of docs/accuracy.md between two named markers replaced. The prose around is by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from agent_plugin.tools.policy import STANDARD

DOCS = Path(__file__).parent.parent / "docs"
PAGE = DOCS / "accuracy.md"


def put(section: str, text: str, page: Path = PAGE) -> None:
    """Replace what lies between `<!-- section: begin -->` and `<!-- section: end -->`.

    Raises:
        ValueError: the page has no such section.
    """
    begin, end = f"<!-- {section}: begin -->", f"<!-- {section}: end -->"
    before, _, rest = page.read_text(encoding="utf-8").partition(begin)
    _, found, after = rest.partition(end)
    if not found:
        raise ValueError(f"{page.name} has no markers {begin} and {end}")
    page.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")


def stamp() -> str:
    """When and under which rules something was measured."""
    date = datetime.now(UTC).date().isoformat()
    return f"Measured on {date}, policy `{STANDARD.name} {STANDARD.fingerprint()}`."


def table(head: list[str], rows: list[list[object]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *([str(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
