"""Whether a frame is grey or toned, and how it looks in the colours of skin: pixels in, pixels out.

The models learned from colour pictures and lose people in grey ones. Spread over all light levels, and with
skin in the middle of them, a grey picture is nearer to what they know. Only finding people needs it, and only
where nobody was found.
"""

from __future__ import annotations

import cv2
import numpy as np

from agent_plugin.tools.domain import Pixels
from agent_plugin.tools.policy import TonedRules

_LIGHT = 32  # structure: levels of light in which colours are compared


def is_toned(pixels: Pixels, rules: TonedRules) -> bool:
    """Has each level of light of (h, w, 3) pixels one colour, nearly everywhere, and are there several?"""
    small = cv2.resize(pixels, (rules.seen_at_px,) * 2, interpolation=cv2.INTER_AREA).reshape(-1, 3)
    grey = small @ np.array([0.299, 0.587, 0.114])  # structure: the light of red, green and blue
    if grey.std() < rules.least_contrast:
        return False
    levels = (grey * _LIGHT / 256).astype(int)
    colour = small - grey[:, None]
    usual = np.zeros((_LIGHT, 3))
    for level in np.unique(levels):
        usual[level] = np.median(colour[levels == level], axis=0)
    off = np.abs(colour - usual[levels]).max(axis=1)
    return bool((off <= rules.same_colour).mean() >= rules.toned_share)


def in_skin_colours(pixels: Pixels, rules: TonedRules) -> Pixels:
    """Pixels (h, w, 3) with their light spread, dark to skin to white."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    low, high = np.percentile(grey, (rules.ends_percent, 100 - rules.ends_percent))
    levels = np.clip((np.arange(256) - low) / max(high - low, 1.0) * 255, 0, 255)
    curves = [np.interp(levels, (0, 127.5, 255), (0, middle, 255)) for middle in rules.skin_rgb]
    coloured: Pixels = np.stack(curves, axis=1).astype(np.uint8)[grey]
    return coloured
