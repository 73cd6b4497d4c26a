"""What a model wrote comes in, the JSON object within it goes out: models wrap it in fences and talk."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator

MAX_STARTS = 400  # braces that are tried; thoughts before an answer hold a few


def json_object(text: str, keys: Collection[str]) -> str:
    """The last object in `text` that has all `keys`, as JSON; `text` itself where there is none.

    The last, since models that think aloud end with what they mean.
    """
    found = [value for value in _objects(text) if set(keys) <= set(value)]
    return json.dumps(found[-1], ensure_ascii=False) if found else text


def _objects(text: str) -> Iterator[dict[str, object]]:
    decoder = json.JSONDecoder()
    at = text.find("{")
    for _ in range(MAX_STARTS):
        if at < 0:
            return
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            yield value
        at = text.find("{", end)
