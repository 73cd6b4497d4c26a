"""What else is suspected of the same person: a still's suspicions in; out, the surest raised by the others.

Where a generator loses hold of a body it seldom does so in one place only: a weak sign among other signs is
right more often than the same sign alone. So the chance that any of the others is right, beyond what sound
people have, speaks for the surest. Several weak signs may ask for a person; they never block.

Signs of one kind or about one part do not speak for each other, as they often share one cause: a hand on a
hip, seen badly, may look fused, too long and doubled. Nor do those of other people: in a crowd some weak sign
is always to be had. A part that nobody owns is counted with everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agent_plugin.tools.anatomy import Suspicion
from agent_plugin.tools.anatomy.scoring import any_of
from agent_plugin.tools.domain import Category, StepName
from agent_plugin.tools.policy import VerdictRules


def with_other_signs(found: Sequence[Suspicion], rules: VerdictRules) -> list[Suspicion]:
    """All suspicions in their order, the surest of each person as sure as the others make it."""
    told = list(found)
    for owner in {each.person for each in found} - {None} or {None}:
        own = [number for number, each in enumerate(found) if each.person in (owner, None)]
        for surest in sorted(own, key=lambda number: -found[number].score)[:1]:
            sign = _spoken_for(found[surest], [found[number] for number in own], rules)
            told[surest] = max(told[surest], sign, key=lambda each: each.score)
    return told


def _spoken_for(sign: Suspicion, signs: Iterable[Suspicion], rules: VerdictRules) -> Suspicion:
    """A sign with what the signs of other kinds add."""
    others: dict[Category, float] = {}
    for each in signs:
        if each.category is not sign.category and each.part is not sign.part:
            others[each.category] = max(each.score, others.get(each.category, 0.0))
    beyond = max(0.0, any_of(*others.values()) - rules.other_signs_from)
    score = min(any_of(sign.score, rules.other_signs_weight * beyond), rules.other_signs_most)
    if beyond == 0.0 or score <= sign.score:
        return sign
    kinds = ", ".join(sorted(category.value for category in others))
    because = f"{beyond:.2g} beyond what sound people have"
    return sign.scored(score, StepName.OTHER_SIGNS, kinds, because)
