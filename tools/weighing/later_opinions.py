"""A stored review and opinions that were recorded later come in; the review as it is now goes out."""

from __future__ import annotations

from collections.abc import Sequence

from agent_plugin.tools.domain import Asked, Opinion, Review, SecondOpinion
from agent_plugin.tools.policy import Policy
from agent_plugin.tools.weighing.verdict import decide, severity


def merged(review: Review, recorded: Sequence[Opinion], policy: Policy) -> Review:
    """The review with these opinions after its own, and the verdict decided again; never a milder one."""
    if not recorded:
        return review
    second = review.second_opinion or SecondOpinion(asked=Asked.NO_JUDGE)
    hosts = [
        one.model_copy(update={"number": number, "unverified": True})
        for number, one in enumerate(recorded, 1 + len(second.opinions))
    ]
    second = second.model_copy(update={"opinions": (*second.opinions, *hosts)})
    verdict = decide(review.findings, review.not_checked, policy, review.people, second)
    if severity(verdict.value) < severity(review.verdict.value):
        verdict = review.verdict  # made under stricter rules than today's
    return review.model_copy(update={"second_opinion": second, "verdict": verdict})
