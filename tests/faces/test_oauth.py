"""Over HTTP with an outside issuer of tokens: real keys, a real issuer on this machine, real clients."""

from __future__ import annotations

import hmac
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import RSAAlgorithm
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from agent_plugin.mcp.access import Issuer, Verifier
from agent_plugin.mcp.http import IDLE_S, http_app
from agent_plugin.mcp.server import make_server
from agent_plugin.tools.errors import UsageError
from agent_plugin.workshop import Workshop
from tests.answering import Asked, answering
from tests.faces.served import BEARER, TOKEN, listening, place, run, words

RESOURCE = "https://ads.example/mcp"
LISTS: dict[str, Any] = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
KEY, OTHER = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
ACCEPT = {"Accept": "application/json, text/event-stream"}


@contextmanager
def issuing(metadata: str = "oauth-authorization-server", **more: Any) -> Generator[str]:
    """An issuer that publishes one key; its address."""
    published = json.loads(RSAAlgorithm.to_jwk(KEY.public_key()))

    def answer(asked: Asked) -> tuple[int, Any]:
        documents = {
            f"/.well-known/{metadata}": {"issuer": address, "jwks_uri": f"{address}/keys", **more},
            "/keys": {"keys": [{**published, "kid": "one", "use": "sig", "alg": "RS256"}]},
        }
        found = documents.get(asked.path)
        return (200 if found else 404), found

    with answering(answer) as address:
        yield address


def token(issuer: str, key: Any = KEY, algorithm: str = "RS256", **claims: Any) -> str:
    usual = {"iss": issuer, "aud": RESOURCE, "sub": "ada", "client_id": "chat", "exp": int(time.time()) + 600}
    claimed = {name: value for name, value in (usual | claims).items() if value is not None}
    return jwt.encode(claimed, key, algorithm, headers={"kid": "one"})


def bearer(word: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {word}"}


def in_public(issuer: str, private: str = "") -> Verifier:
    return Verifier(private, Issuer(issuer, RESOURCE))


@pytest.mark.parametrize("metadata", ["oauth-authorization-server", "openid-configuration"])
def test_a_token_of_the_issuer_opens_and_a_review_comes_back(tmp_path: Path, metadata: str) -> None:
    async def ask(address: str, issuer: str) -> None:
        async with (
            httpx2.AsyncClient(headers=bearer(token(issuer)), timeout=60) as http,
            Client(streamable_http_client(address, http_client=http)) as client,
        ):
            result = await client.call_tool("review_ad", {"ad": "ad.png", "only_local": True})
            assert words(result).startswith("block: ")

    with issuing(metadata) as issuer, listening(place(tmp_path), in_public(issuer)) as address:
        run(lambda: ask(address, issuer))


WRONG: dict[str, Callable[[str], str]] = {
    "a letter": lambda _: "x",
    "a word": lambda _: "open-sesame-open-sesame",
    "of another server": lambda issuer: token(issuer, aud="https://other.example/mcp"),
    "for nobody": lambda issuer: token(issuer, aud=None),
    "expired": lambda issuer: token(issuer, exp=int(time.time()) - 3600),
    "for ever": lambda issuer: token(issuer, exp=None),
    "of another issuer": lambda _: token("https://other.example"),
    "with another key": lambda issuer: token(issuer, OTHER),
    "not signed": lambda issuer: token(issuer, None, "none"),
    "the public key as a secret": lambda issuer: _signed_by_the_public_key(issuer),
    "the private word where there is none": lambda _: TOKEN,
}


def _signed_by_the_public_key(issuer: str) -> str:
    """By hand: the package does not lend itself to it."""
    public = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    _, claims, _ = token(issuer).split(".")
    head = urlsafe_b64encode(b'{"alg":"HS256","kid":"one","typ":"JWT"}').decode().rstrip("=")
    mark = hmac.digest(public, f"{head}.{claims}".encode(), "sha256")
    return f"{head}.{claims}.{urlsafe_b64encode(mark).decode().rstrip('=')}"


def test_whatever_else_is_sent_is_turned_away_and_told_where_tokens_come_from(tmp_path: Path) -> None:
    with (
        issuing() as issuer,
        listening(place(tmp_path), in_public(issuer)) as address,
        httpx2.Client(trust_env=False) as http,
    ):
        for name, made in WRONG.items():
            answer = http.post(address, json=LISTS, headers={**ACCEPT, **bearer(made(issuer))})
            assert answer.status_code == 401, name
            assert "resource_metadata=" in answer.headers["www-authenticate"], name
        metadata = http.get(f"{address.removesuffix('/mcp')}/.well-known/oauth-protected-resource/mcp").json()
    assert metadata["resource"] == RESOURCE
    assert [one.rstrip("/") for one in metadata["authorization_servers"]] == [issuer]


def test_the_private_token_opens_beside_the_issuers(tmp_path: Path) -> None:
    async def ask(address: str) -> None:
        async with (
            httpx2.AsyncClient(headers=BEARER, timeout=60) as http,
            Client(streamable_http_client(address, http_client=http)) as client,
        ):
            assert (await client.list_tools()).tools

    with issuing() as issuer, listening(place(tmp_path), in_public(issuer, TOKEN)) as address:
        run(lambda: ask(address))


@pytest.mark.parametrize("more", [{"issuer": "https://other.example"}, {"jwks_uri": "http://127.0.0.1:1/"}])
def test_an_issuer_whose_keys_cannot_be_had_opens_nothing(tmp_path: Path, more: dict[str, str]) -> None:
    with (
        issuing(**more) as issuer,
        listening(place(tmp_path), in_public(issuer)) as address,
        httpx2.Client(trust_env=False) as http,
    ):
        answer = http.post(address, json=LISTS, headers={**ACCEPT, **bearer(token(issuer))})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("issuer", "resource"),
    [
        ("https://a.example", ""),
        ("a.example", RESOURCE),
        ("http://a.example", RESOURCE),
        ("https://a.example", "http://b.example/mcp"),
    ],
)
def test_without_two_https_addresses_there_is_no_oauth(issuer: str, resource: str) -> None:
    with pytest.raises(UsageError, match="LASTLOOK_MCP_URL"):
        _ = Verifier("", Issuer(issuer, resource)).oauth


@pytest.mark.parametrize("with_issuer", [True, False])
def test_anybody_may_ask_whether_it_is_there(tmp_path: Path, with_issuer: bool) -> None:
    verifier = in_public("https://a.example") if with_issuer else Verifier(TOKEN)
    with listening(place(tmp_path), verifier) as address, httpx2.Client(trust_env=False) as http:
        answer = http.get(f"{address.removesuffix('/mcp')}/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_a_session_in_which_nobody_asks_ends(tmp_path: Path) -> None:
    with Workshop(place(tmp_path).app) as shop:
        server, knows = make_server(shop), Verifier(TOKEN)
        http_app(server, knows)
        assert server.session_manager.session_idle_timeout == IDLE_S
