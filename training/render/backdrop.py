"""What is behind the person: gradients, noise, blurred shapes, stripes, a horizon."""

from __future__ import annotations

import cv2
import numpy as np

from training.render.paint import draw_colour
from training.render.types import Floats, Picture, Random


def draw_backdrop(rng: Random, width: int, height: int) -> Picture:
    """Draw a background of this size."""
    kind = str(rng.choice(list(_KINDS), p=[0.14, 0.24, 0.14, 0.26, 0.08, 0.14]))
    picture = _KINDS[kind](rng, width, height)
    picture = picture + rng.normal(0, rng.uniform(0, 4), (height, width, 1))
    return np.clip(picture, 0, 255).astype(np.uint8)


def _flat(rng: Random, width: int, height: int) -> Floats:
    return np.tile(_ground(rng), (height, width, 1))


def _gradient(rng: Random, width: int, height: int) -> Floats:
    y, x = np.mgrid[0:height, 0:width]
    angle = rng.uniform(0, 2 * np.pi)
    along = x / width * np.cos(angle) + y / height * np.sin(angle)
    along = (along - along.min()) / max(float(np.ptp(along)), 1e-6)
    first, second = _ground(rng), _ground(rng)
    return np.asarray(first + (second - first) * along[:, :, None], np.float64)


def _noise(rng: Random, width: int, height: int) -> Floats:
    cells = int(rng.integers(3, 40))
    coarse = rng.normal(0, 1, (cells, cells, 3)) * rng.uniform(10, 60)
    return _ground(rng) + cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)


def _shapes(rng: Random, width: int, height: int) -> Floats:
    picture = _gradient(rng, width, height)
    for _ in range(int(rng.integers(3, 30))):
        at = (int(rng.uniform(0, width)), int(rng.uniform(0, height)))
        size = (int(rng.uniform(4, width / 3)), int(rng.uniform(4, height / 3)))
        colour = tuple(map(float, draw_colour(rng)))
        if rng.random() < 0.5:
            cv2.ellipse(picture, at, size, rng.uniform(0, 180), 0, 360, colour, -1)
        else:
            cv2.rectangle(picture, at, (at[0] + size[0], at[1] + size[1] * 2), colour, -1)
    blur = rng.uniform(0, 14)
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), blur), np.float64) if blur > 1 else picture


def _stripes(rng: Random, width: int, height: int) -> Floats:
    y, x = np.mgrid[0:height, 0:width]
    angle, step = rng.uniform(0, np.pi), rng.uniform(8, 80)
    mask = ((x * np.cos(angle) + y * np.sin(angle)) / step) % 1 < rng.uniform(0.2, 0.8)
    return np.where(mask[:, :, None], _ground(rng), _ground(rng))


def _horizon(rng: Random, width: int, height: int) -> Floats:
    picture = _gradient(rng, width, height)
    line = int(height * rng.uniform(0.3, 0.85))
    picture[line:] = _noise(rng, width, height)[line:]
    for _ in range(int(rng.integers(0, 8))):
        left, wide = int(rng.uniform(-0.2, 1) * width), int(rng.uniform(0.05, 0.4) * width)
        top = int(line - rng.uniform(0, 0.6) * height)
        cv2.rectangle(picture, (left, top), (left + wide, line), tuple(map(float, draw_colour(rng))), -1)
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.5, 9)), np.float64)


def _ground(rng: Random) -> Floats:
    light = rng.random() < 0.45
    return draw_colour(rng) * 0.25 + 190 if light else draw_colour(rng)


_KINDS = {
    "flat": _flat,
    "gradient": _gradient,
    "noise": _noise,
    "shapes": _shapes,
    "stripes": _stripes,
    "horizon": _horizon,
}
