"""Rows of `lastlook batch` on the rendered pictures in; how far scores are probabilities out.

    uv run python -m benchmarks.calibration SETS --dev dev.jsonl

The picture's highest finding score is read as the probability that it has a defect (none: 0). Writes the
section of docs/accuracy.md and the picture beside it.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from agent_plugin.tools.measuring.shares import Share, brier
from benchmarks.cases import read_cases
from benchmarks.page import DOCS, put, stamp, table

PLOT = DOCS / "images" / "reliability.png"
SIDE, MARGIN, GAP = 400, 56, 12
INK, GRID, BAR, LINE = (40, 44, 52), (222, 226, 232), (150, 190, 235), (20, 90, 180)
BINS = ((0.0, 0.0), (0.0, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 1.0))
"""Open below, closed above; the first holds the pictures of which nothing was reported."""


class Bin(NamedTuple):
    """Pictures with scores in a range: the mean score and the share that has a defect."""

    low: float
    high: float
    mean: float
    true: Share


def bins(scores: Sequence[float], defects: Sequence[bool]) -> list[Bin]:
    """The ranges that hold any picture."""
    filled: list[Bin] = []
    for low, high in BINS:
        inside = [
            (score, is_defect)
            for score, is_defect in zip(scores, defects, strict=True)
            if low < score <= high or score == low == high
        ]
        if inside:
            mean = sum(score for score, _ in inside) / len(inside)
            filled.append(Bin(low, high, mean, Share.among(is_defect for _, is_defect in inside)))
    return filled


def draw(filled: Sequence[Bin]) -> Image.Image:
    """The reliability plot: each range's share with its interval against its mean score, and the ideal."""
    image = Image.new("RGB", (SIDE + 2 * MARGIN, SIDE + 2 * MARGIN), "white")
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(13)
    for tick in range(6):
        at = tick / 5
        pen.line([_place(at, 0), _place(at, 1)], GRID)
        pen.line([_place(0, at), _place(1, at)], GRID)
        pen.text((_place(at, 0)[0], MARGIN + SIDE + GAP), f"{at:.1f}", INK, font, anchor="mm")
        pen.text((MARGIN - GAP, _place(0, at)[1]), f"{at:.1f}", INK, font, anchor="rm")
    pen.line([_place(0, 0), _place(1, 1)], INK)
    for each in filled:
        low, high = each.true.interval
        pen.line([_place(each.mean, low), _place(each.mean, high)], BAR, 5)
    pen.line([_place(each.mean, each.true.rate) for each in filled], LINE, 2)
    for each in filled:
        x, y = _place(each.mean, each.true.rate)
        pen.ellipse([x - 4, y - 4, x + 4, y + 4], LINE)
        pen.text((x + GAP, y), str(each.true.of), LINE, font, anchor="lm")
    middle = MARGIN + SIDE / 2
    pen.text((middle, SIDE + 2 * MARGIN - GAP), "highest score of the picture", INK, font, anchor="mm")
    pen.text((MARGIN, MARGIN - 2 * GAP), "share with a defect (95%); pictures in the bin", INK, font, "lm")
    return image


def section(scores: Sequence[float], defects: Sequence[bool]) -> str:
    """The Brier score beside that of knowing nothing, and the table behind the plot."""
    filled, base = bins(scores, defects), sum(defects) / len(defects)
    rows: list[list[object]] = [
        ["none" if each.high == 0 else f"{each.low:.1f} to {each.high:.1f}", f"{each.mean:.2f}", each.true]
        for each in filled
    ]
    ignorant = brier([base] * len(defects), defects)
    reported = [(score, fact) for score, fact in zip(scores, defects, strict=True) if score]
    of_reported = brier(*zip(*reported, strict=True)) if reported else 0.0
    return "\n\n".join(
        [
            f"{stamp()} Brier score {brier(scores, defects):.3f}; always saying {base:.2f}, the share of "
            f"pictures with a defect, would score {ignorant:.3f}; lower is better. Of the {len(reported)} "
            f"pictures in which anything was reported: {of_reported:.3f}.",
            "![How often pictures with a given score have a defect](images/reliability.png)",
            table(["highest score", "mean", "pictures with a defect"], rows),
        ]
    )


def main() -> None:
    """Write the plot and the section of the page."""
    parser = argparse.ArgumentParser(description="Are the scores probabilities?")
    parser.add_argument("sets", type=Path)
    parser.add_argument("--dev", type=Path, required=True)
    given = parser.parse_args()
    cases = read_cases(given.sets / "anatomybench" / "dev", given.dev, "image")
    scores, defects = [case.top for case in cases], [not case.label.normal for case in cases]
    draw(bins(scores, defects)).quantize(32).save(PLOT, optimize=True)
    put("calibration", section(scores, defects))


def _place(x: float, y: float) -> tuple[float, float]:
    """Where a point of the unit square lies in the picture."""
    return MARGIN + x * SIDE, MARGIN + (1 - y) * SIDE


if __name__ == "__main__":
    main()
