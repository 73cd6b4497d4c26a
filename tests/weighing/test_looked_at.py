"""The verdict with sheets and looks: nothing is publishable before somebody's look has counted."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_plugin.tools.domain import (
    Answer,
    Category,
    Finding,
    Look,
    LookerKind,
    Says,
    VerdictValue,
)
from agent_plugin.tools.policy import LookRules, Policy
from agent_plugin.tools.weighing.later_looks import with_looks
from agent_plugin.tools.weighing.verdict import decide, of_checks, severity
from tests.builders import AT_SCALE
from tests.evidence.samples import finding, review
from tests.weighing.test_heard_looks import HEAD, SEES, SHEET, SOUND, look, pointed, tile
from tests.weighing.test_verdict import PAGE, SEEN

NO_LOOK = AT_SCALE.model_copy(update={"look": LookRules(require_look="never")})
ASKS = finding(1, HEAD, score=0.6)
BLOCKS = finding(1, HEAD, score=1.0)
DENIES = look(pointed=(pointed(Answer.REFUTE, finding=1),))
IGNORED = look(why_not="2 of 2 controls were answered wrongly")


def decided(findings: list[Finding], looks: list[Look], policy: Policy = AT_SCALE) -> tuple[str, str]:
    verdict = decide(findings, [], policy, [SEEN], [SHEET], looks)
    return verdict.value.value, verdict.sentence


@pytest.mark.parametrize(
    ("findings", "looks", "value", "words"),
    [
        pytest.param([], [], "review", "nobody has looked yet", id="nobody looked"),
        pytest.param([], [IGNORED], "review", "nobody has looked yet", id="a look that does not count"),
        pytest.param([], [SOUND], "publish", "Looked at by: The chat's model (a model)", id="found sound"),
        pytest.param([], [SEES], "review", "sees something", id="a look sees something"),
        pytest.param([], [SOUND, SEES], "review", "sees something", id="one of two looks sees something"),
        pytest.param([ASKS], [], "review", "nobody has looked yet", id="the checks ask, nobody looked"),
        pytest.param([ASKS], [SOUND], "review", "neck turned too far", id="the checks ask, not pointed"),
        pytest.param([ASKS], [DENIES], "publish", "Looked at by", id="the checks ask, the look denies"),
        pytest.param([BLOCKS], [], "block", "neck turned too far", id="the checks block, nobody looked"),
        pytest.param(
            [BLOCKS], [DENIES], "review", "neck turned too far", id="a look lowers to review at most"
        ),
    ],
)
def test_each_row_with_looks(findings: list[Finding], looks: list[Look], value: str, words: str) -> None:
    got, sentence = decided(findings, looks)
    assert got == value
    assert words in sentence


def test_where_no_look_is_required_the_value_is_the_checks_and_says_what_it_is_worth() -> None:
    value, sentence = decided([], [], NO_LOOK)
    assert value == "publish"
    assert "nobody has looked" in sentence
    assert "no clearance" in sentence


def test_a_look_is_heard_also_where_none_is_required() -> None:
    assert decided([], [SEES], NO_LOOK)[0] == "review"


def test_a_disagreement_is_told_in_the_reasons() -> None:
    verdict = decide([ASKS], [], AT_SCALE, [SEEN], [SHEET], [DENIES])
    assert any("they disagree" in line for line in verdict.because)
    assert verdict.counts == ()


def test_why_a_look_does_not_count_is_told() -> None:
    verdict = decide([], [], AT_SCALE, [SEEN], [SHEET], [IGNORED])
    assert any("controls were answered wrongly" in line for line in verdict.because)


def test_the_value_of_the_checks_alone_knows_no_look() -> None:
    assert of_checks([], [], AT_SCALE, [SEEN]) is VerdictValue.PUBLISH
    assert of_checks([ASKS], [], AT_SCALE, [SEEN]) is VerdictValue.REVIEW
    assert of_checks([BLOCKS], [], AT_SCALE, [SEEN]) is VerdictValue.BLOCK


def test_a_stored_review_says_who_looked_beside_its_verdict() -> None:
    stored = review(findings=(ASKS,), sheets=(SHEET,), verdict=decide([ASKS], [], AT_SCALE, [], [SHEET]))
    now = with_looks(stored, [DENIES, IGNORED], AT_SCALE)
    assert now.verdict.value is VerdictValue.PUBLISH
    assert [(one.who, one.counts) for one in now.looked_by] == [("a model", True), ("a model", False)]
    assert now.looks == (DENIES, IGNORED)


def test_who_could_not_be_checked_and_was_looked_at_is_publishable() -> None:
    unchecked = SEEN.model_copy(update={"checked": ()})
    assert decide([], [], AT_SCALE, [unchecked], [SHEET]).value is VerdictValue.REVIEW
    assert decide([], [], AT_SCALE, [unchecked], [SHEET], [SOUND]).value is VerdictValue.PUBLISH


def test_no_look_at_the_sheets_covers_what_else_the_file_holds() -> None:
    verdict = decide([], [PAGE], AT_SCALE, [SEEN], [SHEET], [SOUND])
    assert verdict.value is VerdictValue.REVIEW
    assert PAGE.explanation in verdict.because


def test_a_review_made_under_stricter_rules_is_not_lowered_by_todays() -> None:
    strict = decide([BLOCKS], [], AT_SCALE, [], [SHEET]).model_copy(update={"policy": "of yesterday"})
    now = with_looks(review(findings=(), sheets=(SHEET,), verdict=strict), [SOUND], AT_SCALE)
    assert now.verdict.value is VerdictValue.BLOCK


@pytest.mark.parametrize(
    ("checks", "value", "words"),
    [
        pytest.param("publish", "publish", "Looked at by", id="a look settles that nobody had looked"),
        pytest.param("review", "review", "have it reviewed afresh", id="what those rules asked for stands"),
    ],
)
def test_a_look_at_a_review_made_under_other_rules(checks: str, value: str, words: str) -> None:
    then = decide([], [], AT_SCALE, [], [SHEET]).model_copy(update={"policy": "of yesterday"})
    kept = review(findings=(), sheets=(SHEET,), verdict=then, checks=VerdictValue(checks))
    now = with_looks(kept, [SOUND], AT_SCALE)
    assert now.verdict.value.value == value
    assert words in now.verdict.sentence
    assert "nobody has looked" not in now.verdict.sentence


answers = st.builds(
    tile, st.sampled_from([1, 2]), st.sampled_from(Says), st.floats(0, 1), st.sampled_from([None, *Category])
)
kinds: st.SearchStrategy[LookerKind] = st.sampled_from(["chat", "judge", "person"])


@st.composite
def any_look(draw: st.DrawFn) -> Look:
    """Whatever somebody may answer."""
    fields: dict[str, Any] = {
        "kind": draw(kinds),
        "tiles": tuple(draw(st.lists(answers, max_size=3))),
        "probability": draw(st.floats(0, 1)),
        "pointed": tuple(
            draw(
                st.lists(
                    st.builds(pointed, st.sampled_from(Answer), st.floats(0, 1), finding=st.just(1)),
                    max_size=2,
                )
            )
        ),
        "why_not": draw(st.sampled_from(["", "it did not look"])),
    }
    return look(**fields)


@given(st.lists(any_look(), max_size=3))
def test_no_looks_whatever_they_say_make_a_block_publishable(looks: list[Look]) -> None:
    assert decided([BLOCKS], looks)[0] != "publish"


@given(st.lists(any_look(), max_size=3), st.sampled_from([[], [ASKS]]))
def test_nothing_is_publishable_where_no_look_counts(looks: list[Look], findings: list[Finding]) -> None:
    unheard = [one.model_copy(update={"why_not": "it did not look"}) for one in looks]
    assert decided(findings, unheard)[0] != "publish"


@given(st.lists(any_look(), min_size=1, max_size=3), st.sampled_from([[], [ASKS], [BLOCKS]]))
def test_one_more_look_that_sees_something_never_improves_the_verdict(
    looks: list[Look], findings: list[Finding]
) -> None:
    if not any(one.counts for one in looks):
        looks = [SOUND, *looks]
    before, after = (
        decide(findings, [], AT_SCALE, [SEEN], [SHEET], some) for some in (looks, [*looks, SEES])
    )
    assert severity(after.value) >= severity(before.value)
