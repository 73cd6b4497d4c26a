"""The forms of an answer, as pydantic models for reading and as JSON schemas for asking.

The schemas keep to what every provider's strict mode takes: all fields required, nothing further allowed, no
references, no limits. Limits are checked when an answer is read, whatever a provider promises.
"""

from __future__ import annotations

import copy
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_plugin.tools.domain import Answer, Category

Json = dict[str, Any] | list[Any] | str | float | bool | None


class Form(BaseModel):
    """An entry of an answer."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    described: str = Field(description="What is seen, before it is judged")
    sureness: float = Field(description="0 to 1", allow_inf_nan=False)
    reason: str = Field(description="One or two plain sentences")
    where: str = Field(description="Where in the picture to look; may be empty")


class BlindForm(Form):
    """What a specialist says of one picture."""

    picture: int = Field(description="Its number")
    counted: list[str] = Field(description="Each visible digit, limb or eye, and where it is attached")
    verdict: Literal["sound", "defect", "cannot_tell"]
    category: Category | Literal["none"] = Field(description="Of a defect; otherwise none")


class PointedForm(Form):
    """What the judge says of one finding."""

    finding: int = Field(description="Its number")
    answer: Answer


# What was seen stands before what it means, so that a model which writes in order describes first.
_BLIND = ("picture", "described", "counted", "verdict", "category", "sureness", "reason", "where")
_POINTED = ("finding", "described", "answer", "sureness", "reason", "where")


def blind_schema() -> dict[str, Any]:
    """JSON schema of a blind answer."""
    return copy.deepcopy(_schema("blind"))


def pointed_schema() -> dict[str, Any]:
    """JSON schema of a pointed answer."""
    return copy.deepcopy(_schema("pointed"))


@cache
def _schema(name: Literal["blind", "pointed"]) -> dict[str, Any]:
    form, order = (BlindForm, _BLIND) if name == "blind" else (PointedForm, _POINTED)
    full = form.model_json_schema()
    plain = _plain(full, full.get("$defs", {}))
    entry = _closed({field: plain["properties"][field] for field in order})
    return _closed({"answers": {"type": "array", "items": entry}})


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _plain(node: Json, shared: dict[str, Any]) -> Any:
    """Without references and titles; a choice among texts as one list of texts."""
    if isinstance(node, list):
        return [_plain(each, shared) for each in node]
    if not isinstance(node, dict):
        return node
    found: dict[str, Any] = {**node}
    if "$ref" in found:
        found = {**shared[found.pop("$ref").rpartition("/")[2]], **found}
        found.pop("description", None)
    if "anyOf" in found:
        choices = [_plain(each, shared) for each in found.pop("anyOf")]
        found |= {"type": "string", "enum": [text for each in choices for text in _texts(each)]}
    kept = {key: value for key, value in found.items() if key not in ("title", "$defs", "default")}
    return {key: _plain(value, shared) for key, value in kept.items()}


def _texts(choice: dict[str, Any]) -> list[str]:
    return [choice["const"]] if "const" in choice else list(choice["enum"])
