"""The command `chat`: ads and questions come in, answers go out, until the person leaves."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from agent_plugin.app import App


@click.command(short_help="Ask about ads in your own words.")
@click.argument(
    "ads", metavar="[AD]...", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.pass_obj
def chat(app: App, ads: tuple[Path, ...]) -> None:
    """Ask about each AD, a picture or a video, in your own words, in English or Chinese.

    More ads may be named in the chat by their paths. Without LASTLOOK_CHAT_MODEL an offline assistant
    answers, with fixed words and without a language model; everything stays on this machine.
    """
    from agent_plugin.chat.terminal import TerminalChat

    with app.toolbox() as box:
        TerminalChat(app.chatter(app.settings()), box, app.settings()).run(ads)
