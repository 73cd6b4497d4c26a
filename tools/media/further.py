"""A picture or video file comes in; what it holds beside what is looked at goes out, in sentences.

Nothing that somebody may be shown is passed over in silence. What no software shows by itself (thumbnails,
smaller copies, masks, maps of light or depth) is nothing further.
"""

from __future__ import annotations

from PIL import Image, TiffImagePlugin
from PIL.MpoImagePlugin import MpoImageFile

from agent_plugin.tools.media.sniff import HEIC, JPEG, TIFF
from agent_plugin.tools.media.source import Source

# Structure: a tag of TIFF and the bits of its value.
_SUBFILE_TYPE, _SMALLER_COPY_OR_MASK = 254, 0b101
# Phones keep maps of light and depth as further pictures; their headers name them so.
_MAPS = (b"hdrgm:", b"urn:iso:std:iso:ts:21496", b"urn:com:apple:photo:", b"GDepth:", b"GImage:")
# Structure: a segment of a JPEG is no longer.
_HEADER_BYTES = 1 << 16
# Structure: a clip behind a photo begins with this box; it is short and names a brand.
_CLIP, _CLIP_BOX_BYTES = b"ftyp", range(16, 129, 4)
# Structure: the entries of an MPO's pictures.
_MPO_ENTRIES = 0xB002


def further_pictures(image: Image.Image, source: Source, pictures: int) -> tuple[str, ...]:
    """Of an opened still of so many pictures: the others, and a clip behind it; the first stays current."""
    if source.kind is HEIC:  # its maps and thumbnails are no pictures of their own
        further = pictures - 1
    else:
        further = sum(_is_shown(image, source, number) for number in range(1, pictures))
        image.seek(0)
    what = "page" if source.kind is TIFF else "picture"
    lines = [] if not further else [_others(further, what)]
    if source.kind in (JPEG, HEIC) and _has_clip(source.data):
        lines.append(CLIP_BEHIND)
    return tuple(lines)


CLIP_BEHIND = (
    "The file holds a clip beside the photo (a motion photo) that was not looked at: save the clip as a "
    "video and review it, or export the photo without it."
)
DEFAULT_PICTURE = (
    "The file holds a default picture, shown where animations are not, that was not looked at: save it as a "
    "file of its own and review it, or export the animation without it."
)


def further_films(number: int) -> tuple[str, ...]:
    """What to say of a video that has so many tracks of pictures beside the one looked at."""
    return (_others(number, "video track"),) if number else ()


def _others(number: int, what: str) -> str:
    holds = f"a further {what} that was" if number == 1 else f"{number} further {what}s that were"
    each = "it" if number == 1 else "each"
    return f"The file holds {holds} not looked at: save {each} as a file of its own and review it."


def _is_shown(image: Image.Image, source: Source, number: int) -> bool:
    """Is this further picture one that somebody may be shown? One that cannot be told is."""
    try:
        image.seek(number)
    # Hostile bytes make decoders raise nearly anything; the first picture may still be sound.
    except Exception:
        return True
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        kind: object = image.tag_v2.get(_SUBFILE_TYPE, 0)
        return not (isinstance(kind, int) and kind & _SMALLER_COPY_OR_MASK)
    if isinstance(image, MpoImageFile):
        header = source.data[image.offset : image.offset + _HEADER_BYTES]
        return not (_is_thumbnail(image, number) or any(mark in header for mark in _MAPS))
    return True


def _is_thumbnail(image: MpoImageFile, number: int) -> bool:
    entries = (image.mpinfo or {}).get(_MPO_ENTRIES, ())
    kind = entries[number]["Attribute"]["MPType"] if number < len(entries) else ""
    return str(kind).startswith("Large Thumbnail")


def _has_clip(data: bytes) -> bool:
    at = data.find(_CLIP, _CLIP_BOX_BYTES.start)  # an HEIC picture itself begins with such a box
    while at >= 0:
        length = int.from_bytes(data[max(0, at - 4) : at], "big")
        if length in _CLIP_BOX_BYTES and data[at + 4 : at + 8].isascii() and at + length <= len(data):
            return True
        at = data.find(_CLIP, at + 1)
    return False
