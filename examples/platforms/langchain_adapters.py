"""An ad's path and a command that starts the server come in; LangChain's MCP adapters have it reviewed."""

import asyncio
import sys
from pathlib import Path

from langchain_mcp_adapters.client import MultiServerMCPClient

ad = Path(sys.argv[1]).resolve()
program, *words = sys.argv[2:] or ["lastlook", "mcp", str(ad.parent)]


async def main() -> None:
    """Call one tool, as an agent would."""
    server = {"transport": "stdio", "command": program, "args": words}
    tools = {tool.name: tool for tool in await MultiServerMCPClient({"lastlook": server}).get_tools()}
    call = {"type": "tool_call", "name": "review_ad", "id": "1", "args": {"ad": ad.name}}
    answer = await tools["review_ad"].ainvoke(call)
    print(answer.text)
    print(*(block["type"] for block in answer.content_blocks))


asyncio.run(main())
