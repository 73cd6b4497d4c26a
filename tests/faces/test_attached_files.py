"""A file that a user attached in ChatGPT: declared as its host wants it, fetched through the guarded door."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client
from mcp.types import CallToolResult, Implementation

from agent_plugin.mcp.server import make_server
from agent_plugin.tools import TOOLS
from agent_plugin.tools.calls.tool import Toolbox
from agent_plugin.tools.media.arriving.door import Door
from agent_plugin.tools.media.arriving.fetch import Web
from agent_plugin.tools.policy import AGENTS
from agent_plugin.tools.store import Store
from agent_plugin.workshop import Workshop
from tests.faces.served import ERAS, Era, place, run, words

CHATGPT = Implementation(name="openai-mcp (ChatGPT)", version="1.0.0")
eras = pytest.mark.parametrize("era", ERAS)
HOSTS = {
    "files.example": ["93.184.216.34"],
    "inner.example": ["10.0.0.5"],
    "two.example": ["1.1.1.1", "127.0.0.1"],
}
FILE = {"download_url": "https://files.example/f-1?sig=x", "file_id": "file-1", "file_name": "autumn.png"}


class OnTheWeb(Workshop):
    """Fetches from hosts that are made up; what was asked for is kept."""

    picture = b""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.asked: list[str] = []

    def box(self) -> Toolbox:
        def answer(request: httpx2.Request) -> httpx2.Response:
            self.asked.append(request.headers["host"])
            if request.url.path == "/moved":
                return httpx2.Response(302, headers={"location": "https://inner.example/f-1"})
            return httpx2.Response(200, content=self.picture)

        web = Web(AGENTS, lambda host: HOSTS[host], httpx2.MockTransport(answer))
        return replace(super().box(), door=Door((), web))


def reviewed(tmp_path: Path, era: Era, given: dict[str, Any]) -> tuple[CallToolResult, list[str]]:
    where = place(tmp_path)
    with OnTheWeb(where.app) as shop:
        shop.picture = where.ad.read_bytes()

        async def ask() -> CallToolResult:
            async with Client(make_server(shop), mode=era) as client:
                return await client.call_tool("review_ad", given)

        return run(ask), shop.asked


@eras
def test_tools_that_look_at_an_ad_declare_the_file_and_no_other_does(tmp_path: Path, era: Era) -> None:
    async def ask() -> None:
        with Workshop(place(tmp_path).app) as shop:
            async with Client(make_server(shop), mode=era, client_info=CHATGPT) as client:
                for shown in (await client.list_tools()).tools:
                    tool = next(one for one in TOOLS if one.name == shown.name)
                    takes = "ad" in tool.arguments.model_fields
                    assert ((shown.meta or {}).get("openai/fileParams") == ["file"]) is takes
                    assert ("file" in shown.input_schema["properties"]) is takes
                    if takes:
                        file = shown.input_schema["properties"]["file"]
                        assert file["type"] == "object"
                        assert file["required"] == ["download_url", "file_id"]
                        assert set(file["properties"]) == {*file["required"], "mime_type", "file_name"}
                        assert (
                            "required" not in shown.input_schema
                        )  # an empty list is no JSON Schema of older drafts

    run(ask)


@eras
def test_no_other_client_hears_of_the_file(tmp_path: Path, era: Era) -> None:
    async def ask() -> None:
        with Workshop(place(tmp_path).app) as shop:
            async with Client(make_server(shop), mode=era) as client:
                for shown in (await client.list_tools()).tools:
                    assert "file" not in shown.input_schema["properties"]
                    assert "openai/fileParams" not in (shown.meta or {})

    run(ask)


@eras
@pytest.mark.parametrize(
    ("file", "name"),
    [
        (FILE, "autumn.png"),
        ({**FILE, "file_name": "../../etc/autumn.png"}, "autumn.png"),
        ({**FILE, "file_name": None, "mime_type": "image/png", "extra": 1}, "f-1"),
    ],
    ids=["named", "named-badly", "not-named"],
)
def test_the_attached_file_is_reviewed_under_its_own_name(
    tmp_path: Path, era: Era, file: dict[str, Any], name: str
) -> None:
    result, asked = reviewed(tmp_path, era, {"file": file})
    assert words(result).startswith("block: ")
    with Store(tmp_path / "data") as store:
        assert store.newest(1)[0].media.name == name
    assert asked == ["files.example"]


@eras
@pytest.mark.parametrize("url", [None, "https://inner.example/f"], ids=["null", "both"])
def test_null_is_no_file_and_a_named_ad_wins(tmp_path: Path, era: Era, url: str | None) -> None:
    file = {**FILE, "download_url": url} if url else None
    result, asked = reviewed(tmp_path, era, {"file": file, "ad": FILE["download_url"]})
    assert words(result).startswith("block: ")
    assert asked == ["files.example"]


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "plain-http": ({"file": {**FILE, "download_url": "http://files.example/f"}}, "file.download_url"),
    "a-path": ({"file": {**FILE, "download_url": "/etc/passwd"}}, "file.download_url"),
    "a-file-address": ({"file": {**FILE, "download_url": "file:///etc/passwd"}}, "file.download_url"),
    "inner": ({"file": {**FILE, "download_url": "https://inner.example/f"}}, "not on the public internet"),
    "one-inner": ({"file": {**FILE, "download_url": "https://two.example/f"}}, "not on the public internet"),
    "number": ({"file": {**FILE, "download_url": "https://127.0.0.1/f"}}, "not on the public internet"),
    "port": ({"file": {**FILE, "download_url": "https://files.example:8443/f"}}, "without a user name or"),
    "moved-inside": ({"file": {**FILE, "download_url": "https://files.example/moved"}}, "not on the public"),
    "no-id": ({"file": {"download_url": FILE["download_url"]}}, "file.file_id"),
    "a-word": ({"file": "file-1"}, "cannot use file"),
    "neither": ({"file": None}, "No ad is named"),
}


@eras
@pytest.mark.parametrize("case", WRONG)
def test_a_file_that_is_none_or_lies_elsewhere_is_refused(tmp_path: Path, era: Era, case: str) -> None:
    given, wrong = WRONG[case]
    result, asked = reviewed(tmp_path, era, given)
    assert result.is_error
    assert wrong in words(result)
    assert asked == (["files.example"] if case == "moved-inside" else [])
