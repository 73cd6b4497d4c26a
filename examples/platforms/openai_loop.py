"""An ad's path comes in; a model of OpenAI's calls the tools until it has an answer, which goes out."""

import sys
from pathlib import Path

from openai import OpenAI

from agent_plugin.app import App
from agent_plugin.openai_tools import call, openai_tools
from agent_plugin.workshop import Workshop

ad = Path(sys.argv[1]).resolve()
client = OpenAI()
conversation = [{"role": "user", "content": f"Can {ad.name} go live?"}]
with Workshop(App(), (ad.parent,)) as shop:
    while True:
        answer = client.responses.create(
            model="gpt-6.1-sol", input=conversation, tools=openai_tools(), store=False
        )
        conversation += answer.output
        wanted = [item for item in answer.output if item.type == "function_call"]
        if not wanted:
            break
        conversation += [call(one.name, one.arguments, one.call_id, shop=shop) for one in wanted]
print(answer.output_text)
