"""The strip: frames around the worst moment of a finding come in, a picture with time codes goes out."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw

from agent_plugin.tools.domain import Finding, Frame, MediaInfo
from agent_plugin.tools.evidence.lettering import draw_text, elide, text_width
from agent_plugin.tools.evidence.marks import badge, outline
from agent_plugin.tools.evidence.palette import INK, MUTED, PAPER, ink_on, mark_of
from agent_plugin.tools.evidence.view import tile
from agent_plugin.tools.policy import EvidenceRules
from agent_plugin.tools.words import TITLES, time_code


def strip_times(finding: Finding, info: MediaInfo, rules: EvidenceRules) -> list[float]:
    """The moments to show: the worst, some of the span around it, one before and one after the span."""
    if finding.at_s is None:
        return []
    worst = finding.at_s
    start = min(worst, finding.start_s if finding.start_s is not None else worst)
    end = max(worst, finding.end_s if finding.end_s is not None else worst)
    low = max(start, worst - rules.strip_window_s / 2)
    high = min(end, worst + rules.strip_window_s / 2)
    inside = max(1, rules.strip_frames - 2)
    within = [low + (high - low) * step / (inside - 1) for step in range(inside)] if inside > 1 else [worst]
    within[min(range(inside), key=lambda step: abs(within[step] - worst))] = worst
    before, after = max(0.0, start - rules.strip_context_s), min(_last(info), end + rules.strip_context_s)
    times = [*([before] if before < start else []), *within, *([after] if after > end else [])]
    return sorted({round(at, 3) for at in times})


def strip(frames: Sequence[Frame], finding: Finding, rules: EvidenceRules) -> Image.Image | None:
    """All frames in order with their times, the worst one marked; none if there is nothing to compare."""
    shown = sorted({frame.at_s: frame for frame in frames}.values(), key=lambda frame: frame.at_s)
    if len(shown) < 2 or finding.at_s is None:
        return None
    worst = min(shown, key=lambda frame: abs(frame.at_s - (finding.at_s or 0.0)))
    gap = rules.strip_width_px // 120
    columns = len(shown) if shown[0].height > shown[0].width else min(3, len(shown))
    upright = rules.strip_frames if shown[0].height > shown[0].width else 3
    wide = (rules.strip_width_px - gap) // upright - gap
    tiles = [_tile(frame, finding, frame is worst, wide, rules) for frame in shown]
    return _page(tiles, finding, columns, gap)


def _page(tiles: list[Image.Image], finding: Finding, columns: int, gap: int) -> Image.Image:
    """The tiles in rows under a heading."""
    wide, high = tiles[0].width, max(one.height for one in tiles)
    rows = -(-len(tiles) // columns)
    title_px = 26
    head = round(title_px * 2.3)
    page = Image.new("RGB", (gap + columns * (wide + gap), head + rows * (high + gap)), PAPER)
    disc = round(title_px * 1.45)
    top = (head - disc) // 2
    badge(page, (gap, top, gap + disc, top + disc), finding.number, mark_of(finding.number))
    left = gap + disc + 12
    title = elide(TITLES[finding.category], title_px, page.width - left - gap, bold=True)
    draw_text(ImageDraw.Draw(page), (left, head / 2 + title_px * 0.36), title, title_px, INK, bold=True)
    for number, one in enumerate(tiles):
        row, column = divmod(number, columns)
        page.paste(one, (gap + column * (wide + gap), head + row * (high + gap)))
    return page


def _tile(frame: Frame, finding: Finding, is_worst: bool, wide: int, rules: EvidenceRules) -> Image.Image:
    """One frame over its time code; the worst has its box, a coloured frame and says so."""
    view = tile(frame, wide)
    text_px = min(24, max(14, wide // 11))
    bar = round(text_px * 1.8)
    colour = mark_of(finding.number)
    page = Image.new("RGB", (wide, view.image.height + bar), colour if is_worst else PAPER)
    if is_worst:
        outline(view.image, view.box(finding.box_xyxy), colour, view.unit_px)
    page.paste(view.image, (0, 0))
    draw = ImageDraw.Draw(page)
    if is_worst:
        draw.rectangle((0, 0, wide - 1, page.height - 1), outline=colour, width=max(3, wide // 70))
    word = _word(frame.at_s, finding, is_worst, rules)
    fill = ink_on(colour) if is_worst else (INK if not word else MUTED)
    base, pad = page.height - bar / 2 + text_px * 0.36, text_px * 0.5
    draw_text(draw, (pad, base), time_code(frame.at_s), text_px, fill, bold=is_worst)
    room = wide - 3 * pad - text_width(time_code(frame.at_s), text_px, bold=is_worst)
    word = elide(word, text_px, room)
    draw_text(draw, (wide - pad - text_width(word, text_px), base), word, text_px, fill)
    return page


def _word(at_s: float, finding: Finding, is_worst: bool, rules: EvidenceRules) -> str:
    near = rules.strip_context_s / 4  # a frame is seldom exactly where the span begins
    if is_worst:
        return "worst"
    if finding.start_s is not None and at_s < finding.start_s - near:
        return "before"
    if finding.end_s is not None and at_s > finding.end_s + near:
        return "after"
    return ""


def _last(info: MediaInfo) -> float:
    """When the last frame begins; the duration counts to its end."""
    if info.duration_s is None:
        return float("inf")
    step = info.duration_s / info.frame_count if info.frame_count else 0.0
    return max(0.0, info.duration_s - step)
