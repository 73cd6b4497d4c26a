"""What a market's rules find missing in a file asks for a person: it blocks nothing and lowers nothing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_plugin.tools.domain import Category, Disclosure, Mark, MarkKind, MarkState, Need, NeedState
from agent_plugin.tools.domain import VerdictValue as Value
from agent_plugin.tools.weighing.later_looks import as_required, with_looks
from agent_plugin.tools.weighing.verdict import decide, severity
from tests.builders import AT_SCALE
from tests.evidence.samples import review
from tests.weighing.test_heard_looks import SHEET, SOUND
from tests.weighing.test_verdict import SEEN, finding

DAY = date(2026, 12, 1)


def disclosed(*states: NeedState, is_required: bool = True) -> Disclosure:
    """A file without marks, and how it stands under some rules of the EU."""
    needs = tuple(
        Need(
            market="EU",
            rule="a rule",
            state=state,
            is_required=is_required,
            text="A mark.",
            source="https://rules.example",
            looked_up=DAY,
        )
        for state in states
    )
    absent = Mark(kind=MarkKind.C2PA, state=MarkState.ABSENT)
    return Disclosure(marks=(absent,), markets=("EU",) if needs else (), needs=needs, read_on=DAY)


MISSING = disclosed(NeedState.MISSING)


def _decided(disclosure: Disclosure | None, *scores: float, people: int = 1) -> Value:
    findings = [finding(Category.NECK_TWIST, score) for score in scores]
    return decide(findings, [], AT_SCALE, [SEEN] * people, disclosure=disclosure).value


@pytest.mark.parametrize(
    ("disclosure", "expected"),
    [
        (None, Value.PUBLISH),
        (disclosed(), Value.PUBLISH),
        (MISSING, Value.REVIEW),
        (disclosed(NeedState.PRESENT, NeedState.PERSON, NeedState.NOT_ASKED), Value.PUBLISH),
        (disclosed(NeedState.MISSING, is_required=False), Value.PUBLISH),
    ],
    ids=["not read", "no market", "missing", "nothing missing", "advised"],
)
def test_only_what_is_required_and_missing_asks_for_a_person(
    disclosure: Disclosure | None, expected: Value
) -> None:
    assert _decided(disclosure) is expected


def test_it_never_blocks_and_never_takes_the_place_of_a_block() -> None:
    many = disclosed(*[NeedState.MISSING] * 20)
    assert _decided(many) is Value.REVIEW
    assert _decided(many, 0.99) is Value.BLOCK
    assert _decided(many, people=0) is Value.REVIEW


states = st.lists(st.sampled_from(list(NeedState)), max_size=4)


@given(states, st.booleans(), st.lists(st.floats(0, 1), max_size=3), st.integers(0, 2))
def test_no_disclosure_lowers_a_verdict_or_raises_it_beyond_review(
    needs: list[NeedState], is_required: bool, scores: list[float], people: int
) -> None:
    without = _decided(None, *scores, people=people)
    disclosure = disclosed(*needs, is_required=is_required)
    value = _decided(disclosure, *scores, people=people)
    assert severity(value) >= severity(without)
    assert value in (without, Value.REVIEW)


def test_the_sentence_names_the_market_and_the_rule_stands_among_the_reasons() -> None:
    verdict = decide([], [], AT_SCALE, [SEEN], disclosure=MISSING)
    assert "an AI mark that the rules of EU ask for is missing in the file" in verdict.sentence
    assert "Missing in the file, for EU: A mark." in verdict.because


@pytest.mark.parametrize(("disclosure", "expected"), [(MISSING, Value.REVIEW), (None, Value.PUBLISH)])
def test_a_look_that_comes_later_leaves_it_missing(disclosure: Disclosure | None, expected: Value) -> None:
    verdict = decide([], [], AT_SCALE, [SEEN], [SHEET], disclosure=disclosure)
    stored = review(
        disclosure=disclosure, findings=(), not_checked=(), people=(SEEN,), sheets=(SHEET,), verdict=verdict
    )
    assert with_looks(stored, [SOUND], AT_SCALE).verdict.value is expected
    assert as_required(stored, "never", AT_SCALE).verdict.value is expected
