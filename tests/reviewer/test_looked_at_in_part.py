"""A file of which only a part was looked at: the verdict says so, and asks for a person."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest
from PIL import Image

from agent_plugin.chat.phrasing import Phrasing
from agent_plugin.tools.domain import Person, Reason
from agent_plugin.tools.errors import ReviewStopped
from agent_plugin.tools.evidence.phrases import not_checked
from agent_plugin.tools.policy import STANDARD
from agent_plugin.tools.reviewer import Reviewer
from agent_plugin.tools.store import Store
from tests import builders
from tests.builders import Body
from tests.media.makers import movie
from tests.reviewer.test_review_ad import SIDE_PX, ScriptedFinder


def _twisted() -> Person:
    return builders.person(Body(at_px=(200.0, 220.0), torso_px=80, yaw_deg=180, head_yaw_deg=0))


@pytest.fixture
def store(tmp_path: Path) -> Generator[Store]:
    with Store(tmp_path / "store") as opened:
        yield opened


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return movie(tmp_path / "ad.mp4", frames=12, size=(160, 160))


def test_a_further_page_is_said_in_the_verdict_and_in_what_was_not_checked(
    store: Store, tmp_path: Path
) -> None:
    path, page = tmp_path / "ad.tif", Image.new("RGB", (SIDE_PX, SIDE_PX))
    page.save(path, save_all=True, append_images=[page])
    sound = builders.person(Body(at_px=(200.0, 220.0), torso_px=80))
    review = Reviewer(store=store, finder=ScriptedFinder((sound,))).review(path)
    assert "part of the file was not looked at" in review.verdict.sentence
    assert review.not_checked[0].reason is Reason.ELSEWHERE
    assert not_checked(review.not_checked)[0] == ("The file", review.media.not_looked_at[0])
    assert "没有查看" in Phrasing(review, "zh").sentence


def test_what_was_looked_at_when_time_runs_out_is_a_review_of_that_much(store: Store, clip: Path) -> None:
    hasty = STANDARD.model_copy(update={"media": STANDARD.media.model_copy(update={"max_look_s": 0.0})})
    finder = ScriptedFinder((_twisted(),))
    review = Reviewer(store=store, finder=finder, policy=hasty).review(clip)
    assert review.media.frames_checked == 1
    assert "part of the file was not looked at" in review.verdict.sentence
    assert review.not_checked[0].explanation.startswith("Time ran out: what comes from 0.1 s on")


def test_what_was_looked_at_when_the_caller_stops_is_a_review_of_that_much_and_never_stands_for_the_whole(
    store: Store, clip: Path
) -> None:
    def enough(_stage: str, share: float) -> None:
        if share > 0.4:
            raise ReviewStopped("Stopped.", "")

    with pytest.raises(ReviewStopped, match="What was looked at until then is review") as stopped:
        Reviewer(store=store, finder=ScriptedFinder((_twisted(),))).review(clip, on_progress=enough)
    kept = store.get(stopped.value.review)
    assert 0 < (kept.media.frames_checked or 0) < 12
    assert kept.evidence
    assert "part of the file was not looked at" in kept.verdict.sentence
    assert "stopped by whoever asked" in kept.not_checked[0].explanation
    whole = Reviewer(store=store, finder=ScriptedFinder((_twisted(),))).review(clip)
    assert whole.id != kept.id
    assert not any(row.reason is Reason.ELSEWHERE for row in whole.not_checked)


def test_a_review_that_is_stopped_before_anything_was_seen_leaves_nothing(
    store: Store, clip: Path, tmp_path: Path
) -> None:
    def at_once(stage: str, _share: float) -> None:
        if stage == "opening":
            raise ReviewStopped("Stopped.", "")

    with pytest.raises(ReviewStopped) as stopped:
        Reviewer(store=store, finder=ScriptedFinder((_twisted(),))).review(clip, on_progress=at_once)
    assert not stopped.value.review
    assert store.newest(5) == []
    assert not list((tmp_path / "store" / "staging").iterdir())
