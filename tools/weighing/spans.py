"""Sightings of one thing over time come in; the spans in which it shows often enough go out.

A span starts with the first frame that shows the thing and ends when the last one that does gives way to the
next: each end is exact to one step between the frames looked at. A sighting far weaker than the surest does
not stretch the span. What shows here and there but mostly not adds up to nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from agent_plugin.tools.anatomy import Suspicion
from agent_plugin.tools.policy import TimeRules

# Structure: scores tried as the one that the others reach; more change no verdict.
_LEVELS = 24


@dataclass(frozen=True)
class Sighting:
    """The suspicion of one frame, the `frame`-th that was sampled."""

    frame: int
    at_s: float
    suspicion: Suspicion

    @property
    def score(self) -> float:
        """How sure that frame is."""
        return self.suspicion.score


@dataclass(frozen=True)
class Span:
    """A stretch of time with one thing in it; `worst` is its moment to show."""

    start_s: float
    end_s: float
    score: float
    worst: Sighting
    frames: int  # that show it


def spans(rows: Sequence[Sighting], times_s: Sequence[float], rules: TimeRules) -> list[Span]:
    """All spans of one thing, in order; `times_s` are those of all frames looked at."""
    rows, interval_s = _once_a_frame(rows), usual_step_s(times_s)
    surest = max(_over_time(run, len(times_s), rules) for run in _runs(rows, interval_s, rules))
    strong = [row for row in rows if row.score >= rules.span_share * surest]
    return [_span(run, interval_s, len(times_s), rules) for run in _runs(strong, interval_s, rules)]


def usual_step_s(times_s: Sequence[float]) -> float:
    """The usual time between the frames looked at."""
    steps = sorted(b - a for a, b in pairwise(times_s))
    return steps[len(steps) // 2] if steps else 0.0


def frames_needed(score: float, frames: int, rules: TimeRules) -> float:
    """How many frames a score must be reached in before it counts in full; half of a very short clip."""
    return min(rules.frames_for_sure + rules.frames_for_doubt * (1.0 - score), max(1.0, frames / 2))


def _once_a_frame(rows: Sequence[Sighting]) -> list[Sighting]:
    """The surest sighting of each frame: two in one frame are no second sighting."""
    surest: dict[int, Sighting] = {}
    for row in rows:
        if row.frame not in surest or row.score > surest[row.frame].score:
            surest[row.frame] = row
    return list(surest.values())


def _runs(rows: Sequence[Sighting], interval_s: float, rules: TimeRules) -> list[list[Sighting]]:
    """Rows parted where nothing showed for too long."""
    runs: list[list[Sighting]] = []
    for row in rows:
        if runs and row.at_s - runs[-1][-1].at_s <= rules.gap_s + interval_s:
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


def _span(run: Sequence[Sighting], interval_s: float, frames: int, rules: TimeRules) -> Span:
    bad = [row for row in run if row.score >= max(row.score for row in run) - rules.as_bad]
    worst = bad[len(bad) // 2]  # the first of them shows a defect that has only begun
    return Span(run[0].at_s, run[-1].at_s + interval_s, _over_time(run, frames, rules), worst, len(run))


def _over_time(run: Sequence[Sighting], frames: int, rules: TimeRules) -> float:
    """The best score that is reached in enough frames; a score reached in too few counts less."""
    scores = np.array([row.score for row in run])
    levels = np.quantile(scores, np.linspace(0, 1, _LEVELS), method="nearest")
    return max(
        level * min(1.0, _support(run, level, rules) / frames_needed(level, frames, rules))
        for level in {float(level) for level in levels}
    )


def _support(run: Sequence[Sighting], level: float, rules: TimeRules) -> float:
    """The most frames that support it, less a part of those in between that do not."""
    most = support = 0.0
    before: int | None = None
    for row in run:
        if row.score >= level:
            silent = 0 if before is None else row.frame - before - 1
            support = max(0.0, support - rules.silence_costs * silent) + 1.0
            most, before = max(most, support), row.frame
    return most
