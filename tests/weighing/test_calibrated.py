"""The calibration table: whole, part of the policy, and what a silent category may do, which is nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_plugin.tools.domain import CHECKED, Category, VerdictValue
from agent_plugin.tools.policy import STANDARD, Policy, Thresholds, VerdictRules
from agent_plugin.tools.policy.calibration import calibration
from agent_plugin.tools.weighing.verdict import decide
from tests.weighing.test_verdict import SEEN, finding

VOICES = calibration().voices
SILENT = Thresholds(review=None, block=None)


def _policy(category: Category, limits: Thresholds) -> Policy:
    return Policy(verdict=VerdictRules(by_category=((category, limits),)))


def test_a_category_that_no_table_names_is_silent() -> None:
    policy = _policy(Category.EXTRA_LEG, Thresholds(review=0.5, block=None))
    assert policy.verdict.thresholds(Category.EXTRA_ARM) == SILENT


def test_every_category_has_one_row_and_the_policy_goes_by_it() -> None:
    assert sorted(voice.category for voice in VOICES) == sorted(CHECKED)
    for voice in VOICES:
        limits = STANDARD.verdict.thresholds(voice.category)
        assert (limits.review, limits.block) == (voice.review_from, voice.block_from)


def test_whoever_speaks_has_a_threshold_and_whoever_is_silent_has_none() -> None:
    for voice in VOICES:
        assert (voice.review_from is not None) == (voice.standing == "speaks")
        assert voice.block_from is None or voice.review_from is not None


@pytest.mark.parametrize("category", [each for each in Category if not each.row.blocks_alone])
def test_what_our_checks_alone_never_block_has_no_threshold_to_block(category: Category) -> None:
    assert STANDARD.verdict.thresholds(category).block is None


@pytest.mark.parametrize("category", Category)
def test_a_silent_category_stops_nothing_however_sure_it_is(category: Category) -> None:
    verdict = decide([finding(category, 1.0)], [], _policy(category, SILENT), [SEEN])
    assert verdict.value is VerdictValue.PUBLISH
    assert verdict.counts == ()
    assert "only says where to look" in verdict.because[0]
    assert "weak signs that do not count: 1" in verdict.sentence


def test_a_category_without_a_threshold_to_block_asks_at_the_most() -> None:
    policy = _policy(Category.EXTRA_LEG, Thresholds(review=0.7, block=None))
    assert decide([finding(Category.EXTRA_LEG, 1.0)], [], policy, [SEEN]).value is VerdictValue.REVIEW
    assert decide([finding(Category.EXTRA_LEG, 0.69)], [], policy, [SEEN]).value is VerdictValue.PUBLISH


@given(st.sampled_from(Category), st.floats(0, 1))
def test_a_finding_counts_in_the_verdict_if_and_only_if_it_asks(category: Category, score: float) -> None:
    stops = decide([finding(category, score)], [], STANDARD, [SEEN]).value is not VerdictValue.PUBLISH
    assert stops == STANDARD.verdict.asks(category, score)


def test_another_table_is_another_policy() -> None:
    moved = _policy(Category.EXTRA_HAND, Thresholds(review=0.71, block=0.9))
    further = _policy(Category.EXTRA_HAND, Thresholds(review=0.72, block=0.9))
    assert len({STANDARD.fingerprint(), moved.fingerprint(), further.fingerprint()}) == 3


def test_nobody_blocks_before_asking() -> None:
    with pytest.raises(ValueError, match="may not lie above"):
        Thresholds(review=None, block=0.9)
