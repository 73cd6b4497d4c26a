"""How the MCP face hands out pictures: in an answer, by their places for hosts that show none, or not."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pytest
from mcp import Client, MCPError
from mcp.types import BlobResourceContents, CallToolResult, ImageContent

from agent_plugin.mcp.server import make_server
from agent_plugin.tools.policy import AGENTS
from agent_plugin.workshop import Workshop
from tests.faces.served import ERAS, Era, connected, place, run, words

eras = pytest.mark.parametrize("era", ERAS)


@eras
@pytest.mark.parametrize("shares_disk", [True, False], ids=["here", "elsewhere"])
def test_a_host_that_shows_no_pictures_finds_what_is_to_be_looked_at_by_its_place(
    tmp_path: Path, era: Era, shares_disk: bool
) -> None:
    async def ask() -> None:
        where = place(tmp_path)
        with Workshop(where.app, (where.folder,)) as shop:
            async with Client(make_server(shop, shares_disk=shares_disk), mode=era) as client:
                result = await client.call_tool("review_ad", {"ad": "sound.png"})
                (picture,) = [block for block in result.content if isinstance(block, ImageContent)]
                question = fields_of(result)["look"]
                kept = (await client.read_resource(question["sheets"][0])).contents[0]
                assert isinstance(kept, BlobResourceContents)
                assert kept.blob == picture.data
                files = [Path(one).read_bytes() for one in question.get("files", ())]
                assert files == ([base64.b64decode(picture.data)] if shares_disk else [])
                for wrong in ("looks/../lastlook.db", "looks/look-000000000000/to-look-at-1.jpg"):
                    with pytest.raises(MCPError):
                        await client.read_resource(f"lastlook://{wrong}")

    run(ask)


@eras
def test_the_pictures_of_old_looks_give_way(
    tmp_path: Path, era: Era, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = AGENTS.model_copy(update={"max_looks_shown": 2})
    monkeypatch.setattr("agent_plugin.tools.calls.kept_sheets.AGENTS", few)

    async def ask() -> None:
        async with connected(place(tmp_path), era) as client:
            for _ in range(4):
                await client.call_tool("review_ad", {"ad": "sound.png"})

    run(ask)
    assert len(list((tmp_path / "data" / "looks").iterdir())) == 2


@eras
@pytest.mark.parametrize(("way", "is_asked"), [("links", True), ("none", False)])
def test_pictures_can_be_turned_down(
    tmp_path: Path, era: Era, way: Literal["links", "none"], is_asked: bool
) -> None:
    async def ask() -> None:
        where = place(tmp_path)
        settings = where.app.settings().model_copy(update={"mcp_pictures": way})
        where = replace(where, app=replace(where.app, settings=lambda: settings))
        async with connected(where, era) as client:
            result = await client.call_tool("review_ad", {"ad": "suspected.png"})
            shown = await client.call_tool("get_evidence", {"review": review_of(result)})
            for one in (result, shown):
                assert [block.type for block in one.content] == ["text"]
            question: dict[str, Any] = fields_of(result).get("look", {})
            assert bool(question) is is_asked
            assert all(file in words(result) for file in question.get("files", ()))
            address = f"lastlook://evidence/{review_of(result)}/sheet-1.jpg"
            assert (address in words(shown)) is (way == "links")

    run(ask)


def review_of(result: CallToolResult) -> str:
    """The id that an answer names."""
    return str(fields_of(result)["review"])


def fields_of(result: CallToolResult) -> dict[str, Any]:
    """The structured answer."""
    found: dict[str, Any] | None = result.structured_content
    return found or {}
