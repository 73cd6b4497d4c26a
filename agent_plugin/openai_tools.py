"""The OpenAI face: `TOOLS` come in, strict function tools for the Responses API go out; calls are answered.

An answer is a `function_call_output` with text first and then pictures. Strict mode wants every argument
named: one that may be left out may be null instead. Pictures go to the model that asked, and with it to its
provider, like everything that a tool answers.
"""

from __future__ import annotations

import atexit
import json
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from agent_plugin.tools import TOOLS
from agent_plugin.tools.calls.tool import AskPerson, Tool, ToolResult
from agent_plugin.tools.errors import LastLookError, UsageError
from agent_plugin.workshop import Workshop, named

if TYPE_CHECKING:
    from openai.types.responses import FunctionToolParam
    from openai.types.responses.response_function_call_output_item_list_param import (
        ResponseFunctionCallOutputItemListParam,
    )
    from openai.types.responses.response_input_param import FunctionCallOutput

_NOT_STRICT = ("default", "title", "minLength", "maxLength")
"""What strict mode does not take; the tool's own form checks it all the same."""


def openai_tools() -> list[FunctionToolParam]:
    """`tools` of `responses.create`."""
    return [
        {
            "type": "function",
            "name": tool.name,
            "description": tool.description,
            "parameters": strict_schema(tool),
            "strict": True,
        }
        for tool in TOOLS
    ]


def call(
    name: str,
    arguments: str | Mapping[str, Any],
    call_id: str = "",
    *,
    shop: Workshop | None = None,
    ask_person: AskPerson | None = None,
) -> FunctionCallOutput:
    """What a `function_call` gets as its answer; an error is told to the model.

    Args:
        name: The tool's.
        arguments: As the model wrote them, JSON or already read.
        call_id: The call's.
        shop: Where it is called; if left out, one by this process's settings.
        ask_person: How `sign_off` reaches the person; never something that the model writes.
    """
    try:
        result = run(name, arguments, shop=shop, ask_person=ask_person)
    except LastLookError as error:
        return {"type": "function_call_output", "call_id": call_id, "output": f"Error: {error}"}
    return {"type": "function_call_output", "call_id": call_id, "output": output_items(result)}


def run(
    name: str,
    arguments: str | Mapping[str, Any],
    *,
    shop: Workshop | None = None,
    ask_person: AskPerson | None = None,
) -> ToolResult:
    """The same for programs: text, fields, pictures, and the review among the records.

    Raises:
        LastLookError: whatever the tool meets.
    """
    tool = named(name)
    return (shop or _own_shop()).call(tool, given(tool, arguments), ask_person)


def given(tool: Tool, arguments: str | Mapping[str, Any]) -> dict[str, Any]:
    """The arguments as they were written.

    Raises:
        UsageError: they are no JSON object.
    """
    try:
        read: object = json.loads(arguments or "{}") if isinstance(arguments, str) else arguments
    except ValueError:
        read = None
    if not isinstance(read, Mapping):
        raise UsageError(f"The arguments of {tool.name} are no JSON object.", "See the tool's arguments.")
    return {str(key): value for key, value in cast("Mapping[object, Any]", read).items()}


def output_items(result: ToolResult) -> ResponseFunctionCallOutputItemListParam:
    """Text first, then pictures."""
    items: ResponseFunctionCallOutputItemListParam = [{"type": "input_text", "text": result.text}]
    for picture in result.pictures:
        items.append({"type": "input_image", "image_url": picture.address, "detail": "high"})
    return items


def strict_schema(tool: Tool) -> dict[str, object]:
    """The form of a tool's arguments as strict mode wants it."""
    return _strict_object(tool.form())


def _strict_object(form: Mapping[str, Any]) -> dict[str, Any]:
    needed = form.get("required", ())
    fields = {
        name: _strict(field) if name in needed else _or_null(_strict(field))
        for name, field in form["properties"].items()
    }
    return {
        "type": "object",
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }


def _strict(field: Mapping[str, Any]) -> dict[str, Any]:
    made = {key: value for key, value in field.items() if key not in _NOT_STRICT}
    if "anyOf" in made:
        made["anyOf"] = [_strict(one) for one in made["anyOf"]]
    if "items" in made:
        made["items"] = _strict(made["items"])
    return _strict_object(made) if "properties" in made else made


def _or_null(field: dict[str, Any]) -> dict[str, Any]:
    if any(one.get("type") == "null" for one in field.get("anyOf", ())):
        return field
    described = {"description": field.pop("description")} if "description" in field else {}
    return {"anyOf": [field, {"type": "null"}], **described}


@cache
def _own_shop() -> Workshop:
    """One for the whole process, by its settings."""
    from agent_plugin.app import App

    shop = Workshop(App())
    atexit.register(shop.close)
    return shop
