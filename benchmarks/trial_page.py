"""From the command line to a section of docs/accuracy.md: SETS and --sample in, a table of trials out."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.page import put, stamp
from benchmarks.trials import Bench, open_bench, pictures


def write(
    section: str, about: str, measure: Callable[[Bench, Sequence[Path]], str], *, normal_only: bool
) -> None:
    """Measure the pictures, print the table, and put it into the page unless it is of a sample."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("sets", type=Path)
    parser.add_argument("--sample", type=int)
    given = parser.parse_args()
    with open_bench() as bench:
        text = measure(bench, pictures(given.sets, normal_only=normal_only, sample=given.sample))
    print(text)
    if given.sample is None:
        put(section, f"{stamp()}\n\n{text}")
