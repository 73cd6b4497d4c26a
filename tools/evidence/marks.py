"""The few things that are drawn on pictures: outlines, badges, pills, pointers. Each is dull on purpose.

Every mark has a dark and a light edge, so that it is seen on any background. Round shapes are drawn four
times as large and shrunk, because Pillow's own are jagged.
"""

from __future__ import annotations

from PIL import Image, ImageDraw

from agent_plugin.tools.domain import Box
from agent_plugin.tools.evidence.lettering import draw_text, text_width
from agent_plugin.tools.evidence.palette import INK, PAPER, Colour, ink_on

_FINE = 4


def outline(image: Image.Image, box: Box, colour: Colour, unit_px: int) -> None:
    """A coloured frame between a dark and a light line, around the box rather than on it."""
    draw = ImageDraw.Draw(image)
    x0, y0, x1, y1 = (round(v) for v in outer(box, unit_px, image))
    ring = 0
    for fill, width in ((INK, unit_px), (colour, 2 * unit_px), (PAPER, unit_px)):
        corners = (x0 + ring, y0 + ring, x1 - 1 - ring, y1 - 1 - ring)
        if corners[2] <= corners[0] or corners[3] <= corners[1]:
            return
        draw.rectangle(corners, outline=fill, width=width)
        ring += width


def thin_outline(image: Image.Image, box: Box, unit_px: int) -> None:
    """A quiet frame for what is merely named: a light line in a dark one."""
    draw = ImageDraw.Draw(image)
    x0, y0, x1, y1 = (round(v) for v in box)
    for ring, fill in ((0, INK), (unit_px, PAPER)):
        if x1 - 1 - ring > x0 + ring and y1 - 1 - ring > y0 + ring:
            draw.rectangle((x0 + ring, y0 + ring, x1 - 1 - ring, y1 - 1 - ring), outline=fill, width=unit_px)


def badge(image: Image.Image, box: Box, number: int, colour: Colour) -> None:
    """A number in a coloured disc with a light and a dark rim; wider for long numbers."""
    rim = max(1.0, (box[3] - box[1]) / 14)
    rounded(image, box, INK)
    rounded(image, inner(box, rim), PAPER)
    rounded(image, inner(box, 2 * rim), colour)
    text = str(number)
    size = max(8, round((box[3] - box[1]) * (0.54 if len(text) < 3 else 0.4)))
    x = (box[0] + box[2] - text_width(text, size, bold=True)) / 2
    draw_text(
        ImageDraw.Draw(image), (x, (box[1] + box[3]) / 2 + size * 0.36), text, size, ink_on(colour), bold=True
    )


def pill_size(text: str, size_px: int) -> tuple[float, float]:
    """Width and height of a pill with a badge and a text, or of the badge alone."""
    high = round(size_px * 1.75)
    return (high + round(text_width(text, size_px) + size_px * 1.05), high) if text else (high, high)


def pill(image: Image.Image, box: Box, number: int, text: str, colour: Colour, size_px: int) -> None:
    """A badge with its label beside it."""
    high = box[3] - box[1]
    if text:
        rounded(image, box, PAPER)
        rounded(image, inner(box, max(1.0, high / 22)), INK)
        at = (box[0] + high + size_px * 0.3, (box[1] + box[3]) / 2 + size_px * 0.35)
        draw_text(ImageDraw.Draw(image), at, text, size_px, PAPER)
    badge(image, (box[0], box[1], box[0] + high, box[3]), number, colour)


def pointer(image: Image.Image, start: Box, end: Box, colour: Colour, unit_px: int) -> None:
    """A line from a label to its box, if they do not touch."""
    (ax, bx), (ay, by) = (
        _nearest(start[0], start[2], end[0], end[2]),
        _nearest(start[1], start[3], end[1], end[3]),
    )
    pad = 4 * unit_px
    left, top = round(min(ax, bx)) - pad, round(min(ay, by)) - pad
    size = (round(abs(ax - bx)) + 2 * pad + 1, round(abs(ay - by)) + 2 * pad + 1)
    line = [((x - left) * _FINE, (y - top) * _FINE) for x, y in ((ax, ay), (bx, by))]
    for fill, width in ((INK, 4 * unit_px), (colour, 2 * unit_px)):
        mask = Image.new("L", (size[0] * _FINE, size[1] * _FINE))
        ImageDraw.Draw(mask).line(line, fill=255, width=width * _FINE)
        image.paste(fill, (left, top), mask.resize(size, Image.Resampling.BOX))


def rounded(image: Image.Image, box: Box, fill: Colour) -> None:
    """A filled shape with half-round ends."""
    x0, y0, x1, y1 = (round(v) for v in box)
    wide, high = max(1, x1 - x0), max(1, y1 - y0)
    mask = Image.new("L", (wide * _FINE, high * _FINE))
    shape = (0, 0, wide * _FINE - 1, high * _FINE - 1)
    ImageDraw.Draw(mask).rounded_rectangle(shape, radius=min(wide, high) * _FINE / 2, fill=255)
    image.paste(fill, (x0, y0), mask.resize((wide, high), Image.Resampling.BOX))


def inner(box: Box, by: float) -> Box:
    """The box without a rim."""
    return box[0] + by, box[1] + by, box[2] - by, box[3] - by


def outer(box: Box, unit_px: int, image: Image.Image) -> Box:
    """The box with the lines around it, as far as they lie in the picture."""
    x0, y0, x1, y1 = inner(box, -4 * unit_px)  # dark 1, coloured 2, light 1
    return max(0.0, x0), max(0.0, y0), min(image.width, x1), min(image.height, y1)


def _nearest(a0: float, a1: float, b0: float, b1: float) -> tuple[float, float]:
    """The points of two stretches that lie nearest to each other."""
    if a1 < b0:
        return a1, b0
    if b1 < a0:
        return a0, b1
    middle = (max(a0, b0) + min(a1, b1)) / 2
    return middle, middle
