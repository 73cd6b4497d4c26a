"""A sound part's pixels come in, the same part plainly broken goes out: what controls are made of.

Each operation takes and gives RGB pixels (h, w, 3), keeps the picture's grain and light, and spoils the
middle so that whoever looks must see it. They resemble what image generators do wrong: parts doubled, melted
or put together wrongly.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from agent_plugin.tools.domain import Part, Pixels

Operation = Callable[[Pixels, random.Random], Pixels]
_Mask = NDArray[np.float32]


def garbled(pixels: Pixels, lot: random.Random) -> Pixels:
    """A picture (h, w, 3) whose pieces stand in wrong places: fingers that begin in fingers."""
    high, wide = pixels.shape[:2]
    reach = 0.2 * min(high, wide)
    rows, columns = np.indices((high, wide), dtype=np.float32)
    coarse = np.random.default_rng(lot.randrange(2**32)).uniform(-1.0, 1.0, (2, 6, 6)).astype(np.float32)
    across, down = (
        np.asarray(cv2.resize(one, (wide, high), interpolation=cv2.INTER_CUBIC), np.float32) for one in coarse
    )
    far = np.hypot((columns / wide - 0.5) / 0.42, (rows / high - 0.5) / 0.42)
    share = reach * np.clip(1.3 - far, 0.0, 1.0)
    moved = cv2.remap(
        pixels,
        (columns + share * _firm(across)).astype(np.float32),
        (rows + share * _firm(down)).astype(np.float32),
        cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REFLECT_101,
    )
    return _pixels(moved)


def melted(pixels: Pixels, lot: random.Random) -> Pixels:
    """A picture (h, w, 3) whose lines run into each other: a strong swirl under a slow wave."""
    high, wide = pixels.shape[:2]
    rows, columns = np.indices((high, wide), dtype=np.float32)
    x, y = columns - lot.uniform(0.46, 0.54) * wide, rows - lot.uniform(0.46, 0.54) * high
    radius = 0.42 * min(high, wide)
    far = np.sqrt(x * x + y * y) / radius
    swirl = lot.choice((-1.0, 1.0)) * lot.uniform(1.7, 2.5) * np.clip(1.0 - far, 0.0, 1.0) ** 1.2
    wave = 0.05 * min(high, wide) * np.sin(rows / high * 4 * math.pi) * np.clip(1.2 - far, 0.0, 1.0)
    across = columns - x + x * np.cos(swirl) - y * np.sin(swirl) + wave
    down = rows - y + x * np.sin(swirl) + y * np.cos(swirl)
    moved = cv2.remap(
        pixels,
        across.astype(np.float32),
        down.astype(np.float32),
        cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REFLECT_101,
    )
    return _pixels(moved)


def turned_over(pixels: Pixels, lot: random.Random) -> Pixels:
    """A picture (h, w, 3) with the middle of a face upside down in its head: eyes below the mouth."""
    return _blended(
        pixels, _pixels(cv2.rotate(pixels, cv2.ROTATE_180)), _ellipse(pixels, (0.5, 0.5), (0.2, 0.27))
    )


def second_face(pixels: Pixels, lot: random.Random) -> Pixels:
    """A picture (h, w, 3) with a second face grown into the first, eyes beside eyes."""
    high, wide = pixels.shape[:2]
    away = lot.choice((-1.0, 1.0)) * lot.uniform(0.2, 0.26) * wide
    shift = np.array([[1.0, 0.0, away], [0.0, 1.0, lot.uniform(0.05, 0.12) * high]])
    copied = cv2.warpAffine(pixels, shift, (wide, high), borderMode=cv2.BORDER_REFLECT_101)
    mask = cv2.warpAffine(_ellipse(pixels, (0.5, 0.5), (0.17, 0.26)), shift, (wide, high))
    return _blended(pixels, _pixels(copied), mask.astype(np.float32))


_HAND: tuple[Operation, ...] = (garbled, melted)
OPERATIONS: Mapping[Part, tuple[Operation, ...]] = {
    Part.LEFT_HAND: _HAND,
    Part.RIGHT_HAND: _HAND,
    Part.HEAD: (melted,),
    Part.FACE: (turned_over, second_face, melted),
}
"""What can be spoiled so that everybody sees it: a garbled shoe may be a shoe of some fashion, and a second
face shows only where the first looks at the camera, which is not known of an ad's heads."""


def broken(pixels: Pixels, part: Part, lot: random.Random) -> Pixels:
    """The part's pixels (h, w, 3) with a plain defect, another one each time."""
    return lot.choice(OPERATIONS[part])(pixels, lot)


def _firm(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Most of the field at its full strength, so that pieces jump instead of stretching."""
    firm: NDArray[np.float32] = np.tanh(3.0 * values).astype(np.float32)
    return firm


def _ellipse(pixels: Pixels, middle: tuple[float, float], radii: tuple[float, float]) -> _Mask:
    """1 within the ellipse, fading to 0 around it; (h, w), all measures in shares of the sides."""
    high, wide = pixels.shape[:2]
    canvas = np.zeros((high, wide), dtype=np.float32)
    centre = round(middle[0] * wide), round(middle[1] * high)
    axes = max(1, round(radii[0] * wide)), max(1, round(radii[1] * high))
    cv2.ellipse(canvas, centre, axes, 0.0, 0.0, 360.0, (1.0,), thickness=-1)
    soft = max(3, round(0.05 * min(high, wide)) | 1)
    return cv2.GaussianBlur(canvas, (soft, soft), 0).astype(np.float32)


def _blended(under: Pixels, over: Pixels, mask: _Mask) -> Pixels:
    share = mask[..., None]
    return _pixels(under * (1.0 - share) + over * share)


def _pixels(values: NDArray[np.generic]) -> Pixels:
    return np.clip(np.asarray(values, dtype=np.float32), 0.0, 255.0).round().astype(np.uint8)
