"""The face for OpenAI's Agents SDK: `TOOLS` come in, function tools for `Agent(tools=...)` go out.

They have no time limit of their own. Where the run ends early, a review ends at its next frame.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from agent_plugin.openai_tools import given, strict_schema
from agent_plugin.tools import TOOLS
from agent_plugin.tools.calls.tool import AskPerson, Tool, ToolResult
from agent_plugin.tools.errors import LastLookError, LibraryMissing

if TYPE_CHECKING:
    from agents import FunctionTool, ToolOutputImage, ToolOutputText
    from agents.tool import Tool as AgentsTool
    from agents.tool_context import ToolContext

    from agent_plugin.workshop import Workshop


def agents_tools(shop: Workshop, *, ask_person: AskPerson | None = None) -> list[AgentsTool]:
    """`tools` of an `Agent`.

    Args:
        shop: Where they are called; whoever makes it closes it.
        ask_person: How `sign_off` reaches the person. To approve the call itself signs nothing.

    Raises:
        LibraryMissing: the SDK is not installed.
    """
    if find_spec("agents") is None:
        raise LibraryMissing("OpenAI's Agents SDK is missing.", "Install it: `pip install openai-agents`.")
    return [_made(tool, shop, ask_person) for tool in TOOLS]


def _made(tool: Tool, shop: Workshop, ask_person: AskPerson | None) -> FunctionTool:
    from agents import FunctionTool

    async def invoke(_context: ToolContext[Any], arguments: str) -> object:
        try:
            return _shown(await shop.acall(tool, given(tool, arguments), ask_person))
        except LastLookError as error:
            return f"Error: {error}"

    return FunctionTool(
        name=tool.name,
        description=tool.description,
        params_json_schema=strict_schema(tool),
        on_invoke_tool=invoke,
        strict_json_schema=True,
    )


def _shown(result: ToolResult) -> list[ToolOutputText | ToolOutputImage]:
    from agents import ToolOutputImage, ToolOutputText

    pictures = [ToolOutputImage(image_url=one.address, detail="high") for one in result.pictures]
    return [ToolOutputText(text=result.text), *pictures]
