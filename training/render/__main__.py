"""`python -m training.render --count N --out DIR --seed S [--workers 2]`: render labelled people."""

from __future__ import annotations

import argparse
from pathlib import Path

from training.render.job import run


def main() -> None:
    """Read the arguments and render."""
    parser = argparse.ArgumentParser(prog="python -m training.render", description="Render labelled people.")
    parser.add_argument("--count", type=int, required=True, help="how many pictures the folder shall hold")
    parser.add_argument(
        "--out", type=Path, required=True, help="the folder; a job that was stopped continues there"
    )
    parser.add_argument("--seed", type=int, default=0, help="the same seed gives the same pictures")
    parser.add_argument("--workers", type=int, default=1, help="processes, one per core at most")
    given = parser.parse_args()
    number = run(given.count, given.out, given.seed, given.workers)
    print(f"rendered {number} pictures into {given.out}")


if __name__ == "__main__":
    main()
