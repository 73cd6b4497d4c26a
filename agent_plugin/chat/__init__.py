"""The chat for marketers: questions in their own words come in; verdict, reasons and pictures go out.

`agent.py` is LangChain's agent over our own tools; `offline.py` is the model where no other is set up;
`guard.py` sees to it that no model claims more than was checked. The terminal (`terminal.py`) and the web
page (`agent_plugin/web/`) show it.
"""
