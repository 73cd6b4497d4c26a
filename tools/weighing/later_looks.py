"""A stored review and the looks that were given since come in; the review as it is now goes out."""

from __future__ import annotations

from collections.abc import Sequence

from agent_plugin.tools.domain import Look, LookedBy, Review
from agent_plugin.tools.policy import Policy
from agent_plugin.tools.weighing.verdict import decide, severity


def with_looks(review: Review, looks: Sequence[Look], policy: Policy) -> Review:
    """The review with these looks, and the verdict decided again.

    Where the review was made under other rules than today's, the verdict may only become stricter.
    """
    if not looks:
        return review
    verdict = decide(review.findings, review.not_checked, policy, review.people, review.sheets, looks)
    is_same = review.verdict.policy == verdict.policy
    if not is_same and severity(verdict.value) < severity(review.verdict.value):
        verdict = review.verdict
    changed = {"looks": tuple(looks), "looked_by": tuple(map(in_short, looks)), "verdict": verdict}
    return review.model_copy(update=changed)


def in_short(look: Look) -> LookedBy:
    """Who looked, as it stands beside the verdict."""
    asked, right = look.controls.asked, look.controls.right
    return LookedBy(
        look=look.id,
        kind=look.kind,
        who=look.who,
        at=look.at,
        counts=look.counts,
        controls=f"{right} of {asked} right" if asked else "",
        sheets=look.sheets,
    )
