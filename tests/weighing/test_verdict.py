"""The verdict as a truth table, and the properties that must hold for every input."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_plugin.tools.domain import Category, Finding, NotChecked, Part, PersonSeen, Reason, VerdictValue
from agent_plugin.tools.policy import STANDARD, Policy, Thresholds, VerdictRules
from agent_plugin.tools.weighing.verdict import DOES_NOT_MEAN, decide, severity
from tests.builders import AT_SCALE

BOX = (0.0, 0.0, 10.0, 10.0)
SEEN = PersonSeen(person=1, box_xyxy=BOX, checked=(Part.HEAD,))
UNSEEN = PersonSeen(person=1, box_xyxy=BOX)
TOO_SMALL = NotChecked(person=1, part=Part.LEFT_HAND, reason=Reason.TOO_SMALL, explanation="It is 9 px wide.")
CROWD = NotChecked(person=None, part=Part.BODY, reason=Reason.TOO_MANY_PEOPLE, explanation="More than ten.")
NOTICED = NotChecked(person=None, part=Part.BODY, reason=Reason.NOT_FOUND, explanation="Somebody is here.")
TINY = NotChecked(person=None, part=Part.BODY, reason=Reason.TOO_SMALL, explanation="It is 320 x 50 pixels.")
PAGE = NotChecked(person=None, part=Part.BODY, reason=Reason.ELSEWHERE, explanation="It holds a page more.")
NEVER_BLOCK = [category for category in Category if category.row.is_asked]


def finding(category: Category, score: float, number: int = 1) -> Finding:
    return Finding(
        number=number,
        category=category,
        person=1,
        part=Part.BODY,
        box_xyxy=BOX,
        score=score,
        for_marketer="Something looks wrong.",
        for_engineer="x = 1",
    )


@pytest.mark.parametrize(
    ("found", "not_checked", "people", "value", "words"),
    [
        ([], [], [], "no_people", "No people were seen, so nothing was checked: this is no clearance."),
        ([], [NOTICED], [], "review", "somebody may be in it who was not recognised"),
        ([], [PAGE], [], "review", "part of the file was not looked at"),
        ([], [PAGE], [SEEN], "review", "part of the file was not looked at"),
        ([("extra_head", 0.9)], [PAGE], [SEEN], "block", "more than one head"),
        ([], [TINY], [], "review", "it is too small to see who is in it"),
        ([], [TINY], [SEEN], "review", "it is too small to see who is in it"),
        ([("extra_head", 0.9)], [TINY], [SEEN], "block", "more than one head"),
        ([], [], [SEEN], "publish", "The checks alone are sure of nothing wrong; nobody has looked."),
        ([], [TOO_SMALL, TOO_SMALL], [SEEN], "publish", "(parts that could not be checked: 2)"),
        ([("neck_twist", 0.49)], [], [SEEN], "publish", "(weak signs that do not count: 1)"),
        ([("neck_twist", 0.5)], [], [SEEN], "review", "neck turned too far"),
        ([("neck_twist", 0.84)], [], [SEEN], "review", "A person must look"),
        (
            [("neck_twist", 0.85)],
            [],
            [SEEN],
            "block",
            "Do not publish this ad as it is: neck turned too far.",
        ),
        ([("missing_arm", 1.0)], [], [SEEN], "review", "only one arm (intended?)"),
        ([("missing_arm", 1.0), ("fused_fingers", 1.0)], [], [SEEN], "review", "A person must look"),
        ([("missing_arm", 1.0), ("extra_head", 0.9)], [], [SEEN], "block", "as it is: more than one head."),
        ([("extra_head", 0.9)], [], [], "block", "more than one head"),
        ([], [TOO_SMALL], [UNSEEN], "review", "nobody in it could be checked"),
        ([], [CROWD], [], "review", "nobody in it could be checked"),
        ([("neck_twist", 0.9)], [TOO_SMALL], [UNSEEN], "block", "neck turned too far"),
    ],
)
def test_each_row_of_the_truth_table(
    found: list[tuple[str, float]],
    not_checked: list[NotChecked],
    people: list[PersonSeen],
    value: str,
    words: str,
) -> None:
    findings = [finding(Category(name), score, n) for n, (name, score) in enumerate(found, 1)]
    verdict = decide(findings, not_checked, AT_SCALE, people)
    assert verdict.value == value
    assert words in verdict.sentence


def test_every_finding_gets_a_reason_with_its_number_and_score() -> None:
    pair = [finding(Category.NECK_TWIST, 0.9, 1), finding(Category.EXTRA_ARM, 0.2, 2)]
    because = decide(pair, [], AT_SCALE, [SEEN]).because
    assert because[0].startswith("Finding 1 (neck_twist) scores 0.90")
    assert because[1].startswith("Finding 2 (extra_arm) scores 0.20, below 0.50")


def test_no_sentence_promises_safety() -> None:
    verdict = decide([], [], AT_SCALE, [SEEN])
    assert "safe" not in verdict.sentence.lower()
    assert any("legal clearance" in sentence for sentence in DOES_NOT_MEAN)


def test_a_category_can_have_its_own_thresholds() -> None:
    strict = (Category.EXTRA_HAND, Thresholds(review=0.2, block=0.4))
    policy = Policy(name="strict", verdict=VerdictRules(by_category=(strict,)))
    verdict = decide([finding(Category.EXTRA_HAND, 0.4)], [], policy, [SEEN])
    assert verdict.value is VerdictValue.BLOCK
    assert verdict.policy == f"strict {policy.fingerprint()}"
    assert policy.fingerprint() != STANDARD.fingerprint()


def test_thresholds_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="may not lie above"):
        Thresholds(review=0.9, block=0.5)


scores = st.floats(0, 1)
findings_strategy = st.lists(
    st.builds(finding, st.sampled_from(Category), scores, st.integers(1, 9)), max_size=6
)
people_strategy = st.lists(st.sampled_from([SEEN, UNSEEN]), max_size=3)
not_checked_strategy = st.lists(st.sampled_from([TOO_SMALL, CROWD]), max_size=2)


@given(
    findings_strategy,
    st.builds(finding, st.sampled_from(Category), scores),
    people_strategy,
    not_checked_strategy,
)
def test_one_more_finding_never_improves_the_verdict(
    findings: list[Finding], more: Finding, people: list[PersonSeen], not_checked: list[NotChecked]
) -> None:
    before = decide(findings, not_checked, AT_SCALE, people)
    after = decide([*findings, more], not_checked, AT_SCALE, people)
    assert severity(after.value) >= severity(before.value)


@given(findings_strategy.filter(bool), scores, people_strategy)
def test_a_higher_score_never_improves_the_verdict(
    findings: list[Finding], score: float, people: list[PersonSeen]
) -> None:
    first = findings[0]
    raised = [first.model_copy(update={"score": max(first.score, score)}), *findings[1:]]
    before, after = (decide(some, [], AT_SCALE, people) for some in (findings, raised))
    assert severity(after.value) >= severity(before.value)


@given(findings_strategy, people_strategy, not_checked_strategy)
def test_the_same_input_gives_the_same_verdict_in_any_order(
    findings: list[Finding], people: list[PersonSeen], not_checked: list[NotChecked]
) -> None:
    given_findings = list(findings)
    first = decide(findings, not_checked, AT_SCALE, people)
    assert decide(findings, not_checked, AT_SCALE, people) == first
    assert decide(findings[::-1], not_checked, AT_SCALE, people).value is first.value
    assert findings == given_findings


@given(st.lists(st.builds(finding, st.sampled_from(NEVER_BLOCK), scores), max_size=6), people_strategy)
def test_missing_parts_and_unusual_proportions_never_block_however_many(
    findings: list[Finding], people: list[PersonSeen]
) -> None:
    assert decide(findings, [], AT_SCALE, people).value is not VerdictValue.BLOCK


def test_the_fingerprint_of_the_policy_is_the_same_in_every_process() -> None:
    code = "from agent_plugin.tools.policy import STANDARD; print(STANDARD.fingerprint())"
    printed = {
        subprocess.check_output(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, encoding="utf-8"
        ).strip()
        for seed in ("1", "2")
    }
    assert printed == {STANDARD.fingerprint()}


def test_the_verdict_names_the_findings_that_count() -> None:
    found = [finding(Category.EXTRA_ARM, 0.2, 1), finding(Category.NECK_TWIST, 0.9, 2)]
    assert decide(found, [], AT_SCALE, [SEEN]).counts == (2,)
    assert decide(found[:1], [], AT_SCALE, [SEEN]).counts == ()
