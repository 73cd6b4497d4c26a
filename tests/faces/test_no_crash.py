"""Each tool's answer fits the form that the real MCP server lists for it, whatever is in the ad.

Scenes are made up: hands and faces of nobody, nobody at all, many people, clips. Where the pictures that the
project is tried on lie beside it (`../shared`, or the folder that LASTLOOK_TEST_PICTURES names), a few of
them go through the real models as well; with LASTLOOK_TEST_EVERY=1 every one, which takes half an hour.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from mcp import Client
from mcp.types import TextResourceContents

from agent_plugin.app import App
from agent_plugin.settings import Settings
from agent_plugin.tools import TOOLS
from agent_plugin.tools.costs import Stopwatch
from agent_plugin.tools.domain import Category, Frame, Part, Person, Reading, Scene
from tests import builders
from tests.builders import Body
from tests.faces.served import Place, connected, place, run
from tests.look.desks import alarmed, honest
from tests.look.hosts import pointed, seen
from tests.media.makers import movie
from tests.reviewer.test_review_ad import ScriptedFinder

SHARED = Path(os.environ.get("LASTLOOK_TEST_PICTURES", Path(__file__).parents[3] / "shared"))
KINDS = ("real", "ai_humans", "anatomybench/dev")
FEW = slice(None) if os.environ.get("LASTLOOK_TEST_EVERY") else slice(5, 28, 11)
REAL = [one for kind in KINDS for one in sorted((SHARED / kind).glob("*.jpg"))[FEW]]
"""The models look at each."""


def person(x_px: float, number: int = 1, turned_deg: float = 0.0, torso_px: float = 60) -> Person:
    at_px = (x_px, 120.0 + torso_px)
    return builders.person(Body(at_px, torso_px, yaw_deg=turned_deg, head_yaw_deg=0), number)


HANDS = (builders.hand((60.0, 300.0)), builders.hand((340.0, 300.0), looks="left"))
EXTRA_HAND = Reading(Category.EXTRA_HAND, 0.97, Part.LEFT_HAND, HANDS[0].box_xyxy, "hand")
MANY = tuple(person(20.0 + 36 * number, number, torso_px=14) for number in range(1, 11))
SCENES: dict[str, Scene] = {
    "nobody": builders.scene(()),
    "hands of nobody": builders.scene((), loose_hands=HANDS),
    "a hand of nobody, suspected": replace(
        builders.scene((person(200),), loose_hands=HANDS), loose_readings=(EXTRA_HAND,)
    ),
    "a face of nobody": replace(builders.scene(()), loose_faces=(builders.face((200.0, 200.0), 80.0),)),
    "hands and a face of nobody beside somebody": replace(
        builders.scene((person(200),), loose_hands=HANDS),
        loose_faces=(builders.face((330.0, 120.0), 60.0),),
    ),
    "a crowd": builders.scene(MANY),
    "somebody suspected": builders.scene((person(200, turned_deg=130),)),
    "somebody blocked beside somebody sound": builders.scene((person(110, 1, 180), person(290, 2))),
}


class SeesScene(ScriptedFinder):
    """Sees the same scene in every frame."""

    def __init__(self, scene: Scene) -> None:
        super().__init__()
        self._scene = scene

    def find(self, frame: Frame, watch: Stopwatch | None = None) -> Scene:
        return replace(self._scene, frame=frame)


class Checked:
    """A client whose every answer is held against the form that the server lists for the tool."""

    def __init__(self, client: Client, forms: Mapping[str, Any]) -> None:
        self._client, self._forms = client, forms
        self.called: set[str] = set()
        self.nobodys: set[str] = set()  # what belonged to nobody in the answers

    async def call(self, tool: str, **given: Any) -> dict[str, Any]:
        result = await self._client.call_tool(tool, given)
        assert not result.is_error, (tool, result.content)
        answered: dict[str, Any] | None = result.structured_content
        assert answered is not None
        jsonschema.validate(answered, self._forms[tool])
        self.called.add(tool)
        return answered

    async def report(self, address: str) -> dict[str, Any]:
        """The whole review, at the address that an answer names."""
        content = (await self._client.read_resource(address)).contents[0]
        assert isinstance(content, TextResourceContents)
        read: dict[str, Any] = json.loads(content.text)
        return read


async def looked_at(client: Checked, ad: str, secret: str) -> None:
    """Looks as long as it is asked: first without looking, then honestly, then at the places."""
    data = await client.call("review_ad", ad=ad)
    if "look" not in data:
        return
    none = await client.call("record_look", **seen(data["look"], secret, alarmed))
    assert not none["counts"]
    asked = (await client.call("get_review", review=data["review"]))["look"]
    looked = await client.call("record_look", **seen(asked, secret, honest))
    if "look" in looked:
        looked = await client.call("record_look", **pointed(looked["look"], "confirm", reason="As seen."))
    assert looked["counts"]
    assert "does not count" not in looked["looked_by"][-1]


async def every_tool(client: Checked, ad: str, secret: str) -> None:
    """Calls each tool on an ad, before and after a look."""
    begun = await client.call("review_ad", ad=ad, only_local=True)
    while "handle" in begun and "report" not in begun:  # a busy machine takes longer than a call may
        begun = await client.call("get_review", review=begun["handle"], wait_s=20)
    checked = await client.report(begun["report"])
    tiles = [tile for sheet in checked["sheets"] for tile in sheet["tiles"]]
    for kind, rows in (("tile", tiles), ("finding", checked["findings"])):
        client.nobodys |= {kind for row in rows if row["person"] is None}
    await client.call("get_evidence", review=checked["id"])
    await looked_at(client, ad, secret)
    handle = (await client.call("review_ad", ad=ad, wait_s=0))["handle"]
    assert (await client.call("get_review", review=handle, wait_s=20))["state"] == "done"
    await client.call("get_review", review=handle, cancel=True)
    await client.call("list_ads")
    await client.call("read_disclosure", ads=[ad, ad], market="EU,CN", before=ad)
    for finding in checked["findings"]:
        await client.call("explain_finding", review=checked["id"], finding=finding["number"])
    await client.call("explain_finding", category="extra_hand")
    for tool in ("get_evidence", "get_review", "sign_off"):
        await client.call(tool, review=checked["id"])
    await client.call("get_review")


def tried(where: Place, ads: Sequence[str]) -> Checked:
    """The client, after each tool answered in its form."""

    async def ask() -> Checked:
        async with connected(where, "auto") as client:
            forms = {tool.name: tool.output_schema for tool in (await client.list_tools()).tools}
            checked = Checked(client, forms)
            for ad in ads:
                await every_tool(checked, ad, where.secret)
            return checked

    return run(ask, limit_s=300.0 + 60.0 * len(ads))


@pytest.mark.parametrize("name", SCENES)
def test_every_answer_fits_its_form_whatever_is_in_the_ad(tmp_path: Path, name: str) -> None:
    where = place(tmp_path, SeesScene(SCENES[name]))
    movie(where.folder / "clip.mp4", frames=12, size=(400, 400))
    client = tried(where, ["ad.png", "clip.mp4"])
    unasked = {"record_look"} if name == "nobody" else set[str]()
    assert client.called == {tool.name for tool in TOOLS} - unasked
    assert ("tile" in client.nobodys) is ("of nobody" in name)
    assert ("finding" in client.nobodys) is ("of nobody, suspected" in name)


@pytest.mark.skipif(not REAL, reason="no pictures lie beside the project")
def test_every_answer_about_real_pictures_fits_its_form(tmp_path: Path) -> None:
    folder = tmp_path / "ads"
    folder.mkdir()
    for number, one in enumerate(REAL):
        (folder / f"{number}.jpg").write_bytes(one.read_bytes())
    kept = Settings(data_dir=tmp_path / "data", cache_dir=tmp_path / "cache", fetch=False)
    where = Place(App(settings=lambda: kept), folder, folder / "0.jpg")
    assert "record_look" in tried(where, [path.name for path in sorted(folder.iterdir())]).called
