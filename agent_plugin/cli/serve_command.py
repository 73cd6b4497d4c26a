"""The command `serve`: an address comes in; the web page of the chat runs there until it is interrupted."""

from __future__ import annotations

import socket
import webbrowser
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from agent_plugin.cli.sign_off_command import is_a_terminal
from agent_plugin.tools.errors import UsageError

if TYPE_CHECKING:
    from agent_plugin.app import App

_HERE = {"127.0.0.1", "localhost", "::1"}
_EVERYWHERE = {"0.0.0.0", "::"}
_SOMEWHERE_ELSE = ("192.0.2.1", 9)  # kept for documentation; nothing is sent there, only the way is asked for


@click.command(short_help="The chat as a web page.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=7870, show_default=True, type=click.IntRange(1, 65535), help="The port.")
@click.option(
    "--allow-host", "names", metavar="NAME", multiple=True, help="A name by which browsers may reach it."
)
@click.option(
    "--open/--no-open",
    "opens",
    default=None,
    help="Open the page in a browser; by itself it does so where somebody sits at a terminal.",
)
@click.pass_obj
def serve(app: App, host: str, port: int, names: tuple[str, ...], opens: bool | None) -> None:
    """Serve a page where people drop an ad and ask about it, in English or Chinese.

    On this machine it asks nobody for a word; listening on any other address, or called by another name, it
    lets in only who knows the one in LASTLOOK_WEB_TOKEN.
    """
    kept = app.settings().web_token
    token = kept.get_secret_value() if kept else ""
    if not token and (host not in _HERE or names):
        raise UsageError(
            "Beyond this machine the page needs a token.",
            "Set LASTLOOK_WEB_TOKEN to a long random word, which people enter once in their browser.",
        )
    click.echo("Starting the page: loading its parts takes some seconds ...", err=True)
    import uvicorn

    from agent_plugin.listening import config
    from agent_plugin.logs import log_plainly
    from agent_plugin.web.server import web_app

    log_plainly()

    class Server(uvicorn.Server):
        """Says where it is once it listens."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            click.echo(f"Open {where} in a browser; stop it with Ctrl+C.", err=True)
            if is_a_terminal() if opens is None else opens:
                webbrowser.open(f"http://{reached_by[0]}:{port}/")

    with app.toolbox() as box:
        reached_by = numbers_of(host)
        asgi = web_app(app, box, token, (*names, *reached_by))
        where = " or ".join(f"http://{name}:{port}/" for name in reached_by)
        try:
            Server(config(asgi, host, port)).run()
        except SystemExit as error:
            if error.code:  # uvicorn leaves by itself when the port is taken
                raise UsageError(f"Nothing can listen on {host}:{port}.", "Choose another --port.") from error


def numbers_of(host: str) -> list[str]:
    """By which numbers or name a browser reaches what listens there."""
    if host not in _EVERYWHERE:
        return [f"[{host}]" if ":" in host else host]
    found = ["127.0.0.1"]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way, suppress(OSError):
        way.connect(_SOMEWHERE_ELSE)
        found.insert(0, way.getsockname()[0])
    return list(dict.fromkeys(found))
