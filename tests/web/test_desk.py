"""The marketer's desk in a real browser: what is dropped, seen, copied, chosen and never lost."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.web.conftest import Served, Visit
from tests.web.test_page import BOX, ask, heard, shows

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
ZOOMED = {"viewport": {"width": 640, "height": 430}}  # a desk of 1280 x 860 at 200%


def drop(page: Page, where: str, name: str, text: str = "x", kind: str = "") -> None:
    """Drop a file on a part of the page."""
    dropped = page.evaluate_handle(
        "([name, text, type]) => { const t = new DataTransfer(); "
        "t.items.add(new File([text], name, { type })); return t; }",
        [name, text, kind],
    )
    page.dispatch_event(where, "drop", {"dataTransfer": dropped})


def first_line_is_seen(page: Page, words: str) -> bool:
    """Is the answer that begins with these words on the screen from its first line?"""
    return bool(
        page.evaluate(
            "words => { const all = [...document.querySelectorAll('#ll-chat [data-testid=bot]')];"
            " const one = all.filter(each => each.innerText.trim().startsWith(words)).at(-1);"
            " if (!one) return false; const box = one.getBoundingClientRect();"
            " const log = document.querySelector('#ll-chat [role=log]').getBoundingClientRect();"
            " const low = Math.min(innerHeight, log.bottom);"
            " return box.top >= Math.max(0, log.top) - 1 && box.top + 20 <= low; }",
            words,
        )
    )


@pytest.mark.parametrize(
    ("where", "name"),
    [
        ("#ll-panel", "AD.JPG"),
        ("h1", "noending"),
        ("#ll-chat", "IMG_4022.MOV"),
        ("#ll-ask .full-container", "IMG_4023.HEIC"),
        ("#ll-ask .full-container", "ad.mkv"),
    ],
)
def test_a_file_is_taken_wherever_on_the_page_it_is_dropped(visit: Visit, where: str, name: str) -> None:
    page = visit()
    drop(page, where, name)
    page.wait_for_selector("#ll-ask .thumbnail-item")


@pytest.mark.parametrize("how", [PHONE, ZOOMED], ids=["phone", "200%"])
def test_an_answer_is_seen_from_its_first_line_with_the_verdict(
    visit: Visit, served: Served, how: dict[str, object]
) -> None:
    page = visit(**how)
    ask(page, "can this run?", served.ads / "neck.mp4")
    heard(page, "What to do next:")
    page.wait_for_function("() => document.querySelectorAll('#ll-chat img.ll-thumb').length > 0")
    assert first_line_is_seen(page, "neck.mp4: Do not publish")


def test_who_scrolls_up_is_not_pulled_down_and_finds_a_button(visit: Visit, served: Served) -> None:
    page = visit()
    ask(page, "can this run?", served.ads / "neck.mp4")
    heard(page, "What to do next:")
    page.fill(BOX, "why?")
    page.evaluate(
        "() => { const log = document.querySelector('#ll-chat [role=log]');"
        " const users = () => document.querySelectorAll('#ll-chat [data-testid=user]').length;"
        " const before = users(); const watch = new MutationObserver(() => { if (users() > before) {"
        " watch.disconnect(); log.dispatchEvent(new Event('wheel', { bubbles: true })); } });"
        " watch.observe(log, { childList: true, subtree: true }); }"
    )
    page.press(BOX, "Enter")
    page.wait_for_selector("#ll-new:not([hidden])")
    page.click("#ll-new")
    page.wait_for_selector("#ll-new[hidden]", state="attached")


def test_what_is_copied_is_plain_text_that_names_the_ad(visit: Visit, served: Served) -> None:
    page = visit()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, "can this run?", served.ads / "neck.mp4")
    heard(page, "What to do next:")
    page.wait_for_function("() => document.querySelectorAll('#ll-chat img.ll-thumb').length > 0")
    page.locator("#ll-chat .message-buttons button[title='Copy message']").last.click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "neck.mp4: Do not publish" in copied
    assert not re.search(r"\*\*|<a|<img|/kept/", copied)
    key = page.url.partition("chat=")[2]
    assert key not in copied
    labels = page.eval_on_selector_all("#ll-chat [aria-label]", "all => all.map(one => one.ariaLabel).join()")
    assert key not in labels, "nor is it read out"


def test_what_is_not_sent_yet_survives_a_reload(visit: Visit) -> None:
    page = visit()
    page.fill(BOX, "is the hand of")
    page.reload()
    page.wait_for_function(f"document.querySelector('{BOX}')?.value === 'is the hand of'")


def test_two_ads_of_one_name_are_told_apart_and_asked_back(visit: Visit, served: Served) -> None:
    page = visit()
    for folder, name in (("old", "calm.jpg"), ("new", "calm.jpg")):
        (served.ads / folder).mkdir(exist_ok=True)
        file = Path(shutil.copy(served.ads / name, served.ads / folder / "fingers.jpg"))
        ask(page, f"{folder}?", file)
        heard(page, "What to do next:", times=1 if folder == "old" else 2)
    ask(page, "I want to sign off")
    heard(page, "Which one do you want to sign?")
    page.click("#ll-chat button:has-text('fingers.jpg (1 of 2)')")
    heard(page, "Nothing that is written in this chat signs anything.")
    assert page.inner_text("#ll-sign-what").startswith("fingers.jpg (1 of 2):")


def test_the_part_that_is_asked_for_is_shown_enlarged(visit: Visit, served: Served) -> None:
    page = visit()
    ask(page, "ok?", served.ads / "portrait.jpg")
    heard(page, "What to do next:")
    ask(page, "show me the head")
    page.wait_for_selector("#ll-chat img.ll-large")
    page.wait_for_function("() => document.querySelector('#ll-chat img.ll-large').naturalWidth > 100")


def test_an_example_is_one_click_away(visit: Visit) -> None:
    page = visit()
    heard(page, "512 MB")  # formats and limits are said before anything is dropped
    page.get_by_role("button", name="Try an example").click()
    heard(page, "neck-twist.jpg")
    shows(page, "neck-twist.jpg")


def test_one_long_message_does_not_freeze_the_page(visit: Visit) -> None:
    page = visit()
    page.fill(BOX, "a.(" * 40_000)
    page.press(BOX, "Enter")
    heard(page, "This message was not read: it has 120000 characters, and 4000 are the most.")
    assert len(page.input_value(BOX)) == 120_000, "what was written is not lost"
    ask(page, "what do you check?")
    heard(page, "I look for:")
