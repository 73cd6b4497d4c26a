"""Signing in the view: only a ticket from beside a result signs, once, for its review; no model holds one."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from mcp import Client
from mcp.client import advertise
from mcp.server.apps import APP_MIME_TYPE, EXTENSION_ID
from mcp.types import CallToolResult

from agent_plugin.mcp.server import make_server
from agent_plugin.mcp.tickets import KEPT, LIVES_S, Tickets
from agent_plugin.settings import Settings
from agent_plugin.tools import TOOLS
from agent_plugin.tools.store import Store
from agent_plugin.workshop import Workshop
from tests.faces.served import ERAS, Era, Place, connected, place, run, words

eras = pytest.mark.parametrize("era", ERAS)
WITH_APPS: dict[str, Any] = {"extensions": [advertise(EXTENSION_ID, {"mimeTypes": [APP_MIME_TYPE]})]}
SIGNS = {"reviewer": "Ada", "decision": "approve"}


def signed(tmp_path: Path) -> int:
    with Store(tmp_path / "data") as store:
        return sum(len(store.sign_offs.of(review.id)) for review in store.newest(10))


def ticket_of(result: CallToolResult) -> str | None:
    beside: Any = (result.meta or {}).get("lastlook/view", {})
    return None if "ticket" not in beside else str(beside["ticket"])


async def reviewed(client: Client) -> tuple[str, CallToolResult]:
    result = await client.call_tool("review_ad", {"ad": "ad.png"})
    assert result.structured_content
    return result.structured_content["review"], result


@eras
def test_only_clients_with_the_extension_hear_of_the_pages_tool_and_it_is_for_the_page_alone(
    tmp_path: Path, era: Era
) -> None:
    async def ask() -> None:
        where = place(tmp_path)
        ten = [tool.name for tool in TOOLS]
        async with connected(where, era) as client:
            assert [one.name for one in (await client.list_tools()).tools] == ten
        async with connected(where, era, **WITH_APPS) as client:
            listed = (await client.list_tools()).tools
            for_models = [
                one
                for one in listed
                if "".join((one.meta or {}).get("ui", {}).get("visibility", [])) != "app"
            ]
            assert [one.name for one in for_models] == ten
            (for_the_page,) = [one for one in listed if one not in for_models]
            assert for_the_page.name == "sign_off_in_view"
            assert (for_the_page.meta or {})["ui"]["visibility"] == ["app"]

    run(ask)


@eras
def test_the_ticket_stands_where_no_model_reads_and_only_for_hosts_that_show_the_page(
    tmp_path: Path, era: Era
) -> None:
    async def ask() -> None:
        where = place(tmp_path)
        async with connected(where, era) as client:
            assert ticket_of((await reviewed(client))[1]) is None
        async with connected(where, era, **WITH_APPS) as client:
            review, result = await reviewed(client)
            ticket = ticket_of(result)
            assert ticket
            read = [block.model_dump_json() for block in result.content]
            assert ticket not in json.dumps([read, result.structured_content])
            for tool in ("get_review", "sign_off"):
                assert ticket_of(await client.call_tool(tool, {"review": review})) not in (None, ticket)
            for tool in ("get_evidence", "explain_finding"):
                assert ticket_of(await client.call_tool(tool, {"review": review, "finding": 1})) is None

    run(ask)


Guess = Callable[[str, str], dict[str, Any]]
GUESSES: dict[str, Guess] = {
    "no-ticket": lambda review, _: {"review": review, **SIGNS},
    "empty": lambda review, _: {"review": review, "ticket": "", **SIGNS},
    "the-review": lambda review, _: {"review": review, "ticket": review, **SIGNS},
    "made-up": lambda review, ticket: {"review": review, "ticket": ticket[::-1], **SIGNS},
    "part": lambda review, ticket: {"review": review, "ticket": ticket[:-1], **SIGNS},
    "list": lambda review, ticket: {"review": review, "ticket": [ticket], **SIGNS},
    "other-review": lambda _, ticket: {"review": "20200101-000000-abcdef", "ticket": ticket, **SIGNS},
    "beginning-of-id": lambda review, ticket: {"review": review[:8], "ticket": ticket, **SIGNS},
    "no-name": lambda review, ticket: {"review": review, "ticket": ticket, **SIGNS, "reviewer": "  "},
    "no-decision": lambda review, ticket: {"review": review, "ticket": ticket, "reviewer": "Ada"},
}


@eras
@pytest.mark.parametrize("guess", GUESSES)
def test_nothing_that_a_model_can_write_signs(tmp_path: Path, era: Era, guess: str) -> None:
    async def ask() -> None:
        async with connected(place(tmp_path), era, **WITH_APPS) as client:
            review, result = await reviewed(client)
            given = GUESSES[guess](review, ticket_of(result) or "")
            assert (await client.call_tool("sign_off_in_view", given)).is_error

    run(ask)
    assert signed(tmp_path) == 0


@eras
def test_a_ticket_signs_once(tmp_path: Path, era: Era) -> None:
    async def ask() -> None:
        async with connected(place(tmp_path), era, **WITH_APPS) as client:
            review, result = await reviewed(client)
            given = {"review": review, "ticket": ticket_of(result), **SIGNS}
            first = await client.call_tool("sign_off_in_view", given)
            assert "Approved by Ada" in words(first)
            beside: Any = (first.meta or {})["lastlook/view"]
            assert beside["sign_off"]["through"] == "the view in the chat"
            second = await client.call_tool("sign_off_in_view", given)
            assert second.is_error
            assert "opens anew with get_review" in words(second)

    run(ask)
    assert signed(tmp_path) == 1


@eras
def test_a_client_that_shows_no_page_signs_nothing_even_with_a_ticket(tmp_path: Path, era: Era) -> None:
    async def ask() -> None:
        where = place(tmp_path)
        with Workshop(where.app, (where.folder,)) as shop:
            server = make_server(shop)
            async with Client(server, mode=era, **WITH_APPS) as client:
                review, result = await reviewed(client)
            given = {"review": review, "ticket": ticket_of(result), **SIGNS}
            async with Client(server, mode=era) as other:
                assert (await other.call_tool("sign_off_in_view", given)).is_error

    run(ask)
    assert signed(tmp_path) == 0


def test_the_form_can_be_taken_away_by_a_setting(tmp_path: Path) -> None:
    where = place(tmp_path)
    off = Settings(data_dir=tmp_path / "data", cache_dir=tmp_path / "cache", sign_in_view=False)
    switched_off = Place(replace(where.app, settings=lambda: off), where.folder, where.ad)

    async def ask() -> None:
        async with connected(switched_off, "auto", **WITH_APPS) as client:
            review, result = await reviewed(client)
            assert ticket_of(result) is None
            text = words(await client.call_tool("sign_off", {"review": review}))
            assert "tell the user to run " in text
            assert f"lastlook sign-off {review}`" in text

    run(ask)


def test_a_ticket_ends_by_itself_and_old_ones_give_way() -> None:
    now_s = 0.0
    tickets = Tickets(lambda: now_s)
    late, forgotten = tickets.issue("a"), tickets.issue("b")
    now_s = LIVES_S
    assert not tickets.redeem(late, "a")
    newest = [tickets.issue("c") for _ in range(KEPT)][-1]
    now_s += LIVES_S - 1
    assert not tickets.redeem(forgotten, "b")
    assert not tickets.redeem(newest, "a")
    assert not tickets.redeem(newest, "c")  # a wrong try used it up
    assert tickets.redeem(tickets.issue("d"), "d")
