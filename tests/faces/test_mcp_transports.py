"""The MCP face as its hosts meet it: a process on stdin and stdout, and a server on a real port."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.types import TextResourceContents

from agent_plugin.mcp.access import Verifier
from agent_plugin.mcp.http import MAX_BODY_BYTES
from agent_plugin.tools.domain import Review
from agent_plugin.tools.errors import UsageError
from tests.faces.served import BEARER, ERAS, TOKEN, Era, listening, place, run, words

PING: dict[str, Any] = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}


def _process(tmp_path: Path, folder: Path) -> StdioServerParameters:
    env = {**os.environ, "LASTLOOK_DATA_DIR": str(tmp_path / "data")}
    return StdioServerParameters(
        command=sys.executable, args=["-m", "agent_plugin", "mcp", str(folder)], env=env
    )


@pytest.mark.parametrize("era", ERAS)
def test_the_incident_is_held_back_through_the_real_process(tmp_path: Path, examples: Path, era: Era) -> None:
    async def ask() -> None:
        async with Client(_process(tmp_path, examples), mode=era) as client:
            result = await client.call_tool("review_ad", {"ad": "neck-twist.jpg", "only_local": True})
            assert words(result).startswith(("review: ", "block: "))
            fields: dict[str, Any] = result.structured_content or {}
            kept = (await client.read_resource(fields["report"])).contents[0]
            assert isinstance(kept, TextResourceContents)
            assert Review.model_validate_json(kept.text).findings[0].category == "neck_twist"

    run(ask)


HEAVY = ("mediapipe", "cv2", "numpy", "PIL", "sqlalchemy", "av", "openai", "langchain_core", "ai_edge_litert")


@pytest.mark.parametrize("era", ERAS)
def test_nothing_heavy_is_imported_before_a_tool_is_called(tmp_path: Path, era: Era) -> None:
    process, log = _process(tmp_path, tmp_path), tmp_path / "imports.txt"
    process.args[:0] = ["-X", "importtime"]

    async def ask() -> None:
        with log.open("w", encoding="utf-8") as written:
            async with Client(stdio_client(process, errlog=written), mode=era) as client:
                assert (await client.list_tools()).tools

    run(ask)
    imported = {line.rpartition("|")[2].strip() for line in log.read_text(encoding="utf-8").splitlines()}
    assert "agent_plugin.mcp.server" in imported
    assert imported.isdisjoint(HEAVY)


@pytest.mark.parametrize("era", ERAS)
def test_a_review_over_http_is_the_same(tmp_path: Path, era: Era) -> None:
    async def ask() -> None:
        async with (
            httpx2.AsyncClient(headers=BEARER, timeout=30) as http,
            Client(streamable_http_client(address, http_client=http), mode=era) as client,
        ):
            result = await client.call_tool("review_ad", {"ad": "ad.png", "only_local": True})
            assert words(result).startswith("block: ")
            assert (result.structured_content or {})["verdict"] == "block"

    with listening(place(tmp_path)) as address:
        run(ask)


def test_who_does_not_belong_there_is_turned_away(tmp_path: Path) -> None:
    cases: list[tuple[dict[str, str], int]] = [
        ({}, 401),
        ({"Authorization": "Bearer wrong"}, 401),
        ({"Authorization": TOKEN}, 401),
        ({"Authorization": f"Basic {TOKEN}"}, 401),
        ({"Authorization": f"Bearer {TOKEN.upper()}"}, 401),
        ({**BEARER, "Host": "evil.example"}, 421),
        ({**BEARER, "Origin": "https://evil.example"}, 403),
        ({**BEARER, "Origin": "http://localhost.evil.example"}, 403),
    ]
    accept = {"Accept": "application/json, text/event-stream"}
    with listening(place(tmp_path)) as address, httpx2.Client(trust_env=False) as http:
        for headers, status in cases:
            answer = http.post(address, json=PING, headers={**accept, **headers})
            assert answer.status_code == status, headers
        huge = http.post(address, content=b" " * (MAX_BODY_BYTES + 1), headers={
            **accept, **BEARER, "Content-Type": "application/json"
        })  # fmt: skip
        assert huge.status_code == 413
        assert http.get(address.replace("/mcp", "/other"), headers=BEARER).status_code == 404


def test_the_scheme_may_be_written_in_any_case(tmp_path: Path) -> None:
    with listening(place(tmp_path)) as address, httpx2.Client(trust_env=False) as http:
        for scheme in ("Bearer", "bearer", "BEARER"):
            answer = http.get(address, headers={"Authorization": f"{scheme} {TOKEN}"})
            assert answer.status_code != 401, scheme


@pytest.mark.parametrize("token", ["", "short", "passwörd-that-is-long"])
def test_without_a_real_token_it_does_not_listen(token: str) -> None:
    with pytest.raises(UsageError, match="token of 16"):
        Verifier(token)
