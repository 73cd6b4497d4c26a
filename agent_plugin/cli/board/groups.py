"""Reviews come in; creatives go out: the sizes and versions of one ad together, the worst first.

A creative is held as soon as one of its sizes is flagged: what is wrong in one is seldom right in the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent_plugin.chat.handing_over import WORST_FIRST
from agent_plugin.tools.domain import Review, VerdictValue
from agent_plugin.tools.media.likeness import are_versions

_FLAGS = (VerdictValue.BLOCK, VerdictValue.REVIEW)


@dataclass(frozen=True)
class Creative:
    """The sizes and versions of one ad."""

    reviews: tuple[Review, ...]

    @property
    def name(self) -> str:
        """What its files are called in common, or the first of them."""
        names = [one.media.name.rpartition(".")[0] for one in self.reviews]
        common = names[0]
        for name in names[1:]:
            same = [a == b for a, b in zip(common, name, strict=False)]
            common = common[: same.index(False) if False in same else len(same)]
        return common.strip(" _-.") or names[0]

    @property
    def worst(self) -> VerdictValue:
        """The worst verdict in it."""
        return min((one.verdict.value for one in self.reviews), key=WORST_FIRST.index)

    def is_held(self, review: Review) -> bool:
        """Is it held because a sibling was flagged, and not for itself?"""
        has_flag = any(one.counting and one.verdict.value in _FLAGS for one in self.reviews)
        return has_flag and not review.counting


def creatives(reviews: Sequence[Review]) -> list[Creative]:
    """The reviews in groups, the worst first; whoever is a version of one of a group belongs to it."""
    groups: list[list[Review]] = []
    for one in reviews:
        near = [group for group in groups if any(are_versions(one.media, other.media) for other in group)]
        merged = [*(each for group in near for each in group), one]
        groups = [*(group for group in groups if group not in near), merged]
    made = [Creative(tuple(sorted(group, key=_rank))) for group in groups]
    return sorted(made, key=lambda one: (WORST_FIRST.index(one.worst), -_strongest(one), one.name))


def _rank(review: Review) -> tuple[int, float, str]:
    strongest = max((one.score for one in review.counting), default=0.0)
    return WORST_FIRST.index(review.verdict.value), -strongest, review.media.name


def _strongest(creative: Creative) -> float:
    return max((one.score for each in creative.reviews for one in each.counting), default=0.0)
