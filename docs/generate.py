"""The code comes in; the pages of `docs/reference/`, the manifests and the look's truth table go out.

`--check` compares instead.
"""

from __future__ import annotations

import inspect
import json
import re
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import cast

import click
import lastlook
from pydantic import BaseModel

from agent_plugin.cli.main import cli
from agent_plugin.settings import Settings, variable
from agent_plugin.tools import errors as error_tree
from agent_plugin.tools.anatomy import CHECKS
from agent_plugin.tools.domain import Category
from agent_plugin.tools.errors import LastLookError
from agent_plugin.tools.evidence import report_schema
from agent_plugin.tools.policy import AGENTS, DISCLOSURE, SETUP, STANDARD, STORE
from docs.categories import blocking
from docs.manifests import RENEWED, ROOT, renewed, with_snippets
from docs.markets import disclosure
from docs.truth_tables import with_tables

FOLDER = Path(__file__).parent / "reference"
LOOK = Path(__file__).parent / "look.md"
PLATFORMS = Path(__file__).parent / "platforms.md"
SCHEMA = Path(__file__).parent / "report.schema.json"
COMMAND = "uv run python docs/generate.py"
NOTE = f"<!-- Made by `{COMMAND}`; change the code instead. -->\n"


def checks() -> str:
    """What is looked for: each check's own page."""
    pages = [
        f"## {check.title}\n\n`{check.category}`\n\n{_picture(check.category)}{_body(check.page)}\n"
        for check in CHECKS
    ]
    return "\n".join(["# Checks\n", "`lastlook explain CATEGORY` shows the same.\n", *pages])


def _picture(category: Category) -> str:
    """An example, where there is one."""
    picture = category.row.picture
    if picture is None:
        return ""
    return f"![One of our own renders with such a defect, boxed](../{picture.removeprefix('docs/')})\n\n"


def command_line() -> str:
    """The help of each command."""
    top = click.Context(cli, info_name="lastlook", terminal_width=100, **cli.context_settings)
    lines = ["# Command line\n", _help(cli, top)]
    for name in cli.list_commands(top):
        command = cli.get_command(top, name)
        if command:
            lines += [f"## {name}\n", _help(command, click.Context(command, parent=top, info_name=name))]
    return "\n".join(lines)


def settings() -> str:
    """The environment variables."""
    rows = [f"| `{variable(name)}` | {field.description} |" for name, field in Settings.model_fields.items()]
    return "\n".join(["# Settings\n", "| variable | what it says |", "| --- | --- |", *rows, ""])


def policy() -> str:
    """Each rule with its value and its reason."""
    lines = ["# Policy\n", f"The rules of the policy `{STANDARD.name}`, and those that move no verdict.\n"]
    rooms = {name: value for name, value in STANDARD if isinstance(value, BaseModel)}
    beside = {"store": STORE, "setup": SETUP, "agents": AGENTS, "disclosure": DISCLOSURE}
    for name, rules in {**rooms, **beside}.items():
        lines += [f"## {name}\n", "| rule | value | reason |", "| --- | --- | --- |", *_rows(rules), ""]
    return "\n".join(lines)


def errors() -> str:
    """Each error with its code and whether the one who asked can put it right."""
    rows = [
        f"| `{kind.code}` | {inspect.getdoc(kind)} | {'yes' if kind.caller_can_fix else 'no'} |"
        for kind in _kinds(LastLookError)
    ]
    tree = (error_tree.__doc__ or "").partition("\n\n")[2].strip()
    lines = ["# Errors\n", "Each one says what went wrong and why, and then what to do. Exit code 2.\n"]
    table = ["| code | what it means | can be put right by who asked |", "| --- | --- | --- |", *rows, ""]
    return "\n".join([*lines, f"```text\n{tree}\n```\n", *table])


def python() -> str:
    """What `import lastlook` brings."""
    lines = ["# Python\n", inspect.getdoc(lastlook) or "", ""]
    for name in sorted(lastlook.__all__, key=str.lower):
        exported = getattr(lastlook, name)
        if callable(exported):
            lines += [f"## {name}\n", f"```text\n{_called(name, exported)}\n```\n", *_fields(exported)]
    return "\n".join(lines)


def _called(name: str, exported: object) -> str:
    """A function with its arguments, and what a function or a class says of itself."""
    if not inspect.isfunction(exported):
        return inspect.getdoc(exported) or ""
    signature = re.sub(r"(: |-> )'([^']+)'", r"\1\2", str(inspect.signature(exported)))
    return f"{name}{signature}\n\n{inspect.getdoc(exported)}"


def _fields(exported: object) -> list[str]:
    """The values of a list of names; the fields and properties of a record."""
    if not inspect.isclass(exported):
        return []
    if issubclass(exported, StrEnum):
        return [", ".join(f"`{value}`" for value in exported), ""]
    if not issubclass(exported, BaseModel):
        return []
    fields = {name: field.description or "" for name, field in exported.model_fields.items()}
    properties = {
        name: inspect.getdoc(member) or ""
        for name, member in inspect.getmembers(exported, lambda member: isinstance(member, property))
        if not hasattr(BaseModel, name)
    }
    rows = [f"| {name} | {text} |" for name, text in (fields | properties).items()]
    return ["| field | what it says |", "| --- | --- |", *rows, ""]


def _kinds(root: type[LastLookError]) -> Iterator[type[LastLookError]]:
    yield root
    for kind in root.__subclasses__():
        yield from _kinds(kind)


def _body(page: str) -> str:
    """A page without its own heading."""
    first, _, rest = page.partition("\n")
    return rest.strip() if first.startswith("# ") else page


def _rows(rules: BaseModel, before: str = "") -> list[str]:
    rows: list[str] = []
    for name, field in type(rules).model_fields.items():
        value = getattr(rules, name)
        if isinstance(value, BaseModel):
            rows += _rows(value, f"{before}{name}.")
        else:
            rows.append(f"| {before}{name} | {_plain(value)} | {field.description or ''} |")
    return rows


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(_plain, cast("tuple[object, ...]", value))) or "none"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _help(command: click.Command, context: click.Context) -> str:
    return f"```text\n{command.get_help(context)}\n```\n"


PAGES = {
    "blocking.md": blocking,
    "checks.md": checks,
    "command-line.md": command_line,
    "disclosure.md": disclosure,
    "errors.md": errors,
    "policy.md": policy,
    "python.md": python,
    "settings.md": settings,
}


def made() -> Iterator[tuple[Path, str]]:
    """Each file and what should be in it."""
    for name, write in PAGES.items():
        yield FOLDER / name, NOTE + "\n" + write()
    for name in RENEWED:
        yield ROOT / name, renewed(name)
    yield SCHEMA, json.dumps(report_schema(), indent=2) + "\n"
    yield LOOK, with_tables(LOOK.read_text(encoding="utf-8"))
    yield PLATFORMS, with_snippets(PLATFORMS.read_text(encoding="utf-8"))


def main(check: bool) -> int:
    """Write the files, or name those that are stale; the exit code."""
    FOLDER.mkdir(exist_ok=True)
    stale: list[str] = []
    for path, text in made():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path.relative_to(ROOT).as_posix())
            if not check:
                path.write_text(text, encoding="utf-8")
    if check and stale:
        print(f"Stale: {', '.join(stale)}. Renew them with `{COMMAND}`.")
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
