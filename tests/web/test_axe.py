"""The page, the board and the report as axe-core sees them: no findings, in light and dark, on a phone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal, cast

import pytest
from axe_playwright_python.sync_playwright import Axe  # pyright: ignore[reportMissingTypeStubs]
from playwright.sync_api import Browser, Page

from tests.web.conftest import PATIENCE_MS, Served, Visit
from tests.web.test_page import ask, heard, loaded, shows

Light = Literal["light", "dark"]
LIGHTS: tuple[Light, Light] = ("light", "dark")
PHONE = {"width": 390, "height": 844}


def findings(page: Page) -> list[str]:
    """What axe-core has against a page, a line for each place."""
    seen = cast("list[dict[str, Any]]", Axe().run(page).response["violations"])  # pyright: ignore[reportUnknownMemberType]
    return [
        f"{one['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:160]}"
        for one in seen
        for node in one["nodes"]
    ]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, examples: Path) -> dict[str, Path]:
    """A board and a report with a finding, as the command line writes them."""
    folder = tmp_path_factory.mktemp("axe")
    (folder / "ads").mkdir()
    for name in ("neck-twist.jpg", "walk.jpg"):
        shutil.copy(examples / name, folder / "ads")
    ad, board = str(folder / "ads" / "neck-twist.jpg"), str(folder / "board")
    for words in (
        ("board", str(folder / "ads"), "--out", board),
        ("--language", "zh", "review", ad, "--no-look", "--fail-on", "never"),
    ):
        subprocess.run(
            [sys.executable, "-m", "agent_plugin", *words],
            env={**os.environ, "LASTLOOK_DATA_DIR": str(folder / "data")},
            check=True,
            capture_output=True,
        )
    reports = sorted((folder / "data").rglob("report.html"))
    (report,) = (one for one in reports if "neck-twist" in one.read_text(encoding="utf-8"))
    in_chinese = report.with_name("report-zh.html")
    return {"board": folder / "board" / "index.html", "report": report, "report in Chinese": in_chinese}


@pytest.fixture(params=LIGHTS)
def light(request: pytest.FixtureRequest) -> Light:
    return LIGHTS[LIGHTS.index(request.param)]


@pytest.mark.parametrize("what", ["board", "report", "report in Chinese"])
def test_axe_has_nothing_against_what_is_written(
    browser: Browser, written: dict[str, Path], what: str, light: Light
) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, color_scheme=light, bypass_csp=True
    )  # axe-core is a script, and the report lets none in
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(written[what].as_uri())
    for closed in page.locator("details").all():
        closed.evaluate("one => one.open = true")
    assert findings(page) == []
    context.close()


def test_axe_has_nothing_against_the_page(visit: Visit, served: Served, light: Light) -> None:
    page = visit(viewport=PHONE, color_scheme=light)
    assert findings(page) == [], "before anything is asked"
    ask(page, "Is this ad safe to publish?", served.ads / "fingers.jpg")
    heard(page, "What to do next:")
    shows(page, "Review: a person must look")
    loaded(page)
    assert findings(page) == [], "with an answer and its evidence"


def test_what_a_check_did_is_opened_by_keyboard(visit: Visit, served: Served) -> None:
    page = visit()
    ask(page, "Is this ad safe to publish?", served.ads / "fingers.jpg")
    heard(page, "What to do next:")
    title = page.locator(".thought-group .title").first
    before = title.get_attribute("class") or ""
    title.locator("button").press("Enter")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert ("expanded" in (title.get_attribute("class") or "")) != ("expanded" in before)
