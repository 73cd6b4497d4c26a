"""Suspicions come in; for people in posters and on screens, those that can be true go out.

A picture within the picture cuts people off where the advertisement does not, and may be a drawing or a doll.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from agent_plugin.tools.anatomy.check import Suspicion
from agent_plugin.tools.domain import Category, Scene, StepName
from agent_plugin.tools.policy import Policy

_CUT_OFF = frozenset(
    {Category.MISSING_ARM, Category.MISSING_HAND, Category.MISSING_LEG, Category.LIMB_LENGTH}
)


def pictured(scene: Scene) -> frozenset[int | None]:
    """The numbers of those who are in a picture within the picture."""
    return frozenset(person.number for person in scene.people if person.pictured_in is not None)


def tempered(
    found: Iterable[Suspicion], only_pictured: Collection[int | None], policy: Policy
) -> Iterator[Suspicion]:
    """About people who are only pictured, no part counts as missing and nothing is sure enough to block."""
    most = policy.people.depictions.most_score
    for suspicion in found:
        if suspicion.person not in only_pictured:
            yield suspicion
        elif suspicion.category not in _CUT_OFF:
            yield suspicion.scored(min(suspicion.score, most), StepName.PICTURED, "policy")
