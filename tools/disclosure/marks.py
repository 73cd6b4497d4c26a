"""The texts and packets of a file come in; the strongest mark of each kind goes out."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from agent_plugin.tools.disclosure.aigc import aigc_mark, is_aigc
from agent_plugin.tools.disclosure.credentials import TrustList, credentials_of
from agent_plugin.tools.disclosure.source_types import iptc_mark
from agent_plugin.tools.disclosure.xmp import AIGC, SOURCE_TYPE, BadPacket, properties
from agent_plugin.tools.domain import Mark, MarkKind, MarkState, Origin
from agent_plugin.tools.media.embedded import Embedded, Text
from agent_plugin.tools.policy import DisclosureRules
from agent_plugin.tools.words import printable

# Structure: of several marks of one kind the first of these is shown.
_STRONGEST = (
    MarkState.VALID,
    MarkState.UNTRUSTED,
    MarkState.INVALID,
    MarkState.NOT_READ,
    MarkState.ABSENT,
)
_CLAIMS = (Origin.AI, Origin.AI_IN_PART, Origin.UNKNOWN, Origin.CAPTURED)
_IN_XMP = (MarkKind.IPTC, MarkKind.AIGC)


class Generator(NamedTuple):
    """What a generator writes."""

    name: str
    key: re.Pattern[str]
    value: re.Pattern[str]


def marks_of(carried: Embedded, trusted: TrustList, rules: DisclosureRules) -> tuple[Mark, ...]:
    """A mark of each kind, absent ones among them, in the order of `MarkKind`."""
    found = [
        *credentials_of(carried.source, trusted),
        *_in_packets(carried, rules),
        *_in_texts(carried.texts),
    ]
    return tuple(_shown(_strongest(kind, found), carried, rules) for kind in MarkKind)


def _in_packets(carried: Embedded, rules: DisclosureRules) -> Iterator[Mark]:
    for packet in carried.packets:
        try:
            found = properties(packet, rules.max_properties)
        except BadPacket as refused:
            why = f"The file's XMP is not read: {refused}."
            for kind in _IN_XMP:
                yield Mark(kind=kind, state=MarkState.NOT_READ, place="XMP", detail=why)
            continue
        for name, value in found:
            if name == SOURCE_TYPE:
                yield iptc_mark("XMP", value)
            elif name == AIGC:
                yield aigc_mark("XMP", value)
            else:
                yield from _by_generator(Text("XMP", name, value))


def _in_texts(texts: tuple[Text, ...]) -> Iterator[Mark]:
    for text in texts:
        if is_aigc(text.name, text.value):
            yield aigc_mark(f"{text.place}, {text.name}", text.value)
        yield from _by_generator(text)


def _by_generator(text: Text) -> Iterator[Mark]:
    for one in generators():
        if one.key.fullmatch(text.name) and one.value.search(text.value):
            yield Mark(
                kind=MarkKind.GENERATOR,
                state=MarkState.VALID,
                origin=Origin.AI,
                place=f"{text.place}, {text.name}",
                value=one.name,
                detail="Its parameters or its name stand in the file. They are unsigned.",
            )
            return


@cache
def generators() -> tuple[Generator, ...]:
    """Those that are known."""
    data = files("agent_plugin.tools.disclosure").joinpath("generators.toml").read_text(encoding="utf-8")
    return tuple(
        Generator(row["name"], re.compile(row["key"], re.IGNORECASE), re.compile(row["value"]))
        for row in tomllib.loads(data)["generator"]
    )


def _strongest(kind: MarkKind, found: list[Mark]) -> Mark:
    """The mark to show of a kind; a claim of AI goes before another of the same state."""
    own = [one for one in found if one.kind is kind]
    absent = Mark(kind=kind, state=MarkState.ABSENT)
    return min((*own, absent), key=lambda one: (_STRONGEST.index(one.state), _CLAIMS.index(one.origin)))


def _shown(mark: Mark, carried: Embedded, rules: DisclosureRules) -> Mark:
    """The mark in one harmless line each; where something could not be read, absence is no more than that."""
    detail = mark.detail
    if mark.state is MarkState.ABSENT and carried.unread and mark.kind is not MarkKind.C2PA:
        detail = f"It is not in what could be read. {carried.unread[0]}"
    value = printable(mark.value[: rules.max_value_chars + 1])
    if len(value) > rules.max_value_chars:
        value = f"{value[: rules.max_value_chars]}…"
    return mark.model_copy(update={"value": value, "detail": printable(detail)})
