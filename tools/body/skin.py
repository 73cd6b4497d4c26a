"""Pixels (h, w, 3) RGB come in; where they have a colour that skin of any tone has goes out.

Sand and wood have it, too: it says where to look, never what is there.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from agent_plugin.tools.domain import Box, Pixels
from agent_plugin.tools.policy import SkinRules


def skin_share(pixels: Pixels) -> float:
    """Share of the pixels, (h, w, 3) RGB, with such a colour, 0 to 1."""
    return float(_mask(pixels).mean()) if pixels.size else 0.0


def much_skin(pixels: Pixels, rules: SkinRules) -> Box | None:
    """The box (x0, y0, x1, y1), pixels, of the largest stretch of it in a picture (h, w, 3) RGB.

    None if it is small, or a background.
    """
    high, wide = pixels.shape[:2]
    scale = min(1.0, rules.looks_at_px / max(high, wide))
    size = max(1, round(wide * scale)), max(1, round(high * scale))
    small = np.asarray(cv2.resize(np.ascontiguousarray(pixels), size, interpolation=cv2.INTER_AREA), np.uint8)
    mask = _mask(small)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    if count < 2:  # the first label is all the rest
        return None
    largest = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    rim = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    if stats[largest, cv2.CC_STAT_AREA] < rules.much * mask.size or np.mean(rim == largest) > rules.rim:
        return None
    x0, y0, across, down = (float(value) / scale for value in stats[largest, :4])
    return x0, y0, x0 + across, y0 + down


def _mask(pixels: Pixels) -> NDArray[np.uint8]:
    _, red, blue = cv2.split(cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2YCrCb))
    # Chai and Ngan 1999: the chroma of skin hardly depends on its tone.
    return ((red >= 133) & (red <= 173) & (blue >= 77) & (blue <= 127)).astype(np.uint8)
