"""Pixels, points and boxes, as every room means them: upright, `(x0, y0, x1, y1)`, origin at the top left."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Points = NDArray[np.float32]
Box = tuple[float, float, float, float]


def box_around(points_xy: Points) -> Box:
    """The smallest box that holds all points (n, 2)."""
    low, high = points_xy.min(axis=0), points_xy.max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def overlap(first: Box, second: Box) -> float:
    """Shared area over joint area of two boxes, 0 to 1."""
    wide = min(first[2], second[2]) - max(first[0], second[0])
    high = min(first[3], second[3]) - max(first[1], second[1])
    shared = max(0.0, wide) * max(0.0, high)
    joint = sum((box[2] - box[0]) * (box[3] - box[1]) for box in (first, second)) - shared
    return shared / joint if joint > 0 else 0.0
