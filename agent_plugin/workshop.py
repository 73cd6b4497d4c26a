"""An app and folders come in, a place where `TOOLS` are called goes out; every face for agents shares it.

The toolbox, and with it store and models, is opened at the first call, so that listing tools is instant. A
call from an event loop runs in a thread, and ends at the next frame once its caller has given it up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from threading import Event, Lock
from typing import TYPE_CHECKING, Any, Self

from agent_plugin.tools import TOOLS
from agent_plugin.tools.calls.tool import AskPerson, Tool, Toolbox, ToolResult
from agent_plugin.tools.errors import ReviewStopped, UsageError

if TYPE_CHECKING:
    from agent_plugin.app import App
    from agent_plugin.settings import Settings


class Workshop:
    """The toolbox behind a face, opened when first needed."""

    def __init__(self, app: App, folders: tuple[Path, ...] = ()) -> None:
        """Nothing is opened yet; `folders` may be looked into beside those of the settings."""
        self._app, self._folders = app, folders
        self._lock, self._stack = Lock(), ExitStack()
        self._box: Toolbox | None = None
        self._settings: Settings | None = None

    def box(self) -> Toolbox:
        """The toolbox.

        Raises:
            LastLookError: the settings or the store cannot be used.
        """
        with self._lock:
            if self._box is None:
                self._box = self._stack.enter_context(self._app.toolbox(self._folders))
            return self._box

    def settings(self) -> Settings:
        """The settings, read once.

        Raises:
            UsageError: one cannot be used.
        """
        self._settings = self._settings or self._app.settings()
        return self._settings

    def call(
        self,
        tool: Tool,
        given: Mapping[str, Any],
        ask_person: AskPerson | None = None,
        *,
        has_eyes: bool = True,
    ) -> ToolResult:
        """Call a tool with arguments from outside; `has_eyes`: is the model that called shown the pictures?

        Raises:
            LastLookError: whatever the tool meets.
        """
        return tool.call(replace(self.box(), ask_person=ask_person, has_eyes=has_eyes), given)

    async def acall(
        self,
        tool: Tool,
        given: Mapping[str, Any],
        ask_person: AskPerson | None = None,
        *,
        has_eyes: bool = True,
    ) -> ToolResult:
        """The same from an event loop.

        Raises:
            LastLookError: whatever the tool meets.
        """
        given_up = Event()

        def still_wanted(_stage: str, _share: float) -> None:
            if given_up.is_set():
                raise ReviewStopped("The review was stopped.", "Start it again if it is wanted.")

        def work() -> ToolResult:
            box = replace(self.box(), ask_person=ask_person, has_eyes=has_eyes, on_progress=still_wanted)
            return tool.call(box, given)

        try:
            return await asyncio.to_thread(work)
        finally:
            given_up.set()

    def close(self) -> None:
        """Stop what runs and let go of everything."""
        with self._lock:
            self._stack.close()
            self._box = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def named(name: str) -> Tool:
    """The tool of that name.

    Raises:
        UsageError: there is none.
    """
    for tool in TOOLS:
        if tool.name == name:
            return tool
    raise UsageError(f"There is no tool {name!r}.", f"There are: {', '.join(tool.name for tool in TOOLS)}.")
