"""A picture comes in; whether it is one of the product's controls, and one with a defect, goes out.

For the fake judge's careful rule only: it knows the controls by heart, as a judge that sees well would know
what they show. Real judges are told nothing of this kind.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from agent_plugin import prompts

SIDE_PX, LIKE = 12, 0.9  # a stamp of this side, and the correlation from which two are the same picture
_GREY = 128  # edges are painted over in it
_NEAR = (2, 8, 20)  # give or take what a JPEG does to it, at the edges and in a picture that is grey itself
Stamp = NDArray[np.float64]


def is_flawed(jpeg: bytes) -> bool | None:
    """Whether it is a control with a defect (true) or a sound one (false); none for any other picture."""
    try:
        with Image.open(BytesIO(jpeg)) as opened:
            stamps = [_stamp(opened.convert("RGB"), near) for near in _NEAR]
    except OSError:
        return None
    likeness, flawed = max((_likeness(one, known), flawed) for known, flawed in _known() for one in stamps)
    return flawed if likeness >= LIKE else None


def _likeness(one: Stamp, other: Stamp) -> float:
    """The better correlation of the two ways round."""
    return max(float((one * other).mean()), float((one[:, ::-1] * other).mean()))


@cache
def _known() -> tuple[tuple[Stamp, bool], ...]:
    found: list[tuple[Stamp, bool]] = []
    for name in prompts.controls():
        with Image.open(BytesIO(prompts.control(name))) as opened:
            found.append((_stamp(opened.convert("RGB"), 0), ".sound." not in name))
    return tuple(found)


def _stamp(picture: Image.Image, near: int) -> Stamp:
    """Small, without grey edges, with a mean of 0 and a spread of 1."""
    pixels = np.asarray(picture, np.int16)
    inside = np.abs(pixels - _GREY).max(axis=2) > near
    rows, columns = (np.flatnonzero(inside.mean(axis=axis) > 0.1) for axis in (1, 0))
    if len(rows) and len(columns):
        picture = picture.crop((int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1))
    small = np.asarray(picture.resize((SIDE_PX, SIDE_PX), Image.Resampling.BOX).convert("L"), np.float64)
    stamp: Stamp = (small - small.mean()) / (small.std() or 1.0)
    return stamp
