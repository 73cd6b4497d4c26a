"""What Last Look looks for: nothing or a category comes in; titles or a check's page go out."""

from __future__ import annotations

from agent_plugin.app import App
from agent_plugin.tools.domain import Category


def checks() -> dict[Category, str]:
    """What is looked for: each category with its title in plain words.

    >>> import lastlook
    >>> lastlook.checks()[lastlook.Category.EXTRA_ARM]
    'More than two arms'
    """
    return {check.category: check.title for check in App().checks()}


def explain(category: Category | str) -> str:
    """The page of a check, in Markdown: what it looks for, what it sees and what it cannot see.

    >>> import lastlook
    >>> print(lastlook.explain("neck_twist").splitlines()[0])
    # Neck turned too far

    Raises:
        LastLookError: nothing is looked for under that name.
    """
    return App().page(category)


for _function in (checks, explain):
    _function.__module__ = "lastlook"
