"""A page that names modules comes in; the same page with the tables of their docstrings as they are goes out.

A docstring's table is its indented lines, without the blank ones around them.
"""

from __future__ import annotations

import importlib
import re
from textwrap import dedent

_PLACE = re.compile(r"<!-- table of (tools/\S+?)\.py -->\n(?:\n```text\n.*?```\n)?", re.DOTALL)


def with_tables(page: str) -> str:
    """The page with each named module's table under its name."""
    return _PLACE.sub(lambda found: _filled(found[1]), page)


def _filled(path: str) -> str:
    module = importlib.import_module(f"agent_plugin.{path.replace('/', '.')}")
    rows = [line for line in (module.__doc__ or "").splitlines() if line.startswith("    ")]
    return f"<!-- table of {path}.py -->\n\n```text\n{dedent(chr(10).join(rows))}\n```\n"
