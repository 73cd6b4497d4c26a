"""What opinions change: a finding's own verdict and the opinions about it in, the verdict after them out.

Pure. Opinions lift and lower one step of one finding at a time; see the truth table in `verdict.py`. Nothing
that a judge says in words is read here, only its answer, how sure it is and what it is about.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from agent_plugin.tools.domain import Answer, Asked, Finding, Opinion, SecondOpinion, VerdictValue
from agent_plugin.tools.policy import JudgeRules
from agent_plugin.tools.words import mid_sentence, printable


@dataclass(frozen=True)
class Heard:
    """The surest opinions about one finding, 0 where there is none."""

    blind: float = 0.0  # saw it without being told of it
    pointed: float = 0.0  # confirms it when asked
    refuted: float = 0.0  # does not see it when asked
    host: float = 0.0  # confirmed by the host's own model, which nobody watched
    host_refuted: float = 0.0
    unsure: bool = False

    @property
    def confirmed(self) -> float:
        """The surest confirmation by a judge that we asked ourselves."""
        return max(self.blind, self.pointed)


def heard_of(finding: Finding, opinions: Iterable[Opinion]) -> Heard:
    """What the opinions say of this finding."""
    own = [opinion for opinion in opinions if opinion.finding == finding.number]
    ours, hosts = (tuple(one for one in own if one.unverified is kind) for kind in (False, True))
    return Heard(
        blind=_surest(ours, Answer.CONFIRM, "blind"),
        pointed=_surest(ours, Answer.CONFIRM, "pointed"),
        refuted=_surest(ours, Answer.REFUTE, "pointed"),
        host=_surest(hosts, Answer.CONFIRM),
        host_refuted=_surest(hosts, Answer.REFUTE),
        unsure=any(one.answer is Answer.UNSURE for one in own),
    )


def weighed(base: VerdictValue, can_block: bool, heard: Heard, rules: JudgeRules) -> VerdictValue:
    """The finding's verdict after the opinions about it."""
    signs = (base is not VerdictValue.PUBLISH, *(s >= rules.very_sure for s in (heard.blind, heard.pointed)))
    is_refuted, is_confirmed = heard.refuted >= rules.sure, heard.confirmed >= rules.sure
    if base is VerdictValue.BLOCK:
        return VerdictValue.REVIEW if is_refuted and not is_confirmed else base
    if can_block and sum(signs) > 1 and not is_refuted:
        return VerdictValue.BLOCK
    if is_confirmed or heard.host >= rules.sure:
        return VerdictValue.REVIEW
    return base


def told(base: VerdictValue, after: VerdictValue, heard: Heard, who: str, rules: JudgeRules) -> list[str]:
    """What was heard of a finding and what became of it, a sentence each; disagreement is called that."""
    lines: list[str] = []
    if heard.refuted >= rules.sure:
        lines.append(_refuted(base, after, heard, who))
    if heard.confirmed >= rules.sure:
        lines.append(_confirmed(base, after, heard, who))
    if heard.host >= rules.sure:
        lines.append(f"The chat's own model, unverified, confirms it{_from_to(base, after, heard.host)}.")
    if heard.host_refuted >= rules.sure:
        lines.append("The chat's own model, unverified, does not see it; that changes nothing.")
    if heard != Heard() and not lines:
        lines.append(f"{who} is not sure enough of it to change anything.")
    return lines


def own_defects(opinions: Iterable[Opinion], findings: Iterable[Finding]) -> list[Opinion]:
    """Defects that were named without a finding of ours, the surest first."""
    numbers = {finding.number for finding in findings}
    own = [one for one in opinions if one.answer is Answer.CONFIRM and one.finding not in numbers]
    return sorted(own, key=lambda one: (-one.sureness, one.number))


def told_of_own(opinion: Opinion, counts: bool, who: str) -> str:
    """A defect that only a judge named."""
    title = mid_sentence(opinion.category) if opinion.category else "something about a body"
    seen_by = "The chat's own model, unverified," if opinion.unverified else who
    effect = "a person must look" if counts else "not sure enough to count"
    return f"{seen_by} names what no check found: {title} ({opinion.sureness:.2f} of 1); {effect}."


def who_judged(second: SecondOpinion) -> str:
    """How sentences call the judge."""
    model = printable(second.model or second.judge)
    return f"The second opinion ({model})" if model else "The second opinion"


def is_lacking(second: SecondOpinion | None) -> bool:
    """Was a second opinion wanted, but not had in full?"""
    return second is not None and second.asked in (Asked.NOT_HAD, Asked.PARTLY_HAD)


def _surest(opinions: Iterable[Opinion], answer: Answer, look: str = "") -> float:
    fitting = (one.sureness for one in opinions if one.answer is answer and look in ("", one.look))
    return max(fitting, default=0.0)


def _refuted(base: VerdictValue, after: VerdictValue, heard: Heard, who: str) -> str:
    if base is VerdictValue.BLOCK and after is VerdictValue.REVIEW:
        effect = "they disagree, so instead of a block a person must look"
    elif after is VerdictValue.PUBLISH:
        effect = "it agrees that this does not count"
    else:
        effect = "they disagree, and a person must look"
    return f"{who} does not see it ({heard.refuted:.2f} of 1): {effect}."


def _confirmed(base: VerdictValue, after: VerdictValue, heard: Heard, who: str) -> str:
    how = " without being told of it" if heard.blind >= heard.pointed else ""
    return f"{who} sees it too{how}{_from_to(base, after, heard.confirmed)}."


def _from_to(base: VerdictValue, after: VerdictValue, sureness: float) -> str:
    lifted = {VerdictValue.BLOCK: ", so it blocks", VerdictValue.REVIEW: ", so a person must look"}
    return f" ({sureness:.2f} of 1){lifted[after] if after is not base and after in lifted else ''}"
