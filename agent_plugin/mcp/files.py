"""Files that a user attached in ChatGPT: the file argument it sends comes in, an address goes out.

ChatGPT fills in an argument that a tool names in `openai/fileParams`, and no other. Only OpenAI's clients
hear of it: where a form is strict, a model has to fill in every argument, and would make up a file. The
address in it is fetched like any that an agent gives: https only, and nothing of a private network.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mcp.server.context import CallNext, HandlerResult, ServerRequestContext
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent_plugin.tools.calls.tool import Tool, Toolbox, whole_schema
from agent_plugin.tools.errors import UsageError

_FILE, _AD = "file", "ad"
_PARAMS = "openai/fileParams"
_OPENAI = "openai-mcp"  # how ChatGPT names itself, with or without more in brackets behind it


class AttachedFile(BaseModel):
    """What ChatGPT hands over in place of a file."""

    model_config = ConfigDict(frozen=True)

    download_url: str = Field(pattern=r"^https://", description="Where the file can be fetched, for a while")
    file_id: str = Field(description="ChatGPT's name for it")
    mime_type: str | None = Field(default=None, description="As the user's machine says")
    file_name: str | None = Field(default=None, description="As the user named it")


def takes_files(tool: Tool) -> bool:
    """Does it look at an ad?"""
    return _AD in tool.arguments.model_fields


def form(tool: Tool) -> dict[str, Any]:
    """The form of a tool's arguments, in which an attached file may stand for the ad."""
    whole = tool.form()
    if not takes_files(tool):
        return whole
    about = "The attached file, which ChatGPT fills in; leave it out elsewhere and give `ad`"
    file = whole_schema(AttachedFile) | {"description": about}
    whole["properties"][_FILE] = file
    return whole


def file_params(tool: Tool) -> dict[str, Any]:
    """`_meta` of a tool in the list."""
    return {_PARAMS: [_FILE]} if takes_files(tool) else {}


async def hide_file(ctx: ServerRequestContext[Any, Any], call_next: CallNext) -> HandlerResult:
    """Middleware: the file argument is listed to who fills it in."""
    result = await call_next(ctx)
    if ctx.method == "tools/list" and isinstance(result, dict) and not _fills_in_files(ctx):
        for tool in result["tools"]:
            if tool.get("_meta", {}).pop(_PARAMS, None):
                del tool["inputSchema"]["properties"][_FILE]
    return result


def _fills_in_files(ctx: ServerRequestContext[Any, Any]) -> bool:
    client = ctx.session.client_params
    return client is not None and client.client_info.name.startswith(_OPENAI)


def at_the_door(tool: Tool, box: Toolbox, given: dict[str, Any]) -> tuple[Toolbox, dict[str, Any]]:
    """The arguments with the file's address as the ad, and a door that knows the file's name.

    Raises:
        UsageError: the file has another form.
    """
    if not takes_files(tool) or given.get(_FILE) is None:
        return box, {name: value for name, value in given.items() if name != _FILE or not takes_files(tool)}
    if given.get(_AD) or given.get("ads"):
        return box, {name: value for name, value in given.items() if name != _FILE}
    try:
        file = AttachedFile.model_validate(given[_FILE])
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in (_FILE, *first["loc"]))
        raise UsageError(
            f"The tool {tool.name} cannot use {where}: {first['msg']}.", "Give `ad` instead of `file`."
        ) from None
    rest = {name: value for name, value in given.items() if name != _FILE}
    box = replace(box, door=replace(box.door, given_name=file.file_name or ""))
    return box, rest | {_AD: file.download_url}
