"""The zoomed crop: a frame and one finding come in, a square picture with its caption under it goes out."""

from __future__ import annotations

from PIL import Image, ImageDraw

from agent_plugin.tools.domain import Finding, Frame
from agent_plugin.tools.evidence.fingers import marked
from agent_plugin.tools.evidence.lettering import draw_text, elide, text_width, wrap
from agent_plugin.tools.evidence.marks import badge
from agent_plugin.tools.evidence.outlined import draw_marked
from agent_plugin.tools.evidence.palette import INK, MUTED, PAPER, mark_of
from agent_plugin.tools.evidence.view import square
from agent_plugin.tools.policy import EvidenceRules
from agent_plugin.tools.words import TITLES, time_code


def close_up(frame: Frame, finding: Finding, rules: EvidenceRules) -> Image.Image:
    """The finding enlarged, with number, title and the marketer's sentence in a panel below."""
    view = square(frame, finding.box_xyxy, rules)
    draw_marked(view, marked(frame, finding, rules), mark_of(finding.number))
    panel = caption(finding, view.image.width, rules)
    page = Image.new("RGB", (view.image.width, view.image.height + panel.height), PAPER)
    page.paste(view.image, (0, 0))
    page.paste(panel, (0, view.image.height))
    return page


def caption(finding: Finding, width_px: int, rules: EvidenceRules) -> Image.Image:
    """A panel as high as its words need."""
    pad, title_px, text_px = round(width_px * 0.035), round(width_px * 0.037), round(width_px * 0.03)
    disc, step = round(title_px * 1.5), round(text_px * 1.42)
    lines = wrap(finding.for_marketer, text_px, width_px - 2 * pad, rules.caption_max_lines)
    gap = round(text_px * 0.6) if lines else 0
    panel = Image.new("RGB", (width_px, 2 * pad + disc + gap + len(lines) * step), PAPER)
    draw = ImageDraw.Draw(panel)
    badge(panel, (pad, pad, pad + disc, pad + disc), finding.number, mark_of(finding.number))
    base = pad + disc / 2 + title_px * 0.36
    right = width_px - pad
    if finding.at_s is not None:
        moment = time_code(finding.at_s)
        right -= round(text_width(moment, text_px))
        draw_text(draw, (right, base), moment, text_px, MUTED)
    left = pad + disc + round(title_px * 0.45)
    title = elide(TITLES[finding.category], title_px, right - left - pad / 2, bold=True)
    draw_text(draw, (left, base), title, title_px, INK, bold=True)
    for row, line in enumerate(lines):
        draw_text(draw, (pad, pad + disc + gap + row * step + text_px), line, text_px, INK)
    return panel
