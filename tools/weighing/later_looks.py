"""A stored review and the looks that were given since come in; the review as it is now goes out."""

from __future__ import annotations

from collections.abc import Sequence

from agent_plugin.tools.domain import Look, LookedBy, Review, Verdict, VerdictValue
from agent_plugin.tools.policy import STANDARD, Policy, RequireLook
from agent_plugin.tools.weighing.verdict import decide, severity

_MUST_LOOK = "A person must look before this ad goes live."
_AFRESH = "Its checks held it back under other rules than today's: have it reviewed afresh."


def with_looks(review: Review, looks: Sequence[Look], policy: Policy) -> Review:
    """The review with these looks, and the verdict decided again.

    Where the review was made under other rules than today's, the verdict may not fall below what the checks
    asked for under those.
    """
    if not looks:
        return review
    verdict = _decided(review, policy, looks)
    is_same = review.verdict.policy == verdict.policy
    if not is_same and severity(verdict.value) < severity(review.checks or review.verdict.value):
        verdict = _held_back(review.verdict)
    changed = {"looks": tuple(looks), "looked_by": tuple(map(in_short, looks)), "verdict": verdict}
    return review.model_copy(update=changed)


def _decided(review: Review, policy: Policy, looks: Sequence[Look]) -> Verdict:
    about = review.findings, review.not_checked, policy, review.people, review.sheets
    return decide(*about, looks, review.disclosure)


def _held_back(verdict: Verdict) -> Verdict:
    """The verdict of the day of the review; that nobody has looked is no longer said."""
    sentence = verdict.sentence if verdict.value is VerdictValue.BLOCK else f"{_MUST_LOOK} {_AFRESH}"
    return verdict.model_copy(update={"sentence": sentence, "because": (*verdict.because, _AFRESH)})


def as_required(review: Review, require_look: RequireLook, policy: Policy = STANDARD) -> Review:
    """The review with the verdict that it has where looks are required so; what is stored stays as it is.

    A review that was made under other rules keeps its verdict where those rules were stricter.
    """
    if require_look == policy.look.require_look:
        return review
    asked = policy.model_copy(update={"look": policy.look.model_copy(update={"require_look": require_look})})
    verdict = _decided(review, asked, review.looks)
    is_same = review.verdict.policy == f"{policy.name} {policy.fingerprint()}"
    if not is_same and severity(verdict.value) < severity(review.checks or review.verdict.value):
        return review
    return review.model_copy(update={"verdict": verdict})


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
