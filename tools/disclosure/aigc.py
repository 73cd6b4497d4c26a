"""The text of an AIGC mark comes in; how it stands under GB 45438-2025, appendix E, goes out.

The mark is one JSON object, the same in XMP, in a PNG's text and in a video's tags.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import cast

from agent_plugin.tools.domain import Mark, MarkKind, MarkState, Origin

_KEY = "AIGC"
_DEGREES = {"1": "AI-generated", "2": "possibly AI-generated", "3": "suspected to be AI-generated"}
_REQUIRED = ("ContentProducer", "ProduceID")


def aigc_mark(place: str, text: str) -> Mark:
    """The mark that this text is."""
    try:
        given: object = json.loads(text)
    except (ValueError, RecursionError):
        return _invalid(place, text, "It is no JSON.")
    fields = _fields(given)
    if fields is None:
        return _invalid(place, text, "It is no JSON object.")
    degree = fields.get("Label")
    if not isinstance(degree, str) or degree not in _DEGREES:
        return _invalid(place, text, "Its Label is not one of 1, 2 and 3.")
    if lacking := [
        name for name in _REQUIRED if not isinstance(one := fields.get(name), str) or not one.strip()
    ]:
        return _invalid(place, text, f"It lacks {' and '.join(lacking)}.", _origin(degree))
    value = f"Label {degree} ({_DEGREES[degree]}), ContentProducer {fields['ContentProducer']}"
    return Mark(
        kind=MarkKind.AIGC,
        state=MarkState.VALID,
        origin=_origin(degree),
        place=place,
        value=value,
        detail="It has the form of GB 45438-2025. It is unsigned.",
    )


def is_aigc(name: str, text: str) -> bool:
    """Is a text of this name an AIGC mark, or a JSON object with one in it?"""
    return name.casefold() == _KEY.casefold() or text.lstrip()[:20].replace(" ", "").startswith('{"AIGC"')


def _origin(degree: str) -> Origin:
    return Origin.AI if degree == "1" else Origin.UNKNOWN


def _fields(given: object) -> Mapping[str, object] | None:
    """The fields; some writers put them into an object of the mark's own name."""
    if not isinstance(given, dict):
        return None
    fields = cast("Mapping[str, object]", given)
    inner = fields.get(_KEY)
    return cast("Mapping[str, object]", inner) if isinstance(inner, dict) else fields


def _invalid(place: str, text: str, why: str, origin: Origin = Origin.UNKNOWN) -> Mark:
    return Mark(
        kind=MarkKind.AIGC, state=MarkState.INVALID, origin=origin, place=place, value=text, detail=why
    )
