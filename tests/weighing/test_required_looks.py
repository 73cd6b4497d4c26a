"""What a verdict is where no look is required: the checks' own, never milder than stricter rules had it."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent_plugin.tools.domain import Category, VerdictValue
from agent_plugin.tools.look.person import PersonForm, WrongTile, by_person
from agent_plugin.tools.policy import Policy, Thresholds, VerdictRules
from agent_plugin.tools.weighing.later_looks import as_required
from tests.look.desks import ASKS, BLOCKS, desk, neck

_LAX = Thresholds(review=0.99, block=1.0)
LAX = Policy(name="lax", verdict=VerdictRules(by_category=tuple((category, _LAX) for category in Category)))


@pytest.mark.parametrize(
    ("score", "value"),
    [(0.2, VerdictValue.PUBLISH), (ASKS, VerdictValue.REVIEW), (BLOCKS, VerdictValue.BLOCK)],
)
def test_the_value_is_the_checks_own(tmp_path: Path, score: float, value: VerdictValue) -> None:
    review = desk(tmp_path, neck(score=score)).review
    filtered = as_required(review, "never")
    assert filtered.verdict.value is value is review.checks
    assert "nobody has looked yet" not in filtered.verdict.sentence
    assert filtered.model_copy(update={"verdict": review.verdict}) == review


def test_as_it_is_usually_required_nothing_changes(tmp_path: Path) -> None:
    review = desk(tmp_path).review
    assert as_required(review, "people") is review


def test_a_look_is_heard_all_the_same(tmp_path: Path) -> None:
    at = desk(tmp_path)
    seen = by_person(at.store, at.review, "Ada", PersonForm(wrong=(WrongTile(tile=1),))).review
    assert as_required(seen, "never").verdict.value is VerdictValue.REVIEW


def test_a_review_under_stricter_rules_keeps_its_verdict(tmp_path: Path) -> None:
    review = desk(tmp_path, neck(score=0.95)).review
    assert as_required(review, "never", LAX).verdict.value is VerdictValue.BLOCK
