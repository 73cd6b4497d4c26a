"""An ad's file comes in; its Content Credentials (C2PA) go out as marks, valid and trusted apart.

The manifest is checked by `c2pa-python`, an extra, against the trust list in `trust/`. Nothing is fetched: no
manifest from an address that the file names, no answer of an authority. Without the extra it is not read.
"""

from __future__ import annotations

import importlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, cast

from agent_plugin.tools.disclosure.source_types import ORIGINS, term_of
from agent_plugin.tools.domain import Mark, MarkKind, MarkState, Origin
from agent_plugin.tools.media.source import Source

HOW_TO_READ = "Content Credentials are not read here: install them with `pip install 'lastlook[c2pa]'`."
_MIMES = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WebP": "image/webp",
    "AVIF": "image/avif",
    "HEIC": "image/heic",
    "TIFF": "image/tiff",
    "GIF": "image/gif",
    "MP4": "video/mp4",
    "MOV": "video/quicktime",
}
# No label of the IAB's is published (looked up on 2026-12-01), so all under its domains count.
_IAB = ("com.iab.", "com.iabtechlab.", "org.iab.", "iab.")
_STATES = {"Trusted": MarkState.VALID, "Valid": MarkState.UNTRUSTED}
_ORDER = (Origin.AI, Origin.AI_IN_PART, Origin.CAPTURED, Origin.UNKNOWN)


@dataclass(frozen=True)
class TrustList:
    """Whose signatures are trusted."""

    title: str  # with its date
    anchors_pem: str


@cache
def trust_list() -> TrustList:
    """The one that comes with this version."""
    folder = files("agent_plugin.tools.disclosure").joinpath("trust")
    about = tomllib.loads(folder.joinpath("trust.toml").read_text(encoding="utf-8"))
    return TrustList(about["title"], folder.joinpath("c2pa-trust-list.pem").read_text(encoding="ascii"))


def credentials_of(source: Source, trusted: TrustList) -> Iterator[Mark]:
    """The manifest as a mark, and the IAB's assertions in it as another."""
    kinds = (MarkKind.C2PA, MarkKind.IAB)
    mime = _MIMES.get(source.kind.name)
    if mime is None:
        why = f"{source.kind.name} files carry no Content Credentials that can be read here."
        yield from (_not_read(kind, why) for kind in kinds)
        return
    try:
        c2pa = importlib.import_module("c2pa")
    except (ImportError, OSError, RuntimeError):
        yield from (_not_read(kind, HOW_TO_READ) for kind in kinds)
        return
    # Hostile manifests make the library raise nearly anything; none of it may reach the user.
    try:
        store = _read(c2pa, source, mime, trusted)
    except Exception as error:
        yield from _refused(str(error), kinds)
        return
    if store is not None:
        yield from _marks(store, trusted)


def _read(c2pa: Any, source: Source, mime: str, trusted: TrustList) -> Mapping[str, Any] | None:
    """The manifests as data; none where the file has none."""
    settings = {
        "verify": {"verify_trust": True, "remote_manifest_fetch": False, "ocsp_fetch": False},
        "trust": {"trust_anchors": trusted.anchors_pem},
    }
    with source.reopen() as file, c2pa.Context.from_dict(settings) as context:
        reader = c2pa.Reader.try_create(mime, file, context=context)
        if reader is None:
            return None
        with reader:
            store: Any = json.loads(reader.json())
            return {**store, "validation_state": str(reader.get_validation_state())}


def _refused(why: str, kinds: tuple[MarkKind, ...]) -> Iterator[Mark]:
    if "remote" in why.casefold():
        reason = "The file names a manifest at an address instead of carrying one; addresses are not opened."
        yield from (_not_read(kind, reason) for kind in kinds)
        return
    yield Mark(
        kind=MarkKind.C2PA,
        state=MarkState.INVALID,
        place="C2PA manifest",
        detail=f"The manifest cannot be read: {why[:200]}",
    )
    yield _not_read(MarkKind.IAB, "The manifest in which it would stand cannot be read.")


def _marks(store: Mapping[str, Any], trusted: TrustList) -> Iterator[Mark]:
    manifests = cast("Mapping[str, Mapping[str, Any]]", store.get("manifests") or {})
    active = manifests.get(str(store.get("active_manifest")), {})
    state = _STATES.get(str(store["validation_state"]), MarkState.INVALID)
    detail = _detail(state, store, active, trusted)
    is_whole = state is not MarkState.INVALID
    yield Mark(
        kind=MarkKind.C2PA,
        state=state,
        origin=_origin(active, manifests.values()) if is_whole else Origin.UNKNOWN,
        place="C2PA manifest",
        value=_value(active),
        detail=detail,
    )
    labels = [str(one.get("label")) for each in manifests.values() for one in _assertions(each)]
    if own := [label for label in labels if label.startswith(_IAB)]:
        named = ", ".join(dict.fromkeys(own))
        yield Mark(kind=MarkKind.IAB, state=state, place="C2PA assertion", value=named, detail=detail)


def _detail(state: MarkState, store: Mapping[str, Any], active: Mapping[str, Any], trusted: TrustList) -> str:
    signer = str(_of(active, "signature_info").get("issuer") or "nobody named")
    if state is MarkState.VALID:
        return f"The signature is whole, and its signer, {signer}, is on the {trusted.title}."
    if state is MarkState.UNTRUSTED:
        return f"The signature is whole, but its signer, {signer}, is not on the {trusted.title}."
    codes = ", ".join(dict.fromkeys(_failures(store))) or "not valid"
    return f"The manifest does not fit the file or its signature: {codes}."


def _failures(store: Mapping[str, Any]) -> Iterator[str]:
    results = _of(_of(store, "validation_results"), "activeManifest")
    for one in cast("list[Mapping[str, Any]]", results.get("failure") or []):
        yield str(one.get("code"))


def _value(active: Mapping[str, Any]) -> str:
    made_by = cast("list[Mapping[str, Any]]", active.get("claim_generator_info") or [])
    names = [str(one.get("name")) for one in made_by] or [str(active.get("claim_generator") or "")]
    types = dict.fromkeys(_source_types(active))
    return "; ".join(part for part in (", ".join(filter(None, names)), ", ".join(types)) if part)


def _origin(active: Mapping[str, Any], manifests: Any) -> Origin:
    """What its own actions say; what only an ingredient says holds for a part."""
    own = [ORIGINS.get(term, Origin.UNKNOWN) for term in _source_types(active)]
    further = [ORIGINS.get(term, Origin.UNKNOWN) for one in manifests for term in _source_types(one)]
    first = min(own, key=_ORDER.index, default=Origin.UNKNOWN)
    is_ai_below = any(one in (Origin.AI, Origin.AI_IN_PART) for one in further)
    return Origin.AI_IN_PART if is_ai_below and first is not Origin.AI else first


def _source_types(manifest: Mapping[str, Any]) -> Iterator[str]:
    """The digital source types in a manifest: of its actions, and of metadata that it asserts."""
    for one in _assertions(manifest):
        data = _of(one, "data")
        for action in cast("list[Mapping[str, Any]]", data.get("actions") or []):
            if value := action.get("digitalSourceType"):
                yield term_of(str(value))
        if value := data.get("Iptc4xmpExt:DigitalSourceType") or data.get("digitalSourceType"):
            yield term_of(str(value))


def _assertions(manifest: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    given = cast("list[Mapping[str, Any]]", manifest.get("assertions") or [])
    return [one for one in given if hasattr(one, "get")]


def _of(given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = given.get(name)
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}


def _not_read(kind: MarkKind, why: str) -> Mark:
    return Mark(kind=kind, state=MarkState.NOT_READ, place="C2PA manifest", detail=why)
