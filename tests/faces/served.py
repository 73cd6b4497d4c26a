"""What the tests of the faces share: an app whose finder is scripted, an ad, and clients in both eras."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

import anyio
import numpy as np
from mcp import Client
from mcp.types import CallToolResult, TextContent
from PIL import Image

from agent_plugin.app import App
from agent_plugin.mcp_server import make_server
from agent_plugin.settings import Settings
from agent_plugin.tools.people.finder import PeopleFinder
from agent_plugin.tools.review_ad import Reviewer
from agent_plugin.workshop import Workshop
from tests import builders
from tests.builders import Body
from tests.test_review_ad import ScriptedFinder

Era = Literal["auto", "legacy"]
ERAS: tuple[Era, ...] = ("auto", "legacy")
T = TypeVar("T")


@dataclass(frozen=True)
class Place:
    """An app, the folder its agents may look into, and an ad there that is blocked."""

    app: App
    folder: Path
    ad: Path


def place(tmp_path: Path, finder: PeopleFinder | None = None) -> Place:
    """With a finder that sees one person whose head is turned to the back, or with another."""
    folder = tmp_path / "ads"
    folder.mkdir()
    noise = np.random.default_rng(3).integers(0, 255, (400, 400, 3), dtype=np.uint8)
    Image.fromarray(noise).save(folder / "ad.png")
    person = builders.person(Body(at_px=(200.0, 220.0), torso_px=80, yaw_deg=180, head_yaw_deg=0))
    seen = finder or ScriptedFinder((person,))
    app = App(
        settings=lambda: Settings(data_dir=tmp_path / "data", cache_dir=tmp_path / "cache", fetch=False),
        make_reviewer=lambda _settings, store: Reviewer(store=store, finder=seen),
    )
    return Place(app, folder, folder / "ad.png")


@asynccontextmanager
async def connected(where: Place, era: Era, **more: Any) -> AsyncGenerator[Client]:
    """A client in this process."""
    with Workshop(where.app, (where.folder,)) as shop:
        async with Client(make_server(shop), mode=era, **more) as client:
            yield client


def run(work: Callable[[], Awaitable[T]]) -> T:
    """Run it to the end, within a minute."""

    async def within() -> T:
        with anyio.fail_after(60):
            return await work()

    return anyio.run(within)


def words(result: CallToolResult) -> str:
    """The first text of a result."""
    first = result.content[0]
    assert isinstance(first, TextContent)
    return first.text
