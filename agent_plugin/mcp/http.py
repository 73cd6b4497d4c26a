"""An MCP server and a token come in, an ASGI app goes out that answers nobody without that token.

Host and Origin are checked whatever address it listens on, so that no web page in a browser on this machine
can reach it by a name of its own; bodies have a limit.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from mcp.server.transport_security import TransportSecuritySettings

from agent_plugin.tools.errors import UsageError

if TYPE_CHECKING:
    from mcp.server import MCPServer
    from starlette.types import ASGIApp, Receive, Scope, Send

PATH = "/mcp"
MAX_BODY_BYTES = 6 << 20  # an ad of 3 MB as base64, and the envelope around it
_SHORTEST_TOKEN = 16  # shorter ones can be guessed by trying
_HERE = ("127.0.0.1", "localhost", "[::1]")


def http_app(server: MCPServer[Any], token: str, hosts: Iterable[str] = ()) -> ASGIApp:
    """The app; `hosts` are names, beside this machine's own, by which it may be called.

    Raises:
        UsageError: the token is too short to protect anything.
    """
    if len(token) < _SHORTEST_TOKEN or not token.isascii():
        raise UsageError(
            f"Over HTTP a token of {_SHORTEST_TOKEN} characters or more is needed.",
            "Set LASTLOOK_MCP_TOKEN to a long random word; callers send it as `Authorization: Bearer ...`.",
        )
    names = [*_HERE, *hosts]
    security = TransportSecuritySettings(
        enable_dns_rebinding_protection=True,
        allowed_hosts=[form for name in names for form in (name, f"{name}:*")],
        allowed_origins=[
            *(f"http://{name}{port}" for name in _HERE for port in ("", ":*")),
            *(f"https://{name}{port}" for name in names for port in ("", ":*")),
        ],
    )
    app = server.streamable_http_app(
        streamable_http_path=PATH,
        transport_security=security,
        max_request_body_size=MAX_BODY_BYTES,
    )
    return _Locked(app, token)


class _Locked:
    """Lets through who knows the token."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app, self._token = app, token.encode("ascii")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or self._knows(scope):
            await self._app(scope, receive, send)
            return
        from starlette.responses import PlainTextResponse

        words = "A bearer token is needed: send the one in LASTLOOK_MCP_TOKEN."
        refusal = PlainTextResponse(words, 401, {"WWW-Authenticate": 'Bearer realm="lastlook"'})
        await refusal(scope, receive, send)

    def _knows(self, scope: Scope) -> bool:
        given = [value for name, value in scope.get("headers", ()) if name == b"authorization"]
        scheme, _, token = given[0].partition(b" ") if len(given) == 1 else (b"", b"", b"")
        return scheme.lower() == b"bearer" and hmac.compare_digest(token, self._token)
