"""Suspicions come in, findings go out: each gets its words, from its data and only here, and its number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from agent_plugin.tools.anatomy import Suspicion
from agent_plugin.tools.domain import Finding, MediaInfo, Step, StepName, clipped
from agent_plugin.tools.words import PARTS, value_of

_OWN_NUMBERS = (StepName.READ, StepName.ASSUMED, StepName.MEASURED)  # named by their source


def drafted(suspicion: Suspicion, info: MediaInfo) -> Finding:
    """A finding without a number of its own yet."""
    return Finding(
        number=1,
        category=suspicion.category,
        person=suspicion.person,
        part=suspicion.part,
        box_xyxy=clipped(suspicion.box_xyxy, info.width, info.height),
        score=round(suspicion.score, 4),
        measurements=suspicion.measurements,
        for_marketer=for_marketer(suspicion),
        for_engineer=for_engineer(suspicion),
        steps=suspicion.steps,
    )


def numbered(drafts: Iterable[Finding]) -> tuple[Finding, ...]:
    """Numbered, the surest first."""
    ordered = sorted(drafts, key=lambda finding: -finding.score)
    return tuple(finding.model_copy(update={"number": number}) for number, finding in enumerate(ordered, 1))


def for_marketer(suspicion: Suspicion) -> str:
    """The check's sentence about this part."""
    return suspicion.for_marketer.format(part=PARTS[suspicion.part])


def for_engineer(suspicion: Suspicion) -> str:
    """The part, what was measured of it, and how the score came about."""
    measured = "; ".join(
        f"{one.name} {value_of(one)}{f' (usual: {one.usual})' if one.usual else ''}"
        for one in suspicion.measurements
    )
    score = ", ".join(_step_summaries(suspicion.steps))
    pieces = [piece for piece in (measured, f"score: {score}" if score else "") if piece]
    return f"{PARTS[suspicion.part].capitalize()}: {'; '.join(pieces)}."


def _step_summaries(steps: Iterable[Step]) -> Iterator[str]:
    for step in steps:
        yield f"{step.source if step.name in _OWN_NUMBERS else step.name.value} {step.after:.2f}"
