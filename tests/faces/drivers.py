"""Every face for agents behind one question: a tool and arguments come in, what the face says goes out."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Generator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp.types import ImageContent, TextContent, TextResourceContents

from agent_plugin.langchain_toolkit import LastLookToolkit
from agent_plugin.openai_tools import call
from agent_plugin.tools.calls.tool import ToolResult
from agent_plugin.workshop import Workshop
from tests.faces.served import BEARER, Place, listening

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Answer:
    """What a model reads and sees, and the data for programs."""

    text: str
    pictures: int = 0
    data: Mapping[str, Any] | None = None
    is_error: bool = False
    review: Mapping[str, Any] | None = None  # the whole of it, where the answer tells it


Ask = Callable[[str, Mapping[str, Any]], Answer]
Face = Callable[[Place], AbstractContextManager[Ask]]


@contextmanager
def by_stdio(where: Place) -> Generator[Ask]:
    """The official client, and a server process."""
    command = ["-m", "tests.faces.scripted_server", str(where.folder.parent)]
    server = StdioServerParameters(command=sys.executable, args=command, cwd=str(ROOT))
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(Client(server)) as client:
        yield _mcp(portal, client)


@contextmanager
def by_http(where: Place) -> Generator[Ask]:
    """The official client, and a server on a port."""
    with listening(where) as address, start_blocking_portal() as portal:
        http = portal.call(lambda: httpx2.AsyncClient(headers=BEARER, timeout=None))
        with (
            portal.wrap_async_context_manager(http),
            portal.wrap_async_context_manager(
                Client(streamable_http_client(address, http_client=http))
            ) as client,
        ):
            yield _mcp(portal, client)


def _mcp(portal: BlockingPortal, client: Client) -> Ask:
    def ask(name: str, given: Mapping[str, Any]) -> Answer:
        result = portal.call(client.call_tool, name, dict(given))
        texts = [block.text for block in result.content if isinstance(block, TextContent)]
        pictures = sum(isinstance(block, ImageContent) for block in result.content)
        fields: dict[str, Any] = result.structured_content or {}
        whole = _report(portal, client, fields["report"]) if "report" in fields else None
        return Answer("\n".join(texts), pictures, result.structured_content, bool(result.is_error), whole)

    return ask


def _report(portal: BlockingPortal, client: Client, address: str) -> dict[str, Any]:
    """What stands behind the address that an answer names."""
    content = portal.call(client.read_resource, address).contents[0]
    assert isinstance(content, TextResourceContents)
    read: dict[str, Any] = json.loads(content.text)
    return read


@contextmanager
def by_langchain(where: Place) -> Generator[Ask]:
    """The toolkit's tools."""
    with LastLookToolkit([where.folder], app=where.app) as kit:
        tools = {tool.name: tool for tool in kit.get_tools()}

        def ask(name: str, given: Mapping[str, Any]) -> Answer:
            wanted = {"type": "tool_call", "name": name, "id": "1", "args": dict(given)}
            message: Any = tools[name].invoke(wanted)
            pictures = sum(block["type"] == "image" for block in message.content_blocks)
            data = dict(message.artifact or {})
            whole = data.pop("records", {}).get("review")
            return Answer(message.text, pictures, data or None, message.status == "error", whole)

        yield ask


class _Remembering(Workshop):
    """Keeps the data of its last answer: a program has it by `run`, a model is told text and pictures."""

    result: ToolResult = ToolResult("")

    def call(self, *args: Any, **more: Any) -> ToolResult:
        self.result = super().call(*args, **more)
        return self.result


@contextmanager
def by_openai(where: Place) -> Generator[Ask]:
    """The functions for the Responses API."""
    with _Remembering(where.app, (where.folder,)) as shop:

        def ask(name: str, given: Mapping[str, Any]) -> Answer:
            output: Any = call(name, given, shop=shop)["output"]
            if isinstance(output, str):
                return Answer(output, is_error=output.startswith("Error: "))
            fields, whole = shop.result.structured, shop.result.records.get("review")
            return Answer(output[0]["text"], len(output) - 1, fields, review=whole)

        yield ask


FACES: dict[str, Face] = {
    "mcp-stdio": by_stdio,
    "mcp-http": by_http,
    "langchain": by_langchain,
    "openai": by_openai,
}
