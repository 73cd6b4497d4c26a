"""A picture and the box of the person in it come in, changed copies of it go out.

`COPIES` are what ads go through and should change no verdict. `HARD` makes pictures hard to read; whoever was
normal in them still is.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageFont, ImageOps

from agent_plugin.tools.measuring.labels import BoxXYXY

Picture = Image.Image
MOST_SIDE_PX = 4000
"""A doubled photograph stays below what a review takes."""


@dataclass(frozen=True)
class Variant:
    """One way to change a picture; the box is of its biggest person."""

    name: str
    make: Callable[[Picture, BoxXYXY], Picture]


def _scaled(factor: float) -> Callable[[Picture, BoxXYXY], Picture]:
    def make(image: Picture, _box: BoxXYXY) -> Picture:
        least = min(factor, MOST_SIDE_PX / max(image.size))
        size = tuple(max(16, round(side * least)) for side in image.size)
        return image.resize((size[0], size[1]), Image.Resampling.LANCZOS)

    return make


def _jpeg(quality: int) -> Callable[[Picture, BoxXYXY], Picture]:
    def make(image: Picture, _box: BoxXYXY) -> Picture:
        packed = io.BytesIO()
        image.save(packed, "JPEG", quality=quality)
        return Image.open(packed).convert("RGB")

    return make


def _bordered(image: Picture, _box: BoxXYXY) -> Picture:
    return ImageOps.expand(image, border=round(0.08 * max(image.size)), fill=(240, 240, 240))


def _lettered(image: Picture, box: BoxXYXY) -> Picture:
    """A headline where there is more room beside the person, at the top or at the bottom."""
    copy = image.copy()
    size = max(12, round(0.07 * image.height))
    y = size if box[1] > image.height - box[3] else image.height - 2 * size
    pen, font = ImageDraw.Draw(copy), ImageFont.load_default(size)
    pen.text((0.04 * image.width, y), "Summer sale now", "white", font, stroke_width=2, stroke_fill="black")
    return copy


def _mirrored(image: Picture, _box: BoxXYXY) -> Picture:
    return ImageOps.mirror(image)


def _turned(image: Picture, _box: BoxXYXY) -> Picture:
    return image.transpose(Image.Transpose.ROTATE_90)


def _waist_up(image: Picture, box: BoxXYXY) -> Picture:
    x0, y0, x1, y1 = box
    aside = 0.25 * (x1 - x0)
    return _cropped(image, (x0 - aside, y0 - 0.1 * (y1 - y0), x1 + aside, y0 + 0.55 * (y1 - y0)))


def _tight(image: Picture, box: BoxXYXY) -> Picture:
    x0, y0, x1, y1 = box
    edge = 0.03 * (y1 - y0)
    return _cropped(image, (x0 - edge, y0 - edge, x1 + edge, y1 + edge))


def _blurred(image: Picture, _box: BoxXYXY) -> Picture:
    return image.filter(ImageFilter.GaussianBlur(0.004 * max(image.size)))


def _lit(factor: float) -> Callable[[Picture, BoxXYXY], Picture]:
    return lambda image, _box: ImageEnhance.Brightness(image).enhance(factor)


def _grey(image: Picture, _box: BoxXYXY) -> Picture:
    return ImageOps.grayscale(image).convert("RGB")


def _barred(image: Picture, box: BoxXYXY) -> Picture:
    """A pole before the person, as wide as a fifth of them, a little beside the middle."""
    x0, _, x1, _ = box
    left, wide = x0 + 0.55 * (x1 - x0), 0.2 * (x1 - x0)
    return _covered(image, (left, 0, left + wide, image.height), (92, 84, 78))


def _boxed(image: Picture, box: BoxXYXY) -> Picture:
    """A product before the person: the lower left third is hidden."""
    x0, y0, x1, y1 = box
    return _covered(image, (x0, y1 - 0.4 * (y1 - y0), x0 + 0.5 * (x1 - x0), y1), (196, 120, 60))


def _with_poster(image: Picture, _box: BoxXYXY) -> Picture:
    """The same people once more on a framed poster beside them, whose lower edge cuts them off."""
    wide, high = round(0.55 * image.width), round(0.55 * image.height)
    poster = image.resize((wide, high), Image.Resampling.LANCZOS).crop((0, 0, wide, round(0.75 * high)))
    framed = ImageOps.expand(poster, border=max(3, round(0.012 * image.height)), fill=(40, 32, 28))
    room = round(0.06 * image.height)
    wall = Image.new("RGB", (image.width + framed.width + 2 * room, image.height), (205, 200, 190))
    wall.paste(framed, (room, room))
    wall.paste(image, (framed.width + 2 * room, 0))
    return wall


def _drawn(image: Picture, _box: BoxXYXY) -> Picture:
    """Flat colours and dark outlines, as in a cartoon."""
    flat = image.filter(ImageFilter.ModeFilter(5)).quantize(64).convert("RGB")
    lines = ImageOps.invert(
        image.convert("L").filter(ImageFilter.GaussianBlur(2)).filter(ImageFilter.FIND_EDGES)
    )
    strong = lines.point([0] * 235 + [255] * 21).convert("RGB")
    return ImageChops.multiply(flat, strong)


COPIES = (
    Variant("half size", _scaled(0.5)),
    Variant("double size", _scaled(2)),
    Variant("JPEG quality 40", _jpeg(40)),
    Variant("mirrored", _mirrored),
    Variant("with a border", _bordered),
    Variant("with text on it", _lettered),
)
HARD = (
    Variant("mirrored", _mirrored),
    Variant("cropped to the waist", _waist_up),
    Variant("cropped tight", _tight),
    Variant("blurred", _blurred),
    Variant("dark", _lit(0.35)),
    Variant("bright", _lit(1.7)),
    Variant("JPEG quality 40", _jpeg(40)),
    Variant("JPEG quality 20", _jpeg(20)),
    Variant("grey", _grey),
    Variant("turned by 90 degrees", _turned),
    Variant("half size", _scaled(0.5)),
    Variant("double size", _scaled(2)),
    Variant("behind a pole", _barred),
    Variant("behind a box", _boxed),
    Variant("beside a poster of it", _with_poster),
    Variant("as a drawing", _drawn),
)


def side_by_side(images: Sequence[Picture], height_px: int = 720) -> Picture:
    """Several pictures as one crowd, at one height."""
    scaled = [image.resize((round(image.width * height_px / image.height), height_px)) for image in images]
    whole = Image.new("RGB", (sum(image.width for image in scaled), height_px))
    left = 0
    for image in scaled:
        whole.paste(image, (left, 0))
        left += image.width
    return whole


def _cropped(image: Picture, box: BoxXYXY) -> Picture:
    x0, y0 = max(0, round(box[0])), max(0, round(box[1]))
    x1, y1 = min(image.width, round(box[2])), min(image.height, round(box[3]))
    return image.crop((x0, y0, max(x1, x0 + 16), max(y1, y0 + 16)))


def _covered(image: Picture, box: BoxXYXY, colour: tuple[int, int, int]) -> Picture:
    copy = image.copy()
    ImageDraw.Draw(copy).rectangle(box, fill=colour)
    return copy
