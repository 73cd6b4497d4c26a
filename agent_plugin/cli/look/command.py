"""The command `look`: a review or a folder comes in; a person looks, sheet after sheet (`walk.py`)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from agent_plugin.cli.reviewing import FAIL_ON, Outcome, exit_code

if TYPE_CHECKING:
    from agent_plugin.app import App


@click.command("look", short_help="Look at an ad's parts sheets, or through a folder.")
@click.argument("what", metavar="REVIEW|DIR")
@click.option(
    "--as", "name", metavar="NAME", default="", help="Your name, if not the one that is remembered."
)
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    default="review",
    show_default=True,
    help="The mildest verdict that gives exit code 1.",
)
@click.pass_context
def look(ctx: click.Context, what: str, name: str, fail_on: str) -> None:
    """Look at the enlarged parts of an ad and say what you see; the verdict follows.

    By a REVIEW's id or the beginning of it; or by a DIR whose ads were reviewed: those that nobody has looked
    at come one after the other, the suspicious first. It is asked at a terminal, and kept under your name.
    """
    from agent_plugin.cli.look.asking import need_a_terminal
    from agent_plugin.cli.look.walk import one, through

    app: App = ctx.obj
    need_a_terminal()
    settings = app.settings()
    with app.open_store(settings) as store:
        if Path(what).is_dir():
            shown = through(store, Path(what), settings.data_dir, name)
        else:
            shown = [one(store, store.get(what), settings.data_dir, name)]
    ctx.exit(exit_code([Outcome(Path(each.media.name), review=each) for each in shown], fail_on))
