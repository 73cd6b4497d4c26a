"""Findings that do not count: they are told in a line and never drawn."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from agent_plugin.show import show_review
from agent_plugin.tools.domain import Box, Category, Part, Person, Reading
from agent_plugin.tools.review_ad import Reviewer
from agent_plugin.tools.store import Store
from tests import builders
from tests.builders import Body
from tests.test_review_ad import ScriptedFinder

BOX: Box = (150.0, 100.0, 250.0, 200.0)


def _read(likelihood: float) -> Person:
    """Somebody ordinary of whom one thing is read."""
    reading = Reading(Category.EXTRA_LEG, likelihood, Part.LEFT_LEG, BOX)
    return replace(builders.person(Body(at_px=(200, 220), torso_px=80)), readings=(reading,))


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "ad.png"
    Image.fromarray(np.full((400, 400, 3), 180, np.uint8)).save(path)
    return path


@pytest.mark.parametrize(("likelihood", "drawn"), [(0.45, False), (0.9, True)])
def test_only_what_counts_is_drawn_and_told_as_a_finding(
    likelihood: float, drawn: bool, picture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Store(tmp_path / "store") as store:
        review = Reviewer(store=store, finder=ScriptedFinder((_read(likelihood),))).review(picture)
        folder = store.evidence_folder(review.id)
        show_review(review, folder)
        report = (folder / "report.html").read_text(encoding="utf-8")
    assert [one.category for one in review.findings] == [Category.EXTRA_LEG]
    assert [one.category for one in (review.counting if drawn else review.weak_signs)] == [Category.EXTRA_LEG]
    assert any(one.finding == 1 for one in review.evidence) is drawn
    told = capsys.readouterr().out
    assert ("Weak signs, which do not count: more than two legs" in told) is not drawn
    assert ('id="finding-1"' in report) is drawn
    assert ("Weak signs, which do not count" in report) is not drawn
