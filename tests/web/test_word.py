"""A page that wants a word, in a real browser: who was sent its link comes in and lands where it leads."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from playwright.sync_api import Browser

from tests.web.conftest import TOKEN, Served, Visit, serving
from tests.web.test_page import ask


@pytest.fixture(scope="session")
def guarded(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Generator[Served]:
    """The page where a word is needed."""
    with serving(tmp_path_factory.mktemp("word"), TOKEN) as page:
        yield page


def test_a_shared_link_is_opened_with_the_word_and_leads_to_its_conversation(
    guarded: Served, visit: Visit
) -> None:
    page = visit(f"{guarded.url}/")
    page.fill("#token", TOKEN)
    page.press("#token", "Enter")
    page.wait_for_function("location.search.includes('chat=')")
    link = page.url
    colleague = visit(link)
    colleague.fill("#token", "not the word")
    colleague.press("#token", "Enter")
    colleague.wait_for_selector("text=That is not the word.")
    colleague.fill("#token", TOKEN)
    colleague.press("#token", "Enter")
    colleague.wait_for_function("link => location.href === link", arg=link)
    colleague.wait_for_selector("#ll-ask textarea")


def test_a_link_that_works_on_this_machine_only_says_so(visit: Visit, served: Served) -> None:
    page = visit()
    ask(page, "ok?", served.ads / "fingers.jpg")
    page.wait_for_selector("#ll-link >> text=works on this machine only")
