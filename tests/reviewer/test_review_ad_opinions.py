"""The flow with a judge: when one is asked, what is stored under which key, and what is not done twice."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import numpy as np
import pytest
from agent_plugin.tools.opinion.asking.dry_run import FOLDER
from agent_plugin.tools.opinion.second import SecondLook
from PIL import Image
from tests.opinion.second_looks import ScriptedJudge, says

from agent_plugin.tools.domain import Asked, Review
from agent_plugin.tools.errors import JudgeBusy, JudgeMissing, UsageError
from agent_plugin.tools.judges.judge import Ask
from agent_plugin.tools.look.manner import Manner
from agent_plugin.tools.look.wish import Mode
from agent_plugin.tools.reviewer import Reviewer
from agent_plugin.tools.store import Store
from tests import builders
from tests.builders import Body
from tests.reviewer.test_review_ad import ScriptedFinder

SIDE_PX = 400
LOOKS = 2  # at a picture in doubt: as it is and mirrored


@pytest.fixture
def store(tmp_path: Path) -> Generator[Store]:
    with Store(tmp_path / "store") as opened:
        yield opened


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "ad.png"
    noise = np.random.default_rng(3).integers(0, 255, (SIDE_PX, SIDE_PX, 3), dtype=np.uint8)
    Image.fromarray(noise).save(path)
    return path


def finder(yaw_deg: float = 180) -> ScriptedFinder:
    """Of somebody whose head faces us; by default the body does not."""
    return ScriptedFinder(
        (builders.person(Body(at_px=(200.0, 220.0), torso_px=80, yaw_deg=yaw_deg, head_yaw_deg=0)),)
    )


def reviewer(
    store: Store, judge: ScriptedJudge | None = None, eyes: ScriptedFinder | None = None
) -> Reviewer:
    second = SecondLook(judge) if judge else None
    return Reviewer(store=store, finder=eyes or finder(), find_judge=lambda: second)


def asked(review: Review) -> Asked:
    assert review.second_opinion is not None
    return review.second_opinion.asked


def test_a_judge_that_does_not_see_it_turns_a_block_into_a_review(store: Store, picture: Path) -> None:
    alone = reviewer(store).review(picture)
    review = reviewer(store, ScriptedJudge(says("sound", "refute"))).review(picture)
    assert (alone.verdict.value, review.verdict.value) == ("block", "review")
    assert "they disagree" in " ".join(review.verdict.because)
    assert store.get(review.id) == review


def test_a_judge_that_confirms_leaves_the_block(store: Store, picture: Path) -> None:
    judge = ScriptedJudge(says())
    review = reviewer(store, judge).review(picture)
    assert (review.verdict.value, asked(review), len(judge.asked)) == ("block", Asked.HAD, 2)
    assert {row.stage for row in review.costs} >= {"second opinion", "check"}


@pytest.mark.parametrize(
    ("mode", "has_judge", "expected"),
    [
        ("auto", False, Asked.NO_JUDGE),
        ("never", False, Asked.NOT_WANTED),
        ("never", True, Asked.NOT_WANTED),
        ("auto", True, Asked.HAD),
        ("always", True, Asked.HAD),
        ("dry-run", False, Asked.DRY_RUN),
        ("dry-run", True, Asked.DRY_RUN),
    ],
)
@pytest.mark.parametrize("was_reviewed", [False, True])
def test_each_mode_says_what_became_of_it(
    store: Store, picture: Path, mode: Mode, has_judge: bool, expected: Asked, was_reviewed: bool
) -> None:
    judge = ScriptedJudge(says()) if has_judge else None
    if was_reviewed:
        reviewer(store).review(picture)
    review = reviewer(store, judge).review(picture, second_opinion=mode)
    assert asked(review) is expected
    assert bool(judge and judge.asked) is (expected is Asked.HAD)
    if expected is not Asked.HAD:
        assert review.verdict.value == "block"


def test_a_demand_without_a_judge_is_refused(store: Store, picture: Path) -> None:
    with pytest.raises(UsageError, match="no judge is set up"):
        reviewer(store).review(picture, second_opinion="always")
    assert store.newest(1) == []


@pytest.mark.parametrize("mode", ["never", "dry-run"])
def test_a_judge_that_cannot_be_made_matters_only_where_one_may_be_asked(
    store: Store, picture: Path, mode: Mode
) -> None:
    def no_key() -> SecondLook | None:
        raise JudgeMissing("The judge openai has no key.", "Set LASTLOOK_JUDGE_API_KEY.")

    broken = Reviewer(store=store, finder=finder(), find_judge=no_key)
    assert broken.review(picture, second_opinion=mode).verdict.value == "block"
    with pytest.raises(JudgeMissing):
        broken.review(picture)


def test_with_and_without_are_not_confused_and_nobody_looks_twice(store: Store, picture: Path) -> None:
    eyes, judge = finder(), ScriptedJudge(says("sound", "refute"))
    without = reviewer(store, None, eyes).review(picture)
    with_judge = reviewer(store, judge, eyes).review(picture)
    again = reviewer(store, judge, eyes).review(picture)
    never = reviewer(store, judge, eyes).review(picture, second_opinion="never")
    assert (eyes.asked, len(judge.asked)) == (LOOKS, 2)
    assert again == with_judge
    assert never.id == without.id != with_judge.id
    assert with_judge.findings == without.findings


def test_another_model_makes_another_review_from_the_same_looks(store: Store, picture: Path) -> None:
    eyes = finder()
    first, second = (
        reviewer(store, ScriptedJudge(says(), model=model), eyes).review(picture) for model in ("a", "b")
    )
    assert eyes.asked == LOOKS
    assert first.id != second.id
    folder = store.evidence_folder(second.id)
    assert all((folder / item.file).is_file() for item in second.evidence)
    assert "b-2026" in (folder / "report.json").read_text(encoding="utf-8")


def test_another_brief_is_another_question(store: Store, picture: Path) -> None:
    judge = ScriptedJudge(says())
    one, other = (reviewer(store, judge).review(picture, brief=brief) for brief in ("Shoes.", "Hats."))
    assert one.id != other.id
    assert any("Hats." in str(ask.content) for ask in judge.asked)


def test_what_was_not_had_is_asked_again(store: Store, picture: Path) -> None:
    fine, eyes = says(), finder(yaw_deg=0)
    busy = [True]

    def script(ask: Ask) -> str | Exception:
        return JudgeBusy("Too many requests.", "Wait.") if busy[0] else fine(ask)

    judge = ScriptedJudge(script)
    first = reviewer(store, judge, eyes).review(picture)
    assert (first.verdict.value, asked(first)) == ("review", Asked.NOT_HAD)
    busy[0] = False
    second = reviewer(store, judge, eyes).review(picture)
    assert (second.verdict.value, asked(second)) == ("publish", Asked.HAD)
    assert reviewer(store, judge, eyes).review(picture) == second
    assert eyes.asked == 1


def test_nobody_seen_means_nothing_to_ask(store: Store, picture: Path) -> None:
    judge = ScriptedJudge(says())
    review = reviewer(store, judge, ScriptedFinder()).review(picture, second_opinion="always")
    assert (review.verdict.value, asked(review), judge.asked) == ("publish", Asked.NOTHING_TO_ASK, [])


def test_a_dry_run_writes_beside_the_evidence_what_would_be_sent(store: Store, picture: Path) -> None:
    review = reviewer(store).review(picture, second_opinion="dry-run")
    written = store.evidence_folder(review.id) / FOLDER
    assert len(list(written.rglob("request.json"))) == 2
    assert list(written.rglob("*.jpg"))
    assert picture.name not in "".join(file.read_text("utf-8") for file in written.rglob("request.json"))


def test_how_much_is_shown_makes_another_review(store: Store, picture: Path) -> None:
    reviews = [
        Reviewer(store=store, finder=finder(), manner=Manner(send=send)).review(
            picture, second_opinion="dry-run"
        )
        for send in ("crops", "frame")
    ]
    assert reviews[0].key != reviews[1].key
