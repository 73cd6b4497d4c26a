"""Labelled people: `python -m training.render --count N --out DIR --seed S [--workers 2] [--kind body]`."""

from __future__ import annotations

import argparse
from pathlib import Path

from training.render.defects import DRAWERS
from training.render.job import run
from training.render.scene import PEOPLE

KINDS = (PEOPLE, *DRAWERS)


def main() -> None:
    """Read the arguments and render."""
    parser = argparse.ArgumentParser(prog="python -m training.render", description="Render labelled people.")
    parser.add_argument("--count", type=int, required=True, help="how many pictures the folder shall hold")
    parser.add_argument(
        "--out", type=Path, required=True, help="the folder; a job that was stopped continues there"
    )
    parser.add_argument("--seed", type=int, default=0, help="the same seed gives the same pictures")
    parser.add_argument("--workers", type=int, default=1, help="processes, one per core at most")
    parser.add_argument(
        "--kind", choices=KINDS, default=PEOPLE, help="people, or a kind with labelled defects"
    )
    given = parser.parse_args()
    number = run(given.count, given.out, given.seed, given.workers, given.kind)
    print(f"rendered {number} pictures into {given.out}")


if __name__ == "__main__":
    main()
