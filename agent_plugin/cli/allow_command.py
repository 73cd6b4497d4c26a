"""The command `allow`: folders come in; from then on every face may have the ads in them reviewed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from agent_plugin.app import App


@click.command(short_help="Let agents have the ads in a folder reviewed.")
@click.argument("folders", metavar="[FOLDER]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--remove", is_flag=True, help="Allow these folders no longer.")
@click.pass_obj
def allow(app: App, folders: tuple[Path, ...], remove: bool) -> None:
    """Let agents have files in each FOLDER reviewed, by whatever way they reach Last Look.

    It is kept, and counts at once, also for servers that run. Without a FOLDER it lists what is allowed here;
    a server may have folders of its own beside these.
    """
    from agent_plugin.tools.media.arriving.allowed import AllowedFolders
    from agent_plugin.tools.words import printable

    settings = app.settings()
    allowed = AllowedFolders(settings.data_dir)
    for folder in folders:
        (allowed.remove if remove else allowed.add)(folder)
    there = dict.fromkeys([*allowed.read(), *settings.media_folders])
    for folder in there:
        click.echo(printable(str(folder)))
    if not there:
        click.echo("No folder is allowed.")
