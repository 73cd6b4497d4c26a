"""Is a part big, sharp and whole enough to be judged? Crops and squares come in, reasons go out."""

from __future__ import annotations

import numpy as np
from PIL import Image

from agent_plugin.tools.body.crops import Square, cut
from agent_plugin.tools.domain import Pixels, Reason
from agent_plugin.tools.policy import PeopleRules

# Structure: how sharpness is measured.
_SEEN_AT_PX = 96  # sharpness is compared at one size where there are the pixels for it
_SHRUNK_TO = 0.75  # of its side at the most: enlarging smears, and pixels as they come hold noise
_SMALLEST_PX = 3  # the Laplacian needs a neighbour on each side


def sharpness(pixels: Pixels, square: Square) -> float:
    """Fine detail against contrast, about 0 for a smear and 0.2 and more for a clean picture of a part.

    Of pixels (h, w, 3), the mean absolute Laplacian of the brightness over its standard deviation, the part
    shrunk to 96 pixels. A small part is shrunk to fewer; such coarse pixels differ more from one to the next
    and count for less.
    """
    side = min(_SEEN_AT_PX, max(_SMALLEST_PX, round(_SHRUNK_TO * square.side_px)))
    seen = cut(pixels, square, side).pixels
    light = np.asarray(Image.fromarray(seen).convert("L"), dtype=np.float32)
    centre = light[1:-1, 1:-1]
    laplacian = light[:-2, 1:-1] + light[2:, 1:-1] + light[1:-1, :-2] + light[1:-1, 2:] - 4 * centre
    return float(np.abs(laplacian).mean() / (light.std() + 4.0)) * side / _SEEN_AT_PX


def inside_share(square: Square, width_px: int, height_px: int) -> float:
    """How much of the square lies in the picture, 0 to 1."""
    x0, y0, x1, y1 = square.box_xyxy
    wide = max(0.0, min(x1, width_px) - max(x0, 0.0))
    high = max(0.0, min(y1, height_px) - max(y0, 0.0))
    return wide * high / max(square.side_px**2, 1e-6)


def why_not(
    pixels: Pixels, part: Square, *, min_side_px: float, rules: PeopleRules
) -> tuple[Reason, float] | None:
    """Why the part in this tight square of pixels (h, w, 3) cannot be judged, and the number behind it."""
    height, width = pixels.shape[:2]
    share = inside_share(part, width, height)
    if share < rules.min_inside_share:
        return Reason.CUT_OFF, share
    if part.side_px < min_side_px:
        return Reason.TOO_SMALL, part.side_px
    clear = sharpness(pixels, part)
    if clear < rules.min_sharpness:
        return Reason.BLURRED, clear
    return None
