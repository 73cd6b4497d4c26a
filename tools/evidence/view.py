"""A part of a frame at a size for people: pixels and a region come in, a picture with a ruler goes out.

The ruler maps boxes of the media to the picture. The frame's own pixels are never written to.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

from agent_plugin.tools.domain import Box, Frame
from agent_plugin.tools.evidence.palette import BACKDROP
from agent_plugin.tools.policy import EvidenceRules

_LETTERS_OF_WIDTH = 0.028  # 11 px where a phone shows the picture 390 px wide


@dataclass(frozen=True, eq=False)
class View:
    """A picture to draw on; a media pixel `x` lies at `x * scale_x + shift_x` in it."""

    image: Image.Image
    scale_x: float
    scale_y: float
    shift_x: float
    shift_y: float

    @property
    def unit_px(self) -> int:
        """The width of a thin line; everything drawn is a multiple of it."""
        return max(1, round(min(max(self.image.size) / 500, min(self.image.size) / 200)))

    @property
    def text_px(self) -> int:
        """The size of a label's letters: read on a phone, and a line of them never a quarter of a banner."""
        return max(18, round(min(self.image.width * _LETTERS_OF_WIDTH, self.image.height * 0.1)))

    def box(self, box_xyxy: Box) -> Box:
        """Where a box of the media lies: inside the picture and large enough to be seen."""
        x0, y0, x1, y1 = box_xyxy
        wide = _span(x0 * self.scale_x + self.shift_x, x1 * self.scale_x + self.shift_x, self.image.width)
        high = _span(y0 * self.scale_y + self.shift_y, y1 * self.scale_y + self.shift_y, self.image.height)
        return wide[0], high[0], wide[1], high[1]

    def point(self, xy: tuple[float, float]) -> tuple[float, float]:
        """Where a point of the media lies."""
        return xy[0] * self.scale_x + self.shift_x, xy[1] * self.scale_y + self.shift_y


def whole(frame: Frame, rules: EvidenceRules) -> View:
    """The full frame, neither too large to send nor too small to label."""
    width, height = frame.width, frame.height
    grow = max(1.0, rules.min_side_px / min(width, height))
    scale = min(grow, rules.max_side_px / max(width, height))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    canvas = (max(size[0], rules.min_canvas_px), max(size[1], rules.min_canvas_px))
    return _view(frame, (0, 0, width, height), size, canvas)


def square(frame: Frame, box_xyxy: Box, rules: EvidenceRules) -> View:
    """A square cut around a box, so that it can be seen whose part it is."""
    x0, y0, x1, y1 = sound_box(box_xyxy, frame)
    margin = 1 + 2 * rules.crop_margin
    side = max(x1 - x0, y1 - y0) * margin
    side = max(side, rules.crop_side_px / rules.crop_max_zoom, 1.0)
    left, right = _window((x0 + x1) / 2, side, frame.width)
    top, bottom = _window((y0 + y1) / 2, side, frame.height)
    scale = rules.crop_side_px / max(right - left, bottom - top)
    size = (max(1, round((right - left) * scale)), max(1, round((bottom - top) * scale)))
    return _view(frame, (left, top, right, bottom), size, (rules.crop_side_px, rules.crop_side_px))


def tile(frame: Frame, width_px: int) -> View:
    """The full frame at a given width, for a strip; a very tall frame is kept to twice its width."""
    scale = min(width_px / frame.width, 2 * width_px / frame.height)
    size = (max(1, round(frame.width * scale)), max(1, round(frame.height * scale)))
    return _view(frame, (0, 0, frame.width, frame.height), size, (width_px, max(size[1], width_px // 4)))


def sound_box(box_xyxy: Box, frame: Frame) -> Box:
    """The box within the frame, in order and without numbers that are none."""
    wide = _span(box_xyxy[0], box_xyxy[2], frame.width, least=1.0)
    high = _span(box_xyxy[1], box_xyxy[3], frame.height, least=1.0)
    return wide[0], high[0], wide[1], high[1]


def _view(
    frame: Frame, region: tuple[int, int, int, int], size: tuple[int, int], canvas: tuple[int, int]
) -> View:
    x0, y0, x1, y1 = region
    source = frame.pixels[y0:y1, x0:x1]
    how = cv2.INTER_AREA if size[0] < x1 - x0 else cv2.INTER_CUBIC
    cut = Image.fromarray(np.asarray(cv2.resize(source, size, interpolation=how), dtype=np.uint8))
    at = ((canvas[0] - size[0]) // 2, (canvas[1] - size[1]) // 2)
    image = cut
    if canvas != size:
        image = Image.new("RGB", canvas, BACKDROP)
        image.paste(cut, at)
    scale_x, scale_y = size[0] / (x1 - x0), size[1] / (y1 - y0)
    return View(image, scale_x, scale_y, at[0] - x0 * scale_x, at[1] - y0 * scale_y)


def _window(centre: float, side: float, limit: int) -> tuple[int, int]:
    """A stretch around a centre, pushed inwards at the edges."""
    whole_side = min(math.ceil(side), limit)
    first = min(max(round(centre - side / 2), 0), limit - whole_side)
    return first, first + whole_side


def _span(low: float, high: float, limit: float, least: float = 16.0) -> tuple[float, float]:
    """Two ends in order, inside `0..limit`, at least `least` apart where there is room."""
    low, high = sorted(min(max(end, 0.0), limit) if math.isfinite(end) else 0.0 for end in (low, high))
    grow = max(0.0, min(least, limit) - (high - low)) / 2
    low, high = low - grow, high + grow
    shift = max(0.0, -low) - max(0.0, high - limit)
    return max(0.0, low + shift), min(limit, high + shift)
