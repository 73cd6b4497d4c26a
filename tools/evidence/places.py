"""Where labels go: boxes and label sizes come in, places inside the picture without overlaps go out.

A place is judged by what it would hide and how far it is from its box. Nothing is drawn here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from agent_plugin.tools.domain import Box, Pixels

Size = tuple[float, float]
_Many = NDArray[np.float64]

_ON_DETAIL = (
    1.5  # of a label that lies wholly on it: a quarter of the picture's way is gone for a plain place
)
_FAR = 6.0  # cost of lying a whole picture away from the box
_SCHARR_WEIGHTS = 16.0  # of one side of the operator: then a step of one level counts one
_EDGE_LEVELS = 24.0  # of 255, from pixel to pixel: letters and outlines, not shading or grain
_CALM = 0.02  # between equal places the usual one, above left, wins


@dataclass(frozen=True, eq=False)
class Detail:
    """Where a picture is not plain: `sums` (height + 1, width + 1) of such pixels above and to the left."""

    sums: _Many

    def shares(self, places: _Many) -> _Many:
        """How much of each place (n, 4) is not plain, 0 to 1."""
        x0, y0, x1, y1 = places.round().astype(int).T
        busy = self.sums[y1, x1] - self.sums[y0, x1] - self.sums[y1, x0] + self.sums[y0, x0]
        shares: _Many = busy / np.maximum((x1 - x0) * (y1 - y0), 1)
        return shares


def detail_of(pixels: Pixels, text_px: int) -> Detail:
    """Where pixels (height, width, 3) hold letters, edges or a pattern, with the gaps between them closed."""
    rows, columns = (cv2.Scharr(pixels, cv2.CV_32F, *way) for way in ((0, 1), (1, 0)))
    strength = np.maximum(abs(rows), abs(columns)).max(axis=2) / _SCHARR_WEIGHTS
    edges = (strength > _EDGE_LEVELS).astype(np.uint8)
    closed = cv2.morphologyEx(edges, cv2.MORPH_CLOSE, np.ones((text_px, text_px), np.uint8))
    return Detail(np.asarray(cv2.integral(closed), dtype=np.float64))


def place(
    label: Size,
    box: Box,
    keep_clear: Sequence[tuple[Box, float]],
    taken: Sequence[Box],
    canvas: Size,
    gap: float,
    detail: Detail | None = None,
) -> Box | None:
    """The best free place of a label.

    Args:
        label: Width and height of the label.
        box: What it names.
        keep_clear: What should stay visible, with the cost of covering it; dear, not forbidden.
        taken: Where no label may lie: the labels placed before.
        canvas: Width and height of the picture.
        gap: Between the label and its box.
        detail: Where the picture itself shows something, such as a logo: covered if nothing plain is near.

    Returns:
        The label's own box, or none if there is no free place.
    """
    width, height = label
    if width > canvas[0] or height > canvas[1]:
        return None
    spots = np.concatenate([_beside(label, box, gap), _everywhere(label, canvas)])
    spots = np.clip(spots, 0, [canvas[0] - width, canvas[1] - height])
    places = np.concatenate([spots, spots + np.array([width, height])], axis=1)
    free = np.ones(len(places), dtype=bool)
    for other in taken:
        free &= _overlap(places, _grown(other, gap)) == 0
    if not free.any():
        return None
    cost = _cost(places, box, keep_clear, canvas) + _CALM * np.minimum(np.arange(len(places)), 8) / 8
    if detail is not None:
        cost += _ON_DETAIL * detail.shares(places)
    x0, y0, x1, y1 = map(float, places[np.argmin(np.where(free, cost, np.inf))])
    return x0, y0, x1, y1


def _cost(places: _Many, box: Box, keep_clear: Sequence[tuple[Box, float]], canvas: Size) -> _Many:
    """Of being far from the box, and of covering what should stay visible."""
    cost = _FAR * _distance(places, box) / float(np.hypot(*canvas))
    area = (places[0, 2] - places[0, 0]) * (places[0, 3] - places[0, 1])
    for other, dear in keep_clear:
        cost += dear * _overlap(places, other) / area
    return cost


def _beside(label: Size, box: Box, gap: float) -> _Many:
    width, height = label
    x0, y0, x1, y1 = box
    above, below = y0 - height - gap, y1 + gap
    return np.array(
        [
            (x0, above),
            (x0, below),
            (x1 - width, above),
            (x1 - width, below),
            (x1 + gap, y0),
            (x0 - width - gap, y0),
            (x0 + gap, y0 + gap),
            (x1 - width - gap, y1 - height - gap),
        ]
    )


def _everywhere(label: Size, canvas: Size) -> _Many:
    """A grid over the picture, fine enough to find the gaps between labels."""
    xs = np.linspace(0, canvas[0] - label[0], min(48, max(2, int(canvas[0] / label[1]))))
    ys = np.linspace(0, canvas[1] - label[1], min(48, max(2, int(2 * canvas[1] / label[1]))))
    return np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)


def _overlap(places: _Many, other: Box) -> _Many:
    wide = np.minimum(places[:, 2], other[2]) - np.maximum(places[:, 0], other[0])
    high = np.minimum(places[:, 3], other[3]) - np.maximum(places[:, 1], other[1])
    shared: _Many = np.maximum(wide, 0) * np.maximum(high, 0)
    return shared


def _distance(places: _Many, box: Box) -> _Many:
    """From the nearest edges of the label to those of the box; zero where they touch."""
    wide = np.maximum(np.maximum(box[0] - places[:, 2], places[:, 0] - box[2]), 0)
    high = np.maximum(np.maximum(box[1] - places[:, 3], places[:, 1] - box[3]), 0)
    away: _Many = np.hypot(wide, high)
    return away


def _grown(box: Box, by: float) -> Box:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by
