"""The annotated frame: one frame, its findings and people come in, the picture to send on goes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from PIL import Image, ImageDraw

from agent_plugin.tools.domain import Box, Finding, Frame, PersonSeen
from agent_plugin.tools.evidence.fingers import Marked, marked
from agent_plugin.tools.evidence.lettering import draw_text, elide, wrap
from agent_plugin.tools.evidence.marks import (
    outer,
    pill,
    pill_size,
    pointer,
    rounded,
    thin_outline,
)
from agent_plugin.tools.evidence.outlined import draw_marked
from agent_plugin.tools.evidence.palette import INK, PAPER, mark_of
from agent_plugin.tools.evidence.places import detail_of, place
from agent_plugin.tools.evidence.view import View, whole
from agent_plugin.tools.policy import EvidenceRules
from agent_plugin.tools.words import TITLES, time_code

_ON_FINDING = 3.0  # cost of a label that lies wholly on findings; half a picture's way costs as much
_ON_PERSON = 0.4


@dataclass(frozen=True)
class Label:
    """A placed label: the text beside the number (empty if only the number fits) and where it lies."""

    finding: Finding
    text: str
    box_xyxy: Box
    of_xyxy: Box  # what it names, with the lines around it


def annotate(
    frame: Frame, findings: Sequence[Finding], people: Sequence[PersonSeen], footer: str, rules: EvidenceRules
) -> Image.Image:
    """The whole frame with numbered findings, or with the people looked at if nothing was found."""
    view = whole(frame, rules)
    shown = [(person, view.box(person.box_xyxy)) for person in people]
    if not findings or len(people) > 1:  # a single person needs no number
        for _, box in shown:
            thin_outline(view.image, box, view.unit_px)
    marks = {finding.number: marked(frame, finding, rules) for finding in findings}
    labels = place_labels(view, findings, [box for _, box in shown], frame.at_s, rules, marks)
    for finding in sorted(findings, key=lambda one: one.score):
        draw_marked(view, marks[finding.number], mark_of(finding.number))
    if len(people) > 1:
        _name_people(view, shown, [label.box_xyxy for label in labels])
    for label in labels:
        _draw_label(view, label)
    return with_footer(view.image, footer, view.text_px)


def place_labels(
    view: View,
    findings: Sequence[Finding],
    people: Sequence[Box],
    at_s: float,
    rules: EvidenceRules,
    marks: Mapping[int, Marked] = MappingProxyType({}),
) -> list[Label]:
    """Labels of all findings: none over another, none outside, as little as possible hidden."""
    around = [marks[one.number].box_xyxy if one.number in marks else one.box_xyxy for one in findings]
    boxes = [outer(view.box(box), view.unit_px, view.image) for box in around]
    detail = detail_of(np.asarray(view.image), view.text_px)
    clear = [*((box, _ON_FINDING) for box in boxes), *((box, _ON_PERSON) for box in people)]
    taken: list[Box] = []
    labels: list[Label] = []
    wordy = len(findings) <= rules.max_labels
    for finding, box in sorted(zip(findings, boxes, strict=True), key=lambda pair: pair[0].number):
        for text in (_words(finding, at_s, view, rules), "") if wordy else ("",):
            size, gap = pill_size(text, view.text_px), 2 * view.unit_px
            found = place(size, box, clear, taken, view.image.size, gap, detail)
            if found:
                taken.append(found)
                labels.append(Label(finding, text, found, box))
                break
    return labels


def with_footer(image: Image.Image, text: str, text_px: int) -> Image.Image:
    """The picture with a quiet line under it."""
    pad = round(text_px * 0.7)
    lines = wrap(text, text_px, image.width - 2 * pad, 3)
    if not lines:
        return image
    step = round(text_px * 1.35)
    high = len(lines) * step + 2 * pad - (step - text_px)
    page = Image.new("RGB", (image.width, image.height + high), PAPER)
    page.paste(image, (0, 0))
    draw = ImageDraw.Draw(page)
    for row, line in enumerate(lines):
        draw_text(draw, (pad, image.height + pad + row * step + text_px * 0.82), line, text_px, INK)
    return page


def _words(finding: Finding, at_s: float, view: View, rules: EvidenceRules) -> str:
    """The label: its title, and its moment if the box belongs to a clearly different one."""
    title = TITLES[finding.category]
    if finding.at_s is not None and abs(finding.at_s - at_s) > rules.same_moment_s:
        title = f"{title} ({time_code(finding.at_s)})"
    badge_px = pill_size("", view.text_px)[0]
    return elide(title, view.text_px, view.image.width - badge_px - 2 * view.text_px)


def _draw_label(view: View, label: Label) -> None:
    box, colour = label.of_xyxy, mark_of(label.finding.number)
    if _apart(label.box_xyxy, box) > 4 * view.unit_px:
        pointer(view.image, label.box_xyxy, box, colour, view.unit_px)
    pill(view.image, label.box_xyxy, label.finding.number, label.text, colour, view.text_px)


def _name_people(view: View, people: Sequence[tuple[PersonSeen, Box]], taken: list[Box]) -> None:
    """Small tags, so that "person 2" in a sentence can be found in the picture."""
    size = max(14, round(view.text_px * 0.75))
    for person, box in people:
        text = f"Person {person.person}"
        wide, high = pill_size(text, size)
        room = (wide - high * 0.75, high * 0.8)
        found = place(room, box, [], taken, view.image.size, view.unit_px)
        if found:
            taken.append(found)
            rounded(view.image, found, PAPER)
            at = (found[0] + size * 0.5, (found[1] + found[3]) / 2 + size * 0.35)
            draw_text(ImageDraw.Draw(view.image), at, text, size, INK)


def _apart(one: Box, other: Box) -> float:
    wide = max(other[0] - one[2], one[0] - other[2], 0.0)
    high = max(other[1] - one[3], one[1] - other[3], 0.0)
    return max(wide, high)
