"""A stand-in for OpenAI's Responses API on this machine: what it shall say, turn by turn, comes in.

It knows the models that OpenAI's own package lists, but for those whose end OpenAI has announced.
"""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, get_args

from openai.types.shared import ChatModel

from tests.answering import Asked, answering

Turn = dict[str, Any]
LIVING = "gpt-6.1-sol"
"""A model that lives, for tests that need one."""
# https://developers.openai.com/api/docs/deprecations, read on 1 December 2026.
ENDED = (
    "gpt-3.5",
    "gpt-4",
    "chatgpt-4",
    "gpt-5-",
    "gpt-5.1",
    "o1",
    "o3",
    "o4",
    "codex-mini",
    "computer-use-preview",
)
KNOWN = frozenset(one for one in get_args(ChatModel) if one != "gpt-5" and not one.startswith(ENDED))


def calls(name: str, call_id: str = "call-1", **arguments: Any) -> Turn:
    """The model calls a tool."""
    return {
        "type": "function_call",
        "id": f"fc-{call_id}",
        "call_id": call_id,
        "name": name,
        "arguments": json.dumps(arguments),
        "status": "completed",
    }


def answers(text: str) -> Turn:
    """The model answers."""
    part: Turn = {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
    return {"type": "message", "id": "msg-1", "role": "assistant", "status": "completed", "content": [part]}


@dataclass
class ScriptedModel:
    """Where it listens, and the requests that it got."""

    base_url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def outputs(self, request: int = -1) -> list[dict[str, Any]]:
        """What tools answered, as a request carries it."""
        return [item for item in self.asked[request]["input"] if item.get("type") == "function_call_output"]


@contextmanager
def scripted_model(*turns: Turn) -> Generator[ScriptedModel]:
    """Listening, for as many requests as there are turns; a further one is refused."""
    model, left = ScriptedModel(), list(turns)

    def answer(request: Asked) -> tuple[int, Any]:
        asked = request.document
        model.asked.append(asked)
        if asked["model"] not in KNOWN:
            return 404, _refusal(f"The model {asked['model']} does not exist.")
        return (
            (200, _document(left.pop(0), len(model.asked)))
            if left
            else (400, _refusal("The script is over."))
        )

    with answering(answer) as address:
        model.base_url = f"{address}/v1"
        yield model


def _refusal(words: str) -> dict[str, Any]:
    return {"error": {"message": words}}


def _document(turn: Turn, number: int) -> dict[str, Any]:
    counts = {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}
    details = {"input_tokens_details": {"cached_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 0}}
    return {
        "id": f"resp-{number}",
        "object": "response",
        "created_at": 0,
        "status": "completed",
        "model": "scripted",
        "output": [turn],
        "parallel_tool_calls": False,
        "tool_choice": "auto",
        "tools": [],
        "usage": {**counts, **details},
    }
