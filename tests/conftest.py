"""What several tests share: a review made of few words, a scripted reviewer behind the real command line."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from agent_plugin.app import App
from agent_plugin.cli.main import cli
from agent_plugin.settings import Settings
from agent_plugin.tools.domain import Category, Evidence, Finding, MediaInfo, Part, PersonSeen, Review
from agent_plugin.tools.errors import MediaNotFound
from agent_plugin.tools.progress import OnProgress
from agent_plugin.tools.store import Store, new_review_id
from agent_plugin.tools.weighing.verdict import DOES_NOT_MEAN, decide
from tests.builders import AT_SCALE

MakeReview = Callable[..., Review]
SOMEBODY = PersonSeen(person=1, box_xyxy=(0, 0, 9, 9), checked=(Part.HEAD,))


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings of whoever runs the tests change nothing."""
    for name in tuple(os.environ):
        if name.startswith("LASTLOOK_") or name in {"NO_COLOR", "FORCE_COLOR"}:
            monkeypatch.delenv(name)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name, "").startswith("zh"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def examples() -> Path:
    """The folder of example pictures."""
    folder = Path(__file__).parent.parent / "examples"
    if not folder.is_dir():
        pytest.skip("the examples are not in this copy")
    return folder


@pytest.fixture
def make_review() -> MakeReview:
    """`make_review(neck_twist=0.9, name="ad.png")`: categories with scores, and `fields` to replace."""
    return made_review


def made_review(name: str = "ad.png", fields: dict[str, Any] | None = None, **scores: float) -> Review:
    """The review of a picture of which little is said."""
    findings = [
        _finding(number, Category(word), score) for number, (word, score) in enumerate(scores.items(), 1)
    ]
    review = Review(
        id=new_review_id(),
        created_at=datetime(2026, 11, 22, 15, 30, tzinfo=UTC),
        media=MediaInfo(
            name=name, kind="image", format="PNG", width=640, height=480, bytes=9, sha256="0" * 64
        ),
        verdict=decide(findings, (), AT_SCALE, (SOMEBODY,)),
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


@pytest.fixture
def script() -> dict[str, Any]:
    """What the scripted reviewer does with a file name: scores by category, or an error to raise."""
    return {}


@pytest.fixture
def lastlook(tmp_path: Path, script: dict[str, Any]) -> Callable[..., Result]:
    """`lastlook("review", path, ...)` runs the real command line and store with a scripted reviewer."""
    app = App(
        settings=lambda: Settings(data_dir=tmp_path / "data", cache_dir=tmp_path / "cache"),
        make_reviewer=lambda _settings, store: nullcontext(_ScriptedReviewer(store, script)),
    )
    return lambda *args: CliRunner().invoke(cli, [str(arg) for arg in args], obj=app, prog_name="lastlook")


class _ScriptedReviewer:
    def __init__(self, store: Store, script: dict[str, Any]) -> None:
        self._store, self._script = store, script

    def review(
        self,
        path: Path,
        *,
        fresh: bool = False,
        second_opinion: str = "auto",
        brief: str = "",
        thorough: bool = False,
        markets: tuple[str, ...] = (),
        on_progress: OnProgress | None = None,
    ) -> Review:
        self._script.setdefault("modes", []).append(second_opinion)
        self._script["thorough"] = thorough
        self._script["markets"] = markets
        scripted = self._script.get(path.name, {})
        if isinstance(scripted, BaseException):
            raise scripted
        if not path.is_file():
            raise MediaNotFound(f"{path.name} does not exist.", "Check the path and the spelling.")
        if not fresh and (found := self._store.find(path.name)):
            return found
        if on_progress:
            on_progress("looking for people", 0.5)
        scores = {word: score for word, score in scripted.items() if word != "fields"}
        review = made_review(path.name, {"key": path.name, **scripted.get("fields", {})}, **scores)
        with self._store.staging(review.id) as folder:
            (folder / "report.html").write_text(f"<p>{review.id}</p>", encoding="utf-8")
        self._store.save(review, folder)
        return review
