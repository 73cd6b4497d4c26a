"""Requests come in; those that may be answered go on to the page, with the headers that keep it to itself.

Checked here, before Gradio sees anything: the name by which the page is called, where a form was sent from,
the access token where one is needed, that the route is one that the page uses, and how much is sent. Who
enters a wrong word is logged, and has to wait after ten. What a browser uploaded is known by its cookie, and
nobody else can have it shown or reviewed.
"""

from __future__ import annotations

import hmac
import json
import re
import secrets
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, cast
from urllib.parse import parse_qs, unquote

from mcp.server.transport_security import RequestBodyLimitMiddleware
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from agent_plugin.listening import Failures, caller

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE, KEY_COOKIE = "lastlook_session", "lastlook_key"
HERE = ("127.0.0.1", "localhost", "[::1]")
CHAT = re.compile(r"[A-Za-z0-9_-]{32}")
_ID = re.compile(r"[A-Za-z0-9_-]{43}")
_COOKIE_S = 30 * 86_400
_UPLOAD = "/gradio_api/upload"
_MOST_BYTES = 256 << 10  # of a question or a look: 4,000 characters, and what Gradio puts around them
_MOST_LOGIN_BYTES = 4 << 10
# What the page asks of Gradio; its proxy, its API, its logs and whatever it learns later are not answered.
_GET = re.compile(
    r"/(?:|config/?|theme\.css|favicon\.ico|robots\.txt|manifest\.json|(?:assets|static|svelte)/.+"
    r"|kept/.+|healthz|gradio_api/(?:startup-events|app_id/?|queue/data|upload_progress|heartbeat/\w+"
    r"|theme\.css|info/?|file=.+))"
)
_POST = re.compile(r"/(?:login|kept/[\w-]+/look/[\w-]+|gradio_api/(?:queue/join|upload|cancel|reset/?))")
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self' data:; connect-src 'self'; "
    "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    # A link opens a conversation, so it goes to nobody else; to nobody at all, and the page's own forms would
    # arrive as from nowhere.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class Uploads:
    """Which browser uploaded what, while it is not attached to a conversation."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._lock, self._owners = Lock(), dict[Path, set[str]]()

    def add(self, session: str, path: Path) -> None:
        """Remember an upload."""
        with self._lock:
            self._owners.setdefault(path, set()).add(session)

    def owns(self, session: str, path: Path) -> bool:
        """Was it this browser?"""
        return session in self._owners.get(path, set())


class Gate:
    """What stands before the page."""

    def __init__(self, app: ASGIApp, uploads: Uploads, token: str = "", hosts: Iterable[str] = ()) -> None:
        """With a `token`, only who knows it comes in; `hosts` are names beside this machine's own."""
        self._app, self._uploads, self._token = app, uploads, token
        self._hosts = {*HERE, *hosts}
        self._failures = Failures()
        self._key = sha256(b"lastlook web\0" + token.encode()).hexdigest()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or let the page answer it."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        refusal = self._refusal(request) or await self._at_the_door(request)
        if refusal is not None:
            refusal.headers.update(HEADERS)
            await refusal(scope, receive, send)
            return
        await self._pass(request, send)

    def _refusal(self, request: Request) -> Response | None:
        """Why it is not answered at all."""
        if _host(request.headers.get("host", "")) not in self._hosts | _arrived_at(request):
            return PlainTextResponse("This page goes by another name.", 421)
        origin = request.headers.get("origin")
        if origin is not None and origin.partition("://")[2] != request.headers.get("host"):
            return PlainTextResponse("This was sent from another page.", 403)
        wanted = _GET if request.method in ("GET", "HEAD") else _POST if request.method == "POST" else None
        path = request.url.path
        if wanted is None or not wanted.fullmatch(path) or ".." in unquote(path):
            return PlainTextResponse("There is nothing here.", 404)
        shown = path.partition("/gradio_api/file=")[2]
        if shown and not self._uploads.owns(session_of(request), Path(unquote(shown))):
            return PlainTextResponse("There is nothing here.", 404)
        return None

    async def _at_the_door(self, request: Request) -> Response | None:
        """The page for the token, where it is needed."""
        if not self._token or request.url.path == "/healthz" or self._knows(request):
            return None
        if request.url.path != "/login":
            return _login(_chat_in(request))
        who = caller(request.scope)
        if wait_s := self._failures.wait_s(who):
            too_often = f"Too many wrong words: wait {wait_s} seconds. / 错误太多，请等 {wait_s} 秒。"
            return _login(_chat_in(request), too_often, 429, {"Retry-After": str(wait_s)})
        if not hmac.compare_digest(await _word(request), self._token.encode()):
            self._failures.failed(who, "A wrong word for the page")
            return _login(_chat_in(request), "That is not the word. / 口令不对。")
        back = RedirectResponse(f"/{_chat_in(request)}", 303)
        _bake(back, KEY_COOKIE, self._key, request)
        return back

    def _knows(self, request: Request) -> bool:
        bearer = request.headers.get("authorization", "").encode()
        if hmac.compare_digest(bearer, f"Bearer {self._token}".encode()):
            return True
        return hmac.compare_digest(request.cookies.get(KEY_COOKIE, "").encode(), self._key.encode())

    async def _pass(self, request: Request, send: Send) -> None:
        """On to the page; what comes back gets its headers, and new browsers a cookie."""
        session = session_of(request)
        body: list[bytes] | None = [] if request.url.path == _UPLOAD else None

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if not session and request.url.path == "/":
                    baked = _bake(Response(), COOKIE, secrets.token_urlsafe(32), request)
                    headers.append("Set-Cookie", baked.headers["set-cookie"])
            elif body is not None:
                body.append(message.get("body", b""))
                if not message.get("more_body"):
                    self._remember(session, b"".join(body))
            await send(message)

        answering = self._app
        if request.method == "POST" and body is None:
            answering = RequestBodyLimitMiddleware(self._app, _MOST_BYTES)
        await answering(request.scope, request.receive, sending)

    def _remember(self, session: str, body: bytes) -> None:
        try:
            paths: object = json.loads(body)
        except ValueError:
            return  # a refusal
        for path in cast("list[object]", paths) if isinstance(paths, list) and session else ():
            self._uploads.add(session, Path(str(path)))


def session_of(request: Request) -> str:
    """The browser, by its cookie; empty where it has none yet."""
    given = request.cookies.get(COOKIE, "")
    return given if _ID.fullmatch(given) else ""


def _bake(response: Response, name: str, value: str, request: Request) -> Response:
    """A cookie that no script reads and no other site sends with a form."""
    is_safe = "https" in (request.url.scheme, request.headers.get("x-forwarded-proto"))
    response.set_cookie(name, value, _COOKIE_S, httponly=True, samesite="lax", secure=is_safe)
    return response


def is_here(address: str) -> bool:
    """Does this address lead nowhere from any other machine?"""
    return _host(address.partition("://")[2].partition("/")[0]) in HERE


def _arrived_at(request: Request) -> set[str]:
    """The number of this machine that was called: a number is no name that somebody could point here."""
    number = str((request.scope.get("server") or ("",))[0])
    return {f"[{number}]" if ":" in number else number} - {""}


def _chat_in(request: Request) -> str:
    """The conversation that was wanted, as it stands in an address; empty where there is none."""
    wanted = request.query_params.get("chat", "")
    return f"?chat={wanted}" if CHAT.fullmatch(wanted) else ""


async def _word(request: Request) -> bytes:
    """What was entered as the word; nothing where the form is none, or too large for one."""
    sent = bytearray()
    async for chunk in request.stream():
        sent += chunk
        if len(sent) > _MOST_LOGIN_BYTES:
            return b""
    try:
        return parse_qs(bytes(sent), max_num_fields=10).get(b"token", [b""])[0]
    except ValueError:  # a form of many fields is another one
        return b""


def _login(
    wanted: str, warning: str = "", status: int = 401, headers: dict[str, str] | None = None
) -> HTMLResponse:
    return HTMLResponse(_LOGIN.replace("{wanted}", wanted).replace("{warning}", warning), status, headers)


def _host(header: str) -> str:
    """The name without the port."""
    return header if header.endswith("]") else re.sub(r":\d+$", "", header)


_LOGIN = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Last Look</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<style>body{font:1rem system-ui,sans-serif;display:grid;place-items:center;min-height:90vh;margin:0}
form{display:grid;gap:.75rem;width:min(20rem,90vw)}input,button{font:inherit;padding:.6rem;border-radius:.4rem;
border:1px solid GrayText}p{margin:0}</style>
<form method="post" action="/login{wanted}"><h1>Last Look</h1>
<label for="token">Access word / 访问口令</label>
<input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
<p role="alert">{warning}</p><button>Open / 打开</button></form></html>"""
