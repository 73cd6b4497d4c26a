"""Labelled people: `python -m training.render --count N --out DIR --seed S [--workers 2] [--kind body]`."""

from __future__ import annotations

from training import commands
from training.render.job import run


def main() -> None:
    """Read the arguments and render."""
    given = commands.render().parse_args()
    number = run(given.count, given.out, given.seed, given.workers, given.kind)
    print(f"rendered {number} pictures into {given.out}")


if __name__ == "__main__":
    main()
