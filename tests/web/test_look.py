"""The contact sheet in a real browser: keys, a name, what is suspected after the look, and what is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from agent_plugin.tools.domain import Answer, Review, Says
from tests.web.conftest import Served, Visit
from tests.web.test_page import PANEL, ask, loaded, shows


def to_look(page: Page, served: Served, name: str) -> Review:
    """Have the ad reviewed, and follow the panel to its contact sheet; its review."""
    ask(page, "ok?", served.ads / name)
    return looking(page, served, name)


def looking(page: Page, served: Served, name: str) -> Review:
    """Follow the panel to the contact sheet of the ad; its review."""
    page.click(f"{PANEL} .ll-look a")
    page.wait_for_selector("#blind .tile:focus")
    page.wait_for_function(
        "() => [...document.querySelectorAll('#blind img')].every(one => one.complete && one.naturalWidth)"
    )
    review = served.box.store.get(page.url.rpartition("/")[2])
    assert review.media.name == name
    return review


def says(page: Page) -> list[str | None]:
    """What is said of each tile so far."""
    found: list[str | None] = page.eval_on_selector_all(
        "#blind .tile", "all => all.map(one => one.dataset.says || null)"
    )
    return found


def current(page: Page) -> str:
    """The number of the tile that has the focus."""
    return str(page.evaluate("document.activeElement.dataset.tile"))


def test_a_usual_ad_takes_two_keys(visit: Visit, served: Served) -> None:
    page = visit()
    ask(page, "ok?", served.ads / "portrait.jpg")
    shows(page, "nobody yet")
    back = page.url
    review = looking(page, served, "portrait.jpg")
    page.fill("#name", "Ada L.")
    page.focus("#blind .tile")
    page.keyboard.press("a")
    page.keyboard.press("Enter")
    page.wait_for_selector("#done.publish")
    assert "Ada L." in page.inner_text("#sentence")
    (look,) = served.box.store.get(review.id).looks
    assert (look.kind, look.who, look.sheets) == ("person", "Ada L.", (review.sheets[0].sha256,))
    assert {one.says for one in look.tiles} == {Says.SOUND}
    page.click("#done a")
    shows(page, "Looked at by: Ada L.")
    assert page.url == back


def test_arrows_move_and_each_key_says_one_thing(visit: Visit, served: Served) -> None:
    page = visit()
    review = to_look(page, served, "portrait.jpg")
    assert current(page) == "1"
    page.keyboard.press("ArrowRight")
    assert current(page) == "2"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert current(page) == "1"
    page.keyboard.press("c")
    page.keyboard.press("x")
    page.keyboard.type("six fingers, ax")
    page.keyboard.press("Enter")
    assert says(page) == ["cannot_tell", "wrong", None]
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Not answered yet: 1")
    page.keyboard.press("x")
    page.keyboard.press("Enter")
    page.keyboard.press("u")
    assert says(page) == ["cannot_tell", "wrong", None]
    page.keyboard.press("a")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Enter your name.")
    page.keyboard.type("Bo")
    page.keyboard.press("Enter")
    page.wait_for_selector("#done.review")
    (look,) = served.box.store.get(review.id).looks
    assert [(one.says, one.what) for one in look.tiles] == [
        (Says.CANNOT_TELL, ""),
        (Says.WRONG, "six fingers, ax"),
        (Says.SOUND, ""),
    ]


def test_up_and_down_go_to_the_tile_that_stands_there(visit: Visit, served: Served) -> None:
    page = visit(viewport={"width": 390, "height": 844})
    to_look(page, served, "portrait.jpg")
    page.keyboard.press("ArrowDown")
    assert current(page) == "3"
    page.keyboard.press("ArrowUp")
    assert current(page) == "1"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "nothing sticks out"


@pytest.mark.parametrize(
    ("key", "answer", "value"),
    [("n", Answer.REFUTE, "publish"), ("y", Answer.CONFIRM, "review"), ("c", Answer.UNSURE, "review")],
)
def test_what_the_checks_suspect_is_asked_after_the_persons_own_look(
    visit: Visit, served: Served, key: str, answer: Answer, value: str
) -> None:
    page = visit()
    ask(page, "ok?", served.ads / "turned.jpg")
    shows(page, "nobody has looked yet")
    assert "Neck turned" not in page.inner_text(PANEL)
    review = looking(page, served, "turned.jpg")
    assert "neck" not in page.inner_text("body").lower()
    page.fill("#name", "Ada")
    page.focus("#blind .tile")
    page.keyboard.press("a")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=the checks suspect: Neck turned too far")
    page.wait_for_function("document.getElementById('closer').naturalWidth > 0")
    page.keyboard.press(key)
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#done.{value}")
    (look,) = served.box.store.get(review.id).looks
    assert [one.answer for one in look.pointed] == [answer]


def test_it_works_by_touch_and_in_chinese(visit: Visit, served: Served) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
    page = visit(locale="zh-CN", **phone)
    review = to_look(page, served, "portrait.jpg")
    assert "人物 1 的左手" in page.inner_text("#blind")
    page.tap("[data-tile='2']")
    page.tap("[data-do=wrong]")
    page.fill("#what", "六根手指")
    page.tap("[data-do=all]")
    page.fill("#elsewhere", "椅子后面")
    page.fill("#name", "小李")
    page.tap("[data-do=hand_in]")
    page.wait_for_selector("#done.review")
    (look,) = served.box.store.get(review.id).looks
    assert [one.what for one in look.tiles] == ["", "六根手指", ""]
    assert [one.what for one in look.elsewhere] == ["椅子后面"]


def test_who_has_the_link_of_another_conversation_sees_none_of_it(visit: Visit, served: Served) -> None:
    mine, other = visit(), visit()
    review = to_look(mine, served, "portrait.jpg")
    theirs = f"{served.url}/kept/{other.url.partition('chat=')[2]}/look/{review.id}"
    fetched = "async url => (await fetch(url)).status"
    for path in ("", "/tile/1", "/whole/1"):
        assert other.evaluate(fetched, theirs + path) == 404
    post = "async url => (await fetch(url, { method: 'POST', body: '{\"name\": \"Eve\"}' })).status"
    assert other.evaluate(post, theirs) == 404
    assert not served.box.store.get(review.id).looks


@pytest.mark.parametrize(
    "body",
    [
        "{}",
        "no",
        '{"name": ""}',
        '{"name": "Eve", "wrong": [{"tile": 99}]}',
        '{"name": "Eve", "sure": 1}',
        '{"look": "look-1", "sees": {"1": "confirm"}}',
        '{"name": "' + 70_000 * "E" + '"}',
    ],
    ids=lambda body: body[:40],
)
def test_what_is_no_answer_is_not_kept(visit: Visit, served: Served, body: str) -> None:
    page = visit()
    review = to_look(page, served, "portrait.jpg")
    post = "async body => (await fetch(location.pathname, { method: 'POST', body })).status"
    assert page.evaluate(post, body) in (400, 413)
    assert not served.box.store.get(review.id).looks


def test_a_name_that_is_markup_stays_a_name(visit: Visit, served: Served) -> None:
    page = visit()
    to_look(page, served, "portrait.jpg")
    page.fill("#name", "<b>Eve</b>")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Not answered yet")
    page.keyboard.press("a")
    page.keyboard.press("Enter")
    page.wait_for_selector("#done.publish")
    page.click("#done a")
    shows(page, "Looked at by: <b>Eve</b>")
    loaded(page)
    assert page.locator(f"{PANEL} b").count() == 0


def test_a_contact_sheet_asks_no_other_machine_and_runs_only_its_own_script(
    visit: Visit, served: Served, tmp_path: Path
) -> None:
    page = visit()
    to_look(page, served, "portrait.jpg")
    policy = page.evaluate("async () => (await fetch(location.href)).headers.get('content-security-policy')")
    assert "default-src 'none'; script-src 'nonce-" in policy
    assert "unsafe" not in policy
