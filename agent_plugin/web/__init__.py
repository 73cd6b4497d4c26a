"""The web page of the chat: a browser's requests come in, pages, pictures and answers go out.

The page itself is Gradio's (`page.py`); `gate.py` stands before it and lets through only what the page needs,
from whom it should; `files.py` serves the ads and the evidence of a conversation to who has its link.
"""
