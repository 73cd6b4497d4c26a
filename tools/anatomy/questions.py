"""Readings come in, suspicions go out: probabilities weighed with what the landmarks measure.

A reading's odds are multiplied by the likelihood ratio of each measurement, and by less than one where the
part is covered. A part that is too small, blurred or cut off gives no suspicion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from agent_plugin.tools.anatomy import odds
from agent_plugin.tools.anatomy.check import Suspicion
from agent_plugin.tools.anatomy.sight import Hint, Sight
from agent_plugin.tools.domain import (
    Box,
    Category,
    Measurement,
    Part,
    Person,
    Reading,
    Reason,
    Scene,
    StepName,
)
from agent_plugin.tools.policy import Policy, ScoreCurve

# A hand may not be recognised just because it is doubled, or far too large.
IF_NOT_ODD = frozenset(Reason) - {Reason.NOT_FOUND}
ENDS = frozenset({Reason.TOO_SMALL, Reason.BLURRED, Reason.CUT_OFF, Reason.TOO_MANY_PEOPLE})
_JUDGED_AS = {
    Part.FACE: Part.HEAD,
    Part.NECK: Part.HEAD,
    Part.LEFT_FOOT: Part.LEFT_LEG,
    Part.RIGHT_FOOT: Part.RIGHT_LEG,
}


def _nothing(sight: Sight) -> Iterator[Hint]:
    yield from ()


def _nowhere(person: Person) -> Iterator[tuple[Part, Box]]:
    yield from ()


def _always(sight: Sight) -> bool:
    return True


@dataclass(frozen=True)
class Question:
    """What one check asks of readings and landmarks."""

    category: Category
    for_marketer: str
    hints: Callable[[Sight], Iterable[Hint]] = _nothing
    places: Callable[[Person], Iterable[tuple[Part, Box]]] = _nowhere  # also measured without a reading
    judged: Callable[[Sight], bool] = _always  # does the picture show what is needed to judge?
    ends: frozenset[Reason] = ENDS
    afar: str | None = None  # for the marketer, where a hand is read that the hand model did not find
    # Why it was not looked at makes what was read less likely. Not of a missing limb: the skeleton calls
    # "covered" what is not there.
    doubted: frozenset[Reason] = frozenset(Reason)


def ask(question: Question, scene: Scene, policy: Policy) -> Iterator[Suspicion]:
    """At most one suspicion per reading, or per part that is measured without one."""
    for sight in _sights(question, scene, policy):
        reasons = _reasons(sight)
        if reasons & question.ends or not question.judged(sight):
            continue
        hints = list(question.hints(sight))
        if sight.probability is not None or any(hint.alone > 0 for hint in hints):
            yield _suspicion(question, sight, hints, covered=bool(reasons & question.doubted))


def stronger(
    found: Iterable[Suspicion],
    read: Iterable[Suspicion],
    policy: Policy,
    *,
    piece_denied: float | None = None,
) -> Iterator[Suspicion]:
    """A rule's suspicions; each person's surest one is joined with their surest reading.

    The surer of the two counts. Where the rule finds only pieces of a part, `piece_denied` is the highest
    score of a piece beside an improbable reading; without any reading the rule asks for a person at most. A
    probable reading's box is shown.
    """
    rest: list[Suspicion] = list(found)
    for reading in sorted(read, key=lambda each: -each.score):
        own = [each for each in rest if each.person == reading.person]
        if not own:
            yield reading
            continue
        best = max(own, key=lambda each: each.score)
        rest.remove(best)
        likely = reading.score >= policy.verdict.standard.review
        joined = _joined(*((best, reading) if best.score > reading.score else (reading, best)))
        if piece_denied is None:
            yield joined
        else:
            yield replace(joined, box_xyxy=reading.box_xyxy) if likely else _at_most(piece_denied, joined)
    most = 1.0 if piece_denied is None else policy.readings.piece_alone
    yield from (_at_most(most, each) for each in rest)


def _at_most(score: float, piece: Suspicion) -> Suspicion:
    """A piece of outline that no reading takes for a limb: behind a pole or a box it may be anything."""
    return piece.scored(
        min(piece.score, score), StepName.CAPPED, "policy", "no reading takes the piece for a limb"
    )


def _joined(first: Suspicion, second: Suspicion) -> Suspicion:
    """The first, with what the second knows."""
    both = odds.surer(odds.Scored(first.score, first.steps), odds.Scored(second.score, second.steps))
    return replace(
        first,
        part=first.part if first.part is not Part.BODY else second.part,
        measurements=first.measurements + second.measurements,
        steps=both.steps,
    )


def _sights(question: Question, scene: Scene, policy: Policy) -> Iterator[Sight]:
    owners: Sequence[tuple[Person | None, tuple[Reading, ...]]] = [
        *((person, person.readings) for person in scene.people),
        (None, scene.loose_readings),
    ]
    for person, readings in owners:
        own = [reading for reading in readings if reading.category is question.category]
        for each in own:
            yield Sight(
                scene, person, each.part, each.box_xyxy, policy, each.probability, each.crop, each.steps
            )
        if person is not None:
            read = {each.part for each in own}
            for part, box_xyxy in question.places(person):
                if part not in read and Part.BODY not in read:
                    yield Sight(scene, person, part, box_xyxy, policy)


def _reasons(sight: Sight) -> set[Reason]:
    """Why the part could not be looked at."""
    if sight.person is None:
        return set()
    parts = {sight.part, _JUDGED_AS.get(sight.part, sight.part)}
    found = {row.reason for row in sight.person.not_checked if row.part in parts}
    # The fingers network is asked precisely where the hand model found no hand.
    return found - {Reason.NOT_FOUND} if sight.crop == "fingers" else found


def _suspicion(question: Question, sight: Sight, hints: Sequence[Hint], *, covered: bool) -> Suspicion:
    rules = sight.policy.readings
    curve, times = rules.of(question.category, sight.crop), rules.covered if covered else 1.0
    scored = odds.alone(hints, times)
    measurements = tuple(hint.measurement for hint in hints)
    if sight.probability is not None:
        scored = odds.surer(odds.read(sight.probability, sight.steps, hints, times, curve), scored)
        measurements = (_probability(sight.probability, curve), *measurements)
    return Suspicion(
        category=question.category,
        person=None if sight.person is None else sight.person.number,
        part=sight.part,
        box_xyxy=sight.box_xyxy,
        score=scored.score,
        for_marketer=(question.afar if sight.crop == "fingers" else None) or question.for_marketer,
        measurements=measurements,
        steps=scored.steps,
    )


def _probability(value: float, curve: ScoreCurve) -> Measurement:
    return Measurement(
        name="probability by the classifiers",
        value=round(value, 3),
        unit="probability",
        usual=f"under {curve.probabilities[0]:.2g}",
    )
