"""The view beside a message, where hosts give it little room, and in the language of its host."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

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
        after, seen = host.frame.get_by_role("button", name="Next"), []
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
