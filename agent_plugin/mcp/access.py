"""A token of one's own, or who gives out OAuth's tokens, comes in; who may call over HTTP is known then.

OAuth is what directories ask for: this server is the resource, and says in its metadata who issues tokens for
it. An access token is a JWT, signed by one of the issuer's published keys, for this resource, not expired.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from anyio import to_thread
from mcp.server.auth.provider import AccessToken
from mcp.server.auth.settings import AuthSettings
from pydantic import AnyHttpUrl, ValidationError

from agent_plugin.tools.errors import UsageError

if TYPE_CHECKING:
    import jwt

# Structure: lengths, algorithms and waits of protocols; none moves a verdict.
_SHORTEST_TOKEN = 16  # shorter ones can be guessed by trying
_METADATA = (".well-known/oauth-authorization-server", ".well-known/openid-configuration")
# By a key pair only: with a shared secret, or with none, anybody who knows a public key could sign.
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
_LEEWAY_S = 30  # by which clocks differ
_PATIENCE_S = 10.0  # for the issuer's metadata


HERE = ("127.0.0.1", "localhost", "[::1]")
_ADDRESSES = (
    "Set LASTLOOK_MCP_ISSUER to the address of who gives out tokens, and LASTLOOK_MCP_URL to this server's "
    "own, as its callers write it, such as https://ads.example/mcp."
)


@dataclass(frozen=True)
class Issuer:
    """Who gives out tokens, and the address of this server that they are for."""

    url: str
    resource: str

    @cached_property
    def settings(self) -> AuthSettings:
        """As the SDK wants it.

        Raises:
            UsageError: one of the two is no address.
        """
        try:
            issuer, resource = AnyHttpUrl(self.url), AnyHttpUrl(self.resource)
        except ValidationError:
            raise UsageError("OAuth needs two https addresses.", _ADDRESSES) from None
        if any(one.scheme != "https" and one.host not in HERE for one in (issuer, resource)):
            raise UsageError("OAuth needs https, or keys could be exchanged on their way.", _ADDRESSES)
        return AuthSettings(issuer_url=issuer, resource_server_url=resource, validate_token_resource=True)

    @cached_property
    def keys(self) -> jwt.PyJWKClient:
        """Its published keys; fetched when a token names one that is not known yet.

        Raises:
            httpx2.HTTPError: it cannot be reached.
            KeyError: it publishes none.
        """
        import jwt

        return jwt.PyJWKClient(self._metadata()["jwks_uri"], timeout=_PATIENCE_S)

    def _metadata(self) -> dict[str, Any]:
        import httpx2

        with httpx2.Client(timeout=_PATIENCE_S, trust_env=False) as http:
            for place in _METADATA:
                answer = http.get(f"{self.url.rstrip('/')}/{place}")
                if answer.is_success:
                    found: dict[str, Any] = answer.json()
                    if found.get("issuer") == self.url:
                        return found
        raise KeyError("jwks_uri")

    def claims(self, token: str) -> dict[str, Any]:
        """What a token says.

        Raises:
            jwt.PyJWTError: it is none of this issuer's, is for another resource, or has expired.
        """
        import jwt

        key = self.keys.get_signing_key_from_jwt(token)
        return jwt.decode(
            token,
            key.key,
            algorithms=_ALGORITHMS,
            audience=self.resource,
            issuer=self.url,
            leeway=_LEEWAY_S,
            options={"require": ["exp", "aud", "iss"]},
        )


class Verifier:
    """Knows the private token, where there is one, and the issuer's, where there is one."""

    def __init__(self, token: str, issuer: Issuer | None = None) -> None:
        """Nothing is fetched yet.

        Raises:
            UsageError: there is neither, or the private one is too short to protect anything.
        """
        if (token or issuer is None) and (len(token) < _SHORTEST_TOKEN or not token.isascii()):
            raise UsageError(
                f"Over HTTP a token of {_SHORTEST_TOKEN} characters or more is needed.",
                "Set LASTLOOK_MCP_TOKEN to a long random word; callers send it as a bearer token.",
            )
        self._token, self._issuer = token.encode("ascii"), issuer

    @property
    def oauth(self) -> AuthSettings | None:
        """What the SDK is to publish; none where only the private token opens."""
        return self._issuer.settings if self._issuer else None

    def knows(self, token: bytes) -> bool:
        """Is it the private one?"""
        return bool(self._token) and hmac.compare_digest(token, self._token)

    async def verify_token(self, token: str) -> AccessToken | None:
        """What it allows; none where it allows nothing. As the SDK asks."""
        if self._issuer is None:
            return None
        if self.knows(token.encode()):
            return AccessToken(token=token, client_id="private", scopes=[], resource=self._issuer.resource)
        try:
            claims = await to_thread.run_sync(self._issuer.claims, token)
        except Exception:  # whatever is wrong with it, or with who gave it out: it opens nothing
            return None
        return AccessToken(
            token=token,
            client_id=str(claims.get("client_id") or claims.get("azp") or claims.get("sub") or ""),
            scopes=str(claims.get("scope", "")).split(),
            expires_at=int(claims["exp"]),
            resource=self._issuer.resource,
            subject=str(claims["sub"]) if "sub" in claims else None,
            claims=claims,
        )
