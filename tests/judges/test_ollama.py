"""A server that answers as Ollama does: what it cut off without a word is no look."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import pytest

from agent_plugin.tools.errors import JudgeUnclear
from agent_plugin.tools.judges.compatible_judge import CompatibleJudge
from tests.answering import Asked, answering
from tests.judges.judges import RULES, ask

MODEL = "qwen3-vl:8b"
LOADED: dict[str, Any] = {"models": [{"name": MODEL, "model": MODEL, "context_length": 4096}]}


def _completion(prompt_tokens: int, mark: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": '{"pictures": []}'}
    return {
        **{"id": "chatcmpl-1", "object": "chat.completion", "created": 0, "model": MODEL},
        "system_fingerprint": mark,
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": prompt_tokens, "completion_tokens": 50, "total_tokens": 0},
    }


@contextmanager
def ollama(prompt_tokens: int, loaded: Any, mark: str = "fp_ollama") -> Generator[tuple[str, list[str]]]:
    """Its address, and the paths that were asked for."""
    paths: list[str] = []
    completion = _completion(prompt_tokens, mark)

    def answer(asked: Asked) -> tuple[int, Any]:
        paths.append(asked.path)
        document = completion if asked.body else loaded
        return (404 if document is None else 200), document

    with answering(answer) as address:
        yield f"{address}/v1", paths


@pytest.mark.parametrize("prompt_tokens", [4046, 4096, 9000])
def test_a_context_that_is_full_is_named_with_its_length_and_what_to_do(prompt_tokens: int) -> None:
    with ollama(prompt_tokens, LOADED) as (address, paths):
        judge = CompatibleJudge(MODEL, base_url=address, rules=RULES)
        with pytest.raises(JudgeUnclear, match=r"context of 4096 tokens.*OLLAMA_CONTEXT_LENGTH=32768"):
            judge.answer(ask())
    assert paths[:2] == ["/v1/chat/completions", "/api/ps"]


@pytest.mark.parametrize(
    ("prompt_tokens", "loaded"),
    [
        (4000, LOADED),
        (9000, {"models": [{"model": "another", "context_length": 4096}]}),
        (9000, {"models": [{"model": MODEL}]}),
        (9000, {"models": None}),
        (9000, []),
        (9000, None),
    ],
)
def test_what_fits_or_is_not_known_is_an_answer(prompt_tokens: int, loaded: Any) -> None:
    with ollama(prompt_tokens, loaded) as (address, _):
        assert CompatibleJudge(MODEL, base_url=address, rules=RULES).answer(ask()).model == MODEL


def test_no_other_server_is_asked_for_its_context() -> None:
    with ollama(9000, LOADED, mark="fp_other") as (address, paths):
        CompatibleJudge(MODEL, base_url=address, rules=RULES).answer(ask())
    assert paths == ["/v1/chat/completions"]
