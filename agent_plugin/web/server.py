"""The app behind the page: settings and parts come in, an ASGI app goes out that uvicorn can serve."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from agent_plugin.tools.errors import SetupError, UsageError
from agent_plugin.tools.media.arriving.uploads import MAX_UPLOAD_BYTES

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.types import ASGIApp

    from agent_plugin.app import App
    from agent_plugin.chat.keeping import Conversations
    from agent_plugin.tools.calls.tool import Toolbox
    from agent_plugin.web.hall import Hall

Lifespan = Callable[["FastAPI"], AbstractAsyncContextManager[None]]
_SHORTEST_TOKEN = 16  # shorter ones can be guessed by trying
_UPLOADS = "GRADIO_TEMP_DIR"
_SWEEP_S = 3600.0
_UPLOAD_S = 3600  # what was uploaded and never sent


def prepare(uploads: Path) -> None:
    """Before Gradio is imported: no word to anybody, and uploads lie where nobody else reads them.

    Raises:
        SetupError: Gradio is not installed.
    """
    uploads.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.environ[_UPLOADS] = str(uploads)
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["GRADIO_RUN_HISTORY"] = "False"
    os.environ["HF_HUB_OFFLINE"] = os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    try:
        import_module("gradio")
    except ImportError as error:
        raise SetupError(
            f"The page needs a package that is not installed: {error.name}.",
            "Install it with `pip install 'lastlook[web]'`; in a clone, `uv sync` brings it.",
        ) from error


def web_app(app: App, box: Toolbox, token: str = "", hosts: Iterable[str] = ()) -> ASGIApp:
    """The page and its files behind the gate.

    Raises:
        SetupError: Gradio is not installed.
        UsageError: the token is too short, or the chat's model cannot be made.
    """
    settings = app.settings()
    folder = settings.data_dir / "chats"
    prepare(folder / "uploads")
    if token and (len(token) < _SHORTEST_TOKEN or not token.isascii()):
        raise UsageError(
            f"The token must have {_SHORTEST_TOKEN} characters or more.",
            "Set LASTLOOK_WEB_TOKEN to a long random word.",
        )
    from agent_plugin.chat.keeping import Conversations
    from agent_plugin.chat.limits import limits_of
    from agent_plugin.listening import Backpressure
    from agent_plugin.web.gate import Gate, Uploads
    from agent_plugin.web.hall import Hall

    uploads = Uploads()
    conversations = Conversations(folder, settings.chat_keep_days)
    hall = Hall(conversations, box, app.chatter(settings), limits_of(settings), uploads)
    return Backpressure(Gate(_page(hall), uploads, token, hosts))


def _page(hall: Hall) -> FastAPI:
    """Gradio's app, and the routes of the files."""
    import gradio as gr
    from fastapi import FastAPI

    from agent_plugin.web.files import file_routes
    from agent_plugin.web.look import look_routes
    from agent_plugin.web.page import CSS, HEAD, I18N, Page, theme

    blocks = Page(hall).blocks
    outer = FastAPI(
        routes=[
            *look_routes(hall.conversations, lambda: hall.box.store),
            *file_routes(hall.conversations, lambda: hall.box.store),
        ],
        lifespan=_tidying(hall.conversations, Path(os.environ[_UPLOADS]), hall.resume),
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    mounted: FastAPI = gr.mount_gradio_app(  # pyright: ignore[reportUnknownMemberType]
        outer,
        blocks,
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size=MAX_UPLOAD_BYTES,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        i18n=I18N,
        theme=theme(),
        css=CSS,
        head=HEAD,
    )
    return mounted


def _tidying(
    conversations: Conversations, uploads: Path, resume: Callable[[], None]
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """What was left waiting goes on; what is old is deleted at the start and every hour."""
    from agent_plugin.chat.keeping import sweep_uploads

    async def sweep() -> None:
        while True:
            await asyncio.to_thread(conversations.sweep)
            await asyncio.to_thread(sweep_uploads, uploads, time.time() - _UPLOAD_S)
            await asyncio.sleep(_SWEEP_S)

    @asynccontextmanager
    async def tidy(_app: FastAPI) -> AsyncGenerator[None]:
        await asyncio.to_thread(resume)
        sweeping = asyncio.create_task(sweep())
        yield
        sweeping.cancel()
        with suppress(asyncio.CancelledError):
            await sweeping

    return tidy
