"""The flow from file to stored review: what is made anew and when, what is left behind, what is told.

A scripted finder stands in for the models where the flow alone is looked at.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from agent_plugin.tools.anatomy import CHECKS
from agent_plugin.tools.costs import Stopwatch
from agent_plugin.tools.domain import CHECKED, Category, Frame, Person, Review, Scene, StepName
from agent_plugin.tools.errors import MediaError
from agent_plugin.tools.landmarks.landmarkers import Landmarkers
from agent_plugin.tools.people.finder import PeopleFinder
from agent_plugin.tools.policy import STANDARD, Policy
from agent_plugin.tools.reviewer import Reviewer
from agent_plugin.tools.store import Store
from tests import builders
from tests.builders import Body
from tests.media.makers import movie

EXAMPLES = Path(__file__).parents[2] / "examples"
SIDE_PX = 400


class ScriptedFinder(PeopleFinder):
    """Sees the same people in every frame, or fails, and counts how often it is asked."""

    def __init__(self, people: tuple[Person, ...] = (), error: Exception | None = None) -> None:
        nowhere = Path("there-are-no-models-here")
        super().__init__(
            STANDARD.people,
            landmarkers=Landmarkers(STANDARD.people, models_folder=nowhere, cache_folder=nowhere),
        )
        self._people, self._error, self.asked = people, error, 0

    def find(self, frame: Frame, watch: Stopwatch | None = None) -> Scene:
        self.asked += 1
        if self._error is not None:
            raise self._error
        return replace(builders.scene(self._people), frame=frame)


class SoundInMirror(ScriptedFinder):
    """Sees the same, but in a mirror somebody sound in the same place."""

    def find_flipped(self, frame: Frame, watch: Stopwatch | None = None) -> Scene:
        sound = builders.person(Body(at_px=(frame.width - 200.0, 220.0), torso_px=80))
        return replace(super().find_flipped(frame, watch), people=(sound,))


class OverlooksInMirror(ScriptedFinder):
    """Sees the same, but nobody in a mirror."""

    def find_flipped(self, frame: Frame, watch: Stopwatch | None = None) -> Scene:
        return replace(super().find_flipped(frame, watch), people=())


def _incident(at_px: tuple[float, float] = (200.0, 220.0)) -> Person:
    return builders.person(Body(at_px=at_px, torso_px=80, yaw_deg=180, head_yaw_deg=0))


@pytest.fixture
def store(tmp_path: Path) -> Generator[Store]:
    with Store(tmp_path / "store") as opened:
        yield opened


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "ad.png"
    Image.fromarray(np.full((SIDE_PX, SIDE_PX, 3), 180, np.uint8)).save(path)
    return path


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return movie(tmp_path / "ad.mp4", frames=12, size=(160, 160))


def _left_behind(tmp_path: Path) -> list[str]:
    """Everything in the store but its database and its locks."""
    folders = [tmp_path / "store" / name for name in ("evidence", "staging")]
    return [path.name for folder in folders for path in folder.rglob("*")]


def test_the_same_bytes_are_reviewed_once(store: Store, picture: Path, tmp_path: Path) -> None:
    first = ScriptedFinder((_incident(),))
    review = Reviewer(store=store, finder=first).review(picture)
    other = ScriptedFinder(error=AssertionError("nobody may look again"))
    again = Reviewer(store=store, finder=other).review(picture)
    assert (first.asked, other.asked) == (2, 0)
    assert again == review
    assert len(store.newest(10)) == 1


def test_a_stored_review_needs_no_models(store: Store, picture: Path, tmp_path: Path) -> None:
    review = Reviewer(store=store, finder=ScriptedFinder()).review(picture)
    bare = Reviewer(store=store, models_folder=tmp_path / "none", cache_folder=tmp_path / "none")
    assert bare.review(picture).id == review.id


def test_a_copy_under_another_name_is_the_same_ad(store: Store, picture: Path, tmp_path: Path) -> None:
    reviewer = Reviewer(store=store, finder=ScriptedFinder())
    copy = tmp_path / "final-final.png"
    copy.write_bytes(picture.read_bytes())
    assert reviewer.review(copy).id == reviewer.review(picture).id


def test_other_bytes_are_another_ad(store: Store, picture: Path, tmp_path: Path) -> None:
    reviewer = Reviewer(store=store, finder=ScriptedFinder())
    other = tmp_path / "other.png"
    Image.fromarray(np.full((SIDE_PX, SIDE_PX, 3), 181, np.uint8)).save(other)
    assert reviewer.review(other).key != reviewer.review(picture).key


def test_fresh_makes_new_work_and_the_newest_review_counts(store: Store, picture: Path) -> None:
    finder = ScriptedFinder()
    reviewer = Reviewer(store=store, finder=finder)
    first, fresh = reviewer.review(picture), reviewer.review(picture, fresh=True)
    assert finder.asked == 2
    assert (first.key, first.id) == (fresh.key, first.id)
    assert fresh.id != first.id
    assert reviewer.review(picture).id == fresh.id


def _stricter(policy: Policy) -> Policy:
    limits = policy.verdict.standard.model_copy(update={"review": 0.1})
    return policy.model_copy(update={"verdict": policy.verdict.model_copy(update={"standard": limits})})


def test_another_policy_makes_another_review(store: Store, picture: Path) -> None:
    finder = ScriptedFinder()
    first = Reviewer(store=store, finder=finder).review(picture)
    second = Reviewer(store=store, finder=finder, policy=_stricter(STANDARD)).review(picture)
    assert finder.asked == 2
    assert (first.key == second.key, first.verdict.policy == second.verdict.policy) == (False, False)


def test_a_review_whose_evidence_is_gone_is_made_anew(store: Store, picture: Path) -> None:
    reviewer = Reviewer(store=store, finder=ScriptedFinder())
    review = reviewer.review(picture)
    (store.evidence_folder(review.id) / "report.html").unlink()
    assert reviewer.review(picture).id != review.id


def test_the_report_on_disk_is_the_review_in_the_store(store: Store, picture: Path) -> None:
    review = Reviewer(store=store, finder=ScriptedFinder((_incident(),))).review(picture)
    folder = store.evidence_folder(review.id)
    report = Review.model_validate_json((folder / "report.json").read_text(encoding="utf-8"))
    assert report == store.get(review.id) == review
    assert all((folder / item.file).is_file() for item in review.evidence)


def _progress(store: Store, path: Path, finder: PeopleFinder, fresh: bool = True) -> list[tuple[str, float]]:
    reported: list[tuple[str, float]] = []
    reviewer = Reviewer(store=store, finder=finder)
    reviewer.review(path, fresh=fresh, on_progress=lambda stage, share: reported.append((stage, share)))
    return reported


@pytest.mark.parametrize("name", ["picture", "clip"])
def test_progress_goes_from_nothing_to_all_and_never_back(
    store: Store, name: str, request: pytest.FixtureRequest
) -> None:
    reported = _progress(store, request.getfixturevalue(name), ScriptedFinder((_incident(),)))
    shares = [share for _, share in reported]
    assert shares[0] == 0.0
    assert shares[-1] == 1.0
    assert shares == sorted(shares)
    assert all(stage for stage, _ in reported)


def test_progress_moves_with_the_frames_of_a_video(store: Store, clip: Path) -> None:
    looking = [share for stage, share in _progress(store, clip, ScriptedFinder()) if "looking" in stage]
    assert len(looking) == len(set(looking)) >= 6
    assert looking == sorted(looking)


def test_progress_ends_for_a_stored_review_too(store: Store, picture: Path) -> None:
    _progress(store, picture, ScriptedFinder())
    assert _progress(store, picture, ScriptedFinder(), fresh=False)[-1][1] == 1.0


def test_a_stored_review_goes_by_the_name_of_the_file_asked_for(store: Store, picture: Path) -> None:
    reviewer = Reviewer(store=store, finder=ScriptedFinder())
    first = reviewer.review(picture)
    copy = picture.with_name("final_v2.png")
    copy.write_bytes(picture.read_bytes())
    again = reviewer.review(copy)
    assert again.media.name == "final_v2.png"
    assert again.model_copy(update={"media": first.media}) == first
    assert store.get(first.id).media.name == picture.name


@pytest.mark.parametrize("stage", ["looking at people", "drawing the evidence", "writing the report"])
@pytest.mark.parametrize("error", [RuntimeError("the disk is gone"), KeyboardInterrupt()], ids=repr)
def test_a_crash_leaves_nothing_half_written(
    store: Store, picture: Path, tmp_path: Path, stage: str, error: BaseException
) -> None:
    def fail(now: str, share: float) -> None:
        if now == stage:
            raise error

    reviewer = Reviewer(store=store, finder=ScriptedFinder((_incident(),)))
    with pytest.raises(type(error)):
        reviewer.review(picture, on_progress=fail)
    assert store.newest(10) == []
    assert _left_behind(tmp_path) == []
    assert reviewer.review(picture).evidence


def test_a_finder_that_fails_leaves_nothing_and_is_heard(store: Store, picture: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no eyes"):
        Reviewer(store=store, finder=ScriptedFinder(error=ValueError("no eyes"))).review(picture)
    assert (store.newest(10), _left_behind(tmp_path)) == ([], [])


def test_a_broken_file_is_an_error_each_time_and_a_mended_one_is_reviewed(
    store: Store, picture: Path, tmp_path: Path
) -> None:
    reviewer = Reviewer(store=store, finder=ScriptedFinder())
    whole = picture.read_bytes()
    picture.write_bytes(whole[: len(whole) // 2])
    codes: list[str] = []
    for _ in range(2):
        with pytest.raises(MediaError) as failed:
            reviewer.review(picture)
        codes.append(failed.value.code)
    assert codes[0] == codes[1]
    assert (store.newest(10), _left_behind(tmp_path)) == ([], [])
    picture.write_bytes(whole)
    assert reviewer.review(picture).verdict.value == "no_people"


def test_a_video_that_breaks_off_half_way_leaves_no_review(store: Store, tmp_path: Path) -> None:
    path = movie(tmp_path / "ad.mkv", frames=60, size=(160, 160))
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    with pytest.raises(MediaError):
        Reviewer(store=store, finder=ScriptedFinder((_incident(),))).review(path)
    assert (store.newest(10), _left_behind(tmp_path)) == ([], [])


@pytest.mark.parametrize(
    ("name", "in_doubt", "passes"), [("picture", True, 2), ("picture", False, 1), ("clip", True, 8)]
)
def test_a_picture_in_doubt_gets_a_flip_pass_a_clear_one_and_a_videos_frames_do_not(
    store: Store, name: str, in_doubt: bool, passes: int, request: pytest.FixtureRequest
) -> None:
    person = _incident() if in_doubt else builders.person(Body(at_px=(200, 220), torso_px=80))
    finder = ScriptedFinder((person,))
    review = Reviewer(store=store, finder=finder).review(request.getfixturevalue(name))
    (checked,) = [row for row in review.costs if row.stage == "check"]
    assert finder.asked == checked.calls == passes
    assert review.media.frames_checked == (1 if name == "picture" else 8)


def test_what_shows_in_one_pass_alone_asks_for_a_person_and_says_so(store: Store, picture: Path) -> None:
    twice, once = (
        Reviewer(store=store, finder=finder((_incident(),)), policy=builders.AT_SCALE).review(
            picture, fresh=True
        )
        for finder in (ScriptedFinder, SoundInMirror)
    )
    assert (twice.verdict.value, once.verdict.value) == ("block", "review")
    score = twice.findings[0].score
    assert once.findings[0].score == pytest.approx(STANDARD.verdict.surer_pass * score)
    assert once.findings[0].box_xyxy == twice.findings[0].box_xyxy
    other, both = once.findings[0].steps[-2:]
    assert (other.name, other.source, other.after) == (StepName.OTHER_PASS, "mirrored picture", 0.0)
    assert (both.before, both.after) == (score, once.findings[0].score)
    assert [row.person for row in once.people] == [1]


def test_a_flip_pass_in_which_nobody_is_found_does_not_make_anybody_sound(
    store: Store, picture: Path
) -> None:
    finder = OverlooksInMirror((_incident(),))
    review = Reviewer(store=store, finder=finder, policy=builders.AT_SCALE).review(picture)
    assert review.verdict.value == "review", "one pass alone never blocks"
    assert review.findings[0].score == STANDARD.verdict.one_pass_most


def test_each_stage_has_its_cost(store: Store, clip: Path) -> None:
    review = Reviewer(store=store, finder=ScriptedFinder((_incident(),))).review(clip)
    costs = {row.stage: row for row in review.costs}
    assert {"open media", "decode", "check", "draw evidence"} <= set(costs)
    assert costs["check"].calls == review.media.frames_checked == 8
    assert all(row.seconds >= 0 and row.calls >= 1 for row in review.costs)


def test_costs_are_of_this_review_alone(store: Store, picture: Path) -> None:
    reviewer = Reviewer(store=store, finder=ScriptedFinder())
    reviewer.review(picture)
    review = reviewer.review(picture, fresh=True)
    assert {row.calls for row in review.costs if row.stage == "check"} == {1}


def test_a_review_says_what_it_looked_for_and_what_not(store: Store, picture: Path) -> None:
    review = Reviewer(store=store, finder=ScriptedFinder()).review(picture)
    assert review.looked_for == tuple(check.category for check in CHECKS)
    (line,) = [one for one in review.does_not_mean if "does not look for" in one]
    only_looks = [one.row.wording.en.lower() for one in Category if one not in CHECKED]
    assert line == f"This version does not look for: {'; '.join(only_looks)}."


def test_a_defect_that_no_check_looks_for_is_named(
    store: Store, picture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = tuple(check for check in CHECKS if check.category is not Category.FOOT_REVERSED)
    monkeypatch.setattr("agent_plugin.tools.reviewer.CHECKS", known)
    review = Reviewer(store=store, finder=ScriptedFinder()).review(picture)
    (missing,) = [line for line in review.does_not_mean if "does not look for" in line]
    assert ": foot points backwards; " in missing


@pytest.mark.parametrize("name", ["picture", "clip"])
def test_the_incident_is_found_in_a_still_and_in_a_clip(
    store: Store, name: str, request: pytest.FixtureRequest
) -> None:
    at_px = (200.0, 220.0) if name == "picture" else (80.0, 85.0)
    person = builders.person(
        Body(at_px=at_px, torso_px=80 if name == "picture" else 30, yaw_deg=180, head_yaw_deg=0)
    )
    review = Reviewer(store=store, finder=ScriptedFinder((person,))).review(request.getfixturevalue(name))
    assert (review.verdict.value, review.findings[0].category) == ("block", Category.NECK_TWIST)
    assert (review.findings[0].start_s is None) == (name == "picture")


EDGES = {"top": (200.0, 100.0), "left": (12.0, 250.0), "right": (388.0, 250.0)}


@pytest.mark.parametrize("edge", EDGES)
def test_boxes_lie_in_the_picture(store: Store, picture: Path, edge: str) -> None:
    review = Reviewer(store=store, finder=ScriptedFinder((_incident(EDGES[edge]),))).review(picture)
    assert review.findings
    for finding in review.findings:
        x0, y0, x1, y1 = finding.box_xyxy
        assert 0 <= x0 < x1 <= SIDE_PX
        assert 0 <= y0 < y1 <= SIDE_PX


def test_a_closed_reviewer_can_review_again_and_be_closed_again(store: Store, picture: Path) -> None:
    reviewer = Reviewer(store=store, finder=ScriptedFinder())
    reviewer.close()
    assert reviewer.review(picture).verdict.value == "no_people"
    reviewer.close()


@pytest.mark.skipif(not EXAMPLES.is_dir(), reason="the examples are not in this copy")
def test_a_picture_of_a_hand_alone_says_what_was_looked_at(store: Store) -> None:
    with Reviewer(store=store) as reviewer:
        review = reviewer.review(EXAMPLES / "six-fingers.jpg")
    (seen,) = review.people
    assert {part.value for part in seen.checked} == {"left_hand", "right_hand"}
    assert "No people were seen" not in review.verdict.sentence
    assert Category.EXTRA_FINGER in review.looked_for
    assert {"find people", "find hands"} <= {row.stage for row in review.costs}


@pytest.mark.skipif(not EXAMPLES.is_dir(), reason="the examples are not in this copy")
def test_a_review_says_nothing_but_its_answer(tmp_path: Path) -> None:
    """MediaPipe's native libraries chat on stderr unless they are kept from it."""
    done = subprocess.run(
        [sys.executable, "-m", "agent_plugin", "review", str(EXAMPLES / "walk.jpg"), "--json"],
        env={**os.environ, "LASTLOOK_DATA_DIR": str(tmp_path / "data")},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert json.loads(done.stdout)["checks"] == "publish"
