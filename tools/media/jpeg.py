"""The bytes of a JPEG come in; where only the mark of its end is missing, the same with that mark go out."""

from __future__ import annotations

import hashlib
from io import BytesIO

from PIL import Image

_END, _SCAN = b"\xff\xd9", b"\xff\xda"
# Structure: bits of each kind; a decoder that still wants bits makes something else of each of them.
_FILLERS = (b"\x00", b"\x55", b"\xaa")
_FILLER_BYTES = 64


def with_its_end(data: bytes) -> bytes:
    """The JPEG with its last two bytes, if all its pixels are there without them; else as it is.

    They are all there if whatever came next would give the same picture. Call it within `decoding`.
    """
    if data.rfind(_END) >= data.rfind(_SCAN):
        return data
    bare = data.rstrip(b"\xff")
    try:
        pictures = {_pixels_of(bare + filler * _FILLER_BYTES + _END) for filler in _FILLERS}
    except OSError:  # more is missing than the end
        return data
    return bare + _END if len(pictures) == 1 else data


def _pixels_of(data: bytes) -> bytes:
    """A digest of the decoded pixels."""
    with Image.open(BytesIO(data), formats=("JPEG",)) as image:
        return hashlib.sha256(image.tobytes()).digest()
