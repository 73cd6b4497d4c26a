"""The chat's model: a key goes only where it was meant to go."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest
from pydantic import SecretStr

from agent_plugin.chat.models import chatter_of
from agent_plugin.settings import Settings
from tests.answering import Asked, answering


@pytest.fixture
def foreign() -> Iterator[tuple[str, list[str | None]]]:
    """The address of a chat server of somebody else's, and the keys that it was sent."""
    keys: list[str | None] = []

    def refuse(asked: Asked) -> tuple[int, None]:
        keys.append(asked.headers.get("authorization"))
        return 400, None

    with answering(refuse) as address:
        yield f"{address}/v1", keys


@pytest.mark.parametrize(
    ("named", "sent"), [(None, "Bearer no-key"), ("meant-for-it", "Bearer meant-for-it")]
)
def test_a_foreign_chat_server_gets_the_key_that_is_named_for_it_and_no_other(
    foreign: tuple[str, list[str | None]], monkeypatch: pytest.MonkeyPatch, named: str | None, sent: str
) -> None:
    address, keys = foreign
    monkeypatch.setenv("OPENAI_API_KEY", "sk-the-users-own")
    settings = Settings(
        chat_model="openai:any", chat_base_url=address, chat_api_key=SecretStr(named) if named else None
    )
    with suppress(Exception):  # it answers nothing
        chatter_of(settings).model.invoke("hello")
    assert set(keys) == {sent}
