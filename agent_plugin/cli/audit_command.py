"""The commands `audit ...`: the audit log of the store is checked, exported and signed.

What is checked is told with exit code 0: all fits; 1: something was changed from outside; 2: it cannot be
read.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agent_plugin.terminal import note
from agent_plugin.tools.errors import StoreChanged, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agent_plugin.app import App
    from agent_plugin.tools.store.audit import Line

_file = click.Path(dir_okay=False, path_type=Path)


@click.group(short_help="Check, export or sign the audit log.")
def audit() -> None:
    """What was reviewed, looked at and signed, entry by entry, each naming the hash of the one before it."""


@audit.command(short_help="Does all that is stored fit the audit log?")
@click.argument(
    "exported", metavar="[FILE]", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--key", metavar="HEX", help="The public key that FILE is to be signed with, as `new-key` printed it."
)
@click.pass_context
def verify(ctx: click.Context, exported: Path | None, key: str | None) -> None:
    """Check rows, looks, sign-offs and pictures of the store against its audit log; or an exported FILE."""
    if exported is not None:
        entries, wrong = _verify_file(exported, key)
    else:
        if key is not None:
            raise UsageError(
                "--key goes with an exported FILE.", "The store is checked with LASTLOOK_AUDIT_KEY."
            )
        app: App = ctx.obj
        with app.open_store(app.settings()) as store:
            entries, wrong = store.verify()
    for sentence in wrong:
        click.echo(f"Does not fit: {sentence}.")
    if not wrong:
        click.echo(f"All fits: {entries} entries.")
    ctx.exit(1 if wrong else 0)


@audit.command(short_help="Write the audit log to a file.")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    required=True,
    type=_file,
    help="Where the lines go, such as audit.jsonl.",
)
@click.pass_obj
def export(app: App, output: Path) -> None:
    """Write one JSON line for each entry: its text, the SHA-256 of that text, and its signature."""
    with app.open_store(app.settings()) as store:
        count = store.audit.check()
        lines = "".join(f"{_as_json(line)}\n" for line in store.audit.lines())
    try:
        output.write_text(lines, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"{output} cannot be written: {error.strerror}.", "Name another file.") from error
    click.echo(f"{count} entries in {output}; `lastlook audit verify {output}` checks them.")


@audit.command(short_help="Sign the audit log from now on.")
@click.pass_obj
def sign(app: App) -> None:
    """Sign every entry from now on with the key of LASTLOOK_AUDIT_KEY, and vouch for what went before."""
    with app.open_store(app.settings()) as store:
        store.audit.sign()
    click.echo("The audit log is signed from now on.")


@audit.command("new-key", short_help="Make a key that signs the audit log.")
@click.argument("path", metavar="FILE", type=_file)
def make_key(path: Path) -> None:
    """Write a new private key to FILE, and print the public one."""
    from agent_plugin.tools.store.audit_key import new_key

    key = new_key(path)
    note(f"Set LASTLOOK_AUDIT_KEY={path.absolute()}; keep a copy elsewhere. The public key:")
    click.echo(key.name)


def _as_json(line: Line) -> str:
    return json.dumps(
        {
            "number": line.number,
            "document": line.document,
            "sha256": line.sha256,
            "signature": line.signature,
        }
    )


def _verify_file(path: Path, key: str | None) -> tuple[int, list[str]]:
    from agent_plugin.tools.store.audit import Link
    from agent_plugin.tools.store.audit_key import public_key

    public, link = public_key(key) if key else None, Link()
    try:
        for line in _lines(path):
            link = link.followed_by(line, public)
    except StoreChanged as error:
        return link.number, [error.message.removesuffix(".")]
    if public is not None and not link.signed:
        return link.number, ["it is not signed"]
    return link.number, []


def _lines(path: Path) -> Iterator[Line]:
    from agent_plugin.tools.store.audit import Line

    hint = "`lastlook audit export -o FILE` writes such a file."
    try:
        with path.open(encoding="utf-8") as file:
            for text in file:
                row = json.loads(text)
                yield Line(
                    int(row["number"]), str(row["document"]), str(row["sha256"]), str(row["signature"])
                )
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.", hint) from error
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path} is no exported audit log.", hint) from error
