"""The table of categories comes in; the page of what can block goes out."""

from __future__ import annotations

from agent_plugin.tools.domain import Category, Voice
from agent_plugin.tools.policy import STANDARD

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
        "[A look](../look.md) that sees the defect, very sure, blind and pointed, makes a `review` a "
        '`block`, except in categories whose title ends in "intended?": real people look like this too. '
        "Those never block, whoever confirms them.",
        "Whether a check gets there is tried in `tests/anatomy/test_what_blocks.py`, over its cases and with "
        "readings as sure as can be; which of these voices a category has stands in "
        "`tools/domain/categories.py`.",
    ]
    table = [
        "| category | title | about | by our checks alone, at most | with a look, at most |",
        "| --- | --- | --- | --- | --- |",
    ]
    return "\n\n".join([*told, "\n".join([*table, *rows])]) + "\n"


def _block_from() -> str:
    rules = STANDARD.verdict
    others = [f"`{category.value}`: {limits.block:.2f}" for category, limits in rules.by_category]
    return f"{rules.standard.block:.2f}" + (f" ({', '.join(others)})" if others else "")
