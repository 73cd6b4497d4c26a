"""Findings come in; groups of findings that one crop can show go out, for the pointed pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent_plugin.tools.domain import Box, Category, Finding, MediaInfo, overlap
from agent_plugin.tools.opinion.asking.looks import Look, finding_look
from agent_plugin.tools.opinion.asking.pictures import area
from agent_plugin.tools.policy.opinion import JudgeRules


@dataclass(frozen=True)
class Pointed:
    """Findings that are seen in the same picture, or one finding over several moments."""

    findings: tuple[Finding, ...]
    looks: tuple[Look, ...]

    @property
    def shown_at(self) -> int:
        """Which of the looks shows it best: of three moments the middle one."""
        return len(self.looks) // 2


def pointed_at(
    findings: Sequence[Finding], looks: Sequence[Look], info: MediaInfo, rules: JudgeRules
) -> list[Pointed]:
    """The surest findings that are worth a question, grouped by what shows them."""
    asked = sorted(findings, key=lambda one: (-one.score, one.number))
    asked = [one for one in asked if one.score >= rules.min_score][: rules.max_findings]
    groups: list[Pointed] = []
    for finding in asked:
        look = finding_look(finding, info, rules, looks)
        beside = next((one for one in groups if _same_view(one.looks, look, rules)), None)
        if beside is not None and finding.category is not Category.POPS_IN_AND_OUT:
            grown = Pointed((*beside.findings, finding), beside.looks)
            groups[groups.index(beside)] = grown
        else:
            groups.append(Pointed((finding,), _moments(finding, look, rules)))
    return groups


def place(finding: Finding, look: Look, info: MediaInfo, rules: JudgeRules) -> Box:
    """Where in the crop the finding is, each number 0 to 1."""
    x0, y0, x1, y1 = area(look, info, rules)
    left, top, right, bottom = finding.box_xyxy
    across, down = (
        tuple(min(1.0, max(0.0, (value - low) / (high - low))) for value in values)
        for low, high, values in ((x0, x1, (left, right)), (y0, y1, (top, bottom)))
    )
    return across[0], down[0], across[1], down[1]


def _same_view(shown: Sequence[Look], wanted: Look, rules: JudgeRules) -> bool:
    one = shown[0]
    together = len(shown) == 1 and (one.at_s, one.person, one.specialist) == (
        wanted.at_s,
        wanted.person,
        wanted.specialist,
    )
    return together and overlap(one.box_xyxy, wanted.box_xyxy) >= rules.same_view


def _moments(finding: Finding, look: Look, rules: JudgeRules) -> tuple[Look, ...]:
    """What appears or vanishes shows only over time: before, during, after."""
    if finding.category is not Category.POPS_IN_AND_OUT or finding.start_s is None or finding.end_s is None:
        return (look,)
    before_s, after_s = finding.start_s - rules.moment_gap_s, finding.end_s + rules.moment_gap_s
    during_s = look.at_s if look.at_s is not None else (finding.start_s + finding.end_s) / 2
    return tuple(replace(look, at_s=round(at_s, 3)) for at_s in (max(0.0, before_s), during_s, after_s))
