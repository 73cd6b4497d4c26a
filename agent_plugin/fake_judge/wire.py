"""Bodies of requests come in, questions go out; answers come in, documents in OpenAI's format go out.

Both ways are checked against the types of the installed `openai` package: a malformed request is refused as
OpenAI refuses it, and a response that its types would not take is never sent.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, cast

from openai.types import Model
from openai.types.chat import ChatCompletion
from openai.types.chat.completion_create_params import CompletionCreateParamsNonStreaming
from openai.types.responses import Response
from openai.types.responses.response_create_params import ResponseCreateParamsNonStreaming
from pydantic import TypeAdapter, ValidationError

from agent_plugin.fake_judge.made_up import Question

MODEL = "fake-judge"
_TOKENS_A_PICTURE, _CHARS_A_TOKEN = 800, 4  # roughly what models count, so that costs look alive
_JPEG = b"\xff\xd8\xff"
_PARAMS = {
    "responses": ResponseCreateParamsNonStreaming,
    "chat/completions": CompletionCreateParamsNonStreaming,
}


class Refused(Exception):
    """A request that OpenAI would not take."""

    def __init__(
        self, status: int, message: str, *, code: str | None = None, param: str | None = None
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.code, self.param = status, message, code, param


def error_document(
    message: str, status: int, code: str | None = None, param: str | None = None
) -> dict[str, Any]:
    """OpenAI's shape of an error."""
    kind = "server_error" if status >= 500 else "invalid_request_error"
    return {"error": {"message": f"[fake judge] {message}", "type": kind, "param": param, "code": code}}


@cache
def _adapter(endpoint: str) -> TypeAdapter[Any]:
    return TypeAdapter(_PARAMS[endpoint])


def read_question(endpoint: str, body: bytes) -> Question:
    """What is asked.

    Raises:
        Refused: the body is not what OpenAI publishes for this endpoint.
    """
    try:
        found = json.loads(body)
        unknown = sorted(set(_object(found)) - set(_PARAMS[endpoint].__annotations__))
        # Parts that the types call iterable are only checked while they are read, by an adapter that must
        # live until then: two first calls at once make two, and only one of them is kept.
        adapter = _adapter(endpoint)
        request: Any = _whole(adapter.validate_python(found))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        param = ".".join(map(str, first["loc"]))
        raise Refused(
            400, f"{first['msg']} at {param}", param=str(first["loc"][0]) if first["loc"] else None
        ) from None
    except (ValueError, RecursionError):
        raise Refused(400, "The body is not JSON.") from None
    if unknown:
        raise Refused(400, f"Unknown parameter: {unknown[0]!r}.", code="unknown_parameter", param=unknown[0])
    return _responses(request) if endpoint == "responses" else _chat(request)


def _object(value: object) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _whole(value: object) -> Any:
    if isinstance(value, dict):
        return {key: _whole(inner) for key, inner in _object(cast("object", value)).items()}
    if isinstance(value, list | Iterator):
        return [_whole(inner) for inner in cast("Iterable[object]", value)]
    return value


def _responses(request: dict[str, Any]) -> Question:
    form = request.get("text", {}).get("format", {})
    given = request.get("input") or ""
    items = [{"content": given}] if isinstance(given, str) else given
    return _question(request, items, _schema(form if form.get("type") == "json_schema" else None))


def _chat(request: dict[str, Any]) -> Question:
    form = request.get("response_format", {})
    return _question(request, request["messages"], _schema(form.get("json_schema")))


def _question(
    request: dict[str, Any], items: list[dict[str, Any]], schema: Mapping[str, Any] | None
) -> Question:
    texts = [str(request.get("instructions") or "")]
    pictures = 0
    for item in items:
        content = item.get("content") or ""
        for part in [{"text": content}] if isinstance(content, str) else content:
            if url := part.get("image_url"):
                _check_picture(url if isinstance(url, str) else url["url"])
                pictures += 1
            texts.append(part.get("text", ""))
    model = str(request.get("model", ""))
    return Question(model, tuple(filter(None, texts)), pictures, schema)


def _check_picture(url: str) -> None:
    head, _, data = url.partition(",")
    try:
        jpeg = base64.b64decode(data, validate=True) if head == "data:image/jpeg;base64" else b""
    except binascii.Error:
        jpeg = b""
    if not jpeg.startswith(_JPEG):
        raise Refused(
            400, "The picture is no JPEG in a data URL.", code="invalid_base64_image", param="image_url"
        )


def _schema(form: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    schema: Mapping[str, Any] | None = form.get("schema") if form else None
    if form and form.get("strict") and not _strict(schema):
        raise Refused(
            400, "Invalid schema: a strict one requires every property and allows no other.", param="schema"
        )
    return schema


def _strict(schema: object) -> bool:
    """OpenAI's rule: each object names all its properties as required, and closes itself."""
    if isinstance(schema, list):
        return all(map(_strict, cast("list[object]", schema)))
    found = _object(schema)
    if found.get("type") == "object" and isinstance(found.get("properties"), dict):
        closed = found.get("additionalProperties") is False
        if not closed or set(found.get("required", ())) != set(found["properties"]):
            return False
    return all(map(_strict, found.values()))


def responses_document(text: str, question: Question, *, refusal: str = "", cut: str = "") -> dict[str, Any]:
    """A response; with a refusal in place of the text, or cut short for the reason `cut`."""
    content: dict[str, Any] = {"type": "output_text", "text": text, "annotations": []}
    if refusal:
        content = {"type": "refusal", "refusal": refusal}
    message: dict[str, Any] = {"type": "message", "id": "msg_fake", "role": "assistant", "content": [content]}
    document: dict[str, Any] = {
        "id": "resp_fake",
        "object": "response",
        "created_at": 0,
        "status": "incomplete" if cut else "completed",
        "incomplete_details": {"reason": cut} if cut else None,
        "error": None,
        "model": MODEL,
        "output": [message | {"status": "incomplete" if cut else "completed"}],
        "parallel_tool_calls": False,
        "tool_choice": "auto",
        "tools": [],
        "metadata": {},
        "usage": _responses_usage(text, question),
    }
    Response.model_validate(document)
    return document


def _tokens(text: str, question: Question) -> tuple[int, int]:
    read = sum(map(len, question.texts)) // _CHARS_A_TOKEN + question.pictures * _TOKENS_A_PICTURE
    return read, len(text) // _CHARS_A_TOKEN


def _responses_usage(text: str, question: Question) -> dict[str, Any]:
    read, written = _tokens(text, question)
    return {
        "input_tokens": read,
        "output_tokens": written,
        "total_tokens": read + written,
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens_details": {"reasoning_tokens": 0},
    }


def chat_document(text: str, question: Question, *, refusal: str = "", cut: str = "") -> dict[str, Any]:
    """The same as a chat completion."""
    read, written = _tokens(text, question)
    ends = {"max_output_tokens": "length", "content_filter": "content_filter"}
    message = {"role": "assistant", "content": None if refusal else text, "refusal": refusal or None}
    document = {
        "id": "chatcmpl-fake",
        "object": "chat.completion",
        "created": 0,
        "model": MODEL,
        "choices": [
            {"index": 0, "message": message, "finish_reason": ends.get(cut, "stop"), "logprobs": None}
        ],
        "usage": {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written},
    }
    ChatCompletion.model_validate(document)
    return document


def models_document() -> dict[str, Any]:
    """The one model there is."""
    model = Model(id=MODEL, created=0, object="model", owned_by="lastlook: a fake")
    return {"object": "list", "data": [model.model_dump()]}
