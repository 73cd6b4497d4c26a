"""Colours of all evidence: told apart by colour-blind eyes, and never the only carrier of a meaning.

The marks are from Okabe and Ito, "Color Universal Design" (2008); their green is left out because on a
finding it would read as "fine".
"""

from __future__ import annotations

Colour = tuple[int, int, int]

MARKS: tuple[Colour, ...] = (
    (213, 94, 0),  # vermilion
    (86, 180, 233),  # sky blue
    (240, 228, 66),  # yellow
    (204, 121, 167),  # reddish purple
    (230, 159, 0),  # orange
    (0, 114, 178),  # blue
)
INK: Colour = (20, 23, 28)
MUTED: Colour = (92, 99, 110)
PAPER: Colour = (255, 255, 255)
BACKDROP: Colour = (38, 42, 49)


def mark_of(number: int) -> Colour:
    """The colour of a finding, the same in every picture and page."""
    return MARKS[(number - 1) % len(MARKS)]


def ink_on(colour: Colour) -> Colour:
    """Dark or light, whichever reads better on a colour (WCAG 2.2 contrast)."""
    light = _luminance(colour)
    return INK if (light + 0.05) / (_luminance(INK) + 0.05) >= 1.05 / (light + 0.05) else PAPER


def css(colour: Colour) -> str:
    """The colour as a style sheet spells it."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _luminance(colour: Colour) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
