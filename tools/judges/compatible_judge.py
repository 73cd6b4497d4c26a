"""Pictures and questions in, the words of a model behind any OpenAI-compatible server out.

Ollama, vLLM, llama.cpp and many services speak chat completions. A server that does not know the JSON schema
as a form of answer is asked once more with the schema in the instructions, and from then on always so.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any, cast

from openai import APIStatusError, AsyncOpenAI, OpenAIError, omit
from openai.types.chat import (
    ChatCompletion,
    ChatCompletionContentPartImageParam,
    ChatCompletionContentPartParam,
    ChatCompletionContentPartTextParam,
    ChatCompletionMessageParam,
)
from openai.types.shared_params import ResponseFormatJSONSchema
from pydantic import SecretStr

from agent_plugin.tools.errors import JudgeDeclined, JudgeError, JudgeMissing, JudgeUnclear
from agent_plugin.tools.judges.faults import (
    A_PERSON,
    CHECK_URL,
    LATER,
    Asked,
    as_judge_error,
    cut_off,
    error_of_code,
)
from agent_plugin.tools.judges.http_judge import HttpJudge
from agent_plugin.tools.judges.jsontext import json_object
from agent_plugin.tools.judges.judge import Ask, Picture, Reply
from agent_plugin.tools.judges.persist import Sleep
from agent_plugin.tools.judges.wire import data_url, endpoint, in_text, reply
from agent_plugin.tools.policy.judge import JudgeRules

OLLAMA = "fp_ollama"  # how its answers are marked
LONG_CONTEXT = 32768  # tokens: six sheets, the question and an answer of the usual limit
NO_SCHEMA = {400, 422, 501}  # how servers say that they know no JSON schema

_without_schema: set[tuple[str, str]] = set()  # address and model, for as long as this process lives


def forget_servers() -> None:
    """Try each server with a JSON schema again."""
    _without_schema.clear()


class CompatibleJudge(HttpJudge):
    """A model behind a server that speaks OpenAI's chat completions."""

    kind = "compatible"

    def __init__(
        self,
        model: str,
        *,
        base_url: str | None,
        api_key: SecretStr | None = None,
        rules: JudgeRules | None = None,
        sleep: Sleep = time.sleep,
    ) -> None:
        """Nothing is sent yet.

        Raises:
            JudgeMissing: there is no address, or it is none.
        """
        if base_url is None:
            hint = "Set LASTLOOK_JUDGE_BASE_URL, such as to http://127.0.0.1:11434/v1 for Ollama."
            raise JudgeMissing("There is no address of an OpenAI-compatible server.", hint)
        super().__init__(model, endpoint(base_url, api_key, only_needed_headers=True), api_key, rules, sleep)

    async def _answered(self, client: AsyncOpenAI, ask: Ask) -> Reply:
        completion = await self._create(client, ask)
        if getattr(completion, "system_fingerprint", "") == OLLAMA:  # it may be of any form
            await self._refuse_what_was_cut(client, completion)
        return _read(completion, self._asked, ask, self._rules.max_output_tokens)

    async def _refuse_what_was_cut(self, client: AsyncOpenAI, completion: ChatCompletion) -> None:
        """Ollama drops what does not fit into the context, pictures too, and answers all the same.

        Raises:
            JudgeUnclear: question and answer fill the context that it gave to this model.
        """
        length, usage = await self._context(client), completion.usage
        if length and usage and usage.prompt_tokens + usage.completion_tokens >= length:
            raise JudgeUnclear(
                f"{self._asked} was shown only a part: Ollama gives the model a context of {length} tokens.",
                f"Start Ollama with OLLAMA_CONTEXT_LENGTH={LONG_CONTEXT}, then review again with --fresh.",
            )

    async def _context(self, client: AsyncOpenAI) -> int | None:
        """Tokens, as the server says itself of the models that it has loaded."""
        try:
            loaded: object = await client.with_options(base_url=_root(self._to.url)).get(
                "/api/ps", cast_to=object
            )
            models = cast("dict[str, list[dict[str, Any]]]", loaded)["models"]
            return next((one["context_length"] for one in models if one["model"] == self.model), None)
        except (OpenAIError, ValueError, KeyError, TypeError):  # it does not say
            return None

    async def _create(self, client: AsyncOpenAI, ask: Ask) -> ChatCompletion:
        this = (self._to.url, self.model)
        if this not in _without_schema:
            try:
                return await self._send(client, ask, schema=True)
            except APIStatusError as error:
                if error.status_code not in NO_SCHEMA or isinstance(
                    as_judge_error(error, self._asked), JudgeDeclined
                ):
                    raise
        completion = await self._send(client, ask, schema=False)
        _without_schema.add(this)  # only now: the request as such is fine, the schema was not
        return completion

    async def _send(self, client: AsyncOpenAI, ask: Ask, *, schema: bool) -> ChatCompletion:
        return await client.chat.completions.create(
            model=self.model,
            messages=_messages(ask, schema=schema),
            response_format=_form(ask) if schema else omit,
            max_tokens=self._rules.max_output_tokens,
        )


def _root(url: str) -> str:
    """The server's own address, without what stands for OpenAI's protocol."""
    return url.rstrip("/").removesuffix("/v1")


def _messages(ask: Ask, *, schema: bool) -> list[ChatCompletionMessageParam]:
    instructions = ask.instructions if schema else in_text(ask)
    return [{"role": "system", "content": instructions}, {"role": "user", "content": list(_content(ask))}]


def _content(ask: Ask) -> Iterable[ChatCompletionContentPartParam]:
    return [_picture(item) if isinstance(item, Picture) else _text(item) for item in ask.content]


def _text(text: str) -> ChatCompletionContentPartTextParam:
    return {"type": "text", "text": text}


def _picture(picture: Picture) -> ChatCompletionContentPartImageParam:
    return {"type": "image_url", "image_url": {"url": data_url(picture), "detail": picture.detail}}


def _form(ask: Ask) -> ResponseFormatJSONSchema:
    schema = dict(ask.answer_schema)
    return {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema, "strict": True}}


def _read(completion: ChatCompletion, asked: Asked, ask: Ask, most_tokens: int) -> Reply:
    """The words of a completion; the package hands on whatever came, so nothing in it is relied on."""
    try:
        choice = completion.choices[0]
        text = choice.message.content or ""
        fault = _fault(str(choice.finish_reason), choice.message.refusal, text, asked, most_tokens)
        usage = completion.usage
    except (AttributeError, TypeError, IndexError, KeyError):  # not of this form
        text, usage = "", None
        fault = JudgeUnclear(f"{asked} does not speak OpenAI's format.", CHECK_URL)
    if fault:
        raise fault
    tokens = (getattr(usage, "prompt_tokens", 0), getattr(usage, "completion_tokens", 0))
    return reply(json_object(text, ask.answer_schema.get("required", ())), completion.model, *tokens)


def _fault(
    finish_reason: str, refusal: str | None, text: str, asked: Asked, most_tokens: int
) -> JudgeError | None:
    if refusal:
        return JudgeDeclined(f"{asked} declined to look.", A_PERSON)
    if finish_reason == "content_filter":
        return error_of_code("content_filter", asked)
    if finish_reason == "length":
        return cut_off(asked, text, most_tokens)
    if not text.strip():
        return JudgeUnclear(f"{asked} answered with nothing.", LATER)
    return None
