"""Square crops of a picture, scaled to one size and turned upright, and the way back to picture pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image

from agent_plugin.tools.domain import Box, Pixels, Points

OUTSIDE_GREY = 127  # neither skin nor hair, and what the models see beyond a picture's edge is never judged


@dataclass(frozen=True)
class Square:
    """A square of the picture: its middle, its side, and by how much it is turned clockwise."""

    x_px: float
    y_px: float
    side_px: float
    turn_deg: float = 0.0

    @property
    def box_xyxy(self) -> Box:
        """The square as if it were not turned."""
        half = self.side_px / 2
        return self.x_px - half, self.y_px - half, self.x_px + half, self.y_px + half


@dataclass(frozen=True, eq=False)
class Crop:
    """The pixels of a square at a fixed size, and where they came from."""

    pixels: Pixels  # (out_px, out_px, 3)
    square: Square

    def to_picture(self, xy_px: Points) -> Points:
        """Points (n, 2) of the crop in picture pixels."""
        scale = self.square.side_px / self.pixels.shape[0]
        centred = (xy_px - self.pixels.shape[0] / 2) * scale
        turn = math.radians(self.square.turn_deg)
        cos, sin = math.cos(turn), math.sin(turn)
        turned = centred @ np.array([[cos, sin], [-sin, cos]], dtype=np.float32)
        placed: Points = (turned + np.array([self.square.x_px, self.square.y_px])).astype(np.float32)
        return placed


def shrunk(pixels: Pixels, longest_px: int) -> tuple[Pixels, float]:
    """The picture with its longest side at most so long, and by what its points grow back."""
    height, width = pixels.shape[:2]
    share = min(1.0, longest_px / max(width, height))
    if share == 1.0:
        return pixels, 1.0
    size = max(1, round(width * share)), max(1, round(height * share))
    small = Image.fromarray(pixels).resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
    return np.asarray(small), width / size[0]


def cut(pixels: Pixels, square: Square, out_px: int) -> Crop:
    """The square's pixels at `out_px` a side; what lies outside the picture is flat grey."""
    if square.turn_deg == 0.0:
        return Crop(np.asarray(_window(pixels, square, out_px)), square)
    reach = Square(square.x_px, square.y_px, square.side_px * math.sqrt(2))
    wide = math.ceil(out_px * math.sqrt(2))
    turned = _window(pixels, reach, wide).rotate(
        square.turn_deg, Image.Resampling.BILINEAR, fillcolor=(OUTSIDE_GREY,) * 3
    )
    edge = (wide - out_px) // 2
    return Crop(np.asarray(turned.crop((edge, edge, edge + out_px, edge + out_px))), square)


def _window(pixels: Pixels, square: Square, out_px: int) -> Image.Image:
    """Resampled from the part inside the picture only, then pasted on grey."""
    height, width = pixels.shape[:2]
    x0, y0, x1, y1 = square.box_xyxy
    left, top, right, bottom = max(x0, 0.0), max(y0, 0.0), min(x1, width), min(y1, height)
    canvas = Image.new("RGB", (out_px, out_px), (OUTSIDE_GREY,) * 3)
    if right - left < 1 or bottom - top < 1:
        return canvas
    scale = out_px / square.side_px
    size = max(1, round((right - left) * scale)), max(1, round((bottom - top) * scale))
    ix0, iy0, ix1, iy1 = math.floor(left), math.floor(top), math.ceil(right), math.ceil(bottom)
    source = Image.fromarray(pixels[iy0:iy1, ix0:ix1])
    box = (left - ix0, top - iy0, right - ix0, bottom - iy0)
    shrunk = source.resize(size, Image.Resampling.BILINEAR, box=box)
    canvas.paste(shrunk, (round((left - x0) * scale), round((top - y0) * scale)))
    return canvas
