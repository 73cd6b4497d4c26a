"""The table of categories comes in; the page of what can block, and the prompts that name categories, go out.

A prompt whose words change gets the next version, as each opinion is stored with the versions of what was
asked.
"""

from __future__ import annotations

from pathlib import Path

from agent_plugin.tools.opinion.asking.looks import SPECIALTIES

from agent_plugin.tools.domain import Category, Specialist, Voice
from agent_plugin.tools.policy import STANDARD

PROMPTS = ("questions", *(who.value for who in Specialist))
_NAMED = "Categories: "  # opens the last line of what a specialist is told
_CONFIRMED = {Voice.BLOCKS: "block", Voice.REVIEWS: "block", Voice.ASKS: "review: it only asks"}


def blocking() -> str:
    """The strongest verdict that each category can bring about."""
    limits = {category: STANDARD.verdict.thresholds(category) for category in Category}
    can = [f"`{category.value}`" for category in Category if limits[category].block is not None]
    silent = sum(each.review is None for each in limits.values())
    rows = [
        f"| `{category.value}` | {category.row.title} | {category.row.family.value} "
        f"| {_from(limits[category].review)} | {_from(limits[category].block)} "
        f"| {_CONFIRMED[category.row.voice]} |"
        for category in Category
    ]
    told = [
        "# What can block",
        f"By our own checks alone, {len(can)} of {len(Category)} categories can block an ad: "
        f"{', '.join(can)}. {silent} are silent: on real pictures their checks have not shown that they "
        "tell wrong from sound ([accuracy](../accuracy.md)), so they only say where to look. Each threshold "
        "is read from real pictures; no row is moved by hand.",
        "A second opinion that sees the defect, very sure, makes a `review` a `block`, except in categories "
        'whose title ends in "intended?": real people look like this too. Those never block, whoever '
        "confirms them.",
        "Whether a check gets as far as blocking is tried in `tests/anatomy/test_what_blocks.py`, over its "
        "cases and with readings as sure as can be; which of these voices a category has stands in "
        "`tools/domain/categories.py`.",
    ]
    table = [
        "| category | title | about | asks from | blocks from | with a second opinion, at most |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    return "\n\n".join([*told, "\n".join([*table, *rows])]) + "\n"


def _from(score: float | None) -> str:
    return "-" if score is None else f"{score:.2f}"


def renewed_prompt(path: Path) -> str:
    """The prompt as it should be: what names categories as the table has it."""
    start, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    wanted = _questions() if path.stem == "questions" else _specialist(Specialist(path.stem), body)
    if set(wanted.splitlines()) != set(body.splitlines()):  # another order asks nothing new
        rows = dict(row.split(": ", 1) for row in front.splitlines())
        front = front.replace(f"version: {rows['version']}\n", f"version: {int(rows['version']) + 1}\n")
    return "---\n".join((start, front, wanted))


def _questions() -> str:
    return "".join(f"{category.value}: {category.row.question}\n" for category in Category)


def _specialist(who: Specialist, body: str) -> str:
    named = [f"`{each.value}`{_meaning(each.row.lookers[who])}" for each in SPECIALTIES[who]]
    before, _, _ = body.rpartition(_NAMED)
    return f"{before}{_NAMED}{', '.join(named)}.\n"


def _meaning(words: str) -> str:
    return f" ({words})" if words else ""
