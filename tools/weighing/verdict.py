"""Findings, looks and what could not be checked, under a policy, make a verdict.

In: findings, parts not checked, the policy, the people seen, the sheets that can be looked at and the looks
that were given. Out: a `Verdict`. Pure: the same input gives the same verdict, nothing is read and nothing
kept. The truth table, the worst row that applies wins:

    a finding at or above its block threshold            block, unless its category only asks
    a finding at or above its review threshold           review
    a finding of a category that only asks               review at most
    a finding below its review threshold                 no change; it is still reported
    a finding of a silent category                       no change; it says where to look
    people seen, but no part of anyone could be checked, and no look counted
                                                         review
    nobody recognised, but somebody may be there, or the picture is tiny, and no look counted
                                                         review
    the file holds more than what was looked at          review: a look at the rest of it covers none of that
    nobody seen, nothing to look at                      no people: nothing was checked (b)
    there is something to look at, and no look counted   review: nobody has looked yet (a)
    a mark that a market requires is missing             review; only where somebody named the market
    nothing of the above                                 publish, and who looked is said

Looks that count then change a finding's row, and may add one; `heard_looks.py` has that table. None of them
lowers a block further than to review. A look that does not count is told of, and changes nothing.

    (b) it stands in the place of publish, and is milder than review
    (a) not where the policy requires no look: then the value is the checks' own, and the sentence says so
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from agent_plugin.tools.domain import (
    Category,
    Disclosure,
    Finding,
    Look,
    NotChecked,
    PersonSeen,
    Reason,
    Ruling,
    Sheet,
    Step,
    StepName,
    Verdict,
    VerdictValue,
)
from agent_plugin.tools.policy import Policy
from agent_plugin.tools.weighing import heard_looks
from agent_plugin.tools.words import mid_sentence

DOES_NOT_MEAN: tuple[str, ...] = (
    "It is not a legal clearance.",
    "It does not check claims, text, rights or brand rules, nor whether people can see that AI was used.",
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
    """From the mildest: publish, no people, review, block."""
    return tuple(VerdictValue).index(value)


def decide(
    findings: Sequence[Finding],
    not_checked: Sequence[NotChecked],
    policy: Policy,
    people: Sequence[PersonSeen],
    sheets: Sequence[Sheet] = (),
    looks: Sequence[Look] = (),
    disclosure: Disclosure | None = None,
) -> Verdict:
    """What should happen to the ad, in one value, one sentence and the rules that applied."""
    heard = heard_looks.counted(looks)
    ordered = sorted(findings, key=lambda finding: (-finding.score, finding.number))
    rows = [_after(_of(finding, policy), finding, policy, sheets, heard) for finding in ordered]
    rows += [_of_look(look, policy) for look in heard]
    rows += _elsewhere(not_checked)
    rows += [] if heard else _lacking(people, not_checked)
    if policy.look.require_look != "never" and sheets and not heard:
        rows.append(_nobody_looked(looks))
    rows += _undisclosed(disclosure)
    value = _worst(rows, [*people, *sheets, *heard])
    worst = [row for row in rows if row.value is value]
    return Verdict(
        value=value,
        sentence=_sentence(value, worst, len(not_checked), heard),
        because=tuple(line for row in rows for line in row.ruling.because),
        rulings=tuple(row.ruling for row in rows),
        policy=f"{policy.name} {policy.fingerprint()}",
        counts=_counts(row.ruling for row in rows),
    )


def of_checks(
    findings: Sequence[Finding],
    not_checked: Sequence[NotChecked],
    policy: Policy,
    people: Sequence[PersonSeen],
) -> VerdictValue:
    """The value of the checks alone, as if nobody ever looked."""
    rows = [_of(finding, policy) for finding in findings]
    rows += [*_elsewhere(not_checked), *_lacking(people, not_checked)]
    return _worst(rows, people)


def _worst(rows: Iterable[_Row], seen: Sequence[object]) -> VerdictValue:
    """The worst value that is asked for; where nobody was seen, nothing was checked."""
    value = max((row.value for row in rows), key=severity, default=VerdictValue.PUBLISH)
    return VerdictValue.NO_PEOPLE if value is VerdictValue.PUBLISH and not seen else value


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


def _after(
    row: _Row, finding: Finding, policy: Policy, sheets: Sequence[Sheet], looks: Sequence[Look]
) -> _Row:
    """The row of a finding after the looks that count."""
    can_block = finding.category.row.may_block
    tiles = heard_looks.tiles_of(finding, sheets, policy.sheet)
    heard = heard_looks.of_finding(finding, row.value, looks, tiles, policy.look, can_block=can_block)
    step = Step(
        name=StepName.LOOK,
        source="looks",
        before=row.value,
        after=heard.value,
        because="; ".join(heard.sentences),
    )
    changed = {
        "value": heard.value,
        "because": (*row.ruling.because, *heard.sentences),
        "steps": (*row.ruling.steps, *([step] if heard.value is not row.value else [])),
    }
    return replace(row, ruling=row.ruling.model_copy(update=changed))


def _of_look(look: Look, policy: Policy) -> _Row:
    """What somebody who looked says by themselves."""
    can_block = frozenset(one for one in Category if one.row.may_block)
    heard = heard_looks.of_look(look, can_block, policy.look)
    ruling = Ruling(finding=None, value=heard.value, because=heard.sentences)
    seen = f"{heard_looks.named(look)} sees {mid_sentence(heard.category)}" if heard.category else heard.why
    return _Row(ruling, why=seen)


def _nobody_looked(looks: Sequence[Look]) -> _Row:
    """No look counts: who tried, and why it was not enough, is told."""
    tried = [f"The look of {heard_looks.named(one)} does not count: {one.why_not}." for one in looks]
    because = ("Nobody has looked at it yet, so it is not publishable.", *tried)
    return _Row(Ruling(finding=None, value=VerdictValue.REVIEW, because=because), why="nobody has looked yet")


def _undisclosed(disclosure: Disclosure | None) -> list[_Row]:
    """What the rules of a market that somebody named require of the file, and it lacks."""
    missing = disclosure.missing if disclosure else ()
    if not missing:
        return []
    markets = " and ".join(dict.fromkeys(one.market for one in missing))
    because = tuple(f"Missing in the file, for {one.market}: {one.text}" for one in missing)
    ruling = Ruling(finding=None, value=VerdictValue.REVIEW, because=because)
    return [_Row(ruling, why=f"an AI mark that the rules of {markets} ask for is missing in the file")]


def _elsewhere(not_checked: Sequence[NotChecked]) -> list[_Row]:
    """What else the file holds, which nobody can have seen in what was shown of it."""
    rows = [one for one in not_checked if one.reason is Reason.ELSEWHERE]
    return [_asking(one.explanation, "part of the file was not looked at") for one in rows]


def _lacking(people: Sequence[PersonSeen], not_checked: Sequence[NotChecked]) -> list[_Row]:
    """What should have been checked in what was looked at, and could not be."""
    not_checked = [one for one in not_checked if one.reason is not Reason.ELSEWHERE]
    tiny = [one for one in not_checked if one.person is None and one.reason is Reason.TOO_SMALL]
    if tiny:
        return [_asking(tiny[0].explanation, "it is too small to see who is in it")]
    if people and not any(person.checked for person in people):
        because = "People are in it, but no part of anyone could be checked."
        return [_asking(because, "nobody in it could be checked")]
    if people or not not_checked:
        return []
    if all(one.person is None and one.reason is Reason.NOT_FOUND for one in not_checked):
        explained = " ".join(dict.fromkeys(one.explanation for one in not_checked))
        return [_asking(explained, "somebody may be in it who was not recognised")]
    return [
        _asking("People are in it, but no part of anyone could be checked.", "nobody in it could be checked")
    ]


def _asking(because: str, why: str) -> _Row:
    return _Row(Ruling(finding=None, value=VerdictValue.REVIEW, because=(because,)), why=why)


def _sentence(
    value: VerdictValue,
    counted: Sequence[_Row],
    not_checked: int,
    looks: Sequence[Look],
) -> str:
    if value is VerdictValue.BLOCK:
        return f"Do not publish this ad as it is: {_named(counted)}."
    if value is VerdictValue.REVIEW:
        return f"A person must look before this ad goes live: {_named(counted)}."
    if value is VerdictValue.NO_PEOPLE:
        return "No people were seen, so nothing was checked: this is no clearance."
    weak = [row for row in counted if row.ruling.finding is not None]
    asides = [f"weak signs that do not count: {len(weak)}"] if weak else []
    asides += [f"parts that could not be checked: {not_checked}"] if not_checked else []
    aside = f" ({'; '.join(asides)})" if asides else ""
    if looks:
        who = " and ".join(dict.fromkeys(heard_looks.named(look) for look in looks))
        return f"No anatomical defect found in what was checked and looked at{aside}. Looked at by: {who}."
    return (
        f"The checks alone are sure of nothing wrong{aside}; nobody has looked. On real pictures they miss "
        "most of what a person sees, so this is a filter and no clearance."
    )


def _named(rows: Sequence[_Row]) -> str:
    """The categories in plain words, and the other reasons."""
    titles = dict.fromkeys(mid_sentence(row.about) for row in rows if row.about)
    others = dict.fromkeys(row.why for row in rows if row.why and not row.about)
    return ", ".join((*titles, *others))
