"""A review with a second opinion comes in; what each way to judge it would have told goes out, as rows.

Four ways: our checks alone, the blind look alone, the pointed look alone, and all of it combined, which is
what the review says. A look alone goes by the rules of the verdict: what it names with enough sureness asks
for a person; blocking takes two who agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Literal

from agent_plugin.tools.domain import Answer, Asked, Finding, Opinion, Review, SecondOpinion
from agent_plugin.tools.measuring.labels import Row, Told
from agent_plugin.tools.opinion.answers import weight
from agent_plugin.tools.policy import STANDARD, Policy
from agent_plugin.tools.weighing.verdict import decide


class Way(StrEnum):
    """Who is believed."""

    LOCAL = "local"
    BLIND = "blind"
    POINTED = "pointed"
    COMBINED = "combined"


TITLES = {
    Way.LOCAL: "local checks alone",
    Way.BLIND: "blind opinions alone",
    Way.POINTED: "pointed opinions alone",
    Way.COMBINED: "combined verdict",
}


def ways_of(review: Review, file: str, policy: Policy = STANDARD) -> dict[Way, Row]:
    """What each way tells of a file."""
    local = decide(review.findings, review.not_checked, policy, review.people)
    return {
        Way.LOCAL: Row(
            file=file, verdict=local.value.value, findings=tuple(_told(one) for one in review.findings)
        ),
        Way.BLIND: _of_look(review, file, "blind", policy),
        Way.POINTED: _of_look(review, file, "pointed", policy),
        Way.COMBINED: Row(
            file=file, verdict=review.verdict.value.value, findings=tuple(_combined(review, policy))
        ),
    }


def answers_of(review: Review) -> dict[str, int]:
    """How often each look gave each answer, such as `blind confirm`."""
    return dict(Counter(f"{one.look} {one.answer.value}" for one in _opinions(review)))


def _of_look(review: Review, file: str, look: Literal["blind", "pointed"], policy: Policy) -> Row:
    """As if nothing but this look had been had: no finding to agree with, nothing counted as not checked."""
    own = tuple(one.model_copy(update={"finding": None}) for one in _opinions(review) if one.look == look)
    verdict = decide((), (), policy, (), SecondOpinion(asked=Asked.HAD, opinions=own))
    return Row(file=file, verdict=verdict.value.value, findings=tuple(_named(own)))


def _combined(review: Review, policy: Policy) -> Iterator[Told]:
    """Findings, surer where confirmed, less sure where denied and believed; then what the judge names."""
    second = review.second_opinion or SecondOpinion(asked=Asked.NOT_WANTED)
    for finding in review.findings:
        heard = weight.heard_of(finding, second, policy.judge)
        score = max(finding.score, heard.confirmed)
        if heard.denied >= policy.judge.sure and heard.confirmed < policy.judge.sure:
            score = min(score, 1 - heard.denied)
        yield _told(finding, score)
    yield from _named(weight.own_defects(second.opinions, review.findings))


def _named(opinions: Iterable[Opinion]) -> Iterator[Told]:
    """The defects that opinions name, as findings whose score is their sureness."""
    for one in opinions:
        if one.answer is Answer.CONFIRM:
            yield Told(
                category=one.category,
                score=one.sureness,
                bbox=one.box_xyxy,
                start_s=one.at_s,
                end_s=one.at_s,
            )


def _told(finding: Finding, score: float | None = None) -> Told:
    return Told(
        category=finding.category,
        score=finding.score if score is None else score,
        bbox=finding.box_xyxy,
        start_s=finding.start_s,
        end_s=finding.end_s,
    )


def _opinions(review: Review) -> tuple[Opinion, ...]:
    return review.second_opinion.opinions if review.second_opinion else ()
