"""What opinions change: a finding's own verdict and the opinions about it in, the verdict after them out.

Pure. Opinions lift and lower one step of one finding at a time; see the truth table in `verdict.py`. Nothing
that a judge says in words is read here, only its answer, how sure it is and what it is about.

A confirmation always counts. A denial counts only from a judge that answered all it was asked, that answered
the controls among the pictures rightly, and that found the same part sound, naming what it saw, when it was
not yet told of the finding. What vanishes over time is excepted from the last: a blind look sees one moment.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from agent_plugin.tools.domain import (
    Answer,
    Asked,
    Category,
    Finding,
    Opinion,
    SecondOpinion,
    VerdictValue,
    overlap,
)
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
    doubt: str = ""  # why a denial is not believed; empty where it counts

    @property
    def denied(self) -> float:
        """The surest denial that is believed."""
        return 0.0 if self.doubt else self.refuted

    @property
    def confirmed(self) -> float:
        """The surest confirmation by a judge that we asked ourselves."""
        return max(self.blind, self.pointed)


def heard_of(finding: Finding, second: SecondOpinion, rules: JudgeRules) -> Heard:
    """What the opinions say of this finding."""
    own = [opinion for opinion in second.opinions if opinion.finding == finding.number]
    ours, hosts = (tuple(one for one in own if one.unverified is kind) for kind in (False, True))
    return Heard(
        blind=_surest(ours, Answer.CONFIRM, "blind"),
        pointed=_surest(ours, Answer.CONFIRM, "pointed"),
        refuted=_surest(ours, Answer.REFUTE, "pointed"),
        host=_surest(hosts, Answer.CONFIRM),
        host_refuted=_surest(hosts, Answer.REFUTE),
        unsure=any(one.answer is Answer.UNSURE for one in own),
        doubt=_doubt(finding, second, rules),
    )


def _doubt(finding: Finding, second: SecondOpinion, rules: JudgeRules) -> str:
    """Why a denial of this finding is not believed."""
    if second.controls.are_wrong:
        return "its answers on a control were wrong, so it was not believed"
    if not second.controls.asked:
        return "it was put to no control, so it was not believed"
    if second.asked is not Asked.HAD:
        return "it left something unanswered, so it was not believed"
    if finding.category is Category.POPS_IN_AND_OUT:
        return ""
    there = [one for one in second.opinions if _looked_there(one, finding)]
    is_odd = any(one.answer is Answer.CONFIRM for one in there)
    if not is_odd and any(_finds_sound(one, rules) for one in there):
        return ""
    return "it did not find the part sound when it was not told of this, so it was not believed"


def _looked_there(one: Opinion, finding: Finding) -> bool:
    """Is it what a blind look at the finding's place, at its moment, says?"""
    who = finding.category.row.specialist
    same = (one.person, one.at_s, one.specialist) == (finding.person, finding.at_s, who)
    is_there = one.box_xyxy is not None and overlap(finding.box_xyxy, one.box_xyxy) > 0
    return same and is_there and one.look == "blind" and not one.unverified


def _finds_sound(one: Opinion, rules: JudgeRules) -> bool:
    """Does it name what is there, and is it sure that all of it is sound?"""
    return one.answer is Answer.REFUTE and one.sureness >= rules.sure and one.named > 0


def weighed(base: VerdictValue, can_block: bool, heard: Heard, rules: JudgeRules) -> VerdictValue:
    """The finding's verdict after the opinions about it."""
    signs = (base is not VerdictValue.PUBLISH, *(s >= rules.very_sure for s in (heard.blind, heard.pointed)))
    is_refuted, is_confirmed = heard.denied >= rules.sure, heard.confirmed >= rules.sure
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
    if heard != Heard(doubt=heard.doubt) and not lines:
        lines.append(f"{who} is not sure enough of it to change anything.")
    return lines


def in_short(heard: Heard) -> str:
    """How sure each answer about a finding is."""
    answers = {
        "sees it, blind": heard.blind,
        "sees it, pointed": heard.pointed,
        "denies it": heard.refuted,
        "the host sees it": heard.host,
        "the host denies it": heard.host_refuted,
    }
    return ", ".join(f"{answer} {sureness:.2f}" for answer, sureness in answers.items() if sureness)


def own_defects(opinions: Iterable[Opinion], findings: Iterable[Finding]) -> list[Opinion]:
    """Defects that were named without a finding of ours, the surest first."""
    numbers = {finding.number for finding in findings}
    own = [one for one in opinions if one.answer is Answer.CONFIRM and one.finding not in numbers]
    return sorted(own, key=lambda one: (-one.sureness, one.number))


def told_of_controls(second: SecondOpinion) -> str:
    """How the controls went, in one sentence; empty if there were none."""
    right, asked = second.controls.right, second.controls.asked
    if not asked:
        return ""
    told = f"It answered {right} of {asked} controls (pictures of our own, whose answer is known) rightly"
    return f"{told}, so it was not believed where it sees nothing wrong." if right < asked else f"{told}."


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
    if heard.doubt:
        effect = heard.doubt
    elif base is VerdictValue.BLOCK and after is VerdictValue.REVIEW:
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
