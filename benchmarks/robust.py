"""Pictures in; how many keep their verdict when copied smaller, mirrored, with a border and so on out.

    uv run python -m benchmarks.robust SETS [--sample N]

Takes all still pictures of the rendered set and of `real/`. Without --sample the table goes to
docs/accuracy.md too.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from agent_plugin.tools.measuring.shares import Share
from benchmarks.page import table
from benchmarks.trial_page import write
from benchmarks.trials import Bench, Trial, main_box, opened
from benchmarks.variants import COPIES, Variant

AIM = 0.95


class Pair(NamedTuple):
    """What was said of a picture and of its copy."""

    first: Trial
    copy: Trial


Results = dict[str, list[Pair]]


def run(bench: Bench, paths: Sequence[Path], variants: Sequence[Variant] = COPIES) -> Results:
    """Each picture and its copies."""
    results: Results = {variant.name: [] for variant in variants}
    for path in paths:
        image = opened(path)
        first, review = bench.review(image)
        box = main_box(review, image.size)
        for variant in variants:
            pair = Pair(first, bench.verdict_on(variant.make(image, box)))
            results[variant.name].append(pair)
            if pair.copy.word != first.word:
                reported = (
                    f"{first.word} {list(first.reported)} became {pair.copy.word} {list(pair.copy.reported)}"
                )
                print(f"{path.name}, {variant.name}: {reported}", flush=True)
    return results


def agreement(results: Results) -> str:
    """One row a variant, all together, and whether the aim is met."""
    everything = [pair for pairs in results.values() for pair in pairs]
    rows: list[list[object]] = [
        [
            name,
            same(pairs),
            Share.among(pair.copy.word == pair.first.word for pair in pairs if pair.first.stopped),
            sum(pair.copy.stopped and not pair.first.stopped for pair in pairs),
            sum(pair.first.stopped and not pair.copy.stopped for pair in pairs),
        ]
        for name, pairs in (*results.items(), ("all", everything))
    ]
    head = ["copy", "same verdict", "of the stopped ones", "now stopped", "no longer stopped"]
    met = "met" if same(everything).rate >= AIM else "not met"
    return f"{table(head, rows)}\n\nThe aim, {AIM:.0%} with the same verdict, is {met}."


def same(pairs: Sequence[Pair]) -> Share:
    """How many copies got the very verdict of their original."""
    return Share.among(pair.copy.word == pair.first.word for pair in pairs)


def main() -> None:
    """Compare copies and write the table."""
    write(
        "robust",
        "Does the same picture get the same verdict?",
        lambda bench, paths: agreement(run(bench, paths)),
        normal_only=False,
    )


if __name__ == "__main__":
    main()
