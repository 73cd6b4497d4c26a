"""Media and looks come in; JPEG crops with margin go out, small ones enlarged, none with any metadata.

The pixels are copied into a new picture, so that nothing of the file but pixels can leave; what lies beside
the person is painted over, so that words there are not read. The same media and rules give the same bytes, by
which replies are kept.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from io import BytesIO

import numpy as np
from PIL import Image

from agent_plugin import prompts
from agent_plugin.tools.domain import Box, Frame, MediaInfo, Specialist
from agent_plugin.tools.media.media import SourceFrames
from agent_plugin.tools.opinion.asking.looks import Look
from agent_plugin.tools.opinion.judges.judge import Picture
from agent_plugin.tools.policy.opinion import JudgeRules

Area = tuple[int, int, int, int]
GREY = (128, 128, 128)


def crops(media: SourceFrames, looks: Sequence[Look], rules: JudgeRules) -> dict[Look, Picture]:
    """A picture, without a name yet, for each look; every moment is decoded once, and one at a time."""
    made: dict[Look, Picture] = {}
    for at_s in sorted({look.at_s or 0.0 for look in looks}):
        frames = media.frames_at([at_s])
        for look in looks:
            if frames and (look.at_s or 0.0) == at_s:
                made[look] = _crop(frames[0], area(look, media.info, rules), look.shown, rules)
    return made


def area(look: Look, info: MediaInfo, rules: JudgeRules) -> Area:
    """The pixels that a look shows: its box with margin, inside the picture."""
    x0, y0, x1, y1 = look.box_xyxy
    return _inside(look.box_xyxy, rules.crop_margin * max(x1 - x0, y1 - y0), info)


def is_greyed(look: Look, info: MediaInfo, rules: JudgeRules) -> bool:
    """Is something in its crop painted over?"""
    return look.shown is not None and _kept(look.shown, area(look, info, rules)) != area(look, info, rules)


def whole(media: SourceFrames, at_s: float | None, name: str, rules: JudgeRules) -> Picture | None:
    """The whole picture, small."""
    frames = media.frames_at([at_s or 0.0])
    if not frames:
        return None
    image = _fitted(Image.fromarray(frames[0].pixels), rules.frame_px, 1.0)
    return Picture(name, as_jpeg(image, rules.jpeg_quality), *image.size, detail="low")


def examples(specialists: Sequence[Specialist], name: str, rules: JudgeRules) -> Picture | None:
    """The specialists' strips of examples, one below the other in one picture."""
    sheet = _sheet(tuple(specialists), rules.jpeg_quality)
    return replace(sheet, name=name) if sheet else None


@lru_cache(maxsize=16)
def _sheet(specialists: tuple[Specialist, ...], jpeg_quality: int) -> Picture | None:
    kept = [prompts.example(who.value) for who in specialists]
    strips = [Image.open(BytesIO(data)).convert("RGB") for data in kept if data]
    if not strips:
        return None
    sheet = Image.new("RGB", (max(one.width for one in strips), sum(one.height for one in strips)), "white")
    top = 0
    for one in strips:
        sheet.paste(one, (0, top))
        top += one.height
    return Picture("", as_jpeg(sheet, jpeg_quality), *sheet.size)


def _crop(frame: Frame, area: Area, shown: Box | None, rules: JudgeRules) -> Picture:
    x0, y0, x1, y1 = area
    pixels = frame.pixels[y0:y1, x0:x1].copy()
    if shown:
        left, top, right, bottom = _kept(shown, area)
        kept = pixels[top - y0 : bottom - y0, left - x0 : right - x0].copy()
        pixels[:] = np.array(GREY, pixels.dtype)
        pixels[top - y0 : bottom - y0, left - x0 : right - x0] = kept
    image = Image.fromarray(pixels)
    image = _fitted(image, rules.crop_px, rules.max_enlarge)
    return Picture("", as_jpeg(image, rules.jpeg_quality), *image.size)


def _kept(shown: Box, area: Area) -> Area:
    """The part of an area that is not painted over; all of it, should the two not meet."""
    x0, y0, x1, y1 = area
    left, top = max(x0, int(shown[0])), max(y0, int(shown[1]))
    right, bottom = min(x1, math.ceil(shown[2])), min(y1, math.ceil(shown[3]))
    return (left, top, right, bottom) if left < right and top < bottom else area


def _inside(box_xyxy: Box, margin_px: float, info: MediaInfo) -> Area:
    x0, y0, x1, y1 = box_xyxy
    left, top = (int(min(max(0.0, low - margin_px), side - 1)) for low, side in _sides(x0, y0, info))
    right, bottom = (
        max(low + 1, int(min(high + margin_px, side)))
        for low, (high, side) in zip((left, top), _sides(x1, y1, info), strict=True)
    )
    return left, top, right, bottom


def _sides(x: float, y: float, info: MediaInfo) -> tuple[tuple[float, int], tuple[float, int]]:
    return (x, info.width), (y, info.height)


def _fitted(image: Image.Image, longer_px: int, max_enlarge: float) -> Image.Image:
    factor = min(longer_px / max(image.size), max_enlarge)
    size = max(1, round(image.width * factor)), max(1, round(image.height * factor))
    return image if size == image.size else image.resize(size, Image.Resampling.LANCZOS)


def as_jpeg(image: Image.Image, quality: int) -> bytes:
    """The picture in the form in which all are sent."""
    kept = BytesIO()
    # Full colour: a finger's outline against skin is a difference of colour as much as of light.
    image.save(kept, "JPEG", quality=quality, subsampling=0)
    return kept.getvalue()
