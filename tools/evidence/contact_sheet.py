"""Pictures with a heading and a few lines each come in; a PDF that shows them page by page goes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageOps

from agent_plugin.tools.evidence.lettering import draw_text, elide, wrap
from agent_plugin.tools.evidence.marks import rounded
from agent_plugin.tools.evidence.palette import INK, MUTED, PAPER, Colour

# Structure: a sheet of A4 at 150 dpi, upright, with three by four cards.
_DPI, _PAGE_PX, _MARGIN_PX, _ACROSS, _DOWN = 150, (1240, 1754), 60, 3, 4
_HEAD_PX, _GAP_PX, _TEXT_PX, _PICTURE_PX = 70, 24, 17, 215


@dataclass(frozen=True)
class Card:
    """One picture, its heading on a colour, and what stands below."""

    picture: Path | None
    heading: str
    colour: Colour
    name: str
    lines: tuple[str, ...]


def write_contact_sheet(cards: Sequence[Card], title: str, target: Path) -> None:
    """Write the PDF; its words are drawn, so that no font is missing where it is opened.

    Raises:
        OSError: the file cannot be written.
    """
    most = _ACROSS * _DOWN
    groups = [cards[at : at + most] for at in range(0, len(cards), most)] or [()]
    pages = [
        _page(group, f"{title}, page {number} of {len(groups)}") for number, group in enumerate(groups, 1)
    ]
    pages[0].save(target, "PDF", save_all=True, append_images=pages[1:], resolution=_DPI)


def _page(cards: Sequence[Card], title: str) -> Image.Image:
    page = Image.new("RGB", _PAGE_PX, PAPER)
    draw_text(ImageDraw.Draw(page), (_MARGIN_PX, _MARGIN_PX + 24), title, 24, INK, bold=True)
    wide = (_PAGE_PX[0] - 2 * _MARGIN_PX - (_ACROSS - 1) * _GAP_PX) // _ACROSS
    high = (_PAGE_PX[1] - 2 * _MARGIN_PX - _HEAD_PX - (_DOWN - 1) * _GAP_PX) // _DOWN
    for number, card in enumerate(cards):
        x = _MARGIN_PX + number % _ACROSS * (wide + _GAP_PX)
        y = _MARGIN_PX + _HEAD_PX + number // _ACROSS * (high + _GAP_PX)
        _draw_card(page, card, x, y, wide, high)
    return page


def _draw_card(page: Image.Image, card: Card, x: int, y: int, wide: int, high: int) -> None:
    draw = ImageDraw.Draw(page)
    if card.picture is not None:
        with Image.open(card.picture) as opened:
            shown = ImageOps.contain(opened.convert("RGB"), (wide, _PICTURE_PX))
        page.paste(shown, (x + (wide - shown.width) // 2, y))
    top, step = y + _PICTURE_PX + 8, round(_TEXT_PX * 1.35)
    rounded(page, (x, top, x + wide, top + 28), card.colour)
    draw_text(draw, (x + 12, top + 20), elide(card.heading, _TEXT_PX, wide - 24), _TEXT_PX, PAPER, bold=True)
    at = top + 28 + step
    draw_text(draw, (x, at), elide(card.name, _TEXT_PX, wide, bold=True), _TEXT_PX, INK, bold=True)
    for line in card.lines:
        room = (y + high - at) // step
        for one in wrap(line, _TEXT_PX, wide, min(3, room)) if room > 0 else ():
            at += step
            draw_text(draw, (x, at), one, _TEXT_PX, MUTED)
