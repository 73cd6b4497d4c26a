"""An MCP server and who may call it come in, an ASGI app goes out that answers nobody else.

Only `/health`, and with OAuth the metadata that names the issuer, answer everybody, and tell nothing else.
Host and Origin are checked whatever address it listens on, so that no web page in a browser on this machine
can reach it by a name of its own; bodies have a limit.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from mcp.server.transport_security import TransportSecuritySettings

from agent_plugin.mcp.access import HERE, Verifier

if TYPE_CHECKING:
    from mcp.server import MCPServer
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

PATH = "/mcp"
MAX_BODY_BYTES = 6 << 20  # an ad of 3 MB as base64, and the envelope around it
HEALTH = "/health"
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
    )
    return app if verifier.oauth else _Locked(app, verifier)


async def _healthy(_request: Request) -> Response:
    """For whoever starts it anew where it does not answer."""
    from starlette.responses import JSONResponse

    return JSONResponse({"status": "ok"})


class _Locked:
    """Lets through who knows the token."""

    def __init__(self, app: ASGIApp, verifier: Verifier) -> None:
        self._app, self._verifier = app, verifier

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or scope["path"] == HEALTH or self._knows(scope):
            await self._app(scope, receive, send)
            return
        from starlette.responses import PlainTextResponse

        words = "A bearer token is needed: send the one in LASTLOOK_MCP_TOKEN."
        refusal = PlainTextResponse(words, 401, {"WWW-Authenticate": 'Bearer realm="lastlook"'})
        await refusal(scope, receive, send)

    def _knows(self, scope: Scope) -> bool:
        given = [value for name, value in scope.get("headers", ()) if name == b"authorization"]
        scheme, _, token = given[0].partition(b" ") if len(given) == 1 else (b"", b"", b"")
        return scheme.lower() == b"bearer" and self._verifier.knows(token)
