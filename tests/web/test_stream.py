"""The script that hears every answer, in a real browser, on a server whose order the test decides."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from playwright.sync_api import Browser, Page

from agent_plugin.web.page import HEAD

ORIGIN = "http://lastlook.test/"
# A stream that the test feeds, and a receipt for the event `b`; `receipt` is kept when the page hands it on.
SERVER = """() => {
  window.fetch = async (what) => {
    if (!String(what.url || what).includes("/queue/data")) return new Response('{"event_id": "b"}');
    return new Response(new ReadableStream({ start(feed) { window.feed = feed; } }));
  };
}"""
ASK = """() => {
  window.hangUp = new AbortController();
  const streaming = fetch("/queue/data", { signal: hangUp.signal });
  streaming.then((answer) => answer.text()).catch(() => "");
  window.receipt = null;
  fetch("/queue/join", { method: "POST", body: "{}" }).then((answer) => { window.receipt = answer; });
}"""
SOON = "() => new Promise((on) => setTimeout(() => on(window.receipt !== null), 100))"


@pytest.fixture
def page(browser: Browser) -> Generator[Page]:
    """A page whose server is a few lines, and the script."""
    page = browser.new_context().new_page()
    page.route("**/*", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
    page.goto(ORIGIN)
    page.evaluate(SERVER)
    page.evaluate(HEAD.removeprefix("<script>").removesuffix("</script>"))
    page.evaluate(ASK)
    assert not page.evaluate(SOON), "the receipt waits while nobody knows whether the stream goes on"
    yield page
    page.context.close()


def test_a_receipt_waits_for_a_stream_that_is_being_closed(page: Page) -> None:
    page.evaluate("() => hangUp.abort()")
    page.wait_for_function("() => window.receipt !== null")


def test_a_receipt_comes_once_the_stream_speaks_of_its_question(page: Page) -> None:
    page.evaluate("""() => feed.enqueue(new TextEncoder().encode('data: {"event_id":"a"}'))""")
    assert not page.evaluate(SOON), "that was another question's"
    for piece in ('data: {"event', '_id":"b"}'):
        page.evaluate("(piece) => feed.enqueue(new TextEncoder().encode(piece))", piece)
    page.wait_for_function("() => window.receipt !== null")


def test_a_stream_that_ends_without_a_word_holds_no_receipt(page: Page) -> None:
    page.evaluate("() => feed.close()")
    page.wait_for_function("() => window.receipt !== null")
