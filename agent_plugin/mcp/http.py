"""An MCP server and who may call it come in, an ASGI app goes out that answers nobody else.

Only `/health`, and with OAuth the metadata that names the issuer, answer everybody, and tell nothing else.
Host and Origin are checked whatever address it listens on, so that no web page in a browser on this machine
can reach it by a name of its own; bodies, sessions and calls under way have a limit. Whoever hangs up ends
what they asked for: no answer could reach them any more.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from mcp.server.transport_security import TransportSecuritySettings

from agent_plugin.listening import Backpressure, Failures, caller
from agent_plugin.mcp.access import HERE, Verifier

if TYPE_CHECKING:
    from mcp.server import MCPServer
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

PATH = "/mcp"
MAX_BODY_BYTES = 6 << 20  # an ad of 3 MB as base64, and the envelope around it
HEALTH = "/health"
MAX_SESSIONS = 500  # of 40 kB each; a program has one, and one that was left ends after `IDLE_S`
IDLE_S = 1800.0  # after which a session without a request ends: half an hour, as the SDK has it


def http_app(server: MCPServer[Any], verifier: Verifier, hosts: Iterable[str] = ()) -> ASGIApp:
    """The app of a server that was made with this verifier.

    Args:
        server: Answers.
        verifier: Knows who may call.
        hosts: Names, beside this machine's own, by which it may be called.
    """
    names = [*HERE, *hosts]
    server.custom_route(HEALTH, methods=["GET"])(_healthy)
    security = TransportSecuritySettings(
        enable_dns_rebinding_protection=True,
        allowed_hosts=[form for name in names for form in (name, f"{name}:*")],
        allowed_origins=[
            *(f"http://{name}{port}" for name in HERE for port in ("", ":*")),
            *(f"https://{name}{port}" for name in names for port in ("", ":*")),
        ],
    )
    app = server.streamable_http_app(
        streamable_http_path=PATH,
        transport_security=security,
        max_request_body_size=MAX_BODY_BYTES,
        session_idle_timeout=IDLE_S,
        max_sessions=MAX_SESSIONS,
    )
    heard = _HangingUp(app)
    return Backpressure(heard if verifier.oauth else _Locked(heard, verifier))


async def _healthy(_request: Request) -> Response:
    """For whoever starts it anew where it does not answer."""
    from starlette.responses import JSONResponse

    return JSONResponse({"status": "ok"})


class _Locked:
    """Lets through who knows the token."""

    def __init__(self, app: ASGIApp, verifier: Verifier) -> None:
        self._app, self._verifier, self._failures = app, verifier, Failures()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or scope["path"] == HEALTH or self._knows(scope):
            await self._app(scope, receive, send)
            return
        from starlette.responses import PlainTextResponse

        who = caller(scope)
        if self._failures.wait_s(who):  # who knows the token is let in, whoever guesses beside them
            await self._failures.refuse(who)(scope, receive, send)
            return
        self._failures.failed(who, "A wrong or missing token for MCP")
        words = "A bearer token is needed: send the one in LASTLOOK_MCP_TOKEN."
        refusal = PlainTextResponse(words, 401, {"WWW-Authenticate": 'Bearer realm="lastlook"'})
        await refusal(scope, receive, send)

    def _knows(self, scope: Scope) -> bool:
        given = [value for name, value in scope.get("headers", ()) if name == b"authorization"]
        scheme, _, token = given[0].partition(b" ") if len(given) == 1 else (b"", b"", b"")
        return scheme.lower() == b"bearer" and self._verifier.knows(token)


class _HangingUp:
    """Cancels what was asked for in a session by somebody who went away before the answer.

    A call without a session is cancelled by the SDK itself. In a session the protocol lets a call go on, so
    that its answer can be fetched later; this server keeps none, so it would work for nobody.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope.get("headers", ()))
        if scope["type"] != "http" or scope["method"] != "POST" or b"mcp-session-id" not in headers:
            await self._app(scope, receive, send)
            return
        body, has_gone, is_over = bytearray(), False, False

        async def hearing() -> Message:
            nonlocal has_gone
            message = await receive()
            has_gone = has_gone or message["type"] == "http.disconnect"
            if len(body) <= MAX_BODY_BYTES:  # the SDK refuses what is longer
                body.extend(message.get("body", b""))
            return message

        async def sending(message: Message) -> None:
            nonlocal is_over
            is_over = is_over or (message["type"] == "http.response.body" and not message.get("more_body"))
            await send(message)

        await self._app(scope, hearing, sending)
        if has_gone and not is_over:
            await self._cancel(scope, bytes(body))

    async def _cancel(self, scope: Scope, body: bytes) -> None:
        """Tell the session, in the protocol's own words."""
        try:
            asked = json.loads(body)["id"]
        except (ValueError, KeyError, TypeError, RecursionError):
            return
        params = {"requestId": asked, "reason": "The caller hung up."}
        note = json.dumps({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": params}).encode()
        sized = (b"content-length", b"transfer-encoding")
        headers = [one for one in scope["headers"] if one[0] not in sized]
        note_once = iter([{"type": "http.request", "body": note, "more_body": False}])

        async def receive() -> Message:
            return next(note_once, {"type": "http.disconnect"})

        async def send(_message: Message) -> None:
            """Nobody hears it."""

        await self._app({**scope, "headers": headers}, receive, send)
