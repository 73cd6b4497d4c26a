"""The command `board`: a folder of ads comes in; one page with all of them, a table and a zip go out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from agent_plugin.prompts import line
from agent_plugin.terminal import language, progress
from agent_plugin.tools.errors import UsageError

if TYPE_CHECKING:
    from agent_plugin.app import App


@click.command(short_help="One page of a folder of ads.")
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--out",
    metavar="DIR",
    default="lastlook-board",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the page goes, with the table and the evidence.",
)
@click.pass_obj
def board(app: App, folder: Path, out: Path) -> None:
    """Review all media under DIR and put them on one page: the creatives with their sizes, the worst first.

    The page needs no server: open its index.html. What was reviewed before is not looked at anew.
    """
    from agent_plugin.cli.batch import media_files, run_batch, summary
    from agent_plugin.cli.board.writing import write_board
    from agent_plugin.cli.reviewing import How, open_reviewer

    media, skipped = media_files(folder)
    if not media:
        raise UsageError(f"There is no picture or video in {folder}.", "Give the folder that holds the ads.")
    with open_reviewer(app) as (store, reviewer):
        with progress(folder.name) as bar:
            outcomes = run_batch(reviewer, folder, media, lambda _row: None, How(), bar)
        reviews = [one.review for one in outcomes if one.review]
        errors = [(one.path.name, one.error.message) for one in outcomes if one.error and not one.review]
        try:
            page = write_board(store, reviews, errors, out)
        except OSError as error:
            raise UsageError(
                f"The board cannot be written to {out}: {error.strerror or error}.", "Choose another --out."
            ) from error
    click.echo(summary(outcomes, skipped))
    at = str(page.resolve())
    is_zh = language() == "zh"
    click.echo(line("chat_zh_names", "page_board", what=at) if is_zh else f"Open {at} in a browser.")
