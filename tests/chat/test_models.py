"""The chat's model: a key goes only where it was meant to go."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from pydantic import SecretStr

from agent_plugin.chat.models import chatter_of
from agent_plugin.settings import Settings


@pytest.fixture
def foreign() -> Iterator[tuple[str, list[str | None]]]:
    """The address of a chat server of somebody else's, and the keys that it was sent."""
    keys: list[str | None] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            keys.append(self.headers.get("authorization"))
            self.send_response(400)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/v1", keys
        server.shutdown()
        thread.join()


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
