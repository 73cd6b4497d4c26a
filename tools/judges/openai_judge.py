"""Pictures and questions in, an OpenAI model's words out: the Responses API with a strict form of answer.

Nothing is stored at OpenAI (`store=False`). Crops go at their original size where the model takes that.
"""

from __future__ import annotations

import time
from typing import Literal, cast, get_args

from openai import AsyncOpenAI, BadRequestError
from openai.types.responses import (
    Response,
    ResponseInputContentParam,
    ResponseInputImageParam,
    ResponseInputTextParam,
    ResponseTextConfigParam,
)
from openai.types.responses.image_detail import ImageDetail
from pydantic import SecretStr

from agent_plugin.tools.errors import JudgeDeclined, JudgeError, JudgeMissing, JudgeUnclear
from agent_plugin.tools.judges.faults import A_PERSON, CHECK_URL, LATER, Asked, cut_off, error_of_code
from agent_plugin.tools.judges.http_judge import HttpJudge
from agent_plugin.tools.judges.judge import Ask, Picture, Reply
from agent_plugin.tools.judges.persist import Sleep
from agent_plugin.tools.judges.wire import OPENAI_URL, data_url, endpoint, reply
from agent_plugin.tools.policy.judge import JudgeRules

ORIGINAL = "original" in get_args(ImageDetail)


class OpenAIJudge(HttpJudge):
    """A model of OpenAI, or of a gateway that speaks its Responses API."""

    kind = "openai"

    def __init__(
        self,
        model: str,
        *,
        api_key: SecretStr | None,
        base_url: str | None = None,
        rules: JudgeRules | None = None,
        sleep: Sleep = time.sleep,
    ) -> None:
        """Nothing is sent yet.

        Raises:
            JudgeMissing: the address is none, or OpenAI itself is to be asked without a key.
        """
        if base_url is None and api_key is None:
            raise JudgeMissing("There is no key for OpenAI.", "Set OPENAI_API_KEY or LASTLOOK_JUDGE_API_KEY.")
        super().__init__(model, endpoint(base_url or OPENAI_URL, api_key), api_key, rules, sleep)
        self._original = ORIGINAL

    async def _answered(self, client: AsyncOpenAI, ask: Ask) -> Reply:
        return _read(await self._create(client, ask), self._asked, self._rules.max_output_tokens)

    async def _create(self, client: AsyncOpenAI, ask: Ask) -> Response:
        try:
            return await self._send(client, ask)
        except BadRequestError as error:
            if not self._original or "detail" not in f"{error.param} {error.message}":
                raise
        self._original = False  # an older model: it is not asked for again
        return await self._send(client, ask)

    async def _send(self, client: AsyncOpenAI, ask: Ask) -> Response:
        return await client.responses.create(
            model=self.model,
            instructions=ask.instructions,
            input=[{"role": "user", "content": self._content(ask)}],
            text=_form(ask),
            store=False,
            max_output_tokens=self._rules.max_output_tokens,
        )

    def _content(self, ask: Ask) -> list[ResponseInputContentParam]:
        return [self._picture(item) if isinstance(item, Picture) else _text(item) for item in ask.content]

    def _picture(self, picture: Picture) -> ResponseInputImageParam:
        crop = picture.detail == "high"
        detail: Literal["low", "high", "original"] = "original" if crop and self._original else picture.detail
        return {"type": "input_image", "image_url": data_url(picture), "detail": detail}


def _text(text: str) -> ResponseInputTextParam:
    return {"type": "input_text", "text": text}


def _form(ask: Ask) -> ResponseTextConfigParam:
    schema = dict(ask.answer_schema)
    return {"format": {"type": "json_schema", "name": "answer", "schema": schema, "strict": True}}


def _read(response: Response, asked: Asked, most_tokens: int) -> Reply:
    """The words of a response; the package hands on whatever came, so nothing in it is relied on."""
    try:
        texts, refusals = _pieces(response)
        fault = _fault(response, asked, texts, refusals, most_tokens)
        usage = response.usage
    except (AttributeError, TypeError):  # not an object, or not of this form
        fault = JudgeUnclear(f"{asked} does not speak OpenAI's format.", CHECK_URL)
        texts, usage = [], None
    if fault:
        raise fault
    tokens = (getattr(usage, "input_tokens", 0), getattr(usage, "output_tokens", 0))
    return reply("".join(texts), response.model, *tokens)


def _pieces(response: Response) -> tuple[list[str], list[str]]:
    contents = [content for item in response.output if item.type == "message" for content in item.content]
    texts = [str(content.text) for content in contents if content.type == "output_text"]
    return texts, [str(content.refusal) for content in contents if content.type == "refusal"]


def _fault(
    response: Response, asked: Asked, texts: list[str], refusals: list[str], most_tokens: int
) -> JudgeError | None:
    if response.error:
        return error_of_code(cast("str", response.error.code), asked)
    if refusals:
        return JudgeDeclined(f"{asked} declined to look.", A_PERSON)
    if response.incomplete_details:
        if response.incomplete_details.reason == "content_filter":
            return error_of_code("content_filter", asked)
        return cut_off(asked, "".join(texts), most_tokens)
    if not "".join(texts).strip():
        return JudgeUnclear(f"{asked} answered with nothing.", LATER)
    return None
