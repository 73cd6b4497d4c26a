"""A finding of a video comes in; a clip that runs slowly at the flaw, and a moving picture, go out.

The place is marked near the worst moment, where its box fits; a bar shows for how long the finding lasts.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from agent_plugin.tools.domain import Box, Finding, Frame, MediaInfo
from agent_plugin.tools.evidence.lettering import draw_text, text_width
from agent_plugin.tools.evidence.marks import outline
from agent_plugin.tools.evidence.palette import INK, PAPER, ink_on, mark_of
from agent_plugin.tools.media.film import write_film
from agent_plugin.tools.media.media import SourceFrames
from agent_plugin.tools.policy import EvidenceRules
from agent_plugin.tools.words import TITLES, time_code

# Structure: parts of the picture's longer side.
_TEXT, _LINE = 1 / 32, 1 / 320


def moving_times(finding: Finding, info: MediaInfo, rules: EvidenceRules) -> list[float]:
    """The moments to show, at an even rate: the worst in the middle, as far as the media reaches."""
    worst_s, length_s = finding.at_s, info.duration_s
    if worst_s is None or not length_s:
        return []
    start_s = max(0.0, min(worst_s - rules.moving_s / 2, length_s - rules.moving_s))
    count = round(min(rules.moving_s, length_s - start_s) * rules.moving_fps)
    return [start_s + number / rules.moving_fps for number in range(count)]


def moving_frames(
    media: SourceFrames, finding: Finding, rules: EvidenceRules
) -> list[tuple[float, Image.Image]]:
    """The marked frames with their moments; fewer than two show no motion."""
    times_s = moving_times(finding, media.info, rules)
    if len(times_s) < 2:
        return []
    frames = media.frames_at(times_s, longest_px=rules.moving_side_px)
    return [
        (at_s, _marked(frame, at_s, finding, media.info, rules))
        for at_s, frame in zip(times_s, frames, strict=True)
    ]


def write_clip(
    path: Path, frames: Sequence[tuple[float, Image.Image]], finding: Finding, rules: EvidenceRules
) -> float:
    """Write the clip; when the worst moment comes in it, in seconds."""
    shown: list[Image.Image] = []
    worst_s = finding.at_s or 0.0
    worst_at = 0
    for at_s, image in frames:
        if at_s <= worst_s:
            worst_at = len(shown)
        shown += [image] * (rules.slow_times if abs(at_s - worst_s) <= rules.slow_within_s else 1)
    write_film(path, (np.asarray(image) for image in shown), rules.moving_fps)
    return worst_at / rules.moving_fps


def write_moving_picture(
    path: Path, frames: Sequence[tuple[float, Image.Image]], rules: EvidenceRules
) -> tuple[int, int]:
    """Write the frames as an animated WebP that runs on and on; its size."""
    first = frames[0][1]
    share = min(1.0, rules.moving_picture_px / max(first.size))
    size = max(1, round(first.width * share)), max(1, round(first.height * share))
    small, *rest = [image.resize(size, Image.Resampling.BOX) for _, image in frames]
    step_ms = round(1000 / rules.moving_fps)
    small.save(
        path,
        "WEBP",
        save_all=True,
        append_images=rest,
        duration=step_ms,
        loop=0,
        quality=rules.moving_quality,
        method=2,
    )
    return size


def _marked(
    frame: Frame, at_s: float, finding: Finding, info: MediaInfo, rules: EvidenceRules
) -> Image.Image:
    """The frame with its time, a bar while the finding lasts, and its box near the worst moment."""
    image = Image.fromarray(frame.pixels)
    colour, long_px = mark_of(finding.number), max(image.size)
    lasts = (finding.start_s or 0.0) <= at_s <= (finding.end_s or 0.0)
    if lasts and abs(at_s - (finding.at_s or 0.0)) <= rules.slow_within_s:
        outline(image, _scaled(finding.box_xyxy, frame, info), colour, max(1, round(long_px * _LINE)))
    size_px = max(10, round(long_px * _TEXT))
    high = round(size_px * 1.8)
    page = Image.new("RGB", (image.width, image.height + high), colour if lasts else PAPER)
    page.paste(image, (0, 0))
    draw, ink = ImageDraw.Draw(page), ink_on(colour) if lasts else INK
    base, pad = page.height - high / 2 + size_px * 0.36, size_px * 0.5
    when = time_code(at_s)
    draw_text(draw, (pad, base), when, size_px, ink, bold=lasts)
    title = TITLES[finding.category]
    left = page.width - pad - text_width(title, size_px)
    if lasts and left > 2 * pad + text_width(when, size_px, bold=True):
        draw_text(draw, (left, base), title, size_px, ink)
    return page


def _scaled(box_xyxy: Box, frame: Frame, info: MediaInfo) -> Box:
    """A box of the media in the shrunk frame."""
    wide, high = frame.width / info.width, frame.height / info.height
    x0, y0, x1, y1 = box_xyxy
    return x0 * wide, y0 * high, x1 * wide, y1 * high
