"""A picture and its square come in; copies a little moved, turned, relit and spoilt go out, by seed.

The models that find people centre and turn a crop no more exactly than this, and photographs differ in light
and sharpness more than renders do.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from agent_plugin.tools.body.crops import Square
from agent_plugin.tools.domain import Frame, Pixels

MOVED, SCALED = 0.06, (0.88, 1.14)  # of the square's side
BRIGHTNESS, CONTRAST, GAMMA = 0.06, (0.85, 1.15), (0.85, 1.2)
SPOILT = 1 / 3  # of the copies
JPEG_QUALITY, BLUR_OF_SIDE = (30, 75), (0.0005, 0.0015)
SHRUNK_TO = (0.2, 0.6)  # and enlarged again: ads are put together from pictures of all sizes


def rng_of(seed: int, copy: int) -> np.random.Generator:
    """The chance of one copy of one picture."""
    return np.random.default_rng([seed, copy])


def relit(frame: Frame, rng: np.random.Generator) -> Frame:
    """Brightness, contrast and gamma changed a little; a third also compressed, blurred or coarser."""
    unit = (np.arange(256, dtype=np.float64) / 255) ** rng.uniform(*GAMMA)
    changed = (unit - 0.5) * rng.uniform(*CONTRAST) + 0.5 + rng.uniform(-BRIGHTNESS, BRIGHTNESS)
    curve = np.clip(np.round(changed * 255), 0, 255).astype(np.uint8)
    pixels = np.asarray(cv2.LUT(frame.pixels, curve), dtype=np.uint8)
    if rng.random() < SPOILT:
        spoil = (_compressed, _blurred, _coarser)[int(rng.integers(3))]
        pixels = spoil(pixels, rng)
    return Frame(pixels)


def near(square: Square, rng: np.random.Generator, *, turned_deg: float, mirrored: bool) -> Square:
    """A square near this one, turned by up to so much; where `mirrored`, half of them the other way round."""
    move_x, move_y = rng.uniform(-MOVED, MOVED, 2) * square.side_px
    swapped = bool(rng.random() < 0.5) and mirrored
    return replace(
        square,
        x_px=square.x_px + float(move_x),
        y_px=square.y_px + float(move_y),
        side_px=square.side_px * float(rng.uniform(*SCALED)),
        turn_deg=square.turn_deg + float(rng.uniform(-turned_deg, turned_deg)),
        mirrored=square.mirrored != swapped,
    )


def _compressed(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    quality = int(rng.integers(*JPEG_QUALITY))
    _, content = cv2.imencode(".jpg", pixels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    again = cv2.imdecode(content, cv2.IMREAD_COLOR)
    return np.ascontiguousarray(np.asarray(again, dtype=np.uint8)[..., ::-1])


def _blurred(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    sigma = float(rng.uniform(*BLUR_OF_SIDE)) * max(pixels.shape[:2])
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), sigma), dtype=np.uint8)


def _coarser(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    height, width = pixels.shape[:2]
    share = float(rng.uniform(*SHRUNK_TO))
    small = cv2.resize(pixels, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
