"""Findings that do not count: they are told in a line and never drawn."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from agent_plugin.chat.phrasing import Phrasing
from agent_plugin.cli.show import show_review
from agent_plugin.tools.calls.answer import summary
from agent_plugin.tools.domain import Box, Category, Part, Person, Reading
from agent_plugin.tools.evidence.phrases import strongest
from agent_plugin.tools.evidence.report_html import html_report
from agent_plugin.tools.evidence.report_markdown import markdown_report
from agent_plugin.tools.policy import STANDARD
from agent_plugin.tools.reviewer import Reviewer
from agent_plugin.tools.store import Store
from tests import builders
from tests.builders import Body
from tests.conftest import MakeReview
from tests.reviewer.test_review_ad import ScriptedFinder

BOX: Box = (150.0, 100.0, 250.0, 200.0)


def _read(probability: float) -> Person:
    """Somebody ordinary of whom one thing is read."""
    reading = Reading(Category.EXTRA_LEG, probability, Part.LEFT_LEG, BOX)
    return replace(builders.person(Body(at_px=(200, 220), torso_px=80)), readings=(reading,))


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "ad.png"
    Image.fromarray(np.full((400, 400, 3), 180, np.uint8)).save(path)
    return path


@pytest.mark.parametrize(("probability", "drawn"), [(0.45, False), (0.9, True)])
def test_only_what_counts_is_drawn_and_told_as_a_finding(
    probability: float, drawn: bool, picture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Store(tmp_path / "store") as store:
        review = Reviewer(
            store=store, finder=ScriptedFinder((_read(probability),)), policy=builders.AT_SCALE
        ).review(picture)
        folder = store.evidence_folder(review.id)
        show_review(review, folder)
        report = (folder / "report.html").read_text(encoding="utf-8")
    assert [one.category for one in review.findings] == [Category.EXTRA_LEG]
    assert [one.category for one in (review.counting if drawn else review.weak_signs)] == [Category.EXTRA_LEG]
    assert any(one.finding == 1 for one in review.evidence) is drawn
    printed = capsys.readouterr().out
    assert ("Weak signs, which do not count: more than two legs" in printed) is not drawn
    assert ('id="finding-1"' in report) is drawn
    assert ("Weak signs, which do not count" in report) is not drawn


MANY = [
    *((Category.EXTRA_HAND, 0.01), (Category.LIMB_LENGTH, 0.26), (Category.HEAD_SIZE, 0.05)),
    *((Category.LIMB_LENGTH, 0.3), (Category.MISSING_ARM, 0.2), (Category.EXTRA_LEG, 0.02)),
]


def test_every_telling_names_the_same_few_weak_signs_once(
    make_review: MakeReview, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    faint = tuple(
        make_review(**{kind.value: score}).findings[0].model_copy(update={"number": number})
        for number, (kind, score) in enumerate(MANY, 1)
    )
    review = make_review(fields={"findings": faint})
    assert [(one.category, one.score) for one in strongest(review.weak_signs)] == [
        (Category.LIMB_LENGTH, 0.3),
        (Category.MISSING_ARM, 0.2),
        (Category.HEAD_SIZE, 0.05),
    ]
    with Store(tmp_path) as store:
        show_review(review, tmp_path)
        passages = [
            capsys.readouterr().out,
            Phrasing(review, "en").why(),
            markdown_report(review, STANDARD.evidence),
            html_report(review, tmp_path, STANDARD.evidence),
        ]
        fields = summary(review, store)
    assert fields.data["weak_signs"] == ["limb_length", "missing_arm", "head_size"]
    assert "Weak signs, which do not count: limb_length, missing_arm, head_size." in fields.text, "no scores"
    for passage in passages:
        assert re.findall(r"\b0\.\d\d(?= of 1)", passage) == ["0.30", "0.20", "0.05"], passage


@pytest.mark.parametrize("form", ["page", "markdown"])
def test_the_rules_that_are_shown_are_those_that_the_verdict_rests_on(
    make_review: MakeReview, tmp_path: Path, form: str
) -> None:
    review = make_review(neck_twist=0.95, extra_arm=0.07)
    assert any("0.07" in line for line in review.verdict.because), "the JSON report has every rule"
    rules = STANDARD.evidence
    text = html_report(review, tmp_path, rules) if form == "page" else markdown_report(review, rules)
    assert "scores 0.95, from 0.85 on it blocks" in text
    assert "scores 0.07" not in text
