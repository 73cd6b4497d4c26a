"""The view that a chat shows beside a result, in a real browser and a host that speaks the Apps extension."""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from mcp.types import CallToolResult
from playwright.sync_api import Browser, expect

from agent_plugin.mcp.view import page
from agent_plugin.tools.domain import SignOff
from agent_plugin.tools.store import Store
from tests.faces.apps_host import WAIT_MS, Hosted, chromium, hosted
from tests.faces.served import Place, place
from tests.look.desks import honest, nods
from tests.look.hosts import pointed, seen
from tests.media.makers import movie


@pytest.fixture(scope="module")
def browser() -> Generator[Browser]:
    expect.set_options(timeout=WAIT_MS)
    with chromium() as opened:
        yield opened


def signatures(tmp_path: Path, review: str) -> tuple[SignOff, ...]:
    with Store(tmp_path / "data") as store:
        return store.sign_offs.of(review)


def data(result: CallToolResult) -> dict[str, Any]:
    """What programs read of a result."""
    assert result.structured_content is not None
    return dict(result.structured_content)


def wire(result: CallToolResult) -> dict[str, Any]:
    """As the host hands it on to the page."""
    return result.model_dump(mode="json", by_alias=True, exclude_none=True)


def shown(host: Hosted) -> dict[str, Any]:
    """The report that the page shows; it is there."""
    expect(host.frame.get_by_role("heading", level=1)).to_be_visible()
    report: dict[str, Any] = host.page.evaluate("window.call.result._meta['lastlook/view'].review")
    return report


def question(host: Hosted) -> dict[str, Any]:
    """What the model was asked to look at."""
    shown(host)
    asked: dict[str, Any] = host.page.evaluate("window.call.result.structuredContent.look")
    return asked


def fill_in(host: Hosted, name: str, choice: str) -> None:
    host.frame.get_by_label("Your name").fill(name)
    host.frame.get_by_label(choice).check()


def test_the_page_is_one_document_that_loads_nothing_and_sets_no_markup() -> None:
    text = page()
    assert not re.search(r"(?:src|href)\s*=\s*[\"']?\s*(?:https?:|//)|@import|url\(", text)
    for way in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "fetch(",
        "XMLHttp",
    ):
        assert way not in text, way
    assert "default-src 'none'" in text
    assert "/*STYLE*/" not in text
    assert "/*SCRIPT*/" not in text


def test_of_many_weak_signs_the_surest_three_kinds_are_named_once(browser: Browser, tmp_path: Path) -> None:
    signs = [
        {"category": category, "score": score}
        for category, score in (
            ("extra_arm", 0.1),
            ("hand_size", 0.4),
            ("neck_twist", 0.2),
            ("hand_size", 0.05),
            ("extra_leg", 0.3),
        )
    ]
    with hosted(browser, place(tmp_path), "review_ad", {"ad": "ad.png", "only_local": True}) as host:
        shown(host)
        named = host.frame.evaluate("signs => strongest(signs)", signs)
    assert named == ["hand size", "extra leg", "neck twist"]


def test_verdict_findings_and_evidence_are_shown_and_nothing_else_is_fetched(
    browser: Browser, tmp_path: Path
) -> None:
    with hosted(browser, place(tmp_path), "review_ad", {"ad": "ad.png", "only_local": True}) as host:
        report = shown(host)
        expect(host.frame.get_by_role("heading", name="Block")).to_be_visible()
        expect(host.frame.get_by_text(report["verdict"]["sentence"])).to_be_visible()
        expect(host.frame.get_by_text(report["findings"][0]["for_marketer"])).to_be_visible()
        expect(host.frame.get_by_role("img")).to_have_count(
            3
        )  # the whole frame, the finding enlarged, the sheet
        loaded = host.frame.locator("img").evaluate_all("all => all.map((one) => one.naturalWidth > 0)")
        assert loaded == [True, True, True, False]  # the last is the empty one of the dialog
        host.page.wait_for_function(
            "window.heard.some((one) => one.method === 'ui/notifications/size-changed')"
        )
        assert [url for url in host.requests if not url.startswith(("data:", "about:"))] == []
        assert (host.troubles, host.called()) == ([], [])


def test_a_picture_is_enlarged_by_keyboard_and_closed_by_escape(browser: Browser, tmp_path: Path) -> None:
    with hosted(browser, place(tmp_path), "review_ad", {"ad": "ad.png", "only_local": True}) as host:
        shown(host)
        button = host.frame.get_by_role("button", name="Enlarge").first
        button.press("Enter")
        dialog = host.frame.get_by_role("dialog")
        expect(dialog).to_be_visible()
        image = dialog.get_by_role("img")
        width = "one => one.getBoundingClientRect().width"
        before = image.evaluate(f"async (one) => {{ await one.decode(); return ({width})(one); }}")
        dialog.get_by_role("button", name="Larger").press("Enter")
        assert image.evaluate(width) > before
        host.page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(button).to_be_focused()


def test_a_video_shows_its_strip_and_the_pictures_that_did_not_come_along_are_fetched_when_wanted(
    browser: Browser, tmp_path: Path
) -> None:
    where = place(tmp_path)
    movie(where.folder / "clip.mp4", frames=24, size=(320, 320))
    with hosted(browser, where, "review_ad", {"ad": "clip.mp4", "only_local": True}) as host:
        report = shown(host)
        assert "strip" in [one["kind"] for one in report["evidence"]]
        expect(host.frame.locator("li.strip img")).to_be_visible()
        host.frame.evaluate("() => { state.pictures.clear(); draw(); }")
        host.frame.get_by_role("button", name="Show: ").first.click()
        expect(host.frame.get_by_role("button", name="Enlarge: ")).to_have_count(1)
        assert host.called() == ["get_evidence"]


@pytest.mark.parametrize("choice", ["Yes, approve", "No, reject"])
def test_a_person_signs_in_the_page_once_and_the_model_hears_of_it(
    browser: Browser, tmp_path: Path, choice: str
) -> None:
    with hosted(browser, place(tmp_path), "review_ad", {"ad": "ad.png", "only_local": True}) as host:
        review = shown(host)["id"]
        fill_in(host, " Ada L. ", choice)
        against = host.frame.get_by_text("shown as signed against the verdict")
        expect(against).to_be_visible(visible=choice == "Yes, approve")
        host.frame.get_by_role("button", name="Sign").press("Enter")
        expect(host.frame.get_by_text("Signed. The report shows it.")).to_be_focused()
        expect(host.frame.get_by_role("button", name="Sign")).to_be_hidden()
        expect(host.frame.get_by_text("by Ada L.")).to_be_visible()
        (signed,) = signatures(tmp_path, review)
        assert (signed.reviewer, signed.decision) == ("Ada L.", choice.split()[1])
        updates = [params for method, params in host.asked if method == "ui/update-model-context"]
        assert "by Ada L." in updates[0]["content"][0]["text"]


def test_a_script_that_presses_the_button_is_no_person(browser: Browser, tmp_path: Path) -> None:
    with hosted(browser, place(tmp_path), "review_ad", {"ad": "ad.png", "only_local": True}) as host:
        review = shown(host)["id"]
        fill_in(host, "Ada", "Yes, approve")
        host.frame.evaluate("document.getElementById('sign').click()")
        assert host.called() == []
        assert signatures(tmp_path, review) == ()


def test_a_used_ticket_is_told_and_nothing_is_signed_twice(browser: Browser, tmp_path: Path) -> None:
    with hosted(browser, place(tmp_path), "review_ad", {"ad": "ad.png"}) as host:
        review = shown(host)["id"]
        ticket = host.page.evaluate("window.call.result._meta['lastlook/view'].ticket")
        given = {"review": review, "ticket": ticket, "reviewer": "Bo", "decision": "reject"}
        assert not host.ask_server("sign_off_in_view", given).is_error
        fill_in(host, "Ada", "Yes, approve")
        host.frame.get_by_role("button", name="Sign").click()
        expect(host.frame.get_by_text("Not signed: ")).to_be_visible()
        assert [one.reviewer for one in signatures(tmp_path, review)] == ["Bo"]


def test_where_the_host_calls_no_tools_the_page_says_how_to_sign(browser: Browser, tmp_path: Path) -> None:
    with hosted(browser, place(tmp_path), "review_ad", {"ad": "ad.png"}, abilities=()) as host:
        review = shown(host)["id"]
        expect(host.frame.get_by_text(f"lastlook sign-off {review}")).to_be_visible()
        expect(host.frame.get_by_role("button", name="Sign")).to_be_hidden()


def test_what_others_wrote_is_shown_as_text(browser: Browser, tmp_path: Path) -> None:
    where = place(tmp_path)
    name = "<img src=x onerror=document.title='bad'>.png"
    where.ad.rename(where.folder / name)
    with hosted(browser, replace(where, ad=where.folder / name), "review_ad", {"ad": name}) as host:
        shown(host)
        bad = "<script>document.title='bad'</script><b>fine</b>"
        asked = data(host.ask_server("review_ad", {"ad": "sound.png"}))["look"]
        slight = {"says": "slight", "what": bad, "sureness": 0.9}
        form = seen(asked, where.secret, honest, tile1=slight)
        host.notify(
            "ui/notifications/tool-result", wire(host.ask_server("record_look", {**form, "model": bad}))
        )
        expect(host.frame.get_by_text(f"Tile 1: slight: {bad}")).to_be_visible()
        expect(host.frame.get_by_text(f"{bad}, the chat's model")).to_be_visible()
        host.notify(
            "ui/notifications/tool-result",
            wire(host.ask_server("review_ad", {"ad": name, "only_local": True})),
        )
        expect(host.frame.get_by_text("onerror")).to_be_visible()
        assert host.frame.evaluate("document.title") == "Last Look"
        assert host.frame.locator("main b, main script").count() == 0
        assert host.troubles == []


def test_before_a_look_the_view_shows_the_sheet_and_nothing_that_the_checks_found(
    browser: Browser, tmp_path: Path
) -> None:
    with hosted(browser, place(tmp_path), "review_ad", {"ad": "suspected.png"}) as host:
        shown(host)
        expect(host.frame.get_by_role("heading", name="Review")).to_be_visible()
        expect(host.frame.get_by_role("button", name="Enlarge: Parts sheet")).to_have_count(1)
        assert host.called() == ["get_evidence"], "the sheet that came along has controls in it"
        expect(host.frame.get_by_text("Nobody has looked yet: nothing with people in it")).to_be_visible()
        expect(host.frame.get_by_text("lastlook look")).to_be_visible()
        expect(host.frame.get_by_role("heading", name="Findings")).to_be_hidden()
        assert "neck" not in host.frame.locator("main").inner_text().casefold()
        assert host.troubles == []


def test_after_a_look_the_view_shows_who_looked_and_what_they_saw(browser: Browser, tmp_path: Path) -> None:
    where = place(tmp_path)
    with hosted(browser, where, "review_ad", {"ad": "suspected.png"}) as host:
        asked = question(host)
        first = data(host.ask_server("record_look", seen(asked, where.secret, honest)))
        reason = "A plain shadow."
        result = host.ask_server("record_look", pointed(first["look"], "refute", reason=reason))
        host.notify("ui/notifications/tool-result", wire(result))
        expect(host.frame.get_by_role("heading", name="Publish")).to_be_visible()
        expect(host.frame.get_by_role("heading", name="Who looked")).to_be_visible()
        expect(host.frame.get_by_text("controls 2 of 2 right")).to_be_visible()
        expect(host.frame.get_by_text(f"pointed at it: does not see it: {reason}")).to_be_visible()
        expect(host.frame.locator("#nobody")).to_be_empty()
        assert host.troubles == []


def test_a_look_that_does_not_count_is_told_as_such(browser: Browser, tmp_path: Path) -> None:
    where = place(tmp_path)
    with hosted(browser, where, "review_ad", {"ad": "sound.png"}) as host:
        host.ask_server("record_look", seen(question(host), where.secret, nods))
        host.notify(
            "ui/notifications/tool-result",
            wire(host.ask_server("review_ad", {"ad": "sound.png", "only_local": True})),
        )
        expect(host.frame.get_by_text("This look does not count: 1 of 2 controls")).to_be_visible()
        expect(host.frame.get_by_text("Nobody has looked yet so that it counts")).to_be_visible()


def test_light_and_dark_follow_the_host(browser: Browser, tmp_path: Path) -> None:
    colour = "getComputedStyle(document.body).backgroundColor"
    with hosted(browser, place(tmp_path), "review_ad", {"ad": "ad.png"}, theme="dark") as host:
        shown(host)
        dark = host.frame.evaluate(colour)
        host.notify("ui/notifications/host-context-changed", {"theme": "light"})
        host.frame.wait_for_function(f"{colour} === 'rgb(255, 255, 255)'")
        assert dark == "rgb(22, 24, 27)"


@pytest.mark.parametrize("width", [320, 375, 760])
def test_nothing_is_wider_than_the_screen(browser: Browser, tmp_path: Path, width: int) -> None:
    with hosted(browser, place(tmp_path), "review_ad", {"ad": "ad.png"}, size=(width, 700)) as host:
        shown(host)
        assert host.frame.evaluate("document.documentElement.scrollWidth") <= width


def test_a_list_of_reviews_opens_one_and_an_answer_without_a_report_is_looked_up(
    browser: Browser, tmp_path: Path
) -> None:
    where = place(tmp_path)
    with hosted(browser, where, "review_ad", {"ad": "ad.png"}) as host:
        review = shown(host)["id"]
    with hosted(browser, where, "get_review", {}) as host:
        host.frame.get_by_role("button", name=review).click()
        expect(host.frame.get_by_role("heading", name="Block")).to_be_visible()
    with hosted(browser, where, "sign_off", {"review": review}) as host:
        assert "in the view that is shown" in host.page.evaluate("window.call.result.content[0].text")
        expect(host.frame.get_by_role("button", name="Sign")).to_be_visible()
        expect(host.frame.get_by_role("button", name="Enlarge: Parts sheet")).to_have_count(1)
        assert host.called() == ["get_review", "get_evidence"], "nobody has looked: it fetches the sheet"


def test_what_went_wrong_is_said(browser: Browser, tmp_path: Path) -> None:
    where: Place = place(tmp_path)
    with hosted(browser, where, "review_ad", {"ad": "none.png"}) as host:
        expect(host.frame.get_by_text("none.png does not exist")).to_be_visible()
