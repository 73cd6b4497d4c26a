"""Where labels go: boxes and label sizes come in, places inside the picture without overlaps go out.

A place is judged by what it would hide and how far it is from its box. Nothing is drawn here.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from agent_plugin.tools.domain import Box

Size = tuple[float, float]
_Many = NDArray[np.float64]

_FAR = 6.0  # cost of lying a whole picture away from the box
_CALM = 0.02  # between equal places the usual one, above left, wins


def place(
    label: Size,
    box: Box,
    keep_clear: Sequence[tuple[Box, float]],
    taken: Sequence[Box],
    canvas: Size,
    gap: float,
) -> Box | None:
    """The best free place of a label.

    Args:
        label: Width and height of the label.
        box: What it names.
        keep_clear: What should stay visible, with the cost of covering it; dear, not forbidden.
        taken: Where no label may lie: the labels placed before.
        canvas: Width and height of the picture.
        gap: Between the label and its box.

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
    cost = _FAR * _distance(places, box) / float(np.hypot(*canvas))
    for other, dear in keep_clear:
        cost += dear * _overlap(places, other) / (width * height)
    cost += _CALM * np.minimum(np.arange(len(places)), 8) / 8
    best = int(np.argmin(np.where(free, cost, np.inf)))
    x0, y0, x1, y1 = (float(v) for v in places[best])
    return x0, y0, x1, y1


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
