"""Sightings of one thing over time come in; the spans in which it shows often enough go out.

A span starts with the first frame that shows the thing and ends when the last one that does gives way to the
next: each end is exact to one step between the frames looked at. A sighting far weaker than the surest does
not stretch the span. What shows here and there but mostly not adds up to nothing. What
is held on screen counts for as long as it is in view, however few frames that takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from agent_plugin.tools.anatomy import Suspicion
from agent_plugin.tools.policy import TimeRules
from agent_plugin.tools.weighing.timeline import Timeline

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


@dataclass(frozen=True)
class _Held:
    """A sighting with the samples that its frame is in view for."""

    sighting: Sighting
    first: int  # the sample that it begins with
    samples: int
    until_s: float

    @property
    def score(self) -> float:
        return self.sighting.score


def spans(rows: Sequence[Sighting], timeline: Timeline, rules: TimeRules) -> list[Span]:
    """All spans of one thing, in order; the timeline is that of all frames looked at."""
    held, samples = _held(_once_a_frame(rows), timeline), timeline.starts()[-1]
    surest = max(_over_time(run, samples, rules) for run in _runs(held, rules))
    strong = [row for row in held if row.score >= rules.span_share * surest]
    return [_span(run, samples, rules) for run in _runs(strong, rules)]


def samples_needed(score: float, samples: int, rules: TimeRules) -> float:
    """For how many samples a score must be reached before it counts in full; half of a very short clip."""
    return min(rules.frames_for_sure + rules.frames_for_doubt * (1.0 - score), max(1.0, samples / 2))


def _once_a_frame(rows: Sequence[Sighting]) -> list[Sighting]:
    """The surest sighting of each frame: two in one frame are no second sighting."""
    surest: dict[int, Sighting] = {}
    for row in rows:
        if row.frame not in surest or row.score > surest[row.frame].score:
            surest[row.frame] = row
    return list(surest.values())


def _held(rows: Sequence[Sighting], timeline: Timeline) -> list[_Held]:
    starts, usual_s = timeline.starts(), timeline.usual_step_s()
    return [
        _Held(
            row,
            starts[row.frame],
            starts[row.frame + 1] - starts[row.frame],
            row.at_s + (timeline.held_s[row.frame] or usual_s),
        )
        for row in rows
    ]


def _runs(rows: Sequence[_Held], rules: TimeRules) -> list[list[_Held]]:
    """Rows parted where nothing showed for too long."""
    runs: list[list[_Held]] = []
    for row in rows:
        if runs and row.sighting.at_s - runs[-1][-1].until_s <= rules.gap_s:
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


def _span(run: Sequence[_Held], samples: int, rules: TimeRules) -> Span:
    bad = [row for row in run if row.score >= max(row.score for row in run) - rules.as_bad]
    worst = bad[len(bad) // 2].sighting  # the first of them shows a defect that has only begun
    score = _over_time(run, samples, rules)
    return Span(run[0].sighting.at_s, run[-1].until_s, score, worst, len(run))


def _over_time(run: Sequence[_Held], samples: int, rules: TimeRules) -> float:
    """The best score that is reached for enough samples; a score reached for too few counts less."""
    scores = np.array([row.score for row in run])
    levels = np.quantile(scores, np.linspace(0, 1, _LEVELS), method="nearest")
    return max(
        level * min(1.0, _support(run, level, rules) / samples_needed(level, samples, rules))
        for level in {float(level) for level in levels}
    )


def _support(run: Sequence[_Held], level: float, rules: TimeRules) -> float:
    """The most samples that support it, less a part of those in between that do not."""
    most = support = 0.0
    end: int | None = None
    for row in run:
        if row.score >= level:
            silent = 0 if end is None else row.first - end
            support = max(0.0, support - rules.silence_costs * silent) + row.samples
            most, end = max(most, support), row.first + row.samples
    return most
