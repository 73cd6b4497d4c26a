"""The table of categories comes in; the page of what can block goes out."""

from __future__ import annotations

from agent_plugin.tools.domain import CHECKED, Category, Voice
from agent_plugin.tools.policy import STANDARD

_CONFIRMED = {
    Voice.BLOCKS: "block",
    Voice.REVIEWS: "block",
    Voice.LOOKS: "block",
    Voice.ASKS: "review: it only asks",
}


def blocking() -> str:
    """The strongest verdict that each category can bring about."""
    limits = {category: STANDARD.verdict.thresholds(category) for category in Category}
    can = [f"`{category.value}`" for category in Category if limits[category].block is not None]
    silent = sum(limits[each].review is None for each in CHECKED)
    unchecked = [f"`{each.value}`" for each in Category if not each.row.is_checked]
    rows = [
        f"| `{category.value}` | {category.row.title} | {category.row.family.value} "
        f"| {_from(limits[category].review)} | {_from(limits[category].block)} "
        f"| {_CONFIRMED[category.row.voice]} |"
        for category in Category
    ]
    paragraphs = [
        "# What can block",
        f"By our own checks alone, {len(can)} of {len(CHECKED)} categories can block an ad: "
        f"{', '.join(can)}. {silent} are silent: on real pictures their checks have not shown that they "
        "tell wrong from sound ([accuracy](../accuracy.md)), so they only say where to look. Each threshold "
        "is read from real pictures; no row is moved by hand. No check looks for "
        f"{', '.join(unchecked)}: whoever looks names them.",
        "[A look](../look.md) that sees the defect, very sure, blind and pointed, makes a `review` a "
        '`block`, except in categories whose title ends in "intended?": real people look like this too. '
        "Those never block, whoever confirms them.",
        "Whether a check gets as far as blocking is tried in `tests/anatomy/test_what_blocks.py`, over its "
        "cases and with readings as sure as can be; which of these voices a category has stands in "
        "`tools/domain/categories.py`.",
    ]
    table = [
        "| category | title | about | asks from | blocks from | with a look, at most |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    return "\n\n".join([*paragraphs, "\n".join([*table, *rows])]) + "\n"


def _from(score: float | None) -> str:
    return "-" if score is None else f"{score:.2f}"
