"""The flow with a judge: when one looks, what is kept beside the review, and what is not done twice."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from agent_plugin.fake_judge import FakeJudge
from agent_plugin.tools.errors import JudgeBusy, JudgeMissing, UsageError
from agent_plugin.tools.judges.judge import Ask, Judge
from agent_plugin.tools.look.asking.dry_run import FOLDER
from agent_plugin.tools.look.asking.judge_look import JudgeLooker
from agent_plugin.tools.look.asking.manner import Manner
from agent_plugin.tools.look.asking.wish import Mode
from agent_plugin.tools.policy import STANDARD
from agent_plugin.tools.reviewer import Reviewer
from agent_plugin.tools.store import Store
from tests import builders
from tests.builders import Body
from tests.judges.judges import KINDS, make
from tests.look.desks import SECRET
from tests.look.lookers import ScriptedJudge, rule
from tests.reviewer.test_review_ad import ScriptedFinder
from tests.weighing.test_reliable import measured, rules

SIDE_PX = 400
LOOKS = 2  # of the models at a picture in doubt: as it is and mirrored
CAREFUL = rule("careful")


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


def reviewer(store: Store, judge: Judge | None = None, eyes: ScriptedFinder | None = None) -> Reviewer:
    looker = JudgeLooker(judge, manner=Manner(secret=SECRET)) if judge else None
    return Reviewer(store=store, finder=eyes or finder(), find_judge=lambda: looker)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("name", "yaw_deg", "alone", "looked_at"),
    [
        ("careful", 180, "block", "review"),
        ("careful", 0, "review", "publish"),
        ("alarmed", 0, "review", "block"),
        ("sound", 0, "review", "review"),
        ("obedient", 180, "block", "block"),
    ],
)
def test_a_judge_is_heard_through_the_whole_flow(
    store: Store, picture: Path, kind: str, name: str, yaw_deg: float, alone: str, looked_at: str
) -> None:
    eyes = finder(yaw_deg)
    assert reviewer(store, None, eyes).review(picture).verdict.value == alone
    with FakeJudge(name, secret=SECRET) as server:
        review = reviewer(store, make(kind, server)[0], eyes).review(picture)
    assert review.verdict.value == looked_at
    assert store.get(review.id) == review
    report = (store.evidence_folder(review.id) / "report.md").read_text("utf-8")
    assert "fake-judge" in report


@pytest.mark.parametrize(
    ("mode", "has_judge", "is_asked"),
    [
        ("auto", False, False),
        ("never", False, False),
        ("never", True, False),
        ("auto", True, True),
        ("always", True, True),
        ("dry-run", False, False),
        ("dry-run", True, False),
    ],
)
@pytest.mark.parametrize("was_reviewed", [False, True])
def test_a_judge_looks_where_the_mode_wants_it(
    store: Store, picture: Path, mode: Mode, has_judge: bool, is_asked: bool, was_reviewed: bool
) -> None:
    judge = ScriptedJudge(CAREFUL) if has_judge else None
    if was_reviewed:
        reviewer(store).review(picture)
    review = reviewer(store, judge).review(picture, second_opinion=mode)
    assert bool(judge and judge.asked) is is_asked
    assert bool(review.looks) is is_asked
    assert review.verdict.value == ("review" if is_asked else "block")


def test_a_demand_without_a_judge_is_refused(store: Store, picture: Path) -> None:
    with pytest.raises(UsageError, match="no judge is set up"):
        reviewer(store).review(picture, second_opinion="always")
    assert store.newest(1) == []


@pytest.mark.parametrize("mode", ["never", "dry-run"])
def test_a_judge_that_cannot_be_made_matters_only_where_one_may_be_asked(
    store: Store, picture: Path, mode: Mode
) -> None:
    def no_key() -> JudgeLooker | None:
        raise JudgeMissing("The judge openai has no key.", "Set LASTLOOK_JUDGE_API_KEY.")

    broken = Reviewer(store=store, finder=finder(), find_judge=no_key)
    assert broken.review(picture, second_opinion=mode).verdict.value == "block"
    with pytest.raises(JudgeMissing):
        broken.review(picture)


def test_one_review_keeps_the_looks_and_nobody_looks_twice(store: Store, picture: Path) -> None:
    eyes, judge = finder(), ScriptedJudge(CAREFUL)
    without = reviewer(store, None, eyes).review(picture)
    with_judge = reviewer(store, judge, eyes).review(picture)
    again = reviewer(store, judge, eyes).review(picture)
    never = reviewer(store, judge, eyes).review(picture, second_opinion="never")
    assert (eyes.asked, len(judge.asked)) == (LOOKS, 2)
    assert again == with_judge == never
    assert without.id == with_judge.id
    assert with_judge.findings == without.findings


def test_fresh_checks_and_asks_again(store: Store, picture: Path) -> None:
    eyes, judge = finder(), ScriptedJudge(CAREFUL)
    first = reviewer(store, judge, eyes).review(picture)
    second = reviewer(store, judge, eyes).review(picture, fresh=True)
    assert (eyes.asked, len(judge.asked)) == (2 * LOOKS, 4)
    assert first.id != second.id


def test_another_model_looks_too_at_the_same_review(store: Store, picture: Path) -> None:
    eyes = finder()
    first, second = (
        reviewer(store, ScriptedJudge(CAREFUL, model=model), eyes).review(picture) for model in ("a", "b")
    )
    assert eyes.asked == LOOKS
    assert first.id == second.id
    assert [look.who for look in second.looks] == ["a-2026", "b-2026"]
    text = (store.evidence_folder(second.id) / "report.json").read_text(encoding="utf-8")
    assert "b-2026" in text


def test_another_brief_is_another_question(store: Store, picture: Path) -> None:
    judge = ScriptedJudge(CAREFUL)
    for brief in ("Shoes.", "Hats.", "Hats."):
        reviewer(store, judge).review(picture, brief=brief)
    briefs = [next((b for b in ("Shoes.", "Hats.") if b in str(ask.content)), None) for ask in judge.asked]
    assert briefs == ["Shoes.", None, "Hats.", None]


def test_what_was_not_had_is_asked_again(store: Store, picture: Path) -> None:
    eyes, busy = finder(yaw_deg=0), [True]

    def script(ask: Ask) -> str | Exception:
        return JudgeBusy("Too many requests.", "Wait.") if busy[0] else CAREFUL(ask)

    judge = ScriptedJudge(script)
    first = reviewer(store, judge, eyes).review(picture)
    assert (first.verdict.value, first.looks[0].counts) == ("review", False)
    busy[0] = False
    second = reviewer(store, judge, eyes).review(picture)
    assert (second.verdict.value, [look.counts for look in second.looks]) == ("publish", [True])
    assert reviewer(store, judge, eyes).review(picture) == second
    assert eyes.asked == 1


def test_nobody_seen_means_nothing_to_ask(store: Store, picture: Path) -> None:
    judge = ScriptedJudge(CAREFUL)
    review = reviewer(store, judge, ScriptedFinder()).review(picture, second_opinion="always")
    assert (review.verdict.value, review.looks, judge.asked) == ("no_people", (), [])


def test_a_dry_run_writes_beside_the_evidence_what_would_be_sent(store: Store, picture: Path) -> None:
    review = reviewer(store).review(picture, second_opinion="dry-run")
    written = store.evidence_folder(review.id) / FOLDER
    assert len(list(written.glob("*.jpg"))) == 1
    assert picture.name not in (written / "request.json").read_text("utf-8")


def test_a_review_is_made_anew_when_a_judge_was_measured(store: Store, picture: Path) -> None:
    known = STANDARD.model_copy(update={"look": rules(measured())})
    before, after = (
        Reviewer(store=store, finder=finder(), policy=policy).review(picture) for policy in (STANDARD, known)
    )
    assert before.key != after.key
