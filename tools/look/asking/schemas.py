"""The forms of a judge's answers as JSON schemas for asking.

The schemas keep to what every provider's strict mode takes: all fields required, nothing further allowed, no
references, no limits. Limits are checked when an answer is read, whatever a provider promises.
"""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

from agent_plugin.tools.domain import Category, Says

_TEXT = {"type": "string"}
_SHARE = {"type": "number", "description": "0 to 1"}
_CATEGORY = {"type": "string", "enum": [*(category.value for category in Category), "none"]}


def blind_schema() -> dict[str, Any]:
    """Of a blind answer: every tile, what else is wrong, and how likely a viewer sees it."""
    return copy.deepcopy(_blind())


def pointed_schema() -> dict[str, Any]:
    """Of a pointed answer: every place, and how likely a viewer sees it, again."""
    return copy.deepcopy(_pointed())


@cache
def _blind() -> dict[str, Any]:
    says = {"type": "string", "enum": [one.value for one in Says]}
    # What was seen stands before what it means, so that a model which writes in order looks first.
    tile = {
        "tile": {"type": "integer"},
        "what": _TEXT,
        "says": says,
        "category": _CATEGORY,
        "sureness": _SHARE,
    }
    other = {"what": _TEXT, "where": _TEXT, "category": _CATEGORY, "sureness": _SHARE}
    return _closed({"tiles": _list(tile), "elsewhere": _list(other), "probability": _SHARE})


@cache
def _pointed() -> dict[str, Any]:
    answer = {"type": "string", "enum": ["confirm", "refute", "unsure"]}
    place = {"place": {"type": "integer"}, "reason": _TEXT, "answer": answer, "sureness": _SHARE}
    return _closed({"places": _list(place), "probability": _SHARE})


def _list(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": _closed(properties)}


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
