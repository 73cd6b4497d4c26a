"""What a tool is: a name, words for a model, arguments as a form, and a function; every face shows the same.

Comes in: what a tool needs (the toolbox) and arguments that a model wrote, not yet believed. Goes out: text
for the model, data for programs and pictures. Imports nothing heavy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, ValidationError

from agent_plugin.tools.errors import UsageError

if TYPE_CHECKING:
    from agent_plugin.tools.opinion.planning import Manner
    from agent_plugin.tools.opinion.wish import FindJudge
    from agent_plugin.tools.review_ad import Reviewer
    from agent_plugin.tools.store import Store


class Arguments(BaseModel):
    """What a model may hand to a tool: nothing beyond the fields that are described."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True)
class Toolbox:
    """What the tools work with; whoever shows them makes it once."""

    store: Store
    reviewer: Reviewer
    manner: Manner
    find_judge: FindJudge


@dataclass(frozen=True)
class Shown:
    """A picture in a result."""

    name: str
    data: bytes
    media_type: str = "image/jpeg"


@dataclass(frozen=True)
class ToolResult:
    """What a tool answers."""

    text: str
    data: Mapping[str, Any] = field(default_factory=dict[str, Any])
    pictures: tuple[Shown, ...] = ()


@dataclass(frozen=True)
class Tool:
    """One thing that an agent may call."""

    name: str
    title: str
    description: str  # for the model that chooses
    arguments: type[Arguments]
    run: Callable[[Toolbox, Any], ToolResult]
    is_read_only: bool = False
    is_idempotent: bool = False
    is_open_world: bool = False  # may talk to a machine other than this one

    def call(self, box: Toolbox, given: Mapping[str, Any]) -> ToolResult:
        """Run it with arguments from outside.

        Raises:
            UsageError: they do not fit the form.
            LastLookError: whatever the tool itself meets.
        """
        try:
            arguments = self.arguments.model_validate(given)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            where = ".".join(str(part) for part in first["loc"]) or "the arguments"
            raise UsageError(
                f"The tool {self.name} cannot use {where}: {first['msg']}.", "See the tool's arguments."
            ) from None
        return self.run(box, arguments)
