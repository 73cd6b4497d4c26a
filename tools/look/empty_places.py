"""A frame and the boxes of all that was found in it come in; a place that shows no part of a body goes out.

Such a place is a control whose answer is known, sound, that nobody can learn by heart and that resembles the
tiles of wrists and feet which turn out to be empty. Where any doubt is left there is none.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from agent_plugin.tools.body.skin import skin_share
from agent_plugin.tools.domain import Box, Pixels, overlap
from agent_plugin.tools.policy import SheetRules

# Structure: draws until there is no empty place.
_TRIES = 60


def empty_place(
    pixels: Pixels, taken: Sequence[Box], side_px: float, lot: random.Random, rules: SheetRules
) -> Box | None:
    """A square without any part of a body, or none.

    Args:
        pixels: The frame, (h, w, 3) RGB.
        taken: Boxes (x0, y0, x1, y1) of all people and tiles, in the frame's pixels.
        side_px: Of the square, as the other tiles are.
        lot: Chooses among the places.
        rules: How much colour of skin is none, and how little detail looks like nothing at all.
    """
    high, wide = pixels.shape[:2]
    side = min(side_px, wide / 2, high / 2)
    for _ in range(_TRIES):
        x, y = lot.uniform(0, wide - side), lot.uniform(0, high - side)
        box = (x, y, x + side, y + side)
        if all(overlap(box, one) == 0 for one in taken) and _shows_no_body(pixels, box, rules):
            return box
    return None


def _shows_no_body(pixels: Pixels, box: Box, rules: SheetRules) -> bool:
    x0, y0, x1, y1 = (round(value) for value in box)
    part = pixels[y0:y1, x0:x1]
    return (
        part.size > 0
        and float(part.std(axis=(0, 1)).mean()) >= rules.least_detail
        and skin_share(part) <= rules.no_skin
    )
