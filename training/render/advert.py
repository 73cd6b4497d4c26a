"""What an advertisement does to a picture: headline, button, logo, price burst; blur, grain, grey and JPEG.

A picture and the boxes to keep clear come in; the picture as an advertisement has it and the facts go out.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from training.render.paint import draw_colour
from training.render.types import Floats, Picture, Random

Box = tuple[float, float, float, float]
Colour = tuple[int, int, int]
Painter = Callable[[Random, ImageDraw.ImageDraw, tuple[int, int], list[Box]], bool]
ADVERT_SHARE, SPOILT_SHARE = 0.5, 0.5
PLACES = 10
MOST_OVERLAP = 0.04  # of a box to keep clear
FONTS = (
    "DejaVuSans-Bold.ttf",
    "DejaVuSans.ttf",
    "DejaVuSerif-Bold.ttf",
    "DejaVuSansCondensed-Bold.ttf",
    "LiberationSans-Bold.ttf",
    "LiberationSansNarrow-Bold.ttf",
    "LiberationSerif-BoldItalic.ttf",
)
WORDS = (
    "summer new style move feel daily fresh made for you life better sale only today your body "
    "work play strong easy light home run club season try join now the day night more less"
)
CALLS = ("Shop now", "Learn more", "Sign up", "Try it today", "Buy now", "Discover", "Get offer", "Book now")
NAMES = ("LUMO", "Arden", "Norvane", "Kestrel", "paleo", "VITA+", "Oak & Co", "meridian", "Fjord")
PRICES = ("-20%", "-50%", "NEW", "19.90", "2 for 1", "SALE", "FREE", "49.-")


def kept_clear(row: dict[str, Any]) -> list[Box]:
    """The boxes that nothing may be drawn over: the defects, the head and the hands."""
    boxes = [d["box_xyxy"] for d in row["defects"]]
    boxes += [row["boxes"][name]["box_xyxy"] for name in ("skull", "left_hand", "right_hand")]
    return [tuple(b) for b in boxes if b]


def dress_up(rng: Random, picture: Picture, clear: list[Box]) -> tuple[Picture, dict[str, Any]]:
    """The picture as an advertisement shows it, and what was done to it."""
    done: list[str] = []
    if rng.random() < ADVERT_SHARE:
        image = Image.fromarray(picture)
        pen = ImageDraw.Draw(image)
        for name, (painter, chance) in PAINTERS.items():
            if rng.random() < chance and painter(rng, pen, image.size, clear):
                done.append(name)
        picture = np.asarray(image)
    quality = 93
    if rng.random() < SPOILT_SHARE:
        picture, spoilt = _spoil(rng, picture)
        done += spoilt
        quality = int(rng.integers(40, 96))
    return picture, {"advert": done, "jpeg_quality": quality}


def _spoil(rng: Random, picture: Picture) -> tuple[Picture, list[str]]:
    """A little blur, grain, less resolution or grey, each at times."""
    done: list[str] = []
    values = picture.astype(np.float32)
    height, width = picture.shape[:2]
    if rng.random() < 0.25:
        values = np.asarray(cv2.GaussianBlur(values, (0, 0), float(rng.uniform(0.4, 1.2))))
        done.append("blur")
    if rng.random() < 0.2:
        scale = float(rng.uniform(0.5, 0.9))
        small = cv2.resize(
            values, (round(width * scale), round(height * scale)), interpolation=cv2.INTER_AREA
        )
        values = np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR))
        done.append("resized")
    if rng.random() < 0.06:
        values = np.repeat(values @ np.array([[0.3], [0.59], [0.11]], np.float32), 3, axis=2)
        done.append("grey")
    if rng.random() < 0.3:
        values = (values - 128) * float(rng.uniform(0.8, 1.2)) + 128 + float(rng.normal(0, 10))
        done.append("contrast")
    if rng.random() < 0.35:
        noise = rng.standard_normal((height, width, 1), np.float32) * np.float32(rng.uniform(1, 9))
        values = values + noise
        done.append("grain")
    return np.clip(values, 0, 255).astype(np.uint8), done


def _headline(rng: Random, pen: ImageDraw.ImageDraw, size: tuple[int, int], clear: list[Box]) -> bool:
    words = [str(w) for w in rng.choice(WORDS.split(), int(rng.integers(1, 6)))]
    text = " ".join(words).capitalize() if rng.random() < 0.7 else " ".join(words).upper()
    if len(words) > 2 and rng.random() < 0.5:
        middle = len(words) // 2
        text = " ".join(words[:middle]).capitalize() + "\n" + " ".join(words[middle:])
    font = _font(str(rng.choice(FONTS)), round(size[1] * float(rng.uniform(0.03, 0.085))))
    box = _place(rng, size, pen.multiline_textbbox((0, 0), text, font=font), clear)
    if box is None:
        return False
    edge = 2 if rng.random() < 0.4 else 0
    pen.multiline_text(box[:2], text, _ink(rng), font, stroke_width=edge, stroke_fill=_ink(rng), anchor="la")
    return True


def _button(rng: Random, pen: ImageDraw.ImageDraw, size: tuple[int, int], clear: list[Box]) -> bool:
    return _plate(rng, pen, size, clear, str(rng.choice(CALLS)), float(rng.uniform(0.022, 0.045)))


def _logo(rng: Random, pen: ImageDraw.ImageDraw, size: tuple[int, int], clear: list[Box]) -> bool:
    return _plate(rng, pen, size, clear, str(rng.choice(NAMES)), float(rng.uniform(0.018, 0.04)))


def _plate(
    rng: Random,
    pen: ImageDraw.ImageDraw,
    size: tuple[int, int],
    clear: list[Box],
    text: str,
    tall: float,
) -> bool:
    """Text on a rounded plate."""
    font = _font(str(rng.choice(FONTS)), max(9, round(size[1] * tall)))
    left, top, right, bottom = pen.textbbox((0, 0), text, font=font)
    pad = (bottom - top) * float(rng.uniform(0.4, 0.9))
    box = _place(rng, size, (0, 0, right - left + 2.4 * pad, bottom - top + 2 * pad), clear)
    if box is None:
        return False
    fill = _ink(rng)
    pen.rounded_rectangle(box, radius=float(rng.uniform(0, 0.5)) * (box[3] - box[1]), fill=fill)
    middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    pen.text(middle, text, (255, 255, 255) if sum(fill) < 400 else (15, 15, 20), font, anchor="mm")
    return True


def _burst(rng: Random, pen: ImageDraw.ImageDraw, size: tuple[int, int], clear: list[Box]) -> bool:
    radius = min(size) * float(rng.uniform(0.05, 0.11))
    box = _place(rng, size, (0, 0, 2 * radius, 2 * radius), clear)
    if box is None:
        return False
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    points, depth = int(rng.integers(8, 24)), float(rng.uniform(0.75, 1.0))
    angles = np.linspace(0, 2 * np.pi, 2 * points, endpoint=False)
    radii = np.where(np.arange(2 * points) % 2, radius * depth, radius)
    corners = np.stack([x + radii * np.cos(angles), y + radii * np.sin(angles)], axis=1)
    fill = _ink(rng)
    pen.polygon([(float(a), float(b)) for a, b in corners], fill=fill)
    ink = (255, 255, 255) if sum(fill) < 400 else (20, 20, 20)
    pen.text((x, y), str(rng.choice(PRICES)), ink, _font(FONTS[0], max(9, round(radius * 0.5))), anchor="mm")
    return True


def _band(rng: Random, pen: ImageDraw.ImageDraw, size: tuple[int, int], clear: list[Box]) -> bool:
    """A bar of colour along the upper or lower edge."""
    tall = size[1] * float(rng.uniform(0.05, 0.13))
    box = (0.0, 0.0, float(size[0]), tall)
    if rng.random() < 0.6:
        box = (0.0, size[1] - tall, float(size[0]), float(size[1]))
    if not _is_free(box, clear):
        return False
    pen.rectangle(box, fill=_ink(rng))
    return True


PAINTERS: dict[str, tuple[Painter, float]] = {
    "band": (_band, 0.12),
    "headline": (_headline, 0.75),
    "button": (_button, 0.6),
    "logo": (_logo, 0.5),
    "burst": (_burst, 0.35),
}


def _place(
    rng: Random, size: tuple[int, int], extent: tuple[float, float, float, float], clear: list[Box]
) -> Box | None:
    """Somewhere in the picture, mostly near its upper and lower edges, that covers nothing to keep clear."""
    wide, tall = extent[2] - extent[0], extent[3] - extent[1]
    room: Floats = np.array([size[0] - wide, size[1] - tall]) - 8
    if (room < 0).any():
        return None
    for _ in range(PLACES):
        x = float(rng.choice([0.02, 0.5, 0.98, rng.random()])) * room[0] + 4
        y = float(rng.beta(0.4, 0.4)) * room[1] + 4
        box = (x, y, x + wide, y + tall)
        if _is_free(box, clear):
            return box
    return None


def _is_free(box: Box, clear: list[Box]) -> bool:
    for other in clear:
        wide = min(box[2], other[2]) - max(box[0], other[0])
        tall = min(box[3], other[3]) - max(box[1], other[1])
        area = max((other[2] - other[0]) * (other[3] - other[1]), 1.0)
        if wide > 0 and tall > 0 and wide * tall > MOST_OVERLAP * area:
            return False
    return True


def _ink(rng: Random) -> Colour:
    red, green, blue = (int(v) for v in np.clip(draw_colour(rng), 0, 255))
    return red, green, blue


@cache
def _font(name: str, size_px: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A named font, or Pillow's own where it is not installed."""
    try:
        return ImageFont.truetype(name, size_px)
    except OSError:
        return ImageFont.load_default(size_px)
