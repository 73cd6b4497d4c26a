"""An ad's path comes in; an agent of OpenAI's SDK reviews it through the MCP server, started as a process."""

import asyncio
import sys
from pathlib import Path

from agents import Agent, Runner
from agents.mcp import MCPServerStdio

ad = Path(sys.argv[1]).resolve()
command = {"command": "lastlook", "args": ["mcp", str(ad.parent)]}


async def main() -> None:
    """Ask once."""
    # The SDK gives up after 5 seconds unless told otherwise; a review may take longer.
    async with MCPServerStdio(params=command, client_session_timeout_seconds=300) as server:
        agent = Agent(name="Ads", model="gpt-6.1-sol", mcp_servers=[server])
        print((await Runner.run(agent, f"Can {ad.name} go live?")).final_output)


asyncio.run(main())
