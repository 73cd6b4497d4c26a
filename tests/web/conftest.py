"""What the tests of the page share: the page served in this process, and a real Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, Request

from agent_plugin.app import App
from agent_plugin.listening import config
from agent_plugin.settings import Settings
from agent_plugin.tools.calls.tool import Toolbox
from agent_plugin.tools.domain import Finding, Review
from tests.chat.chats import ADS, ReadyReviewer
from tests.look.desks import kept, neck

pytest.importorskip("gradio", reason="the page needs the extra `web`")
ROOT = Path(__file__).parent.parent.parent
SHOTS = ROOT / "out" / "screenshots"
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
PATIENCE_MS = int(os.environ.get("LASTLOOK_TEST_PATIENCE_MS", "120000"))  # busy machines are slow


SEEN: dict[str, tuple[Finding, ...]] = {
    "portrait.jpg": (),
    "turned.jpg": (neck(),),
    "neck-twist.jpg": (neck(),),  # the example that comes with the page
}
"""Ads with people in them whose reviews have parts sheets, and what the checks suspect."""


class Reviewer(ReadyReviewer):
    """Knows those too."""

    def review(self, path: Path, **how: Any) -> Review:
        if path.name not in SEEN:
            return super().review(path, **how)
        return kept(self._store, *SEEN[path.name], name=path.name)


@dataclass(frozen=True)
class Served:
    """A page that runs, and what lies behind it."""

    url: str
    box: Toolbox
    app: App
    ads: Path


TOKEN = "a-long-random-word-of-one's-own"


@contextmanager
def serving(folder: Path, token: str = "") -> Generator[Served]:
    """The page on a free port of this machine, with ready reviews behind it."""
    from agent_plugin.web.server import web_app

    settings = Settings(data_dir=folder / "data", cache_dir=folder / "cache", fetch=False)
    app = App(settings=lambda: settings, make_reviewer=lambda _settings, store: nullcontext(Reviewer(store)))
    kept = dict(os.environ)
    with app.toolbox() as box, socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(config(web_app(app, box, token), "127.0.0.1", 0))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        yield Served(f"http://127.0.0.1:{listening.getsockname()[1]}", box, app, _ads(folder))
        server.should_exit = True
        thread.join()
    os.environ.clear()
    os.environ.update(kept)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Generator[Served]:
    """One for everybody on this machine."""
    with serving(tmp_path_factory.mktemp("web")) as page:
        yield page


def _ads(folder: Path) -> Path:
    """Files with the right names; a browser is shown real pictures, the reviews are ready."""
    ads = folder / "ads"
    ads.mkdir()
    examples = ROOT / "examples"
    for name in (*ADS, *SEEN):
        shutil.copy(examples / ("walk.mp4" if name.endswith("mp4") else "six-fingers.jpg"), ads / name)
    (ads / "flyer.pdf").write_bytes(b"%PDF-1.7")
    (ads / "notes.txt").write_text("no picture", encoding="utf-8")
    (ads / "drawing.png").write_text("<svg onload=alert(1)>", encoding="utf-8")
    return ads


@pytest.fixture(scope="session")
def browser() -> Generator[Browser]:
    """Debian's Chromium; a developer may lack it, CI may not."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI needs Chromium: apt-get install chromium")
        pytest.skip("no Chromium is installed: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        made = play.chromium.launch(executable_path=path, args=list(FLAGS), headless=True)
        yield made
        made.close()


Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, served: Served, request: pytest.FixtureRequest) -> Generator[Visit]:
    """`visit(path, **how)`: somebody with a browser of their own opens the page; what they see is kept."""
    visitors: list[Page] = []
    strangers: list[str] = []

    def hear(sent: Request) -> None:
        if not sent.url.startswith((served.url, "http://127.0.0.1:", "data:", "blob:")):
            strangers.append(sent.url)

    def open_page(path: str = "/", **how: Any) -> Page:
        given: dict[str, Any] = {"viewport": {"width": 1280, "height": 860}, **how}
        context = browser.new_context(**given)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.on("request", hear)
        page.goto(path if "://" in path else served.url + path)
        if "://" not in path:
            page.wait_for_function("location.search.includes('chat=')")
        visitors.append(page)
        return page

    yield open_page
    SHOTS.mkdir(parents=True, exist_ok=True)
    for number, page in enumerate(visitors, 1):
        page.screenshot(path=SHOTS / f"{request.node.name}-{number}.png", full_page=True)
        page.context.close()
    assert strangers == [], "the page asks nobody else for anything"
