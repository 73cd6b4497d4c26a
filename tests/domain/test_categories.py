"""The table of categories: no row that contradicts itself can be made, and all else follows from it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from agent_plugin.tools.domain import Category, Part, VerdictValue, Voice
from agent_plugin.tools.policy import STANDARD
from agent_plugin.tools.weighing.verdict import decide
from tests.builders import AT_SCALE
from tests.evidence.samples import person
from tests.weighing.test_verdict import finding

GOOD = Category.EXTRA_FINGER.row
WORDS = GOOD.wording
PEOPLE = (person(1, (0.0, 0.0, 10.0, 10.0), checked=(Part.HEAD,)),)


@pytest.mark.parametrize(
    "change",
    [
        {"zh": ""},
        {"zh": "More than five fingers"},
        {"zh_sentence": ""},
        {"zh_sentence": "A hand"},
        {"en": ""},
        {"en": "手指多于五根"},
        {"en": "more than five fingers"},
        {"en": "More than five fingers: intended?"},
        {"en": "Is it intended"},
        {"zh": "手指多于五根（有意的吗？）"},
        {"zh_sentence": "手指多于五根，请确认是否有意"},
    ],
    ids=ascii,
)
def test_words_that_lack_a_language_or_ask_by_themselves_cannot_be_made(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"title|asks by itself"):
        replace(WORDS, **change)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Extra finger"},
        {"name": ""},
        {"question": "Count the fingers."},
        {"question": "Are there\nsix?"},
    ],
    ids=str,
)
def test_a_row_without_a_name_or_a_question_cannot_be_made(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"name|question"):
        replace(GOOD, **change)


@pytest.mark.parametrize("voice", Voice)
def test_a_title_asks_in_both_languages_if_and_only_if_the_category_never_blocks(voice: Voice) -> None:
    row = replace(GOOD, voice=voice)
    asks = voice is Voice.ASKS
    assert row.title.endswith("intended?") is asks
    assert row.title_zh.endswith("（有意的吗？）") is asks
    assert row.sentence_zh.endswith("请确认是否有意") is asks
    assert row.is_asked is asks
    assert not (row.is_asked and row.blocks_alone)


@pytest.mark.parametrize("category", Category)
def test_a_finding_as_sure_as_can_be_blocks_unless_its_title_asks(category: Category) -> None:
    asks = category.row.title.endswith("intended?")
    expected = VerdictValue.REVIEW if asks else VerdictValue.BLOCK
    assert decide([finding(category, 1.0)], [], AT_SCALE, PEOPLE).value is expected


def test_the_fingerprint_of_a_policy_knows_the_voices(monkeypatch: pytest.MonkeyPatch) -> None:
    before = STANDARD.fingerprint()
    monkeypatch.setattr(Category.EXTRA_FINGER, "row", replace(GOOD, voice=Voice.ASKS))
    assert STANDARD.fingerprint() != before


def test_titles_names_and_questions_are_each_their_own() -> None:
    for each in (
        [category.row.title for category in Category],
        [category.row.title_zh for category in Category],
        [category.row.sentence_zh for category in Category],
        [category.row.question for category in Category],
    ):
        assert len(set(each)) == len(Category)
    assert [category.name.lower() for category in Category] == [category.value for category in Category]


def test_a_category_is_its_name_and_is_found_by_it() -> None:
    assert Category("neck_twist") is Category.NECK_TWIST
    assert f"{Category.NECK_TWIST}" == "neck_twist"
    with pytest.raises(ValueError, match="six_fingers"):
        Category("six_fingers")
