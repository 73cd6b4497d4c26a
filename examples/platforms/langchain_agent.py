"""An ad's path comes in; a LangChain agent reviews it, and stops for a person where something is signed."""

import sys
from pathlib import Path

from langchain.agents import create_agent
from langchain.agents.middleware import HumanInTheLoopMiddleware
from langchain_openai import ChatOpenAI
from langgraph.checkpoint.memory import InMemorySaver

from agent_plugin.langchain_toolkit import LastLookToolkit, ask_by_interrupt

ad = Path(sys.argv[1]).resolve()
with LastLookToolkit([ad.parent], ask_person=ask_by_interrupt) as toolkit:
    agent = create_agent(
        ChatOpenAI(model="gpt-5", use_responses_api=True),  # tools may answer with pictures there
        toolkit.get_tools(),
        middleware=[HumanInTheLoopMiddleware({"sign_off": {"allowed_decisions": ["approve", "reject"]}})],
        checkpointer=InMemorySaver(),
    )
    asked = {"messages": [("user", f"Can {ad.name} go live?")]}
    answer = agent.invoke(asked, {"configurable": {"thread_id": ad.name}})
    print(answer["messages"][-1].text)
