"""A part's reading and measurements come in; a score and the steps to it go out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from agent_plugin.tools.anatomy.sight import Hint
from agent_plugin.tools.domain import Step, StepName
from agent_plugin.tools.policy import ScoreCurve


@dataclass(frozen=True)
class Scored:
    """A score, and how it came about."""

    score: float
    steps: tuple[Step, ...]


def read(
    probability: float, steps: Sequence[Step], hints: Sequence[Hint], covered: float, curve: ScoreCurve
) -> Scored:
    """A probability, its odds multiplied by each hint's likelihood ratio, then calibrated to a score."""
    known, times, now = list(steps), 1.0, probability
    worth = [(hint.measurement.name, hint.times) for hint in hints]
    for source, factor in [*worth, ("covered or not recognised", covered)]:
        times *= factor
        after = with_odds(probability, times)
        if factor != 1.0:
            known.append(_weighed(source, now, after, f"odds times {factor:.2g}"))
        now = after
    score = float(np.interp(now, (0.0, *curve.probabilities), (0.0, *curve.scores)))
    knots = zip(curve.probabilities, curve.scores, strict=True)
    table = ", ".join(f"{likely:.2g} is {scored:.2g}" for likely, scored in knots)
    calibrated = Step(
        name=StepName.CALIBRATED, source="calibration table", before=now, after=score, because=table
    )
    return Scored(score, (*known, calibrated))


def alone(hints: Sequence[Hint], covered: float) -> Scored:
    """The highest score of the measurements without any reading."""
    best = max(hints, key=lambda hint: hint.alone, default=None)
    if best is None or best.alone == 0.0:
        return Scored(0.0, ())
    value = f"{best.measurement.value:.3g}, usual: {best.measurement.usual}"
    steps = [Step(name=StepName.MEASURED, source=best.measurement.name, after=best.alone, because=value)]
    score = best.alone * covered
    if covered != 1.0:
        steps.append(_weighed("covered or not recognised", best.alone, score, f"times {covered:.2g}"))
    return Scored(score, tuple(steps))


def surer(first: Scored, second: Scored) -> Scored:
    """The surer of two scores of the same thing; its steps come after the other's."""
    if not first.steps or not second.steps:
        return first if first.steps else second
    less, more = (first, second) if second.score > first.score else (second, first)
    step = Step(name=StepName.JOINED, source="the surer of two", before=less.score, after=more.score)
    return Scored(more.score, (*less.steps, *more.steps, step))


def with_odds(probability: float, times: float) -> float:
    """The probability with its odds multiplied."""
    return probability * times / (probability * times + 1.0 - probability)


def _weighed(source: str, before: float, after: float, because: str) -> Step:
    return Step(name=StepName.WEIGHED, source=source, before=before, after=after, because=because)
