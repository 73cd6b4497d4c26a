"""What a judge is told and what it is estimated to take: questions from the table, costs from the sheets."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent_plugin import prompts
from agent_plugin.tools.domain import Category, Pointed
from agent_plugin.tools.look.asking.estimate import estimate
from agent_plugin.tools.look.asking.judge_look import JudgeLooker
from agent_plugin.tools.look.asking.manner import Manner, Prices
from agent_plugin.tools.look.wording import fence, pointed_question, prompt_labels, quoted_brief
from agent_plugin.tools.policy import STANDARD
from tests.look.desks import SECRET, desk, neck
from tests.look.lookers import ScriptedJudge, rule

PRICES = Prices(2.0, 10.0)


@pytest.mark.parametrize("category", Category)
def test_every_category_is_asked_about_as_its_row_says(category: Category) -> None:
    place = Pointed(number=3, finding=1, category=category, box_xyxy=(0, 0, 9, 9))
    assert f"Place 3: {category.row.question}" in pointed_question((place,), "en")


def test_what_no_category_fits_is_asked_about_openly() -> None:
    place = Pointed(number=1, tile=4, box_xyxy=(0, 0, 9, 9))
    assert "something here that cannot be" in pointed_question((place,), "zh")
    assert "简体中文" in pointed_question((place,), "zh")


def test_a_brief_is_cut_made_printable_and_fenced_by_a_line_that_is_not_in_it() -> None:
    quoted = quoted_brief("\x1b[31m" + "Shoes. " * 1000)
    assert "\x1b" not in quoted
    assert len(quoted) < 3000
    assert quoted_brief("") == ""
    assert fence("a") == fence("a") != fence("b")


@pytest.mark.parametrize("name", ["look", "look_pointed"])
def test_labels_name_the_versions_that_are_asked(name: str) -> None:
    assert prompts.load(name).label in prompt_labels()


def test_an_estimate_grows_with_the_ads_and_has_a_price_if_prices_are_known() -> None:
    one, ten = (estimate(ads, Manner(), PRICES) for ads in (1, 10))
    assert ten.requests == 10 * one.requests
    assert ten.usd == pytest.approx(10 * (one.usd or 0), rel=0.01)
    assert "10 pictures" in str(ten)
    assert "USD" in str(ten)
    assert "price is not set" in str(estimate(1, Manner(), None))


def test_an_estimate_is_no_less_than_what_a_usual_ad_takes(tmp_path: Path) -> None:
    """By the same measure of pictures and words: one sheet, asked about once."""
    at, judge = desk(tmp_path, neck(score=0.1)), ScriptedJudge(rule("careful"))
    JudgeLooker(judge, manner=Manner(secret=SECRET)).look(at.store, at.review)
    (ask,) = judge.asked
    words = len(ask.instructions) / STANDARD.judge.chars_per_token
    area = sum(one.width * one.height for one in ask.pictures) / STANDARD.judge.px_per_token
    assert estimate(1, Manner(), None).input_tokens >= 0.9 * (words + area)
