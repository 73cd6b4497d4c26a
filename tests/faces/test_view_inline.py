"""The view beside a message, where hosts give it little room, and in the language of its host."""

from __future__ import annotations

import json
import re
from collections.abc import Generator
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from agent_plugin.mcp.view import page
from agent_plugin.tools.domain import Category
from tests.faces.apps_host import WAIT_MS, chromium, hosted
from tests.faces.served import place
from tests.faces.test_view import fill_in, shown, signatures
from tests.media.makers import movie

HIGHEST_PX = 500  # of what directories take


@pytest.fixture(scope="module")
def browser() -> Generator[Browser]:
    expect.set_options(timeout=WAIT_MS)
    with chromium() as opened:
        yield opened


@pytest.mark.parametrize("width", [320, 760])
@pytest.mark.parametrize("ad", ["ad.png", "clip.mp4"])
def test_no_page_is_higher_than_directories_take_and_none_scrolls(
    browser: Browser, tmp_path: Path, width: int, ad: str
) -> None:
    where = place(tmp_path)
    movie(where.folder / "clip.mp4", frames=24, size=(320, 320))
    given = {"ad": ad, "only_local": True}
    with hosted(browser, where, "review_ad", given, size=(width, 900), display="inline") as host:
        report = shown(host)
        after, seen = host.frame.get_by_role("button", name="Next"), list[str]()
        while True:
            height = host.frame.evaluate("document.body.getBoundingClientRect().height")
            seen.append(host.frame.locator("main").inner_text())
            assert height <= HIGHEST_PX, seen[-1]
            scrolling = """[...document.querySelectorAll("body, main, main *")].filter((one) =>
                one.tagName !== "TEXTAREA" && one.checkVisibility()
                && ["auto", "scroll"].includes(getComputedStyle(one).overflowY)).length"""
            assert host.frame.evaluate(scrolling) == 0
            assert host.frame.evaluate("document.documentElement.scrollWidth") <= width
            cut = "document.querySelector('main').scrollHeight - document.querySelector('main').clientHeight"
            assert host.frame.evaluate(cut) <= 0, f"cut off: {seen[-1]}"
            if after.is_disabled():
                break
            after.click()
        everything = " ".join(seen)
        assert len(seen) >= 4
        assert report["findings"][0]["for_marketer"][:40] in everything
        assert "Sign" in seen[-1]
        heard = "window.heard.filter((one) => one.method === 'ui/notifications/size-changed')"
        sizes = host.page.evaluate(f"{heard}.map((one) => one.params.height)")
        assert max(sizes) <= HIGHEST_PX
        assert host.troubles == []


def test_a_person_signs_beside_a_message(browser: Browser, tmp_path: Path) -> None:
    given = {"ad": "ad.png", "only_local": True}
    with hosted(browser, place(tmp_path), "review_ad", given, display="inline") as host:
        review = shown(host)["id"]
        while host.frame.get_by_role("button", name="Next").is_enabled():
            host.frame.get_by_role("button", name="Next").click()
        fill_in(host, "Ada", "No, reject")
        host.frame.get_by_role("button", name="Sign").click()
        expect(host.frame.get_by_text("by Ada")).to_be_visible()
        assert [one.reviewer for one in signatures(tmp_path, review)] == ["Ada"]


def test_the_full_page_shows_all_of_it_at_once(browser: Browser, tmp_path: Path) -> None:
    given = {"ad": "ad.png", "only_local": True}
    with hosted(browser, place(tmp_path), "review_ad", given, display="inline") as host:
        report = shown(host)
        finding = host.frame.get_by_text(report["findings"][0]["for_marketer"])
        expect(finding).to_be_hidden()
        host.frame.get_by_role("button", name="Full page").click()
        expect(finding).to_be_visible()
        expect(host.frame.get_by_role("heading", name="Sign off")).to_be_visible()
        expect(host.frame.get_by_role("button", name="Next")).to_be_hidden()
        host.notify("ui/notifications/host-context-changed", {"displayMode": "inline"})
        expect(finding).to_be_hidden()


LATIN = re.compile(r"[A-Za-z]{4,}")


@pytest.mark.parametrize("locale", ["zh-CN", "zh"])
@pytest.mark.parametrize("only_local", [True, False])
def test_where_the_host_speaks_chinese_so_does_the_page(
    browser: Browser, tmp_path: Path, locale: str, only_local: bool
) -> None:
    given = {"ad": "ad.png", "only_local": only_local}
    with hosted(browser, place(tmp_path), "review_ad", given, locale=locale) as host:
        report = shown(host)
        expect(host.frame.get_by_role("heading", name="不要发布")).to_be_visible()
        expect(host.frame.get_by_role("button", name="签字")).to_be_visible()
        found = host.frame.get_by_text(Category.NECK_TWIST.row.title_zh, exact=True)
        expect(found).to_have_count(1 if only_local else 0)
        assert host.frame.evaluate("document.documentElement.lang") == "zh"
        # Captions and what was measured stay as they are in the report; names and commands are no language.
        host.frame.evaluate(
            "document.querySelectorAll('.picture span, .card details').forEach((one) => one.remove())"
        )
        text = host.frame.locator("main").inner_text()
        for kept in (report["id"], "ad.png", "lastlook look"):
            text = text.replace(kept, "")
        assert LATIN.findall(text) == []
        host.notify("ui/notifications/host-context-changed", {"locale": "en-GB"})
        expect(host.frame.get_by_role("heading", name="Block")).to_be_visible()
        expect(host.frame.get_by_role("button", name="Sign", exact=True)).to_be_visible()
        assert host.troubles == []


def test_every_word_of_the_page_has_its_chinese() -> None:
    text = page()
    words = json.loads(files("agent_plugin.mcp.view").joinpath("words_zh.json").read_text(encoding="utf-8"))
    script = text[text.index("const isChinese") :]
    used = set(re.findall(r'put\("([^"]+)"', script))
    assert used
    assert used <= set(words)
    for english, chinese in words.items():
        assert english.count("{}") == chinese.count("{}"), english
