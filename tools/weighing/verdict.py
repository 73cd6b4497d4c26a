"""Findings, opinions and what could not be checked, under a policy, make a verdict.

In: findings, parts not checked, the policy, the people seen and the second opinion, if there is one. Out: a
`Verdict`. Pure: the same input gives the same verdict, nothing is read and nothing kept. The truth table, the
worst row that applies wins:

    a finding at or above its block threshold          block, unless its category only asks
    a finding at or above its review threshold         review
    a finding of a category that only asks             review at most
    a finding below its review threshold               no change; it is still reported
    people seen, but no part of anyone could be checked  review
    nothing of the above                               publish

Opinions then change a finding's row; `sure` and `very sure` are the policy's. Never does one lower anything
to publish, and what the host's own model says, which nobody watched, lowers nothing at all:

    finding says   opinions about it                                          then
    block          the judge does not see it, sure and believed (c), and
                   nowhere confirms it                                        review
    review         the judge sees it, very sure, blind or pointed (a)         block (b)
    no change      the judge sees it, very sure, blind and pointed (a)        block (b)
    no change      the judge or the host's model sees it, sure                review
    any            anything else                                              as the finding says
    (no finding)   the judge or the host's model names a defect, sure         review
    (any)          a second opinion was asked for and not had in full         review at least
    (any)          the judge answered a control wrongly                       review at least

    (a) and does not deny it elsewhere, believed   (b) unless the category only asks
    (c) it answered all, the controls rightly, and found the part sound before it was told; see `weight.py`
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent_plugin.tools.domain import (
    Category,
    Finding,
    NotChecked,
    PersonSeen,
    Reason,
    SecondOpinion,
    Verdict,
    VerdictValue,
)
from agent_plugin.tools.opinion.answers import weight
from agent_plugin.tools.policy import Policy
from agent_plugin.tools.words import mid_sentence

DOES_NOT_MEAN: tuple[str, ...] = (
    "It is not a legal clearance.",
    "It does not check claims, text, rights, brand rules or whether AI use is disclosed.",
    "Parts that were not checked may hold defects.",
    "A check can miss a defect and can mistake a sound body for one.",
    "A person still decides whether the ad runs.",
)

_NO_OPINIONS: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Step:
    """What one finding, opinion or fact asks for, and why."""

    value: VerdictValue
    because: str
    about: Category | None = None
    why: str = ""  # in the sentence, where no category is to be named
    heard: tuple[str, ...] = _NO_OPINIONS


def severity(value: VerdictValue) -> int:
    """0 for publish, 1 for review, 2 for block."""
    return tuple(VerdictValue).index(value)


def decide(
    findings: Sequence[Finding],
    not_checked: Sequence[NotChecked],
    policy: Policy,
    people: Sequence[PersonSeen],
    second_opinion: SecondOpinion | None = None,
) -> Verdict:
    """What should happen to the ad, in one value, one sentence and the rules that applied."""
    ordered = sorted(findings, key=lambda finding: (-finding.score, finding.number))
    of_findings = [
        (finding.number, _after(_step(finding, policy), finding, policy, second_opinion))
        for finding in ordered
    ]
    steps = [step for _, step in of_findings]
    steps += _unfound(findings, policy, second_opinion)
    steps += _lacking(people, not_checked, second_opinion)
    value = max((step.value for step in steps), key=severity, default=VerdictValue.PUBLISH)
    return Verdict(
        value=value,
        sentence=_sentence(value, [s for s in steps if s.value is value], len(not_checked), people),
        because=tuple(line for step in steps for line in (step.because, *step.heard)),
        policy=f"{policy.name} {policy.fingerprint()}",
        counts=tuple(
            sorted(number for number, step in of_findings if step.value is not VerdictValue.PUBLISH)
        ),
    )


def _step(finding: Finding, policy: Policy) -> _Step:
    limits, about = policy.verdict.thresholds(finding.category), finding.category
    name = f"Finding {finding.number} ({about.value}) scores {finding.score:.2f}"
    if finding.score < limits.review:
        because = f"{name}, below {limits.review:.2f}: reported, but it does not count."
        return _Step(VerdictValue.PUBLISH, because, about)
    if finding.score < limits.block:
        because = f"{name}, from {limits.review:.2f} on a person must look."
        return _Step(VerdictValue.REVIEW, because, about)
    if about.row.is_asked:
        because = (
            f"{name}, but bodies differ: this category asks if it is intended and never blocks by itself."
        )
        return _Step(VerdictValue.REVIEW, because, about)
    return _Step(VerdictValue.BLOCK, f"{name}, from {limits.block:.2f} on it blocks.", about)


def _after(step: _Step, finding: Finding, policy: Policy, second: SecondOpinion | None) -> _Step:
    """The step of a finding after the opinions about it."""
    if second is None:
        return step
    heard = weight.heard_of(finding, second, policy.judge)
    after = weight.weighed(step.value, finding.category.row.may_block, heard, policy.judge)
    lines = weight.told(step.value, after, heard, weight.who_judged(second), policy.judge)
    return replace(step, value=after, heard=tuple(lines))


def _unfound(findings: Sequence[Finding], policy: Policy, second: SecondOpinion | None) -> list[_Step]:
    """What only the second opinion names."""
    if second is None:
        return []
    who, steps = weight.who_judged(second), list[_Step]()
    for opinion in weight.own_defects(second.opinions, findings):
        counts = opinion.sureness >= policy.judge.sure
        value = VerdictValue.REVIEW if counts else VerdictValue.PUBLISH
        because = weight.told_of_own(opinion, counts, who)
        steps.append(_Step(value, because, opinion.category, "the second opinion names a defect"))
    return steps


def _lacking(
    people: Sequence[PersonSeen], not_checked: Sequence[NotChecked], second: SecondOpinion | None
) -> list[_Step]:
    """What should have been looked at, and was not."""
    steps: list[_Step] = []
    if _nobody_could_be_checked(people, not_checked):
        because = "People are in it, but no part of anyone could be checked."
        steps.append(_Step(VerdictValue.REVIEW, because, why="nobody in it could be checked"))
    if weight.is_lacking(second):
        because = "A second opinion was asked for, but not had in full: a person must look."
        steps.append(_Step(VerdictValue.REVIEW, because, why="the second opinion was not had in full"))
    if second is not None and second.controls.are_wrong:
        because = f"{weight.told_of_controls(second)} A person must look."
        steps.append(_Step(VerdictValue.REVIEW, because, why="the second opinion answered a control wrongly"))
    return steps


def _nobody_could_be_checked(people: Sequence[PersonSeen], not_checked: Sequence[NotChecked]) -> bool:
    if people:
        return not any(person.checked for person in people)
    return any(part.person is not None or part.reason is not Reason.NOT_FOUND for part in not_checked)


def _sentence(
    value: VerdictValue, counted: Sequence[_Step], not_checked: int, people: Sequence[PersonSeen]
) -> str:
    if value is VerdictValue.BLOCK:
        return f"Do not publish this ad as it is: {_named(counted)}."
    if value is VerdictValue.REVIEW:
        return f"A person must look before this ad goes live: {_named(counted)}."
    if not people and not counted:
        return "No people were seen, so no body was checked."
    asides = [f"weak signs that do not count: {len(counted)}"] if counted else []
    asides += [f"parts that could not be checked: {not_checked}"] if not_checked else []
    aside = f" ({'; '.join(asides)})" if asides else ""
    return f"No anatomical defect found in what was checked{aside}."


def _named(steps: Sequence[_Step]) -> str:
    """The categories in plain words; where there are none, the other reasons."""
    titles = dict.fromkeys(mid_sentence(step.about) for step in steps if step.about)
    return ", ".join(titles or dict.fromkeys(step.why for step in steps))
