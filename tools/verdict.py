"""Findings and what could not be checked, under a policy, make a verdict.

In: findings, parts not checked, the policy and the people seen. Out: a `Verdict`. Pure: the same input gives
the same verdict, nothing is read and nothing kept. The truth table, the worst row that applies wins:

    a finding at or above its block threshold          block, unless its category never blocks
    a finding at or above its review threshold         review
    a finding of a category that never blocks          review at most
    a finding below its review threshold               no change; it is still reported
    people seen, but no part of anyone could be checked  review
    nothing of the above                               publish
"""

from __future__ import annotations

from collections.abc import Sequence

from agent_plugin.tools.domain import Finding, NotChecked, PersonSeen, Reason, Verdict, VerdictValue
from agent_plugin.tools.policy import Policy
from agent_plugin.tools.words import TITLES

DOES_NOT_MEAN: tuple[str, ...] = (
    "It is not a legal clearance.",
    "It does not check claims, text, rights, brand rules or whether AI use is disclosed.",
    "Parts that were not checked may hold defects.",
    "A check can miss a defect and can mistake a sound body for one.",
    "A person still decides whether the ad runs.",
)

_Step = tuple[VerdictValue, str]


def severity(value: VerdictValue) -> int:
    """0 for publish, 1 for review, 2 for block."""
    return tuple(VerdictValue).index(value)


def decide(
    findings: Sequence[Finding],
    not_checked: Sequence[NotChecked],
    policy: Policy,
    people: Sequence[PersonSeen],
) -> Verdict:
    """What should happen to the ad, in one value, one sentence and the rules that applied."""
    ordered = sorted(findings, key=lambda finding: (-finding.score, finding.number))
    steps = [_step(finding, policy) for finding in ordered]
    if _nobody_could_be_checked(people, not_checked):
        steps.append((VerdictValue.REVIEW, "People are in it, but no part of anyone could be checked."))
    value = max((step[0] for step in steps), key=severity, default=VerdictValue.PUBLISH)
    counted = [finding for finding, step in zip(ordered, steps, strict=False) if step[0] is value]
    return Verdict(
        value=value,
        sentence=_sentence(value, counted, len(not_checked), people),
        because=tuple(because for _, because in steps),
        policy=f"{policy.name} {policy.fingerprint()}",
    )


def _step(finding: Finding, policy: Policy) -> _Step:
    rules, limits = policy.verdict, policy.verdict.thresholds(finding.category)
    name = f"Finding {finding.number} ({finding.category.value}) scores {finding.score:.2f}"
    if finding.score < limits.review:
        return VerdictValue.PUBLISH, f"{name}, below {limits.review:.2f}: reported, but it does not count."
    if finding.score < limits.block:
        return VerdictValue.REVIEW, f"{name}, from {limits.review:.2f} on a person must look."
    if finding.category in rules.never_block:
        return VerdictValue.REVIEW, (
            f"{name}, but bodies differ: this category asks if it is intended and never blocks by itself."
        )
    return VerdictValue.BLOCK, f"{name}, from {limits.block:.2f} on it blocks."


def _nobody_could_be_checked(people: Sequence[PersonSeen], not_checked: Sequence[NotChecked]) -> bool:
    if people:
        return not any(person.checked for person in people)
    return any(part.person is not None or part.reason is not Reason.NOT_FOUND for part in not_checked)


def _sentence(
    value: VerdictValue, counted: Sequence[Finding], not_checked: int, people: Sequence[PersonSeen]
) -> str:
    if value is VerdictValue.BLOCK:
        return f"Do not publish this ad as it is: {_named(counted)}."
    if value is VerdictValue.REVIEW and counted:
        return f"A person must look before this ad goes live: {_named(counted)}."
    if value is VerdictValue.REVIEW:
        return "A person must look before this ad goes live: nobody in it could be checked."
    if not people and not counted:
        return "No people were seen, so no body was checked."
    asides = [f"weak signs that do not count: {len(counted)}"] if counted else []
    asides += [f"parts that could not be checked: {not_checked}"] if not_checked else []
    aside = f" ({'; '.join(asides)})" if asides else ""
    return f"No anatomical defect found in what was checked{aside}."


def _named(findings: Sequence[Finding]) -> str:
    titles = dict.fromkeys(TITLES[finding.category] for finding in findings)
    return ", ".join(title[0].lower() + title[1:].replace(": intended?", " (intended?)") for title in titles)
