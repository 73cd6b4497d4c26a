"""Findings, opinions and what could not be checked, under a policy, make a verdict.

In: findings, parts not checked, the policy, the people seen and the second opinion, if there is one. Out: a
`Verdict`. Pure: the same input gives the same verdict, nothing is read and nothing kept. The truth table, the
worst row that applies wins:

    a finding at or above its block threshold          block, unless its category only asks
    a finding at or above its review threshold         review
    a finding of a category that only asks             review at most
    a finding below its review threshold               no change; it is still reported
    a finding of a silent category                     no change; it says where to look
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

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from agent_plugin.tools.domain import (
    Category,
    Finding,
    NotChecked,
    PersonSeen,
    Reason,
    Ruling,
    SecondOpinion,
    Step,
    StepName,
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


@dataclass(frozen=True)
class _Row:
    """A row of the truth table that applies: what it asks for, and how the sentence names it."""

    ruling: Ruling
    about: Category | None = None
    why: str = ""  # where no category is to be named

    @property
    def value(self) -> VerdictValue:
        return self.ruling.value


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
    rows = [_after(_of(finding, policy), finding, policy, second_opinion) for finding in ordered]
    rows += _unfound(findings, policy, second_opinion)
    rows += _lacking(people, not_checked, second_opinion)
    value = max((row.value for row in rows), key=severity, default=VerdictValue.PUBLISH)
    return Verdict(
        value=value,
        sentence=_sentence(value, [row for row in rows if row.value is value], len(not_checked), people),
        because=tuple(line for row in rows for line in row.ruling.because),
        rulings=tuple(row.ruling for row in rows),
        policy=f"{policy.name} {policy.fingerprint()}",
        counts=_counts(row.ruling for row in rows),
    )


def _counts(rulings: Iterable[Ruling]) -> tuple[int, ...]:
    asking = (one.finding for one in rulings if one.value is not VerdictValue.PUBLISH)
    return tuple(sorted(number for number in asking if number is not None))


def _of(finding: Finding, policy: Policy) -> _Row:
    """What a finding asks for by itself."""
    limits, about = policy.verdict.thresholds(finding.category), finding.category
    name = f"Finding {finding.number} ({about.value}) scores {finding.score:.2f}"
    if limits.review is None:
        because = (
            f"{name}, but on real pictures this check has not shown that it tells wrong from sound: "
            "it only says where to look."
        )
        return _ruled(finding, VerdictValue.PUBLISH, because, "the category is silent")
    if finding.score < limits.review:
        because = f"{name}, below {limits.review:.2f}: reported, but it does not count."
        return _ruled(finding, VerdictValue.PUBLISH, because, f"below {limits.review:.2f}")
    if limits.block is None or finding.score < limits.block:
        because = f"{name}, from {limits.review:.2f} on a person must look."
        return _ruled(finding, VerdictValue.REVIEW, because, f"from {limits.review:.2f} on")
    if about.row.is_asked:
        because = (
            f"{name}, but bodies differ: this category asks if it is intended and never blocks by itself."
        )
        return _ruled(finding, VerdictValue.REVIEW, because, "the category never blocks")
    because = f"{name}, from {limits.block:.2f} on it blocks."
    return _ruled(finding, VerdictValue.BLOCK, because, f"from {limits.block:.2f} on")


def _ruled(finding: Finding, value: VerdictValue, because: str, short: str) -> _Row:
    step = Step(name=StepName.DECIDED, source="policy", before=finding.score, after=value, because=short)
    ruling = Ruling(finding=finding.number, value=value, because=(because,), steps=(step,))
    return _Row(ruling, finding.category)


def _after(row: _Row, finding: Finding, policy: Policy, second: SecondOpinion | None) -> _Row:
    """The row of a finding after the opinions about it."""
    if second is None:
        return row
    heard = weight.heard_of(finding, second, policy.judge)
    after = weight.weighed(row.value, finding.category.row.may_block, heard, policy.judge)
    lines = weight.told(row.value, after, heard, weight.who_judged(second), policy.judge)
    step = Step(
        name=StepName.OPINION,
        source="second opinion",
        before=row.value,
        after=after,
        because=weight.in_short(heard),
    )
    changed = {
        "value": after,
        "because": (*row.ruling.because, *lines),
        "steps": (*row.ruling.steps, *([step] if after is not row.value else [])),
    }
    return replace(row, ruling=row.ruling.model_copy(update=changed))


def _unfound(findings: Sequence[Finding], policy: Policy, second: SecondOpinion | None) -> list[_Row]:
    """What only the second opinion names."""
    if second is None:
        return []
    who, rows = weight.who_judged(second), list[_Row]()
    for opinion in weight.own_defects(second.opinions, findings):
        counts = opinion.sureness >= policy.judge.sure
        value = VerdictValue.REVIEW if counts else VerdictValue.PUBLISH
        because = weight.told_of_own(opinion, counts, who)
        ruling = Ruling(finding=None, value=value, because=(because,))
        rows.append(_Row(ruling, opinion.category, "the second opinion names a defect"))
    return rows


def _lacking(
    people: Sequence[PersonSeen], not_checked: Sequence[NotChecked], second: SecondOpinion | None
) -> list[_Row]:
    """What should have been looked at, and was not."""
    lacking: list[tuple[str, str]] = []
    if _nobody_could_be_checked(people, not_checked):
        because = "People are in it, but no part of anyone could be checked."
        lacking.append((because, "nobody in it could be checked"))
    if weight.is_lacking(second):
        because = "A second opinion was asked for, but not had in full: a person must look."
        lacking.append((because, "the second opinion was not had in full"))
    if second is not None and second.controls.are_wrong:
        because = f"{weight.told_of_controls(second)} A person must look."
        lacking.append((because, "the second opinion answered a control wrongly"))
    return [
        _Row(Ruling(finding=None, value=VerdictValue.REVIEW, because=(because,)), why=why)
        for because, why in lacking
    ]


def _nobody_could_be_checked(people: Sequence[PersonSeen], not_checked: Sequence[NotChecked]) -> bool:
    if people:
        return not any(person.checked for person in people)
    return any(part.person is not None or part.reason is not Reason.NOT_FOUND for part in not_checked)


def _sentence(
    value: VerdictValue, counted: Sequence[_Row], not_checked: int, people: Sequence[PersonSeen]
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


def _named(rows: Sequence[_Row]) -> str:
    """The categories in plain words; where there are none, the other reasons."""
    titles = dict.fromkeys(mid_sentence(row.about) for row in rows if row.about)
    return ", ".join(titles or dict.fromkeys(row.why for row in rows))
