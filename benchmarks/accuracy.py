"""Labelled sets and the rows of `lastlook batch` in, the tables of docs/accuracy.md out.

    uv run lastlook batch SETS/anatomybench/dev -o dev.jsonl        (likewise real and ai_humans)
    uv run python -m benchmarks.accuracy SETS --dev dev.jsonl --real real.jsonl --ai ai.jsonl

SETS is the folder that holds `anatomybench/`, `real/` and `ai_humans/`. `just accuracy SETS` does all of it.
Only the text between the page's markers is replaced.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from agent_plugin.tools.anatomy import CHECKS
from benchmarks.cases import Case, read_cases
from benchmarks.groups import group_rates
from benchmarks.page import put, stamp
from benchmarks.rates import category_rates, clip_rates, drawn_rates, found_rates, verdict_rates


def tables(images: Sequence[Case], clips: Sequence[Case], real: Sequence[Case], drawn: Sequence[Case]) -> str:
    """What the verdicts caught and stopped, on every set."""
    normals = [case for case in images if case.label.normal]
    sound = [case for case in drawn if case.label.normal]
    return "\n\n".join(
        [
            f"{stamp()} In brackets: the count, and the 95% Wilson interval in percent.",
            verdict_rates(
                [
                    ("rendered pictures (dev)", images),
                    ("rendered clips (dev)", clips),
                    ("normal photographs and sound AI pictures", real),
                    ("AI pictures with experts' labels", drawn),
                ]
            ),
            "Of the rendered pictures with a defect that were caught:",
            found_rates(images),
            "AI pictures in which experts marked a severe error, against normal ones. The last row is the "
            "one that a detector of the AI look would fail:",
            drawn_rates(
                drawn,
                [
                    ("normal photographs and rendered normals", [*real, *normals]),
                    ("normal photographs and sound AI pictures", real),
                    ("AI pictures of the same model, at most mildly wrong", sound),
                ],
            ),
            "The rendered clips:",
            clip_rates(clips),
        ]
    )


def main() -> None:
    """Read the three sets and rewrite the page's tables."""
    parser = argparse.ArgumentParser(description="Rewrite the tables of docs/accuracy.md.")
    parser.add_argument("sets", type=Path)
    for name in ("dev", "real", "ai"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    given = parser.parse_args()
    dev = given.sets / "anatomybench" / "dev"
    images, clips = read_cases(dev, given.dev, "image"), read_cases(dev, given.dev, "video")
    real = read_cases(given.sets / "real", given.real)
    drawn = read_cases(given.sets / "ai_humans", given.ai)
    put("tables", tables(images, clips, real, drawn))
    put("categories", category_rates(images, real, drawn, {check.category.value for check in CHECKS}))
    put("groups", group_rates(images))


if __name__ == "__main__":
    main()
