"""What the tests of the faces share: an app whose finder is scripted, an ad, and clients in both eras."""

from __future__ import annotations

import threading
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, TypeVar

import anyio
import numpy as np
import uvicorn
from mcp import Client
from mcp.types import CallToolResult, TextContent
from PIL import Image

from agent_plugin.app import App
from agent_plugin.listening import config
from agent_plugin.mcp.access import Verifier
from agent_plugin.mcp.http import http_app
from agent_plugin.mcp.server import make_server
from agent_plugin.settings import Settings
from agent_plugin.tools.costs import Stopwatch
from agent_plugin.tools.domain import Frame, Scene
from agent_plugin.tools.look.secret import secret_in
from agent_plugin.tools.people.finder import PeopleFinder
from agent_plugin.tools.reviewer import Reviewer
from agent_plugin.workshop import Workshop
from tests import builders
from tests.builders import Body
from tests.reviewer.test_review_ad import ScriptedFinder

TOKEN = "a-token-for-tests-only"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
Era = Literal["auto", "legacy"]
ERAS: tuple[Era, ...] = ("auto", "legacy")
T = TypeVar("T")


@dataclass(frozen=True)
class Place:
    """An app, the folder its agents may look into, and an ad there that is blocked."""

    app: App
    folder: Path
    ad: Path

    @property
    def secret(self) -> str:
        """Of this installation: it decides which tiles are controls."""
        return secret_in(self.app.settings().cache_dir)


TURNED_DEG = {400: 180.0, 410: 0.0, 420: 130.0}
"""By the picture's width, how far the head is turned in it: blocked, sound, suspected."""


class FinderByWidth(ScriptedFinder):
    """Sees one person, turned as the picture's width says."""

    def find(self, frame: Frame, watch: Stopwatch | None = None) -> Scene:
        turned_deg = TURNED_DEG.get(frame.width, 180.0)
        body = Body(at_px=(200.0, 220.0), torso_px=80, yaw_deg=turned_deg, head_yaw_deg=0)
        return replace(super().find(frame, watch), people=builders.scene((builders.person(body),)).people)


def place(tmp_path: Path, finder: PeopleFinder | None = None) -> Place:
    """With a finder that sees one person, whose head is turned to the back in the ad, or with another."""
    folder = tmp_path / "ads"
    folder.mkdir()
    for name, width in zip(("ad", "sound", "suspected"), TURNED_DEG, strict=True):
        noise = np.random.default_rng(3).integers(0, 255, (400, width, 3), dtype=np.uint8)
        Image.fromarray(noise).save(folder / f"{name}.png")
    return Place(app_at(tmp_path, finder), folder, folder / "ad.png")


def app_at(tmp_path: Path, finder: PeopleFinder | None = None) -> App:
    """An app that keeps its reviews there; it fetches nothing."""
    seen = finder or FinderByWidth()
    return App(
        settings=lambda: Settings(data_dir=tmp_path / "data", cache_dir=tmp_path / "cache", fetch=False),
        make_reviewer=lambda _settings, store: Reviewer(store=store, finder=seen),
    )


@asynccontextmanager
async def connected(where: Place, era: Era, **more: Any) -> AsyncGenerator[Client]:
    """A client in this process."""
    with Workshop(where.app, (where.folder,)) as shop:
        async with Client(make_server(shop), mode=era, **more) as client:
            yield client


@contextmanager
def listening(where: Place, verifier: Verifier | None = None) -> Generator[str]:
    """A server on a free port of this machine; its address."""
    knows = verifier or Verifier(TOKEN)
    with Workshop(where.app, (where.folder,)) as shop:
        server = make_server(shop, shares_disk=False, verifier=knows)
        listener = uvicorn.Server(config(http_app(server, knows), "127.0.0.1", 0))
        ready = threading.Event()
        startup = listener.startup

        async def started(sockets: list[object] | None = None) -> None:
            await startup()
            ready.set()

        listener.startup = started  # type: ignore[method-assign,assignment]  # it tells nobody when it listens
        thread = threading.Thread(target=listener.run)
        thread.start()
        try:
            assert ready.wait(30)
            yield f"http://127.0.0.1:{listener.servers[0].sockets[0].getsockname()[1]}/mcp"
        finally:
            listener.should_exit = True
            thread.join(30)


def run(work: Callable[[], Awaitable[T]], limit_s: float = 300.0) -> T:
    """Run it to the end, in a thread of its own: where a browser is open, this one has a loop already.

    The limit ends a test that hangs, and decides none.
    """

    async def within() -> T:
        with anyio.fail_after(limit_s):
            return await work()

    with ThreadPoolExecutor(1) as beside:
        return beside.submit(anyio.run, within).result()


def words(result: CallToolResult) -> str:
    """The first text of a result."""
    first = result.content[0]
    assert isinstance(first, TextContent)
    return first.text
