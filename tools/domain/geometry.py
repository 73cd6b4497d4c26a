"""Pixels, points and boxes, as every room means them: upright, `(x0, y0, x1, y1)`, origin at the top left.

NumPy is only named here: a server that lists its tools must not wait for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Pixels: TypeAlias = "NDArray[np.uint8]"
Points: TypeAlias = "NDArray[np.float32]"
Box = tuple[float, float, float, float]


def box_around(points_xy: Points) -> Box:
    """The smallest box that holds all points (n, 2)."""
    low, high = points_xy.min(axis=0), points_xy.max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def clipped(box_xyxy: Box, width_px: int, height_px: int) -> Box:
    """What of the box lies in the picture; one pixel at the edge at the least."""
    x0, y0, x1, y1 = box_xyxy
    x0, y0 = (max(0.0, min(low, side - 1.0)) for low, side in ((x0, width_px), (y0, height_px)))
    x1, y1 = (
        max(low + 1.0, min(high, side)) for low, high, side in ((x0, x1, width_px), (y0, y1, height_px))
    )
    return x0, y0, x1, y1


def overlap(first: Box, second: Box) -> float:
    """Shared area over joint area of two boxes, 0 to 1."""
    wide = min(first[2], second[2]) - max(first[0], second[0])
    high = min(first[3], second[3]) - max(first[1], second[1])
    shared = max(0.0, wide) * max(0.0, high)
    joint = sum((box[2] - box[0]) * (box[3] - box[1]) for box in (first, second)) - shared
    return shared / joint if joint > 0 else 0.0


def shows(shown_xyxy: Box, wanted_xyxy: Box, least_overlap: float) -> bool:
    """Does a cut of the picture show the middle of a box, or more than that overlap of it?"""
    x, y = (wanted_xyxy[0] + wanted_xyxy[2]) / 2, (wanted_xyxy[1] + wanted_xyxy[3]) / 2
    inside = shown_xyxy[0] <= x <= shown_xyxy[2] and shown_xyxy[1] <= y <= shown_xyxy[3]
    return inside or overlap(shown_xyxy, wanted_xyxy) > least_overlap
