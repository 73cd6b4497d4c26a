"""The command `mcp`: folders come in; an MCP server runs until its host goes away or it is interrupted."""

from __future__ import annotations

import gc
import os
from collections.abc import MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from agent_plugin.terminal import note
from agent_plugin.tools.errors import UsageError

if TYPE_CHECKING:
    from mcp.server import MCPServer

    from agent_plugin.app import App
    from agent_plugin.workshop import Workshop


@click.command(short_help="Serve the tools to a chat by MCP.")
@click.argument("folders", metavar="[FOLDER]...", nargs=-1, type=click.Path(file_okay=False, path_type=Path))
@click.option("--http", is_flag=True, help="Listen on HTTP at /mcp instead of stdin and stdout.")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="The address to listen on; callers beyond this machine also need --allow-host.",
)
@click.option("--port", default=8765, show_default=True, type=click.IntRange(1, 65535), help="The port.")
@click.option(
    "--allow-host", "names", metavar="NAME", multiple=True, help="A name or number by which callers reach it."
)
@click.option(
    "--home-folders",
    is_flag=True,
    help="Also the user's own pictures, videos and downloads.",
)
@click.pass_obj
def mcp(
    app: App,
    folders: tuple[Path, ...],
    http: bool,
    host: str,
    port: int,
    names: tuple[str, ...],
    home_folders: bool,
) -> None:
    """Serve the tools by the Model Context Protocol: to the program that started it, or by HTTP.

    Agents may have files in each FOLDER reviewed, in those of `lastlook allow` and of LASTLOOK_MEDIA_FOLDERS.
    Over HTTP callers must send the token in LASTLOOK_MCP_TOKEN, or one of the issuer in LASTLOOK_MCP_ISSUER.
    """
    forget_unfilled(os.environ)
    for folder in folders:
        if not folder.is_dir():  # a host hands in all that its form offers
            note(f"The folder {folder} does not exist; nothing is read from there.")
    from agent_plugin.workshop import Workshop

    more = _home_folders() if home_folders else ()
    with Workshop(app, (*folders, *more)) as shop:
        if http:
            _listen(shop, host, port, names)
        else:
            _made(shop).run("stdio")


def _home_folders() -> tuple[Path, ...]:
    """Where this system keeps what its user makes and fetches."""
    import platformdirs

    ways = (platformdirs.user_pictures_path, platformdirs.user_videos_path, platformdirs.user_downloads_path)
    return tuple(folder for folder in (way() for way in ways) if folder.is_dir())


def _made(shop: Workshop) -> MCPServer[Any]:
    """The server, soon: some hosts wait a second for the first answer, and what is imported is no garbage."""
    gc.disable()
    try:
        from agent_plugin.mcp.server import make_server

        return make_server(shop)
    finally:
        gc.freeze()
        gc.enable()


def forget_unfilled(environment: MutableMapping[str, str]) -> None:
    """Take out settings that a bundle's host left as the name of an empty field of its form."""
    for name, value in tuple(environment.items()):
        if name.startswith("LASTLOOK_") and value.startswith("${user_config"):
            del environment[name]


def _listen(shop: Workshop, host: str, port: int, names: tuple[str, ...]) -> None:
    from urllib.parse import urlsplit

    import uvicorn

    from agent_plugin.listening import config
    from agent_plugin.mcp.access import Issuer, Verifier
    from agent_plugin.mcp.http import PATH, http_app
    from agent_plugin.mcp.server import make_server

    settings = shop.settings()
    issuer = Issuer(settings.mcp_issuer, settings.mcp_url) if settings.mcp_issuer else None
    verifier = Verifier(settings.mcp_token.get_secret_value() if settings.mcp_token else "", issuer)
    server = make_server(shop, shares_disk=False, verifier=verifier)
    public = urlsplit(settings.mcp_url).hostname
    asgi = http_app(server, verifier, (*names, public) if public else names)
    click.echo(f"Listening on http://{host}:{port}{PATH}; stop it with Ctrl+C.", err=True)
    try:
        uvicorn.Server(config(asgi, host, port)).run()
    except SystemExit as error:
        if error.code:  # uvicorn leaves by itself when the port is taken
            raise UsageError(f"Nothing can listen on {host}:{port}.", "Choose another --port.") from error
