"""Our tools as LangChain's: a toolbox comes in, tools that a chat agent calls go out; `TOOLS` says which.

The text of a result goes to the model, with the pictures where that is wanted; the data stays beside it as
the artifact, for the page and for the offline assistant. Progress goes to whoever streams the agent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypedDict, cast

from langchain_core.messages.content import create_image_block, create_text_block
from langchain_core.tools import BaseTool, StructuredTool, ToolException
from langgraph.config import get_stream_writer

from agent_plugin.terminal import unexpected
from agent_plugin.tools import TOOLS
from agent_plugin.tools.calls.sign_off import SIGN_OFF
from agent_plugin.tools.calls.tool import Tool, Toolbox, ToolResult
from agent_plugin.tools.errors import LastLookError, MediaForbidden, MediaNotFound
from agent_plugin.tools.progress import OnProgress

_NAMES_FOLDERS = {"list_ads"}  # of this machine; a chat knows the ads that were handed to it
# A chat waits for each ad, and shows how far it is; what a tool cannot do without stays.
_NOT_IN_A_CHAT = ("ads", "wait_s")
_BY_LOOKING = {"record_look"}  # for a model that was shown pictures
Heard = Callable[[], None]
"""Called now and then while a tool works; raises where it should stop."""


class Artifact(TypedDict):
    """What a result holds beside its text."""

    data: dict[str, Any]
    records: dict[str, Any]
    pictures: list[str]  # names of files in the evidence of a review


def chat_tools(
    box: Toolbox,
    *,
    with_pictures: bool = False,
    sign_here: str | None = None,
    still_wanted: Heard = lambda: None,
) -> list[BaseTool]:
    """The tools of one conversation.

    Args:
        box: what they work with; it sees this conversation's ads only.
        with_pictures: is the model shown the pictures? It then is asked to look; else nobody is.
        sign_here: what is answered to a wish to sign where a form is shown beside the chat.
        still_wanted: raises where the person has stopped it.
    """
    left_out = _NAMES_FOLDERS if with_pictures else _NAMES_FOLDERS | _BY_LOOKING
    box = replace(box, has_eyes=with_pictures)
    return [
        _as_langchain(tool, box, with_pictures, sign_here if tool is SIGN_OFF else None, still_wanted)
        for tool in TOOLS
        if tool.name not in left_out
    ]


def _as_langchain(
    tool: Tool, box: Toolbox, with_pictures: bool, instead: str | None, still_wanted: Heard
) -> BaseTool:
    def call(**given: Any) -> tuple[object, Artifact]:
        mine = replace(box, on_progress=_reporting(tool, str(given.get("ad", "")), still_wanted))
        try:
            result = tool.call(mine, given)
        except (MediaForbidden, MediaNotFound) as error:
            raise ToolException(error.message) from error  # its hint names folders of this machine
        except LastLookError as error:
            raise ToolException(str(error)) from error
        except Exception as error:  # the chat goes on, and says so
            raise ToolException(str(unexpected(error))) from error
        if instead is not None:
            result = replace(result, text=instead, pictures=())
        return _content(result, with_pictures), _artifact(result)

    return StructuredTool(
        name=tool.name,
        description=tool.description,
        # Not the form itself: what does not fit is refused by the tool, in its own words.
        args_schema=_form(tool),
        func=call,
        response_format="content_and_artifact",
        handle_tool_error=True,
        metadata={"title": tool.title},
    )


def _form(tool: Tool) -> dict[str, Any]:
    form = tool.form()
    left_out = set(_NOT_IN_A_CHAT) - set(form.get("required", ()))
    fields = {name: field for name, field in form["properties"].items() if name not in left_out}
    return form | {"properties": fields}


def _reporting(tool: Tool, ad: str, still_wanted: Heard) -> OnProgress:
    write = get_stream_writer()

    def report(stage: str, share: float) -> None:
        still_wanted()
        write({"tool": tool.name, "ad": ad, "stage": stage, "share": share})

    return report


def _content(result: ToolResult, with_pictures: bool) -> object:
    if not with_pictures or not result.pictures:
        return result.text
    blocks = [create_image_block(base64=one.base64, mime_type=one.media_type) for one in result.pictures]
    return [create_text_block(result.text), *blocks]


def _artifact(result: ToolResult) -> Artifact:
    shown = [one.name for one in result.pictures if not one.is_for_looking]
    return {"data": dict(result.data), "records": dict(result.records), "pictures": shown}


def artifact_of(message: object) -> Artifact:
    """What a tool's message holds beside its text; empty where it failed."""
    found = getattr(message, "artifact", None)
    if not isinstance(found, Mapping):
        return {"data": {}, "records": {}, "pictures": []}
    return cast("Artifact", {"records": {}, **found})  # those of an earlier version have none
