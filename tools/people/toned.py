"""Whether a frame is grey or toned, and how it looks in the colours of skin: pixels in, pixels out.

The models learned from colour pictures and lose people in grey ones. Spread over all light levels, and with
skin in the middle of them, a grey picture is nearer to what they know. Only finding people needs it, and only
where nobody was found.
"""

from __future__ import annotations

import cv2
import numpy as np

from agent_plugin.tools.domain import Pixels, Points
from agent_plugin.tools.policy import TonedRules

# Structure: levels of light, in which colours are compared.
_LEVELS = 32
# Structure: ITU-R BT.601.
_LIGHT_OF_RGB = np.array([0.299, 0.587, 0.114], dtype=np.float32)


def is_toned(pixels: Pixels, rules: TonedRules) -> bool:
    """Has each level of light of (h, w, 3) pixels one colour, nearly everywhere, and are there several?"""
    size = rules.seen_at_px, rules.seen_at_px
    small = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.float32).reshape(-1, 3)
    grey: Points = small @ _LIGHT_OF_RGB
    if float(grey.std()) < rules.least_contrast:
        return False
    levels = (grey * _LEVELS / 256).astype(int)
    colour: Points = small - grey[:, None]
    off = np.zeros(len(grey), dtype=np.float32)
    for level in range(_LEVELS):
        here = levels == level
        if here.any():
            off[here] = np.abs(colour[here] - np.median(colour[here], axis=0)).max(axis=1)
    return float((off <= rules.same_colour).mean()) >= rules.toned_share


def in_skin_colours(pixels: Pixels, rules: TonedRules) -> Pixels:
    """Pixels (h, w, 3) with their light spread, dark to skin to white."""
    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    low, high = (float(np.percentile(grey, at)) for at in (rules.ends_percent, 100 - rules.ends_percent))
    levels = np.clip((np.arange(256) - low) / max(high - low, 1.0) * 255, 0, 255)
    table = np.zeros((256, 3), dtype=np.uint8)
    for channel, middle in enumerate(rules.skin_rgb):
        table[:, channel] = np.interp(levels, (0, 127.5, 255), (0, middle, 255)).astype(np.uint8)
    coloured: Pixels = table[grey]
    return coloured
