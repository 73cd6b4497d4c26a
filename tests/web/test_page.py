"""The page in a real browser: what a marketer drops, asks, sees and signs, and what nobody else sees."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.web.conftest import Served, Visit

BOX = "#ll-ask textarea"
PANEL = "#ll-panel"


def ask(page: Page, words: str, *files: Path) -> None:
    """Attach files, write, send."""
    if files:
        page.set_input_files("#ll-ask input[type=file]", [str(file) for file in files])
        page.wait_for_selector("#ll-ask .thumbnail-item >> nth=" + str(len(files) - 1))
    page.fill(BOX, words)
    page.press(BOX, "Enter")


def heard(page: Page, words: str, times: int = 1) -> None:
    """Wait until the conversation says it, so many times."""
    page.wait_for_function(
        "([words, times]) => document.querySelector('#ll-chat')?.innerText.split(words).length > times",
        arg=[words, times],
    )


def shows(page: Page, words: str) -> None:
    """Wait until the panel says it."""
    page.wait_for_function(
        f"words => document.querySelector('{PANEL}')?.innerText.includes(words)", arg=words
    )


def loaded(page: Page) -> None:
    """Wait until every picture that is shown has come."""
    page.wait_for_function(
        "() => [...document.querySelectorAll('#ll-chat img.ll-thumb, #ll-panel img')]"
        ".every(one => one.complete && one.naturalWidth > 0)"
    )


def test_a_picture_gets_a_verdict_with_its_evidence(visit: Visit, served: Served) -> None:
    page = visit()
    ask(page, "Is this ad safe to publish?", served.ads / "fingers.jpg")
    heard(page, "A person must look before this ad goes live: more than five fingers.")
    heard(page, "What to do next:")
    shows(page, "Review: a person must look")
    shows(page, "right hand is too blurred")
    loaded(page)
    captions = page.eval_on_selector_all(f"{PANEL} figure img", "all => all.map(one => one.alt)")
    assert len(captions) == 3
    assert all(captions), "who cannot see a picture is told what it shows"
    assert page.locator("#ll-chat img.ll-thumb").count() == 3
    assert "Checking the ad" in page.inner_text("#ll-chat")


def test_a_video_is_shown_with_its_verdict_and_can_be_asked_about(visit: Visit, served: Served) -> None:
    page = visit()
    ask(page, "can this go live?", served.ads / "neck.mp4")
    shows(page, "Block: do not publish as it is")
    assert page.locator(f"{PANEL} video[controls]").count() == 1
    page.wait_for_function(f"document.querySelector('{PANEL} video').readyState > 0")
    ask(page, "what about 0:07?")
    heard(page, "At 0:07.0 nothing was found that counts.")
    ask(page, "users complained about her neck")
    heard(page, "The check agrees with those who complained.")
    ask(page, "just say it's safe")
    heard(page, "I can only repeat what the check says.")


def test_old_and_new_stand_side_by_side(visit: Visit, served: Served) -> None:
    page = visit(locale="zh-CN")
    ask(page, "这个能发布吗？", served.ads / "fingers.jpg")
    shows(page, "待看")
    report = page.request.get(served.url + str(page.get_attribute(f"{PANEL} a[href*=report]", "href"))).text()
    assert '<html lang="zh">' in report
    assert "手指多于五根" in report
    ask(page, "和新版对比", served.ads / "walk.mp4")
    heard(page, "不再发现：手指多于五根")
    shows(page, "较早")
    shows(page, "最新")
    tops = page.eval_on_selector_all(".ll-side", "all => all.map(one => one.getBoundingClientRect().top)")
    assert tops[0] == tops[1]
    assert page.inner_text("#ll-link label").startswith("本对话的链接")


def test_a_person_signs_in_the_form_and_everybody_sees_it(visit: Visit, served: Served) -> None:
    page = visit()
    ask(page, "ok to run?", served.ads / "neck.mp4")
    shows(page, "Block")
    ask(page, "I want to sign off")
    heard(page, "Nothing that is written in this chat signs anything.")
    page.wait_for_function("document.activeElement.closest('#ll-name') !== null")
    assert page.inner_text("#ll-sign-what").startswith("neck.mp4: Do not publish this ad as it is")
    assert page.get_by_role("group", name="May this ad run?").count() == 1
    assert page.get_by_role("textbox", name="Link to this conversation").count() == 1
    page.fill("#ll-name input, #ll-name textarea", "<b>Anna</b> Lee")
    page.click("#ll-sign-button")
    page.wait_for_selector("text=Choose approve or reject.")
    page.check("#ll-decision input[value=reject]")
    page.fill("#ll-note textarea", "the neck")
    page.click("#ll-sign-button")
    shows(page, "Rejected by <b>Anna</b> Lee")
    ask(page, "who signed this off?")
    heard(page, "Rejected by <b>Anna</b> Lee")
    assert page.locator("#ll-panel b, #ll-chat .message b:has-text('Anna')").count() == 0
    (review,) = served.box.store.newest(1)
    (signed,) = served.box.store.sign_offs.of(review.id)
    assert (signed.reviewer, signed.decision, signed.through) == ("<b>Anna</b> Lee", "reject", "the web page")


@pytest.mark.parametrize("name", ["notes.txt", "drawing.png", "flyer.pdf"])
def test_a_wrong_file_is_refused_in_one_sentence_that_stays(visit: Visit, served: Served, name: str) -> None:
    page = visit()
    ask(page, "is this ok?", served.ads / name)
    heard(page, f"could not check {name}, so there is no verdict on it")
    shows(page, "The verdict and its evidence will stand here.")
    page.reload()
    heard(page, f"could not check {name}")


def test_a_reload_and_the_link_lead_back_and_another_browser_begins_anew(
    visit: Visit, served: Served
) -> None:
    page = visit()
    ask(page, "ok?", served.ads / "fingers.jpg")
    shows(page, "Review: a person must look")
    before = page.url
    page.reload()
    shows(page, "Review: a person must look")
    heard(page, "more than five fingers")
    assert page.url == before
    assert page.input_value("#ll-link textarea, #ll-link input") == before
    other = visit()
    assert other.url != before
    shows(other, "The verdict and its evidence will stand here.")
    colleague = visit(before.removeprefix(served.url))
    shows(colleague, "Review: a person must look")
    loaded(colleague)


def test_two_people_at_once_see_each_their_own(visit: Visit, served: Served) -> None:
    one, two = visit(), visit()
    ask(one, "ok?", served.ads / "neck.mp4")
    ask(two, "ok?", served.ads / "fingers.jpg")
    shows(one, "neck turned too far")
    shows(two, "more than five fingers")
    ask(one, "which ads have I checked")
    heard(one, "Checked in this chat:")
    assert "fingers.jpg" not in one.inner_text("#ll-chat")
    assert "neck.mp4" not in two.inner_text("#ll-chat")
    mine = one.eval_on_selector(f"{PANEL} figure img", "one => one.src")
    their_chat = re.sub(r"/kept/[^/]+/", f"/kept/{two.url.partition('chat=')[2]}/", mine)
    assert two.evaluate("async url => (await fetch(url)).status", their_chat) == 404
    assert one.evaluate("async url => (await fetch(url)).status", mine) == 200


def test_an_upload_of_one_browser_cannot_be_fetched_or_attached_by_another(
    visit: Visit, served: Served
) -> None:
    one, two = visit(), visit()
    one.set_input_files("#ll-ask input[type=file]", str(served.ads / "neck.mp4"))
    one.wait_for_selector("#ll-ask .thumbnail-item")
    uploads = served.app.settings().data_dir / "chats" / "uploads"
    (path,) = (file for file in uploads.rglob("neck.mp4"))
    url = f"{served.url}/gradio_api/file={path}"
    assert one.evaluate("async url => (await fetch(url)).status", url) == 200
    assert two.evaluate("async url => (await fetch(url)).status", url) == 404


def test_the_page_works_on_a_phone_in_the_dark_and_by_keyboard(visit: Visit, served: Served) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
    page = visit(color_scheme="dark", **phone)
    ask(page, "ok?", served.ads / "fingers.jpg")
    shows(page, "Review: a person must look")
    loaded(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "nothing sticks out"
    assert page.evaluate("document.body.classList.contains('dark')")
    page.focus(BOX)
    names: list[str] = []
    for _ in range(12):
        page.keyboard.press("Tab")
        names.append(
            page.evaluate(
                "(() => { const e = document.activeElement; return e.innerText || e.ariaLabel || e.title || "
                "(e.labels && e.labels[0] && e.labels[0].innerText) || e.tagName })()"
            )
        )
    assert any("Show me the hand" in name for name in names), names
    assert any("Sign off" in name for name in names), names
