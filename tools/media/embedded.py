"""A path comes in; the texts and XMP packets that its file carries beside the pictures go out, as they stand.

Nothing is decoded, believed or understood here, and the file is never written to. What is damaged or larger
than allowed is left out, and so it is noted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from agent_plugin.tools.errors import MediaError
from agent_plugin.tools.media.source import Source, read_source
from agent_plugin.tools.policy import DisclosureRules, MediaLimits

_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_XMP_FURTHER = b"http://ns.adobe.com/xmp/extension/\0"
# Structure: a further packet has an identity of 32 letters, then its length and its place, 4 bytes each.
_IDENTITY, _HEAD = 32, 40
_GIF_XMP, _GIF_XMP_END = b"\x21\xff\x0bXMP DataXMP", b"\x01\xff\xfe"
# Structure: the numbers by which EXIF, TIFF and IPTC's IIM know their fields.
_EXIF = {270: "ImageDescription", 271: "Make", 272: "Model", 305: "Software", 315: "Artist"}
_EXIF_FURTHER = {37510: "UserComment"}
_EXIF_FOLDER = 34665
_IIM = {(2, 65): "OriginatingProgram", (2, 110): "Credit", (2, 120): "Caption"}
_ENCODINGS = {b"ASCII\0\0\0": "utf-8", b"UNICODE\0": "utf-16-be", b"\0" * 8: "utf-8"}


@dataclass(frozen=True)
class Text:
    """A text of the file: where it stands, its name there, and what it says."""

    place: str
    name: str
    value: str


@dataclass(frozen=True)
class Embedded:
    """What a file carries beside its pictures."""

    source: Source
    packets: tuple[bytes, ...] = ()  # of XMP
    texts: tuple[Text, ...] = ()
    unread: tuple[str, ...] = ()  # what could not be read, a sentence each


def embedded(path: Path, limits: MediaLimits, rules: DisclosureRules) -> Embedded:
    """The texts and packets of a picture or a video.

    Raises:
        MediaError: the file cannot be read, or is no picture and no video.
    """
    source = read_source(path, limits)
    kept = _Kept(rules)
    read = _of_video if source.kind.reader == "video" else _of_picture
    read(source, limits, kept)
    return Embedded(source, tuple(kept.packets), tuple(kept.texts), tuple(dict.fromkeys(kept.unread)))


class _Kept:
    """What was found so far, within the limits."""

    def __init__(self, rules: DisclosureRules) -> None:
        self._rules = rules
        self.packets: list[bytes] = []
        self.texts: list[Text] = []
        self.unread: list[str] = []

    @property
    def max_bytes(self) -> int:
        return self._rules.max_packet_bytes

    def packet(self, place: str, data: bytes | None) -> None:
        """Keep an XMP packet."""
        if data is None or len(data) > self.max_bytes:
            self.unread.append(f"The XMP in {place} is damaged or larger than {self.max_bytes >> 20} MB.")
        elif data.strip(b"\0 \n\r\t") and len(self.packets) < self._rules.max_texts:
            self.packets.append(data)

    def text(self, place: str, name: str, value: object) -> None:
        """Keep a text."""
        text = _as_text(value)
        if text is None or len(text) > self._rules.max_text_chars:
            self.unread.append(f"A text in {place} is damaged or too long.")
        elif text.strip() and len(self.texts) < self._rules.max_texts:
            self.texts.append(Text(place, name, text))


def _as_text(value: object) -> str | None:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace").strip("\0")
    return value.strip("\0") if isinstance(value, str) else None


def _of_picture(source: Source, limits: MediaLimits, kept: _Kept) -> None:
    if source.kind.name == "PNG":
        _of_png(source.data, kept)
    if source.kind.name == "GIF":
        _of_gif(source.data, kept)
    try:
        _by_pillow(source, limits, kept)
    except MediaError as error:
        kept.unread.append(f"What else the file carries cannot be read: {error.message}")


def _of_png(data: bytes, kept: _Kept) -> None:
    from agent_plugin.tools.media.png_texts import png_texts

    for name, value in png_texts(data, kept.max_bytes):
        if name == "XML:com.adobe.xmp":
            kept.packet("PNG text", value)
        else:
            kept.text("PNG text", name, value)


def _of_gif(data: bytes, kept: _Kept) -> None:
    """The packet stands in a GIF as it is, up to a trailer that leads readers of blocks out of it."""
    start = data.find(_GIF_XMP)
    if start >= 0:
        start += len(_GIF_XMP)
        end = data.find(_GIF_XMP_END, start)
        kept.packet("GIF", data[start:end] if end >= 0 else None)


def _by_pillow(source: Source, limits: MediaLimits, kept: _Kept) -> None:
    """What Pillow reads of the headers; no pixel is decoded, but of an HEIC picture."""
    from agent_plugin.tools.media.heif import opened_heif
    from agent_plugin.tools.media.pillow import decoding, opened

    with decoding(source):
        image = opened_heif(source, limits)[0] if source.kind.name == "HEIC" else opened(source, limits)
        info = cast("Mapping[str, object]", image.info)
        segments: list[tuple[str, bytes]] = getattr(image, "applist", [])
        for packet in _of_jpeg(segments, kept.max_bytes) if segments else (info.get("xmp"),):
            if packet is not None:
                kept.packet(source.kind.name, packet if isinstance(packet, bytes) else str(packet).encode())
        if info.get("comment"):
            kept.text(source.kind.name, "comment", info["comment"])
        for place, name, value in (*_exif(image), *_iim(image)):
            kept.text(place, name, value)


def _of_jpeg(segments: list[tuple[str, bytes]], max_bytes: int) -> Iterator[bytes]:
    """Each packet; what was too long for one segment is put together, by identity and place."""
    further: dict[bytes, list[tuple[int, bytes]]] = {}
    for _, data in segments:
        if data.startswith(_XMP):
            yield data[len(_XMP) :]
        elif data.startswith(_XMP_FURTHER):
            rest = data[len(_XMP_FURTHER) :]
            at = int.from_bytes(rest[_IDENTITY + 4 : _HEAD], "big")
            further.setdefault(rest[:_IDENTITY], []).append((at, rest[_HEAD:]))
    for pieces in further.values():
        yield b"".join(piece for _, piece in sorted(pieces))[: max_bytes + 1]


def _exif(image: Any) -> Iterator[tuple[str, str, object]]:
    exif = image.getexif()
    for number, name in _EXIF.items():
        if number in exif:
            yield "EXIF", name, exif[number]
    further = exif.get_ifd(_EXIF_FOLDER)
    for number, name in _EXIF_FURTHER.items():
        if isinstance(value := further.get(number), bytes):
            yield "EXIF", name, value[8:].decode(_ENCODINGS.get(value[:8], "utf-8"), "replace")


def _iim(image: Any) -> Iterator[tuple[str, str, object]]:
    from PIL import IptcImagePlugin

    fields: Mapping[tuple[int, int], object] = IptcImagePlugin.getiptcinfo(image) or {}
    for number, name in _IIM.items():
        value = fields.get(number)
        for one in cast("list[object]", value) if isinstance(value, list) else [value]:
            if one is not None:
                yield "IPTC IIM", name, one


def _of_video(source: Source, limits: MediaLimits, kept: _Kept) -> None:
    from agent_plugin.tools.media.container import tags

    try:
        found = tags(source)
    except MediaError as error:
        kept.unread.append(f"What the file carries beside its film cannot be read: {error.message}")
        return
    for name, value in found:
        if name.casefold() == "xmp":
            kept.packet(source.kind.name, value.encode("utf-8", "replace"))
        else:
            kept.text(source.kind.name, name, value)
