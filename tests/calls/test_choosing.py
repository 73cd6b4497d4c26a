"""Which tool a model chooses: the list that it reads is small, and the right tool comes first in it.

The requests are as marketers put them, and the descriptions were written with them in view. A plain text
ranking stands for a host's tool search; a model reads more than words, so this is the least that must hold.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter

from agent_plugin.mcp.files import form
from agent_plugin.tools import TOOLS

REQUESTS = {
    "Is this ad safe to publish? hero.png": "review_ad",
    "Check the hands in this picture before we post it": "review_ad",
    "We generated this spot with a video model, please review it": "review_ad",
    "Look through all the banners in the folder and tell me which may run": "review_ad",
    "Anything wrong with the people in this image?": "review_ad",
    "Here is a link to the creative, QA it": "review_ad",
    "Only the quick local check, no model calls, please": "review_ad",
    "Review these three versions and tell me the best": "review_ad",
    "Here is the new cut, check it again from scratch": "review_ad",
    "Is the video check finished yet?": "get_review",
    "What did we review last week?": "get_review",
    "Stop checking that clip, wrong file": "get_review",
    "Was this poster ever reviewed?": "get_review",
    "Which files can you see?": "list_ads",
    "What folders may you look into?": "list_ads",
    "Show me a close-up of her left hand from that review": "get_evidence",
    "Send me the picture that shows the problem": "get_evidence",
    "Why do you say the neck is wrong? How did you measure it?": "explain_finding",
    "What can that check not see?": "explain_finding",
    "I looked at each part: the second hand has six fingers": "record_look",
    "Anna has decided: approved, please put it on record": "sign_off",
    "I reject this one, note my name": "sign_off",
}
RIGHT = 20
# Counted with the o200k vocabulary (npm's gpt-tokenizer 4.0.0) on 1 December 2026: our list as it is sent,
# 20,824 letters, is 5,040 tokens, 4.1 letters each; a tenth is left for the vocabularies of others.
LETTERS_A_TOKEN = 3.7
K1, B = 1.2, 0.75  # of BM25, as usual
Documents = dict[str, Counter[str]]


def words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower().replace("_", " "))


def score(request: str, name: str, documents: Documents) -> float:
    """BM25 of a tool's name, title and description."""
    document, total = documents[name], 0.0
    mean = sum(one.total() for one in documents.values()) / len(documents)
    for word in words(request):
        times, having = document[word], sum(word in one for one in documents.values())
        rarity = math.log(1 + (len(documents) - having + 0.5) / (having + 0.5))
        total += rarity * times * (K1 + 1) / (times + K1 * (1 - B + B * document.total() / mean))
    return total


def test_the_right_tool_comes_first_for_what_marketers_ask() -> None:
    documents = {one.name: Counter(words(f"{one.name} {one.title} {one.description}")) for one in TOOLS}
    first = {
        request: max(documents, key=lambda name: score(request, name, documents)) for request in REQUESTS
    }
    wrong = {request: first[request] for request, right in REQUESTS.items() if first[request] != right}
    assert len(REQUESTS) - len(wrong) >= RIGHT, wrong


def test_the_list_of_tools_is_under_6000_tokens_and_each_answers_form_is_small() -> None:
    listed = [
        {
            **{"name": one.name, "title": one.title, "description": one.description},
            **{"inputSchema": form(one), "outputSchema": one.answer_form()},
        }
        for one in TOOLS
    ]
    assert len(json.dumps(listed)) / LETTERS_A_TOKEN < 6_000
    assert len(TOOLS) <= 8
    assert max(len(json.dumps(one.answer_form())) for one in TOOLS) < 2_300
