"""An ad's path comes in; a LangChain agent reviews it, and stops for a person where something is signed."""

import sys
from pathlib import Path

from langchain.agents import create_agent
from langchain.agents.middleware import HumanInTheLoopMiddleware
from langchain.chat_models import init_chat_model
from langgraph.checkpoint.memory import InMemorySaver

from agent_plugin.langchain_toolkit import LastLookToolkit, ask_by_interrupt

ad = Path(sys.argv[1]).resolve()
with LastLookToolkit([ad.parent], ask_person=ask_by_interrupt) as toolkit:
    agent = create_agent(
        init_chat_model("openai:gpt-6.1-sol", use_responses_api=True),  # its tools may answer with pictures
        toolkit.get_tools(),
        middleware=[HumanInTheLoopMiddleware({"sign_off": {"allowed_decisions": ["approve", "reject"]}})],
        checkpointer=InMemorySaver(),
    )
    asked = {"messages": [("user", f"Can {ad.name} go live?")]}
    answer = agent.invoke(asked, {"configurable": {"thread_id": ad.name}})
    print(answer["messages"][-1].text)
