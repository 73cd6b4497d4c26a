"""Square crops of a picture, scaled to one size, turned or mirrored, and the way back to picture pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from agent_plugin.tools.domain import Box, Pixels, Points

# Structure: how far crops of one thing differ.
_NEAR = ((8.0, 0.93, 0.02), (-8.0, 1.07, -0.02))  # turned by degrees, times as wide, moved by sides
# Structure: neither skin nor hair.
OUTSIDE_GREY = 127  # what the models see beyond a picture's edge is never judged


@dataclass(frozen=True)
class Square:
    """A square of the picture: its middle, its side, the turn clockwise, and whether it is mirrored."""

    x_px: float
    y_px: float
    side_px: float
    turn_deg: float = 0.0
    mirrored: bool = False  # left and right of the turned square are swapped

    @property
    def box_xyxy(self) -> Box:
        """The square as if it were not turned."""
        half = self.side_px / 2
        return self.x_px - half, self.y_px - half, self.x_px + half, self.y_px + half

    @property
    def axes(self) -> NDArray[np.float64]:
        """Where the crop's right and down point in the picture: columns (2, 2); transposed, the way back."""
        turn = math.radians(self.turn_deg)
        cos, sin = math.cos(turn), math.sin(turn)
        across = -1.0 if self.mirrored else 1.0
        return np.array([[across * cos, -sin], [across * sin, cos]])


@dataclass(frozen=True, eq=False)
class Crop:
    """The pixels of a square at a fixed size, and where they came from."""

    pixels: Pixels  # (out_px, out_px, 3)
    square: Square

    def to_picture(self, xy_px: Points) -> Points:
        """Points (n, 2) of the crop in picture pixels."""
        scale = self.square.side_px / self.pixels.shape[0]
        centred = (xy_px - self.pixels.shape[0] / 2) * scale
        turned = centred @ self.square.axes.T.astype(np.float32)
        placed: Points = (turned + np.array([self.square.x_px, self.square.y_px])).astype(np.float32)
        return placed


def near_squares(square: Square, *, mirrored: bool = False) -> list[Square]:
    """The square and others so near that the answer should be the same; one is flipped if `mirrored`.

    Where a network is unsure, a few pixels change its answer; the mean over several crops is steadier.
    """
    return [square, *(_moved(square, *near, mirrored and number == 1) for number, near in enumerate(_NEAR))]


def _moved(square: Square, turn_deg: float, times: float, moved: float, mirror: bool) -> Square:
    return replace(
        square,
        x_px=square.x_px + moved * square.side_px,
        y_px=square.y_px - moved * square.side_px,
        side_px=times * square.side_px,
        turn_deg=square.turn_deg + turn_deg,
        mirrored=square.mirrored != mirror,
    )


def shrunk(pixels: Pixels, longest_px: int) -> tuple[Pixels, float]:
    """The pixels (h, w, 3) with their longest side at most so long, and the factor for the way back."""
    height, width = pixels.shape[:2]
    share = min(1.0, longest_px / max(width, height))
    if share == 1.0:
        return pixels, 1.0
    size = max(1, round(width * share)), max(1, round(height * share))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8), width / size[0]


def cut(pixels: Pixels, square: Square, out_px: int) -> Crop:
    """The square of pixels (h, w, 3), `out_px` a side; what lies outside the picture is flat grey."""
    scale = out_px / square.side_px
    region, corner_x, corner_y = _around(pixels, square)
    if region.size == 0:
        return Crop(np.full((out_px, out_px, 3), OUTSIDE_GREY, dtype=np.uint8), square)
    shrink_x = shrink_y = 1.0
    if scale < 1.0:
        size = max(1, round(region.shape[1] * scale)), max(1, round(region.shape[0] * scale))
        shrink_x, shrink_y = size[0] / region.shape[1], size[1] / region.shape[0]
        region = np.asarray(cv2.resize(region, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    # From crop to picture to the shrunk region; pixel centres lie at half coordinates.
    to_picture = square.axes / scale
    middle = np.array([square.x_px - corner_x, square.y_px - corner_y])
    to_region = np.diag([shrink_x, shrink_y]) @ to_picture
    offset = np.array([shrink_x, shrink_y]) * middle - to_region @ np.full(2, out_px / 2 - 0.5) - 0.5
    matrix = np.hstack([to_region, offset[:, None]])
    cropped = cv2.warpAffine(
        region,
        matrix,
        (out_px, out_px),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(OUTSIDE_GREY,) * 3,
    )
    return Crop(np.asarray(cropped, dtype=np.uint8), square)


def _around(pixels: Pixels, square: Square) -> tuple[Pixels, int, int]:
    """The part of the picture that the square can reach, and its corner."""
    height, width = pixels.shape[:2]
    reach = square.side_px / 2 * (1.0 if square.turn_deg == 0.0 else math.sqrt(2)) + 1
    left, top = max(0, math.floor(square.x_px - reach)), max(0, math.floor(square.y_px - reach))
    right, bottom = min(width, math.ceil(square.x_px + reach)), min(height, math.ceil(square.y_px + reach))
    return pixels[top : max(top, bottom), left : max(left, right)], left, top
