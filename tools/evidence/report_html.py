"""A review and the folder of its pictures -> `report.html`: one page that needs no network and no script.

Jinja2 escapes every value; the page's own policy forbids the browser to load or run anything.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from agent_plugin.tools.disclosure.lines import disclosure_lines
from agent_plugin.tools.domain import Evidence, Finding, Review, SignOff
from agent_plugin.tools.evidence import looks, phrases, trace
from agent_plugin.tools.evidence.palette import MARKS, css, ink_on
from agent_plugin.tools.policy import EvidenceRules
from agent_plugin.tools.words import TITLES, VERDICTS, printable, value_of

_SHOWN = {kind: Markup(f"data:{kind};base64,") for kind in ("image/jpeg", "image/webp")}


@dataclass(frozen=True)
class Picture:
    """A picture inside the page."""

    source: Markup
    text: str
    width: int
    height: int


@dataclass(frozen=True)
class Card:
    """One finding as the page shows it."""

    finding: Finding
    title: str
    mark: int
    where: str
    when: str
    sure: str
    measurements: tuple[tuple[str, str, str], ...]
    crop: Picture | None
    strip: Picture | None
    moving: Picture | None
    clip: str  # the address of its worst moment, beside the page; empty if there is none


def html_report(review: Review, folder: Path, rules: EvidenceRules, sign_offs: Sequence[SignOff] = ()) -> str:
    """The page as text."""
    frames = [_picture(one, folder, _overview_text(review)) for one in review.evidence if one.kind == "frame"]
    return _template().render(
        review=review,
        name=printable(review.media.name),
        verdict=VERDICTS[review.verdict.value],
        facts=[*phrases.media_facts(review.media), ("People looked at", phrases.people_looked_at(review))],
        checks=looks.checks_line(review),
        how_to_look=looks.how_to_look(review),
        seen_by=_seen_by(review),
        sheets=_with_captions(review, folder, "sheet"),
        frames=[frame for frame in frames if frame],
        timelines=_with_captions(review, folder, "timeline"),
        cards=[_card(finding, review, folder, rules) for finding in review.counting],
        reasons=phrases.reasons(review),
        weak=[
            (TITLES[one.category], f"{one.score:.2f} of 1") for one in phrases.strongest(review.weak_signs)
        ],
        disclosed=list(disclosure_lines(review.disclosure)) if review.disclosure else [],
        not_checked=phrases.not_checked(review.not_checked),
        looked_for=[TITLES[category] for category in review.looked_for],
        versions=sorted(review.versions.items()),
        trace_head=trace.HEAD,
        traces=trace.traced(review),
        signed=[printable(one.sentence) for one in sign_offs],
        marks=[(css(mark), css(ink_on(mark))) for mark in MARKS],
    )


def _seen_by(review: Review) -> list[tuple[str, list[str], str]]:
    """Who looked; what they say beside `sound`; what it took."""
    lines = looks.looked_by_lines(review)
    if not review.looks:
        return [(line, [], "") for line in lines]
    return [
        (line, [*looks.tile_lines(look), looks.sound_line(look)], looks.cost_line(look.cost))
        for line, look in zip(lines, review.looks, strict=True)
    ]


def _with_captions(review: Review, folder: Path, kind: str) -> list[tuple[Picture, str]]:
    """The pictures of a kind with what stands under them."""
    shown = [(_picture(one, folder, one.caption), one.caption) for one in review.evidence if one.kind == kind]
    return [(picture, caption) for picture, caption in shown if picture]


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("agent_plugin.tools", "evidence/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    return environment.get_template("report.html.jinja")


def _shown(value: object) -> object:
    """Texts without control characters; what is already markup (the pictures) as it is."""
    return printable(value) if type(value) is str else value


def _card(finding: Finding, review: Review, folder: Path, rules: EvidenceRules) -> Card:
    title = TITLES[finding.category]
    own = {one.kind: one for one in review.evidence if one.finding == finding.number}
    crop, strip, moving, clip = (own.get(kind) for kind in ("crop", "strip", "moving", "clip"))
    return Card(
        finding=finding,
        title=title,
        mark=(finding.number - 1) % len(MARKS),
        where=phrases.place_of(finding, review.media),
        when=phrases.moment_of(finding),
        sure=phrases.how_sure(finding.score, rules),
        measurements=tuple((one.name, value_of(one), one.usual) for one in finding.measurements),
        crop=_picture(crop, folder, f"Finding {finding.number} enlarged: {title}") if crop else None,
        strip=_picture(strip, folder, f"Frames {phrases.moment_of(finding)}: {title}") if strip else None,
        moving=_picture(moving, folder, moving.caption) if moving else None,
        clip=_moment_in(clip, folder) if clip else "",
    )


def _picture(evidence: Evidence, folder: Path, text: str) -> Picture | None:
    """The picture's bytes as a data address; none if it is gone or lies elsewhere."""
    path = folder / evidence.file
    if path.name != evidence.file or evidence.media_type not in _SHOWN or not path.is_file():
        return None
    data = base64.b64encode(path.read_bytes()).decode("ascii")
    source = _SHOWN[evidence.media_type] + data
    return Picture(source, printable(text), evidence.width or 0, evidence.height or 0)


def _moment_in(clip: Evidence, folder: Path) -> str:
    """The clip beside the page, from its worst moment on."""
    is_beside = (folder / clip.file).name == clip.file and (folder / clip.file).is_file()
    return f"{clip.file}#t={clip.at_s or 0.0:.2f}" if is_beside else ""


def _overview_text(review: Review) -> str:
    marked = [f"{one.number}, {TITLES[one.category]}" for one in review.counting]
    return f"The whole frame. Marked: {'; '.join(marked)}" if marked else "The whole frame, nothing marked"
