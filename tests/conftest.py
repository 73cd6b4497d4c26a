"""What several tests share: a review made of few words, and a clean environment."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from agent_plugin.tools.domain import Category, Evidence, Finding, MediaInfo, Part, Review
from agent_plugin.tools.policy import STANDARD
from agent_plugin.tools.store import new_review_id
from agent_plugin.tools.verdict import DOES_NOT_MEAN, decide

MakeReview = Callable[..., Review]


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings of whoever runs the tests change nothing."""
    for name in tuple(os.environ):
        if name.startswith("LASTLOOK_") or name in {"NO_COLOR", "FORCE_COLOR"}:
            monkeypatch.delenv(name)


@pytest.fixture
def make_review() -> MakeReview:
    """`make_review(neck_twist=0.9, name="ad.png")`: categories with scores, and `fields` to replace."""
    return _make_review


def _make_review(name: str = "ad.png", fields: dict[str, Any] | None = None, **scores: float) -> Review:
    findings = [
        _finding(number, Category(word), score) for number, (word, score) in enumerate(scores.items(), 1)
    ]
    review = Review(
        id=new_review_id(),
        created_at=datetime(2026, 11, 22, 15, 30, tzinfo=UTC),
        media=MediaInfo(
            name=name, kind="image", format="PNG", width=640, height=480, bytes=9, sha256="0" * 64
        ),
        verdict=decide(findings, (), STANDARD, ()),
        findings=tuple(findings),
        does_not_mean=DOES_NOT_MEAN,
        evidence=(Evidence(kind="report", file="report.html", media_type="text/html"),),
        key="key",
    )
    return review.model_copy(update=fields or {})


def _finding(number: int, category: Category, score: float) -> Finding:
    return Finding(
        number=number,
        category=category,
        person=1,
        part=Part.NECK,
        box_xyxy=(10, 20, 110, 140),
        score=score,
        for_marketer="The head faces the camera although the body is turned away.",
        for_engineer="Head 2 deg, torso 178 deg.",
    )
