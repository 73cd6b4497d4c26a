"""The bytes of a PNG come in; the same without what no browser needs to show it go out.

Browsers pass over text of any size and over side chunks with a wrong checksum; Pillow refuses the file for
them. Nothing is unpacked here but the colour profile.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from PIL import PngImagePlugin

_SIGNATURE_BYTES = 8
TEXT = (b"tEXt", b"zTXt", b"iTXt")
_ANIMATION = (b"acTL", b"fcTL", b"fdAT")
_PROFILE = b"iCCP"
# Structure: libpng itself reads no larger chunk than this.
_MAX_PROFILE_BYTES = 8_000_000
_SIDE_CHUNK = 0x20  # structure: the bit of the first letter by which side chunks are known


def as_shown(data: bytes) -> tuple[bytes, bytes | None]:
    """The PNG as browsers read it, and its colour profile where Pillow would not unpack that.

    A profile that nobody can unpack is given as it is stored, which no colour engine takes.
    """
    kept, profile = [data[:_SIGNATURE_BYTES]], None
    for name, start, end in chunks(data):
        if name in TEXT or not _is_sound(data, name, start, end):
            continue
        if name == _PROFILE:
            packed = data[start + 8 : end - 4].partition(b"\0")[2][1:]
            unpacked = _unpacked(packed)
            if unpacked is None or len(unpacked) > PngImagePlugin.MAX_TEXT_CHUNK:
                profile = unpacked or packed
                continue
        kept.append(data[start:end])
    return b"".join(kept), profile


def chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Each chunk's name, start and end; what follows the last is left out."""
    at = _SIGNATURE_BYTES
    while at + 12 <= len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        yield name, at, at + 12 + length
        if name == b"IEND":
            return
        at += 12 + length


def _is_sound(data: bytes, name: bytes, start: int, end: int) -> bool:
    """Is a chunk needed to show the picture, or as its checksum says it was written?"""
    if not name[0] & _SIDE_CHUNK or name in _ANIMATION:
        return True
    return zlib.crc32(data[start + 4 : end - 4]) == int.from_bytes(data[end - 4 : end], "big")


def _unpacked(packed: bytes) -> bytes | None:
    unpacking = zlib.decompressobj()
    try:
        profile = unpacking.decompress(packed, _MAX_PROFILE_BYTES)
    except zlib.error:
        return None
    return profile if unpacking.eof else None
