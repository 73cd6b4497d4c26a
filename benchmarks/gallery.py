"""Rows of `lastlook batch` on the rendered pictures in; a contact sheet of the worst failures out.

    uv run python -m benchmarks.gallery SETS --dev dev.jsonl

Rendered pictures only: they are free to show. Writes docs/failures.jpg and its section of docs/accuracy.md.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, ImageOps

from agent_plugin.tools.measuring.labels import BoxXYXY
from benchmarks.cases import Case, read_cases
from benchmarks.page import DOCS, put, stamp

SHEET = DOCS / "failures.jpg"
MOST_BYTES = 400_000
COLUMNS, TILE_PX, CAPTION_PX, TITLE_PX = 7, 200, 34, 30
LABEL, FOUND, INK, PAPER = (20, 110, 220), (215, 40, 40), (30, 34, 42), (246, 247, 249)


@dataclass(frozen=True)
class Line:
    """One row of the sheet: what it shows, and which cases."""

    title: str
    about: str
    cases: tuple[Case, ...]


def choose(cases: Sequence[Case]) -> list[Line]:
    """The rows that have anything to show."""
    bad = [case for case in cases if not case.label.normal]
    good = [case for case in cases if case.label.normal]
    missed = _one_each(sorted((case for case in bad if not case.stopped), key=_surprise, reverse=True))
    misled = [case for case in bad if case.stopped and not (case.named() and case.located())]
    lines = [
        Line("Missed", "defects in plain sight that were passed, one a category", missed[:COLUMNS]),
        Line("Missed too", "the next categories", missed[COLUMNS : 2 * COLUMNS]),
        Line("Missed as well", "the next categories", missed[2 * COLUMNS : 3 * COLUMNS]),
        Line("Stopped for the wrong reason", "not the label's category or place", _strongest(misled)),
        Line(
            "False alarms",
            "normal pictures that were stopped",
            _strongest(case for case in good if case.stopped),
        ),
        Line(
            "Weak signs",
            "normal pictures nearest to being stopped",
            _strongest(case for case in good if case.top and not case.stopped),
        ),
    ]
    return [line for line in lines if line.cases]


def draw(lines: Sequence[Line]) -> Image.Image:
    """The whole sheet: blue is the label, red what was found."""
    row_px = TITLE_PX + TILE_PX + CAPTION_PX
    sheet = Image.new("RGB", (COLUMNS * TILE_PX, row_px * len(lines)), PAPER)
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(16)
    for number, line in enumerate(lines):
        top = number * row_px
        title = f"{number + 1}. {line.title}: {line.about}"
        pen.text((8, top + TITLE_PX / 2), title, INK, font, anchor="lm")
        for column, case in enumerate(line.cases):
            sheet.paste(tile(case), (column * TILE_PX, top + TITLE_PX))
    return sheet


def tile(case: Case) -> Image.Image:
    """One picture, small, with its boxes and what was true and reported."""
    with Image.open(case.path) as opened:
        small = ImageOps.contain(opened.convert("RGB"), (TILE_PX - 8, TILE_PX - 4))
        scale = small.width / opened.width
    pen = ImageDraw.Draw(small)
    for defect in case.label.defects:
        _outline(pen, defect.bbox, scale, LABEL)
    for reported in case.row.findings:
        _outline(pen, reported.bbox, scale, FOUND)
    whole = Image.new("RGB", (TILE_PX, TILE_PX + CAPTION_PX), PAPER)
    whole.paste(small, ((TILE_PX - small.width) // 2, TILE_PX - small.height))
    text, font = ImageDraw.Draw(whole), ImageFont.load_default(12)
    true = ", ".join(defect.category for defect in case.label.defects) or f"normal: {case.label.scenario}"
    best = max(case.row.findings, key=lambda reported: reported.score, default=None)
    text.text((6, TILE_PX + 1), true, LABEL, font)
    text.text(
        (6, TILE_PX + 16), f"{best.category} {best.score:.2f}" if best else "nothing reported", FOUND, font
    )
    return whole


def section(lines: Sequence[Line]) -> str:
    """What each row of the sheet shows."""
    reported = "\n".join(
        f"{number}. {line.title}: {line.about} ({', '.join(case.label.file for case in line.cases)})."
        for number, line in enumerate(lines, 1)
    )
    picture = "![Misses and false alarms](failures.jpg)"
    return f"{stamp()} Blue: the label. Red: what was found.\n\n{picture}\n\n{reported}"


def save(sheet: Image.Image, path: Path = SHEET) -> None:
    """As good a JPEG as fits."""
    for quality in range(85, 20, -5):
        sheet.save(path, quality=quality, optimize=True)
        if path.stat().st_size <= MOST_BYTES:
            return


def main() -> None:
    """Draw the sheet and rewrite its section."""
    parser = argparse.ArgumentParser(description="The worst misses and false alarms as one picture.")
    parser.add_argument("sets", type=Path)
    parser.add_argument("--dev", type=Path, required=True)
    given = parser.parse_args()
    lines = choose(read_cases(given.sets / "anatomybench" / "dev", given.dev, "image"))
    save(draw(lines))
    put("failures", section(lines))


def _surprise(case: Case) -> tuple[float, float]:
    """How plainly a missed defect can be seen: its severity, and how much of the part is in sight."""
    defect = case.label.defects[0]
    return defect.visible_frac * defect.severity, -case.top


def _one_each(cases: Iterable[Case]) -> tuple[Case, ...]:
    """The first of each category, in the order given."""
    first: dict[str, Case] = {}
    for case in cases:
        first.setdefault(case.label.defects[0].category, case)
    return tuple(first.values())


def _strongest(cases: Iterable[Case]) -> tuple[Case, ...]:
    return tuple(sorted(cases, key=lambda case: -case.top)[:COLUMNS])


def _outline(
    pen: ImageDraw.ImageDraw, box: BoxXYXY | None, scale: float, colour: tuple[int, int, int]
) -> None:
    if box:
        pen.rectangle([scale * end for end in box], outline=colour, width=2)


if __name__ == "__main__":
    main()
