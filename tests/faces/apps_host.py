"""A host of MCP Apps in a real Chromium: a server and a call come in, the page as a user has it goes out."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import Client
from mcp.client import advertise
from mcp.server.apps import APP_MIME_TYPE, EXTENSION_ID
from mcp.types import CallToolResult, TextResourceContents
from playwright.sync_api import Browser, Frame, Page, sync_playwright

from agent_plugin.mcp.server import make_server
from agent_plugin.workshop import Workshop
from tests.faces.outside import needed
from tests.faces.served import Place

WAIT_MS = 120_000  # far beyond what is needed: it ends a test that hangs, and decides none
HOST = (Path(__file__).parent / "host.html").read_text(encoding="utf-8")
WITH_APPS = [advertise(EXTENSION_ID, {"mimeTypes": [APP_MIME_TYPE]})]
QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


@contextmanager
def chromium() -> Generator[Browser]:
    """The browser that the system has; a fresh profile."""
    path = needed("chromium", "chromium-browser", "google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET), timeout=WAIT_MS)
        yield browser
        browser.close()


@dataclass
class Hosted:
    """A page that is open, what it asked of its host, and what went over the wire."""

    page: Page
    ask_server: Callable[[str, dict[str, Any]], CallToolResult]
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list[tuple[str, dict[str, Any]]])
    requests: list[str] = field(default_factory=list[str])
    troubles: list[str] = field(default_factory=list[str])

    @property
    def frame(self) -> Frame:
        """The sandboxed document."""
        return self.page.frames[1]

    def notify(self, method: str, params: dict[str, Any]) -> None:
        """A notification of the host."""
        self.page.evaluate("([method, params]) => window.notify(method, params)", [method, params])

    def called(self) -> list[str]:
        """The tools that the page called."""
        return [params["name"] for method, params in self.asked if method == "tools/call"]


@contextmanager
def hosted(
    browser: Browser,
    where: Place,
    tool: str,
    given: dict[str, Any],
    *,
    theme: str = "light",
    size: tuple[int, int] = (760, 900),
    abilities: Sequence[str] = ("serverTools", "updateModelContext"),
    display: str = "fullscreen",
    locale: str = "en-GB",
) -> Generator[Hosted]:
    """A host in which a model has called that tool, and which shows the page."""
    with (
        Workshop(where.app, (where.folder,)) as shop,
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(Client(make_server(shop), extensions=WITH_APPS)) as client,
    ):
        context = browser.new_context(viewport={"width": size[0], "height": size[1]})
        context.set_default_timeout(WAIT_MS)
        page = context.new_page()
        host = Hosted(page, lambda name, args: portal.call(client.call_tool, name, args))
        page.on("request", lambda request: host.requests.append(request.url))
        page.on("pageerror", lambda error: host.troubles.append(str(error)))
        page.on(
            "console", lambda message: host.troubles.append(message.text) if message.type == "error" else None
        )
        context_of: dict[str, Any] = {"theme": theme, "displayMode": display, "locale": locale}
        context_of |= {"availableDisplayModes": ["inline", "fullscreen"]}
        page.expose_function(  # pyright: ignore[reportUnknownMemberType]
            "answer", _answering(host, context_of, abilities)
        )
        page.set_content(HOST)
        result = _wire(host.ask_server(tool, given))
        call = {"input": given, "result": result}
        page.evaluate("([html, call]) => window.open_page(html, call)", [_html(portal, client), call])
        page.wait_for_function("window.heard.some((one) => one.method === 'ui/notifications/initialized')")
        yield host
        context.close()


def _wire(result: CallToolResult) -> dict[str, Any]:
    return result.model_dump(mode="json", by_alias=True, exclude_none=True)


def _html(portal: BlockingPortal, client: Client) -> str:
    """What the tool's `_meta` points at."""
    tool = next(one for one in portal.call(client.list_tools).tools if one.name == "review_ad")
    assert tool.meta
    content = portal.call(client.read_resource, tool.meta["ui"]["resourceUri"]).contents[0]
    assert isinstance(content, TextResourceContents)
    assert content.mime_type == APP_MIME_TYPE
    return content.text


def _answering(
    host: Hosted, context: Mapping[str, Any], abilities: Sequence[str]
) -> Callable[[str, dict[str, Any]], dict[str, Any]]:
    def answer(method: str, params: dict[str, Any]) -> dict[str, Any]:
        host.asked.append((method, params))
        if method == "ui/initialize":
            return {
                "protocolVersion": params["protocolVersion"],
                "hostInfo": {"name": "a-host", "version": "1"},
                "hostCapabilities": {name: {} for name in abilities},
                "hostContext": dict(context),
            }
        if method == "tools/call" and "serverTools" in abilities:
            return _wire(host.ask_server(params["name"], params["arguments"]))
        if method == "ui/update-model-context":
            return {}
        if method == "ui/request-display-mode":
            return {"mode": params["mode"]}
        raise ValueError(f"This host has no {method}")

    return answer
