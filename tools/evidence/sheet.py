"""One moment's frame and its tiles come in; the parts sheet goes out as an RGB picture.

The whole picture stands on top with thin numbered frames, the tiles below in rows, each with its number and
caption under it. A tile is as large as the part is in the picture, at least `tile_px` and at most the sheet;
where so large tiles would need more sheets than there may be, the largest of them are shown smaller, and
where there is room left, small parts are enlarged further.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO

from PIL import Image, ImageDraw

from agent_plugin.tools.domain import Box, Pixels, overlap
from agent_plugin.tools.evidence.lettering import draw_text, elide, text_width
from agent_plugin.tools.evidence.palette import INK, PAPER, Colour
from agent_plugin.tools.policy import SheetRules
from agent_plugin.tools.words import time_code

_GAP_PX, _CAPTION_PX, _SMALL_PX, _NUMBER_PX = 12, 20, 15, 18
_FRAME: Colour = (240, 228, 66)
_LINE_PX = 26  # a caption's row


@dataclass(frozen=True)
class Card:
    """What stands under one number: its picture, its caption, and where the whole picture frames it."""

    number: int
    picture: Image.Image
    caption: str
    box_xyxy: Box | None  # in pixels of the frame; None where nothing is framed

    def within(self, longest_px: float) -> Card:
        """The same with a picture of at most so many pixels a side."""
        longer = max(self.picture.size)
        if longer <= longest_px:
            return self
        return replace(self, picture=_scaled(self.picture, longest_px / longer))

    def at_least(self, longest_px: float) -> Card:
        """The same with a picture of so many pixels on its longer side, if it has fewer."""
        longer = max(self.picture.size)
        return (
            self
            if longer >= longest_px
            else replace(self, picture=_scaled(self.picture, longest_px / longer))
        )


def cards_of(pixels: Pixels, rows: Sequence[tuple[int, str, Box]], rules: SheetRules) -> tuple[Card, ...]:
    """Cut each (number, caption, box_xyxy) out of a frame's pixels (h, w, 3), enlarged where it is small."""
    return tuple(Card(number, cut_out(pixels, box, rules), text, box) for number, text, box in rows)


def cut_out(pixels: Pixels, box_xyxy: Box, rules: SheetRules) -> Image.Image:
    """The box of pixels (h, w, 3) as a picture whose longer side is from `tile_px` to the sheet's width."""
    x0, y0, x1, y1 = (round(value) for value in box_xyxy)
    part = Image.fromarray(pixels[max(0, y0) : max(y1, y0 + 1), max(0, x0) : max(x1, x0 + 1)])
    longer = max(part.size)
    wanted = min(max(longer, rules.tile_px), rules.side_px - 3 * _GAP_PX - _LINE_PX)
    return _scaled(part, wanted / longer)


def sheets_of(
    pixels: Pixels,
    cards: Sequence[Card],
    at_s: float | None,
    rules: SheetRules,
    *,
    whole: bool = True,
    most: int | None = None,
) -> list[tuple[Image.Image, tuple[Card, ...]]]:
    """As many sheets as the cards need; the whole picture stands on the first of them.

    Args:
        pixels: The frame, (h, w, 3) RGB.
        cards: In the order in which they are shown.
        at_s: The frame's moment in seconds; None for an image.
        rules: Sizes and amounts.
        whole: Is the whole picture shown, or the cards alone?
        most: Sheets: the largest cards are shown smaller until they fit, the smallest never under `tile_px`.
            What finds no room even so is on further sheets.
    """
    header = _whole(pixels, cards, at_s, rules) if whole else None
    pages = _pages(cards, header, rules) if most is None else _fitted(cards, header, rules, most)
    pages = _enlarged(pages, header, rules)
    return [
        (_page(placed, None if number else header), tuple(one.card for one in placed))
        for number, placed in enumerate(pages)
    ]


def _fitted(
    cards: Sequence[Card], header: Image.Image | None, rules: SheetRules, most: int
) -> list[list[_Placed]]:
    """The same on at most so many sheets, if cards of the least size find room there."""
    longest_px = float(rules.side_px)
    pages = _pages(cards, header, rules)
    while len(pages) > most and longest_px > rules.tile_px:
        longest_px = max(rules.shrink * longest_px, rules.tile_px)
        pages = _pages([card.within(longest_px) for card in cards], header, rules)
    return pages


def _enlarged(
    pages: list[list[_Placed]], header: Image.Image | None, rules: SheetRules
) -> list[list[_Placed]]:
    """The same cards on as many pages, small ones as large as the room that is left allows."""
    cards = [one.card for page in pages for one in page]
    for times in rules.tile_times:
        larger = _pages([card.at_least(times * rules.tile_px) for card in cards], header, rules)
        if len(larger) == len(pages):
            return larger
    return pages


def _pages(cards: Sequence[Card], header: Image.Image | None, rules: SheetRules) -> list[list[_Placed]]:
    """Where each card stands on each sheet; at least one sheet, with the header."""
    pages = [_placed(cards, header, rules)]
    left = cards[len(pages[0]) :]
    while left:
        pages.append(_placed(left, None, rules))
        left = left[len(pages[-1]) :]
    return pages


def contact_sheet(cards: Sequence[Card], rules: SheetRules) -> Image.Image:
    """Cards alone, without the whole picture, on one page: the largest are shown smaller until all fit."""
    return _page(_fitted(cards, None, rules, 1)[0], None)


def as_jpeg(image: Image.Image, rules: SheetRules) -> bytes:
    """The sheet as a JPEG without metadata, of at most `max_bytes`: rougher first, then smaller."""
    while True:
        for quality in rules.jpeg_qualities:
            out = BytesIO()
            # Full colour: a finger's outline against skin is a difference of colour as much as of light.
            image.save(out, "JPEG", quality=quality, subsampling=0)
            if out.tell() <= rules.max_bytes:
                return out.getvalue()
        image = _scaled(image, rules.shrink)


@dataclass(frozen=True)
class _Placed:
    """A card and where its picture's upper left corner lies on the sheet."""

    card: Card
    x: int
    y: int


def _placed(cards: Sequence[Card], header: Image.Image | None, rules: SheetRules) -> list[_Placed]:
    """As many cards as the sheet holds, in their order: beside the whole picture, then below it."""
    some = cards[: rules.max_tiles]
    if header is None:
        return _filled(some, _Area(0, _GAP_PX, rules.side_px, rules.side_px))
    beside = _filled(some, _Area(header.width - _GAP_PX, _GAP_PX, rules.side_px, header.height))
    below = _filled(some[len(beside) :], _Area(0, header.height, rules.side_px, rules.side_px))
    return beside + below


@dataclass(frozen=True)
class _Area:
    """Where cards may stand: left, top, right and bottom in pixels of the sheet."""

    x0: int
    y0: int
    x1: int
    y1: int


def _filled(cards: Sequence[Card], area: _Area) -> list[_Placed]:
    """Rows of cards from the area's upper left corner on, until the next card does not fit."""
    placed: list[_Placed] = []
    x, y, high = area.x0 + _GAP_PX, area.y0, 0
    for card in cards:
        if placed and x + _width(card) + _GAP_PX > area.x1:
            x, y, high = area.x0 + _GAP_PX, y + high, 0
        need = card.picture.height + _LINE_PX + _GAP_PX
        if x + _width(card) + _GAP_PX > area.x1 or y + need > area.y1:
            break
        placed.append(_Placed(card, x, y))
        x, high = x + _width(card) + _GAP_PX, max(high, need)
    return placed


def _page(placed: Sequence[_Placed], header: Image.Image | None) -> Image.Image:
    wide, high = header.size if header else (0, 0)
    for one in placed:
        wide = max(wide, one.x + _width(one.card) + _GAP_PX)
        high = max(high, one.y + one.card.picture.height + _LINE_PX + _GAP_PX)
    page = Image.new("RGB", (max(1, wide), max(1, high)), PAPER)
    if header:
        page.paste(header, (0, 0))
    for one in placed:
        _place(page, one.card, one.x, one.y)
    return page


def _place(page: Image.Image, card: Card, x: int, y: int) -> None:
    page.paste(card.picture, (x, y))
    text, wide = f"{card.number}  {card.caption}", _width(card)
    size_px = next((px for px in (_CAPTION_PX, _SMALL_PX) if text_width(text, px) <= wide), _SMALL_PX)
    where = (x, y + card.picture.height + _CAPTION_PX)
    draw_text(ImageDraw.Draw(page), where, elide(text, size_px, wide), size_px, INK)


def _width(card: Card) -> int:
    """A card's place in its row: a narrow picture still has room for its caption."""
    return max(card.picture.width, 200)


def _whole(pixels: Pixels, cards: Sequence[Card], at_s: float | None, rules: SheetRules) -> Image.Image:
    """The whole picture with its frames, and the moment of a video."""
    high, wide = pixels.shape[:2]
    scale = min(rules.whole_px / max(high, wide), rules.whole_max_enlarge)
    image = _scaled(Image.fromarray(pixels), scale)
    labels: list[Box] = []
    for card in cards:
        if card.box_xyxy is not None:
            x0, y0, x1, y1 = card.box_xyxy
            _frame(image, card.number, (x0 * scale, y0 * scale, x1 * scale, y1 * scale), labels)
    page = Image.new("RGB", (image.width + 2 * _GAP_PX, image.height + 2 * _GAP_PX + _LINE_PX), PAPER)
    page.paste(image, (_GAP_PX, _GAP_PX))
    text = "The whole picture" if at_s is None else f"The whole frame at {time_code(at_s)}"
    draw_text(ImageDraw.Draw(page), (_GAP_PX, image.height + _GAP_PX + _CAPTION_PX), text, _CAPTION_PX, INK)
    return page


def _frame(image: Image.Image, number: int, box_xyxy: Box, labels: list[Box]) -> None:
    """A thin frame with its number at a corner; `labels` are those drawn before, and get this one."""
    draw = ImageDraw.Draw(image)
    x0, y0, x1, y1 = (round(value) for value in box_xyxy)
    draw.rectangle((x0 - 1, y0 - 1, x1 + 1, y1 + 1), outline=INK)
    draw.rectangle((x0, y0, x1, y1), outline=_FRAME)
    wide, high = round(text_width(str(number), _NUMBER_PX)) + 6, _NUMBER_PX + 4
    corners = [(x0, y0 - high), (x1 - wide, y0 - high), (x0, y1), (x1 - wide, y1)]
    places = [_inside(image, x, y, wide, high) for x, y in corners]
    place = next((one for one in places if all(overlap(one, other) == 0 for other in labels)), places[0])
    labels.append(place)
    draw.rectangle(place, fill=_FRAME)
    draw_text(draw, (place[0] + 3, place[1] + _NUMBER_PX - 2), str(number), _NUMBER_PX, INK)


def _inside(image: Image.Image, x: int, y: int, wide: int, high: int) -> Box:
    """A label's box, moved into the picture."""
    left, top = max(0, min(x, image.width - wide)), max(0, min(y, image.height - high))
    return left, top, left + wide, top + high


def _scaled(image: Image.Image, factor: float) -> Image.Image:
    size = max(1, round(image.width * factor)), max(1, round(image.height * factor))
    return image if size == image.size else image.resize(size, Image.Resampling.LANCZOS)
