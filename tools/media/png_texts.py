"""The bytes of a PNG come in; its texts by their keywords go out, each unpacked no further than allowed."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from agent_plugin.tools.media.png import TEXT, chunks


def png_texts(data: bytes, max_bytes: int) -> Iterator[tuple[str, bytes | None]]:
    """Keyword and text of each text chunk; no text where it is damaged or larger than allowed."""
    for name, start, end in chunks(data):
        if name not in TEXT:
            continue
        body, written = data[start + 8 : end - 4], int.from_bytes(data[end - 4 : end], "big")
        keyword, _, rest = body.partition(b"\0")
        is_sound = end <= len(data) and zlib.crc32(name + body) == written
        yield keyword[:79].decode("latin-1"), _text(name, rest, max_bytes) if is_sound else None


def _text(name: bytes, rest: bytes, max_bytes: int) -> bytes | None:
    is_packed = name == b"zTXt"
    if is_packed:
        rest = rest[1:]  # the method of packing; there is one
    elif name == b"iTXt":
        is_packed = rest[:1] == b"\1"
        _, _, rest = rest[2:].partition(b"\0")  # the language
        _, _, rest = rest.partition(b"\0")  # the keyword in it
    if not is_packed:
        return rest if len(rest) <= max_bytes else None
    unpacking = zlib.decompressobj()
    try:
        text = unpacking.decompress(rest, max_bytes)
    except zlib.error:
        return None
    return text if unpacking.eof else None
