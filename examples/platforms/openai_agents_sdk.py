"""An ad's path comes in; an agent of OpenAI's SDK reviews it with function tools in this process."""

import asyncio
import sys
from pathlib import Path

from agents import Agent, Runner

from agent_plugin.app import App
from agent_plugin.openai_agents import agents_tools
from agent_plugin.workshop import Workshop

ad = Path(sys.argv[1]).resolve()


async def main() -> None:
    """Ask once."""
    with Workshop(App(), (ad.parent,)) as shop:
        agent = Agent(name="Ads", model="gpt-6.1-sol", tools=agents_tools(shop))
        print((await Runner.run(agent, f"Can {ad.name} go live?")).final_output)


asyncio.run(main())
