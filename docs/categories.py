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
_ALONE = {Voice.BLOCKS: "block", Voice.REVIEWS: "review", Voice.ASKS: "review"}
_CONFIRMED = {Voice.BLOCKS: "block", Voice.REVIEWS: "block", Voice.ASKS: "review: it only asks"}


def blocking() -> str:
    """The strongest verdict that each category can bring about."""
    can = [category.value for category in Category if category.row.blocks_alone]
    rows = [
        f"| `{category.value}` | {category.row.title} | {category.row.family.value} "
        f"| {_ALONE[category.row.voice]} | {_CONFIRMED[category.row.voice]} |"
        for category in Category
    ]
    told = [
        "# What can block",
        f"By our own checks alone, {len(can)} of {len(Category)} categories can block an ad: "
        f"{', '.join(f'`{name}`' for name in can)}. A finding blocks from a score of {_block_from()} on. The "
        "other categories' checks never get there, however clear the defect: they ask for a person.",
        "A second opinion that sees the defect, very sure, makes a `review` a `block`, except in categories "
        'whose title ends in "intended?": real people look like this too. Those never block, whoever '
        "confirms them.",
        "Whether a check gets there is tried in `tests/anatomy/test_what_blocks.py`, over its cases and with "
        "readings as sure as can be; which of these voices a category has stands in "
        "`tools/domain/categories.py`.",
    ]
    table = [
        "| category | title | about | by our checks alone, at most | with a second opinion, at most |",
        "| --- | --- | --- | --- | --- |",
    ]
    return "\n\n".join([*told, "\n".join([*table, *rows])]) + "\n"


def _block_from() -> str:
    rules = STANDARD.verdict
    others = [f"`{category.value}`: {limits.block:.2f}" for category, limits in rules.by_category]
    return f"{rules.standard.block:.2f}" + (f" ({', '.join(others)})" if others else "")


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
