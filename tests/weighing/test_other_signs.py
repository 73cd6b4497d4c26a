"""Several weak signs about one person: the surest gains by the others, asks for a person, never blocks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_plugin.tools.anatomy import Suspicion
from agent_plugin.tools.domain import Box, Category, Part, StepName
from agent_plugin.tools.policy import STANDARD
from agent_plugin.tools.weighing.drafts import for_marketer
from agent_plugin.tools.weighing.other_signs import with_other_signs

RULES = STANDARD.verdict
HERE: Box = (100.0, 100.0, 200.0, 200.0)
REVIEW, BLOCK = RULES.standard.review, RULES.standard.block
WEAK = REVIEW - 0.05
PARTS = {
    Category.EXTRA_ARM: Part.LEFT_ARM,
    Category.EXTRA_LEG: Part.LEFT_LEG,
    Category.FINGER_LENGTH: Part.LEFT_HAND,
    Category.FACE_ASYMMETRY: Part.FACE,
}
KINDS = tuple(PARTS)


def sign(category: Category, score: float, person: int | None = 1, part: Part | None = None) -> Suspicion:
    return Suspicion(category, person, part or PARTS[category], HERE, score, "For you.")


def signs(*scores: float, person: int | None = 1) -> list[Suspicion]:
    """Of one person, each of another kind."""
    return [sign(category, score, person) for category, score in zip(KINDS, scores, strict=False)]


def scores_of(found: list[Suspicion]) -> list[float]:
    return [each.score for each in with_other_signs(found, RULES)]


def test_several_weak_signs_about_one_person_ask_for_a_look() -> None:
    first, *others = with_other_signs(signs(WEAK, 0.4, 0.4, 0.3), RULES)
    assert WEAK < REVIEW <= first.score < BLOCK
    assert [each.score for each in others] == [0.4, 0.4, 0.3]


@pytest.mark.parametrize(
    "found",
    [
        pytest.param([], id="nothing at all"),
        pytest.param(signs(WEAK), id="a sign that stands alone"),
        pytest.param(signs(WEAK, 0.2, 0.1), id="no more beside it than sound people have"),
        pytest.param(
            [sign(KINDS[0], WEAK), *(sign(KINDS[0], 0.4, part=part) for part in PARTS.values())],
            id="the same sign again and again",
        ),
        pytest.param([sign(kind, WEAK, part=Part.LEFT_HAND) for kind in KINDS], id="one part seen badly"),
        pytest.param(
            [*signs(WEAK), *(sign(kind, WEAK, person) for person, kind in enumerate(KINDS, start=2))],
            id="one weak sign about each of many people",
        ),
        pytest.param(signs(0.95, 0.4, 0.4, 0.4), id="a sign that is surer than others could make it"),
    ],
)
def test_what_speaks_for_nothing_changes_nothing(found: list[Suspicion]) -> None:
    assert with_other_signs(found, RULES) == found


@given(st.floats(0, 1))
def test_a_sign_that_stands_alone_stays_as_it_is_to_the_last_digit_and_word(score: float) -> None:
    (alone,) = found = signs(score)
    assert with_other_signs(found, RULES) == [alone]


def test_a_part_that_nobody_owns_counts_with_everybody() -> None:
    hand = [*signs(0.4, 0.4), sign(Category.FUSED_FINGERS, WEAK, None, Part.RIGHT_HAND)]
    assert scores_of(hand)[2] > WEAK
    nobodys = [*signs(WEAK, 0.4), *signs(0.0, 0.0, 0.4, 0.4, person=None)]
    assert scores_of(nobodys)[0] > WEAK


def test_signs_of_nobody_speak_for_each_other() -> None:
    assert scores_of(signs(WEAK, 0.4, 0.4, person=None))[0] > WEAK


def test_a_lifted_sign_says_what_it_scored_by_itself_and_what_speaks_for_it() -> None:
    first, *_ = with_other_signs(signs(WEAK, 0.4, 0.4), RULES)
    (step,) = first.steps
    assert (step.name, step.source) == (StepName.OTHER_SIGNS, "extra_leg, finger_length")
    assert (step.before, step.after) == (WEAK, round(first.score, 4))
    assert "Other signs about the same person" in for_marketer(first)


def test_without_weight_each_sign_stands_alone() -> None:
    found = signs(WEAK, 0.4, 0.4, 0.4)
    assert with_other_signs(found, RULES.model_copy(update={"other_signs_weight": 0.0})) == found


probabilities = st.lists(st.floats(0, 1), min_size=1, max_size=len(KINDS))


@given(probabilities)
def test_others_never_lower_a_sign_nor_change_the_order_nor_make_a_block(scores: list[float]) -> None:
    after = scores_of(signs(*scores))
    assert all(new >= old for new, old in zip(after, scores, strict=True))
    assert max(after) < BLOCK or max(after) == max(scores)
    assert scores[after.index(max(after))] == max(scores)


@given(probabilities, st.randoms(use_true_random=False))
def test_in_which_order_signs_are_found_does_not_matter(scores: list[float], chance: object) -> None:
    found = signs(*scores)
    shuffled = sorted(found, key=lambda _: chance.random())  # type: ignore[attr-defined]
    assert sorted(scores_of(found)) == pytest.approx(sorted(scores_of(shuffled)))
