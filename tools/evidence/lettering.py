"""Text in pictures without a font of the system: text and size come in, widths, lines and drawn text go out.

Pillow carries a scalable font (Aileron). A character that it lacks is put plainly (an en dash as a hyphen),
else taken from a usual system font, else without its accent, else drawn as a question mark.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import groupby

from PIL import Image, ImageDraw, ImageFont, features

from agent_plugin.tools.errors import LibraryMissing
from agent_plugin.tools.evidence.palette import Colour
from agent_plugin.tools.words import printable

_SAMPLE = "Neck turned 180\u00b0 \u201ctoo far\u201d \u2026 it\u2019s 100% (1)"
_LACKING = "\uffff"  # never a character, so it draws as the font's sign for "not there"
_PLAIN = {
    "\u2010": "-",  # hyphen
    "\u2011": "-",  # non-breaking hyphen
    "\u2013": "-",  # en dash
    "\u2014": "-",  # em dash
    "\u00d7": "x",  # times
    "\u2265": ">=",
    "\u2264": "<=",
    "\u2192": "->",
    "\u2022": "\u00b7",  # bullet
}
_FALLBACKS = (
    "NotoSans-Regular.ttf",
    "DejaVuSans.ttf",
    "LiberationSans-Regular.ttf",
    "NotoSansCJK-Regular.ttc",
    "wqy-microhei.ttc",
    "Arial Unicode.ttf",
    "arial.ttf",
    "msyh.ttc",
    "PingFang.ttc",
)
_LONGEST = 4_000  # characters; a caption holds a few hundred, and measuring costs time


def font_status() -> tuple[bool, str]:
    """Whether text can be drawn here, and one sentence that says with what or what to do."""
    try:
        missing = [char for char in _SAMPLE if not char.isspace() and not _has(_embedded(32), char)]
    except LibraryMissing as error:
        return False, str(error)
    if missing:
        return False, f"Pillow's own font lacks {''.join(missing)}. Reinstall Pillow from its official wheel."
    extra = [name for name in _FALLBACKS if _system(name, 32)]
    return True, "Pillow's own font" + (f"; for other scripts {', '.join(extra)}" if extra else "")


def text_width(text: str, size_px: int, *, bold: bool = False) -> float:
    """How wide a line is when drawn."""
    runs = _runs(text, size_px)
    return sum(font.getlength(part) for part, font in runs) + 2 * _weight(size_px, bold)


def draw_text(
    draw: ImageDraw.ImageDraw,
    baseline_xy: tuple[float, float],
    text: str,
    size_px: int,
    fill: Colour,
    *,
    bold: bool = False,
) -> None:
    """Draw one line that starts on a point of its baseline."""
    weight = _weight(size_px, bold)
    x, y = baseline_xy[0] + weight, baseline_xy[1]
    for part, font in _runs(text, size_px):
        draw.text((x, y), part, fill=fill, font=font, anchor="ls", stroke_width=weight, stroke_fill=fill)
        x += font.getlength(part)


def wrap(text: str, size_px: int, width_px: float, max_lines: int, *, bold: bool = False) -> list[str]:
    """Break a text into lines that fit; what is over the last line ends in an ellipsis."""
    lines: list[str] = []
    line = ""
    for word in printable(text)[:_LONGEST].split(" "):
        for piece in _pieces(word, size_px, width_px, bold):
            longer = f"{line} {piece}" if line else piece
            if not line or text_width(longer, size_px, bold=bold) <= width_px:
                line = longer
            else:
                lines.append(line)
                line = piece
        if len(lines) > max_lines:
            break
    lines = [*lines, line] if line else lines
    if len(lines) > max_lines:
        lines = [*lines[: max_lines - 1], elide(f"{lines[max_lines - 1]} …", size_px, width_px, bold=bold)]
    return lines


def elide(text: str, size_px: int, width_px: float, *, bold: bool = False) -> str:
    """Cut one line to a width, with an ellipsis where something is left out."""
    text = printable(text)[:_LONGEST]
    if text_width(text, size_px, bold=bold) <= width_px:
        return text
    kept = _fitting(text, size_px, width_px - text_width("…", size_px, bold=bold), bold)
    return f"{kept.rstrip(' …')}…" if kept else ""


def _pieces(word: str, size_px: int, width_px: float, bold: bool) -> list[str]:
    """The word itself, or its parts if it is wider than a line, as addresses and Chinese are."""
    pieces: list[str] = []
    while word and text_width(word, size_px, bold=bold) > width_px:
        head = _fitting(word, size_px, width_px, bold) or word[0]
        pieces.append(head)
        word = word[len(head) :]
    return [*pieces, word] if word else pieces


def _fitting(text: str, size_px: int, width_px: float, bold: bool) -> str:
    """The longest beginning that fits."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if text_width(text[:middle], size_px, bold=bold) <= width_px:
            low = middle
        else:
            high = middle - 1
    return text[:low]


def _weight(size_px: int, bold: bool) -> float:
    return size_px * 0.018 if bold else 0.0  # the font has one weight; a stroke makes the second


def _runs(text: str, size_px: int) -> list[tuple[str, ImageFont.FreeTypeFont]]:
    shown = _unstacked(printable(text)[:_LONGEST])
    letters = [letter for char in shown for letter in _letters(char, size_px)]
    return [("".join(t for t, _ in group), font) for font, group in groupby(letters, key=lambda one: one[1])]


def _unstacked(text: str) -> str:
    """At most one mark on a letter: a pile of them is drawn over the lines above and below."""
    kept: list[str] = []
    for char in unicodedata.normalize("NFC", text):
        if not (unicodedata.combining(char) and kept and unicodedata.combining(kept[-1])):
            kept.append(char)
    return "".join(kept)


@lru_cache(maxsize=4096)
def _letters(char: str, size_px: int) -> tuple[tuple[str, ImageFont.FreeTypeFont], ...]:
    """What to draw for a character, and with which font."""
    own = _embedded(size_px)
    if char == " " or _has(own, char):
        return ((char, own),)
    if char in _PLAIN:
        return ((_PLAIN[char], own),)
    for name in _FALLBACKS:
        font = _system(name, size_px)
        if font and _has(font, char):
            return ((char, font),)
    bare = unicodedata.normalize("NFKD", char)[0]
    return ((bare if _has(own, bare) else "?", own),)


@lru_cache(maxsize=4096)
def _has(font: ImageFont.FreeTypeFont, char: str) -> bool:
    return _shape(font, char) != _shape(font, _LACKING)


def _shape(font: ImageFont.FreeTypeFont, char: str) -> bytes:
    side = round(2 * font.size)
    image = Image.new("L", (side, side))
    ImageDraw.Draw(image).text((side // 4, side // 4), char, fill=255, font=font)
    return image.tobytes()


@lru_cache(maxsize=4096)
def _embedded(size_px: int) -> ImageFont.FreeTypeFont:
    if not features.check("freetype2"):
        raise LibraryMissing(
            "Pillow was built without FreeType, so no text can be drawn.",
            "Reinstall it from its official wheel: pip install --force-reinstall --only-binary :all: pillow",
        )
    font = ImageFont.load_default(size=size_px)
    assert isinstance(font, ImageFont.FreeTypeFont)  # which is what a size asks for
    return font


@lru_cache(maxsize=4096)
def _system(name: str, size_px: int) -> ImageFont.FreeTypeFont | None:
    try:
        return ImageFont.truetype(name, size_px)
    except OSError:
        return None
