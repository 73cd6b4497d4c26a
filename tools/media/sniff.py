"""The first bytes of a file come in; its kind goes out. Names and extensions are never believed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

HEAD_BYTES = 4096


@dataclass(frozen=True)
class Kind:
    """A kind of file that can be read, and by what."""

    name: str
    reader: Literal["picture", "video"]
    # The only Pillow plugins, or the only FFmpeg demuxer, that may touch it; none of an HEIC picture.
    plugins: tuple[str, ...]


JPEG = Kind("JPEG", "picture", ("JPEG", "MPO"))
PNG = Kind("PNG", "picture", ("PNG",))
WEBP = Kind("WebP", "picture", ("WEBP",))
AVIF = Kind("AVIF", "picture", ("AVIF",))
HEIC = Kind("HEIC", "picture", ())
TIFF = Kind("TIFF", "picture", ("TIFF",))
BMP = Kind("BMP", "picture", ("BMP",))
GIF = Kind("GIF", "picture", ("GIF",))
MP4 = Kind("MP4", "video", ("mov",))
MOV = Kind("MOV", "video", ("mov",))
WEBM = Kind("WebM", "video", ("matroska",))
MKV = Kind("MKV", "video", ("matroska",))

_MAGIC = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
)
_TIFF_MAGIC = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_BMP_HEADER_SIZES = (12, 16, 40, 52, 56, 64, 108, 124)
_AVIF_BRANDS = (b"avif", b"avis")
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1")
# Boxes that may open a QuickTime file from before `ftyp`.
_OLD_QUICKTIME = (b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")


def sniff(head: bytes) -> Kind | None:
    """The kind these first bytes belong to; none when it is no kind that can be read."""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[:4] in _TIFF_MAGIC and b"CR" not in head[8:10]:  # CR marks a Canon raw picture
        return TIFF
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BMP_HEADER_SIZES:
        return BMP
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return WEBM if b"webm" in head[:64] else MKV
    return _sniff_boxes(head)


def brands(head: bytes) -> tuple[bytes, ...]:
    """The brands an ISO media file (MP4, MOV, AVIF, HEIC) declares, the major one first."""
    if head[4:8] != b"ftyp":
        return ()
    end = min(int.from_bytes(head[:4], "big"), len(head))
    return (head[8:12], *(head[at : at + 4] for at in range(16, end - 3, 4)))


def _sniff_boxes(head: bytes) -> Kind | None:
    if head[4:8] in _OLD_QUICKTIME:
        return MOV
    declared = brands(head)
    if not declared:
        return None
    if any(brand in declared for brand in _AVIF_BRANDS):
        return AVIF
    if declared[0] in _HEIF_BRANDS:
        return HEIC
    if declared[0] in (b"crx ", b"M4A ", b"M4B "):
        return None
    return MOV if declared[0] == b"qt  " else MP4
