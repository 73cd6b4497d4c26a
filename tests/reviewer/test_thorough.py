"""The thorough look: every frame of a video, kept apart from the usual one, asked for on the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from agent_plugin.tools.policy import STANDARD
from agent_plugin.tools.reviewer import Reviewer
from agent_plugin.tools.store import Store
from tests.media.makers import movie
from tests.reviewer.test_review_ad import ScriptedFinder


@pytest.mark.parametrize(("is_thorough", "at_least", "at_most"), [(False, 6, 15), (True, 60, 60)])
def test_every_frame_is_looked_at_where_that_is_asked(
    tmp_path: Path, is_thorough: bool, at_least: int, at_most: int
) -> None:
    thirty_a_second = [round(number * 1000 / 30) for number in range(60)]
    clip = movie(tmp_path / "ad.mp4", frames=60, times_ms=thirty_a_second, size=(160, 160))
    finder = ScriptedFinder()
    with Store(tmp_path / "store") as store:
        review = Reviewer(store=store, finder=finder).review(clip, thorough=is_thorough)
    assert review.sampling is not None
    assert at_least <= finder.asked == review.media.frames_checked <= at_most
    assert sum(review.sampling.looked_at_for.values()) == finder.asked


def test_a_usual_review_is_not_reused_for_a_thorough_one_nor_the_other_way_round(tmp_path: Path) -> None:
    clip = movie(tmp_path / "ad.mp4", frames=12, size=(160, 160))
    with Store(tmp_path / "store") as store:
        reviewer = Reviewer(store=store, finder=ScriptedFinder())
        usual, thorough = reviewer.review(clip), reviewer.review(clip, thorough=True)
        assert usual.id != thorough.id
        assert reviewer.review(clip).id == usual.id
        assert reviewer.review(clip, thorough=True).id == thorough.id


def test_a_thorough_policy_differs_in_that_alone() -> None:
    thorough = STANDARD.thorough()
    assert thorough.fingerprint() != STANDARD.fingerprint()
    assert thorough.model_copy(update={"sampling": STANDARD.sampling}) == STANDARD


@pytest.mark.parametrize("flags", [(), ("--thorough",)])
def test_the_command_line_asks_for_it(
    lastlook: Callable[..., Result], script: dict[str, Any], tmp_path: Path, flags: tuple[str, ...]
) -> None:
    (tmp_path / "ad.mp4").write_bytes(b"x")
    lastlook("review", *flags, tmp_path / "ad.mp4", "--json")
    assert script["thorough"] is bool(flags)
