"""Which frames to look at: pure functions over presentation times, with any kind of picture attached."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

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


@dataclass(frozen=True)
class Shown(Generic[P]):
    """A picture, when it comes on screen and when it goes, in seconds from the start."""

    at_s: float
    until_s: float
    picture: P


def sampled(shown: Iterable[Shown[P]], fps: float) -> Iterator[Shown[P]]:
    """The first picture of every step of `1 / fps` seconds, and whatever stays for a whole step.

    All of them when they are slower than that. Each goes on until the next that was chosen.
    """
    due, latest, end_s = 0, None, 0.0
    for each in shown:
        end_s = each.until_s
        step = _step(each.at_s, fps)
        if step < due and _step(each.until_s, fps) <= due:
            continue
        due = max(step + 1, due)
        if latest is not None:
            yield replace(latest, until_s=each.at_s)
        latest = each
    if latest is not None:
        yield replace(latest, until_s=max(end_s, latest.until_s))


def shown_until(moments: Iterable[tuple[float, P]], last_s: Callable[[P], float]) -> Iterator[Shown[P]]:
    """Pictures with their times; each stays until the next, the last for as long as `last_s` says of it."""
    latest: tuple[float, P] | None = None
    for at_s, picture in moments:
        if latest is not None:
            yield Shown(latest[0], at_s, latest[1])
        latest = at_s, picture
    if latest is not None:
        yield Shown(latest[0], latest[0] + last_s(latest[1]), latest[1])


def _step(at_s: float, fps: float) -> int:
    """The number of the sampling step that a time lies in."""
    return math.floor(at_s * fps + _EARLY_STEPS)


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
