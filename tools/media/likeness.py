"""Pictures and what was opened come in; how alike two ads are goes out: are they versions of one creative?

A picture's likeness is its perceptual hash (OpenCV's pHash, 64 bits as hexadecimal). A plain area has none:
all plain areas are alike. Two ads are versions where their likenesses are near, or where their names differ
in nothing but what names a size, a number or a state.
"""

from __future__ import annotations

import re

import cv2
import numpy as np

from agent_plugin.tools.domain import MediaInfo, Pixels

# Of 7,626 pairs of unrelated renders none was nearer than 11 bits; of the same ads scaled to another shape or
# cut by a tenth three of four were within 14, half within 4.
_ALIKE_BITS = 10
_PLAIN_LEVELS = 4.0  # spread of grey levels, below which a picture is one plain area
_HASHED_PX = 32  # the side to which pHash shrinks a picture first; a large one is not copied for it
_STATE = re.compile(
    r"(?<![a-z])(?:v|ver|version|rev|take|draft|copy|final|fixed|new|old|edit(?:ed)?|story|feed|square|landscape"
    r"|portrait|banner|vertical|horizontal|img|image|ad|video|clip|untitled|download)(?![a-z])"
)
_SIZE = re.compile(
    r"\d+x\d+|(?<![a-z])(?:story|feed|square|landscape|portrait|banner|wide|vertical|horizontal)(?![a-z])"
)
_PIECE = re.compile(r"[a-z\u4e00-\u9fff]+")


def likeness_of(pixels: Pixels) -> str:
    """The likeness of a picture (height, width, 3); empty where it is plain."""
    if _spread(pixels) < _PLAIN_LEVELS:
        return ""
    small = cv2.resize(pixels, (_HASHED_PX, _HASHED_PX), interpolation=cv2.INTER_LINEAR_EXACT)
    found = cv2.img_hash.PHash.create().compute(np.ascontiguousarray(small[:, :, ::-1]))
    return bytes(found.ravel()).hex()


def _spread(pixels: Pixels) -> float:
    """The spread of all levels of a picture (height, width, 3), without a copy of it in other numbers."""
    means, spreads = (np.asarray(one, dtype=np.float64) for one in cv2.meanStdDev(pixels))
    return float(np.sqrt(np.mean(spreads**2 + means**2) - np.mean(means) ** 2))


def are_versions(one: MediaInfo, other: MediaInfo) -> bool:
    """Do they look like the same creative, or are they called so?"""
    if one.likeness and other.likeness:
        differing = int(one.likeness, 16) ^ int(other.likeness, 16)
        if differing.bit_count() <= _ALIKE_BITS:
            return True
    return (
        _called(one.name) == _called(other.name) != () or _numbered(one.name) == _numbered(other.name) != ()
    )


def _numbered(name: str) -> tuple[str, ...]:
    """A name without its size, where a number is left in it: `V3_story` is `V3`, as `V3_square` is."""
    stem = re.sub(r"[_\-.]+", " ", name.rpartition(".")[0].casefold())
    left = tuple(re.findall(r"[a-z\u4e00-\u9fff]*\d+|[a-z\u4e00-\u9fff]+", _SIZE.sub(" ", stem)))
    return left if any(any(sign.isdigit() for sign in piece) for piece in left) else ()


def _called(name: str) -> tuple[str, ...]:
    """What a name says of the creative: words, without sizes, numbers and states."""
    stem = re.sub(r"[_\-.]+", " ", name.rpartition(".")[0].casefold())
    return tuple(_PIECE.findall(_STATE.sub(" ", re.sub(r"\d+x\d+", " ", stem))))
