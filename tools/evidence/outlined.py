"""A view and what to mark in it come in; the box, and the numbers of a hand's fingers, are drawn on it."""

from __future__ import annotations

from PIL import ImageDraw

from agent_plugin.tools.evidence.fingers import Marked
from agent_plugin.tools.evidence.lettering import draw_text, text_width
from agent_plugin.tools.evidence.marks import inner, outline, rounded
from agent_plugin.tools.evidence.palette import INK, PAPER, Colour
from agent_plugin.tools.evidence.view import View

_DISCS_ACROSS_HAND = 9.0  # so that a number hides a fingertip and no finger


def draw_marked(view: View, marked: Marked, colour: Colour) -> None:
    """Outline the part, and number a hand's fingers where that shows what is wrong."""
    box = view.box(marked.box_xyxy)
    outline(view.image, box, colour, view.unit_px)
    across_px = min(max(box[2] - box[0], box[3] - box[1]) / _DISCS_ACROSS_HAND, 1.6 * view.text_px)
    if across_px < 0.8 * view.text_px:
        return  # the close-up numbers them
    for number, tip in enumerate(marked.tips_xy, 1):
        x, y = view.point(tip)
        half = across_px / 2
        _number(view, (x - half, y - half, x + half, y + half), number)


def _number(view: View, box: tuple[float, float, float, float], number: int) -> None:
    """A dark number in a white disc: unlike a finding's own number, which is on a colour."""
    high = box[3] - box[1]
    rounded(view.image, box, INK)
    rounded(view.image, inner(box, max(1.0, high / 14)), PAPER)
    size = max(8, round(high * 0.66))
    at = (box[0] + box[2] - text_width(str(number), size, bold=True)) / 2, (box[1] + box[3]) / 2 + size * 0.36
    draw_text(ImageDraw.Draw(view.image), at, str(number), size, INK, bold=True)
