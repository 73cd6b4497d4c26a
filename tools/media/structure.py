"""The skeleton of a file, walked without decoding: is it whole, and how long does each picture stay.

Decoders are lenient about a missing end (a cut GIF just has fewer frames); the skeleton is not.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from agent_plugin.tools.media import sniff

_SEGMENT_ID = b"\x18\x53\x80\x67"


@dataclass(frozen=True)
class Structure:
    """`delays_s` is empty where pictures carry no delays; `hidden` counts leading pictures never shown."""

    complete: bool = True
    delays_s: tuple[float, ...] = ()
    hidden: int = 0


def picture_structure(kind: sniff.Kind, data: bytes) -> Structure:
    """Walk a picture file; a kind whose end its skeleton does not show counts as complete."""
    walk = _WALKS.get(kind.name)
    if walk is None:
        return Structure()
    try:
        return walk(data)
    except (IndexError, OverflowError, struct.error):  # an offset beyond any file cannot even be asked for
        return Structure(complete=False)


def boxes_complete(file: BinaryIO, size: int) -> bool:
    """Whether each top-level box of an ISO media file (MP4, MOV, AVIF, HEIC) ends within the file."""
    seen = set[bytes]()
    for name, end in _boxes_of(file, size):
        seen.add(name)
        if end > size and name not in (b"free", b"skip", b"wide"):
            return False
    # A box of media without the box that says how to read it: the recording or the copy broke off.
    return b"mdat" not in seen or b"moov" in seen or b"meta" in seen


def fragments_may_lack(file: BinaryIO, size: int) -> bool:
    """Whether an ISO media file came in fragments, without the index of them that ends a whole one."""
    names = {name for name, _ in _boxes_of(file, size)}
    return b"moof" in names and b"mfra" not in names


def _boxes_of(file: BinaryIO, size: int) -> Iterator[tuple[bytes, int]]:
    """The names of the top-level boxes and where each ends."""
    at = 0
    while at + 8 <= size:
        file.seek(at)
        length, name = struct.unpack(">I4s", file.read(8))
        if length == 1:
            length = int.from_bytes(file.read(8), "big")
        # 0 runs to the end of the file; less than its own header is for the decoder to judge.
        yield name, at + length if length >= 8 else size
        if length < 8:
            return
        at += length


def segment_complete(file: BinaryIO, size: int) -> bool:
    """Whether the Segment of a Matroska file (MKV, WebM) ends within the file, if it says so."""
    try:
        end = _segment_end(file, size)
    except IndexError:
        return False
    return end is None or end <= size


def is_live(file: BinaryIO, size: int) -> bool:
    """Whether a complete Matroska file was written while nobody knew how long it would be."""
    return _segment_end(file, size) is None


def _segment_end(file: BinaryIO, size: int) -> int | None:
    """Where the Segment ends; none where it does not say."""
    file.seek(0)
    head = file.read(sniff.HEAD_BYTES)
    header_length, at = _ebml_length(head, 4)
    at += header_length or 0
    if head[at : at + 4] not in (b"", _SEGMENT_ID):
        return size  # something else comes first: for the decoder to judge
    length, at = _ebml_length(head, at + 4)
    return None if length is None else at + length


def _ebml_length(data: bytes, at: int) -> tuple[int | None, int]:
    """A length of Matroska's variable size and where it ends; none when it is declared unknown."""
    width = 9 - data[at].bit_length()
    if width > 8 or at + width > len(data):
        raise IndexError(at)
    value = int.from_bytes(data[at : at + width], "big") & ((1 << 7 * width) - 1)
    return (None if value == (1 << 7 * width) - 1 else value), at + width


def _png(data: bytes) -> Structure:
    delays: list[float] = []
    at, hidden = 8, 0
    while True:
        length, name = struct.unpack_from(">I4s", data, at)
        if name == b"fcTL":
            numerator, denominator = struct.unpack_from(">HH", data, at + 28)
            delays.append(numerator / (denominator or 100))
        elif name == b"IDAT" and not delays:
            hidden = 1
        at += 12 + length
        if name == b"IEND":
            return Structure(at <= len(data), tuple(delays), hidden if delays else 0)


def _gif(data: bytes) -> Structure:
    delays: list[float] = []
    at, delay_s = 13 + _gif_colours(data[10]), 0.0
    while data[at] != 0x3B:
        if data[at] == 0x21:
            if data[at + 1] == 0xF9:
                delay_s = int.from_bytes(data[at + 4 : at + 6], "little") / 100
            at = _gif_blocks_end(data, at + 2)
        elif data[at] == 0x2C:
            at = _gif_blocks_end(data, at + 11 + _gif_colours(data[at + 9]))
            delays.append(delay_s)
            delay_s = 0.0
        else:
            at += 1  # padding that some writers leave between blocks
    return Structure(True, tuple(delays))


def _gif_colours(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _gif_blocks_end(data: bytes, at: int) -> int:
    while data[at]:
        at += 1 + data[at]
    return at + 1


def _webp(data: bytes) -> Structure:
    (size,) = struct.unpack_from("<I", data, 4)
    if 8 + size > len(data):
        return Structure(complete=False)
    delays: list[float] = []
    at = 12
    while at + 8 <= 8 + size:
        name, length = struct.unpack_from("<4sI", data, at)
        if name == b"ANMF":
            delays.append(int.from_bytes(data[at + 20 : at + 23], "little") / 1000)
        at += 8 + length + (length & 1)
    return Structure(True, tuple(delays))


def _jpeg(data: bytes) -> Structure:
    """Only the headers: whether the pixels are all there, Pillow tells."""
    at = 2
    while data[at] == 0xFF:
        if data[at + 1] == 0xDA:
            break
        at += 2 + struct.unpack_from(">H", data, at + 2)[0]
    return Structure()


def _bmp(data: bytes) -> Structure:
    (header,) = struct.unpack_from("<I", data, 14)
    return Structure(len(data) >= 14 + header)


def _boxes(data: bytes) -> Structure:
    return Structure(boxes_complete(BytesIO(data), len(data)))


def _tiff(data: bytes) -> Structure:
    """The first directory of a TIFF and whatever its entries point to; the pixels are checked when opened."""
    order = "<" if data[:2] == b"II" else ">"
    big = data[2:4] in (b"+\0", b"\0+")
    word, head, count_size, entry_size = ("Q", 8, 8, 20) if big else ("I", 4, 2, 12)
    (at,) = struct.unpack_from(order + word, data, head)
    (entries,) = struct.unpack_from(order + ("Q" if big else "H"), data, at)
    first, pointer = at + count_size, struct.calcsize("<" + word)
    if first + entries * entry_size + pointer > len(data):
        return Structure(complete=False)
    for place in range(first, first + entries * entry_size, entry_size):
        _, kind, count, value = struct.unpack_from(f"{order}HH{word}{word}", data, place)
        size = _TIFF_TYPE_BYTES.get(kind, 0) * count
        if size > pointer and value + size > len(data):
            return Structure(complete=False)
    return Structure()


_TIFF_TYPE_BYTES = {
    **dict.fromkeys((1, 2, 6, 7), 1),
    **dict.fromkeys((3, 8), 2),
    **dict.fromkeys((4, 9, 11, 13), 4),
    **dict.fromkeys((5, 10, 12, 16, 17, 18), 8),
}
_WALKS: dict[str, Callable[[bytes], Structure]] = {
    "PNG": _png,
    "GIF": _gif,
    "WebP": _webp,
    "JPEG": _jpeg,
    "BMP": _bmp,
    "TIFF": _tiff,
    "AVIF": _boxes,
    "HEIC": _boxes,
}
