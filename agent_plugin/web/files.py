"""The link of a conversation and the name of a file come in; that ad or piece of evidence goes out.

Who has the link has the conversation: its name is 192 random bits. Only what was recognised as a picture or a
video is sent as one, and reports run no script.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from agent_plugin.chat.report_zh import FILE, report_zh
from agent_plugin.tools.errors import LastLookError
from agent_plugin.tools.media.arriving.uploads import media_type_of
from agent_plugin.web.panel import CLOSER

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from starlette.requests import Request

    from agent_plugin.chat.keeping import Conversations
    from agent_plugin.tools.store import Store

_HEADERS = {"Cache-Control": "private, max-age=3600", "X-Content-Type-Options": "nosniff"}
_ALONE = "sandbox; default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; media-src 'self'"
_SHOWN = {"image/jpeg", "image/png", "text/html"}


def file_routes(conversations: Conversations, store: Callable[[], Store]) -> list[Route]:
    """The routes below `/kept`."""

    def evidence(request: Request) -> Response:
        given = request.path_params
        conversation = conversations.get(given["chat"])
        if conversation is None or given["review"] not in conversation.reviews():
            return _nothing()
        try:
            review = store().get(given["review"])
        except LastLookError:
            return _nothing()
        if given["file"] == FILE:
            page = report_zh(review, store().evidence_folder(review.id), store().sign_offs.of(review.id))
            return HTMLResponse(
                page, headers={"X-Content-Type-Options": "nosniff", "Content-Security-Policy": _ALONE}
            )
        for one in review.evidence:
            if one.file == given["file"] and one.media_type in _SHOWN:
                return _file(store().evidence_folder(review.id) / one.file, one.media_type)
        if CLOSER.fullmatch(given["file"]):
            return _file(store().evidence_folder(review.id) / given["file"], "image/jpeg")
        return _nothing()

    def ad(request: Request) -> Response:
        given = request.path_params
        conversation = conversations.get(given["chat"])
        path = conversation.ad(f"{given['number']}/{given['name']}") if conversation else None
        kind = media_type_of(path) if path else None
        return _file(path, kind) if path and kind else _nothing()

    return [
        Route("/kept/{chat}/evidence/{review}/{file}", evidence),
        Route("/kept/{chat}/ads/{number}/{name}", ad),
    ]


def _file(path: Path, media_type: str) -> Response:
    if not path.is_file():
        return _nothing()
    return FileResponse(path, media_type=media_type, headers={**_HEADERS, "Content-Security-Policy": _ALONE})


def _nothing() -> Response:
    return PlainTextResponse("There is nothing here.", 404)
