"""Which frames to look at: pure functions over presentation times, with any kind of picture attached."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

P = TypeVar("P")
K = TypeVar("K")

# Containers round times to milliseconds, so a frame may come a little before its turn. This part of a step
# takes up that jitter and, up to 300 frames a second, no frame more.
_EARLY_STEPS = 0.03
_SAME_MOMENT_S = 1e-4


def steady_fps(wanted_fps: float, interval_s: float) -> float:
    """The rate nearest to the wanted one at which every n-th picture is taken, so that all steps are equal.

    A source slower than wanted keeps the wanted rate: every picture is taken, however wrong its headers are.
    """
    every_nth = max(1, round(1.0 / (interval_s * wanted_fps)))
    return max(wanted_fps, 1.0 / interval_s) if every_nth == 1 else 1.0 / (every_nth * interval_s)


def sampled(shown: Iterable[tuple[float, P]], fps: float) -> Iterator[tuple[float, P]]:
    """The first picture of every step of `1 / fps` seconds; all of them when they are slower than that."""
    due = 0
    for at_s, picture in shown:
        step = math.floor(at_s * fps + _EARLY_STEPS)
        if step >= due:
            due = step + 1
            yield at_s, picture


def shown_at(
    shown: Iterable[tuple[float, P]], at_s: Sequence[float], keep: Callable[[float, P], K]
) -> list[K]:
    """What is on screen at each time, in the order asked; `keep` is called once for each picture needed."""
    order = sorted(range(len(at_s)), key=lambda i: at_s[i])
    kept: dict[int, K] = {}
    latest: tuple[float, P] | None = None
    for moment in shown:
        if latest is not None:
            _take(order, kept, at_s, keep, latest, until_s=moment[0] - _SAME_MOMENT_S)
        latest = moment
        if not order:
            break
    if latest is not None:
        _take(order, kept, at_s, keep, latest, until_s=math.inf)
    return [kept[i] for i in sorted(kept)]


def _take(
    order: list[int],
    kept: dict[int, K],
    at_s: Sequence[float],
    keep: Callable[[float, P], K],
    moment: tuple[float, P],
    until_s: float,
) -> None:
    """Move all times before `until_s` from the open ones to the kept, with the picture on screen then."""
    if not order or at_s[order[0]] >= until_s:
        return
    picture = keep(*moment)
    while order and at_s[order[0]] < until_s:
        kept[order.pop(0)] = picture
