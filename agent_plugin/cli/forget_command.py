"""The command `forget`: ads or an age come in; their reviews, evidence, looks and sign-offs are deleted.

The audit log keeps that it was done; it names the hash of an ad, and nothing that shows it.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agent_plugin.cli.sign_off_command import is_a_terminal
from agent_plugin.tools.errors import UsageError

if TYPE_CHECKING:
    from agent_plugin.app import App
    from agent_plugin.tools.store import Store

_LONGEST_AGE_DAYS = 36_500  # no review is older than a century


@click.command(short_help="Delete what is kept of an ad.")
@click.argument("ads", metavar="[AD]...", nargs=-1)
@click.option(
    "--older-than",
    "days",
    metavar="DAYS",
    type=click.FloatRange(0, _LONGEST_AGE_DAYS),
    help="All reviews that are older.",
)
@click.option("--yes", is_flag=True, help="Do not ask first.")
@click.pass_obj
def forget(app: App, ads: tuple[str, ...], days: float | None, yes: bool) -> None:
    """Delete the reviews of each AD, the path of its file or the id of a review, with all that is theirs.

    Verdicts, pictures, looks and sign-offs go, and copies in conversations of the page; your own file stays.
    """
    if bool(ads) is (days is not None):
        raise UsageError("Name ads, or an age with --older-than.", "One of the two, not both.")
    settings = app.settings()
    with app.open_store(settings) as store:
        found = _older(store, days) if days is not None else _of(store, ads)
        if not found:
            click.echo("Nothing is kept of that.")
            return
        _ask(len(found), yes)
        copies = _copies(settings.data_dir / "chats", store, found)
        store.forgetting.forget(found, "older than was wanted" if ads == () else "a person asked for it")
    for copy in copies:
        copy.unlink(missing_ok=True)
    click.echo(f"Forgotten: {len(found)} reviews, {len(copies)} copies of ads in conversations.")


def _older(store: Store, days: float) -> list[str]:
    return store.forgetting.before(datetime.now(UTC) - timedelta(days=days))


def _of(store: Store, ads: tuple[str, ...]) -> list[str]:
    """The reviews of these files, and these reviews."""
    found: list[str] = []
    for ad in ads:
        path = Path(ad).expanduser()
        found += store.forgetting.of_media(_sha256(path)) if path.is_file() else [store.get(ad).id]
    return list(dict.fromkeys(found))


def _ask(count: int, yes: bool) -> None:
    if yes:
        return
    if not is_a_terminal():
        raise UsageError("Nobody can be asked whether to delete this.", "Add --yes if it is wanted.")
    click.confirm(f"Delete {count} reviews with their pictures, looks and sign-offs for good?", abort=True)


def _copies(chats: Path, store: Store, found: list[str]) -> list[Path]:
    """The copies of their ads in conversations of the page."""
    wanted = store.forgetting.media_of(found)
    files = [path for path in chats.glob("*/ads/*/*") if path.is_file() and not path.is_symlink()]
    return [path for path in files if _sha256(path) in wanted]


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.", "Name another file.") from error
