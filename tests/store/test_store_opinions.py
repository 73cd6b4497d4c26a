"""Opinions recorded after a review was made: kept beside it, merged into what comes out, only raising."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from agent_plugin.tools.domain import Answer, Asked, Category, Opinion, SecondOpinion
from agent_plugin.tools.errors import ReviewNotFound, StoreError, UsageError
from agent_plugin.tools.policy import STANDARD, Policy, Thresholds, VerdictRules
from agent_plugin.tools.store import Store
from tests.store.test_store import MakeReview, keep, store

__all__ = ["store"]  # the fixture


def said(answer: Answer, finding: int | None = 1, category: Category | None = Category.NECK_TWIST) -> Opinion:
    return Opinion(
        number=1,
        judge="host model",
        unverified=True,
        specialist="scene",
        look="pointed" if finding else "blind",
        prompt="host 1",
        finding=finding,
        answer=answer,
        category=category,
        sureness=1.0,
        reason="I looked.",
    )


def stored_rows(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "data" / "lastlook.db")) as database:
        return [row for (row,) in database.execute("SELECT document FROM reviews")]


def test_what_was_recorded_comes_out_with_the_review_by_every_way(
    store: Store, make_review: MakeReview, tmp_path: Path
) -> None:
    review = keep(store, make_review(neck_twist=0.3))
    before = stored_rows(tmp_path)
    now = store.add_opinion(review.id[:-2], said(Answer.CONFIRM))
    assert (review.verdict.value, now.verdict.value) == ("publish", "review")
    assert now == store.get(review.id) == store.find(review.key) == store.newest(1)[0]
    assert now.second_opinion is not None
    assert now.second_opinion.opinions[0].unverified
    assert stored_rows(tmp_path) == before, "the review itself is never altered"


def test_a_reviews_own_opinions_stay_and_come_first(store: Store, make_review: MakeReview) -> None:
    own = said(Answer.UNSURE).model_copy(update={"judge": "openai", "unverified": False})
    second = SecondOpinion(asked=Asked.HAD, judge="openai", model="m", opinions=(own,))
    review = keep(store, make_review(fields={"second_opinion": second}))
    store.add_opinion(review.id, said(Answer.UNSURE, None, None))
    now = store.add_opinion(review.id, said(Answer.CONFIRM, None)).second_opinion
    assert now is not None
    assert [(one.number, one.judge) for one in now.opinions] == [
        (1, "openai"),
        (2, "host model"),
        (3, "host model"),
    ]


@pytest.mark.parametrize("score", [0.3, 0.6, 0.9])
def test_no_recorded_opinion_lowers_a_verdict(store: Store, make_review: MakeReview, score: float) -> None:
    review = keep(store, make_review(neck_twist=score))
    lying = said(Answer.REFUTE).model_copy(update={"unverified": False, "judge": "openai"})
    assert store.add_opinion(review.id, lying).verdict.value is review.verdict.value


def test_a_verdict_under_stricter_rules_than_todays_stays(tmp_path: Path, make_review: MakeReview) -> None:
    lax = Policy(
        name="lax",
        verdict=VerdictRules(by_category=((Category.NECK_TWIST, Thresholds(review=0.99, block=1.0)),)),
    )
    with Store(tmp_path, policy=lax) as store:
        review = keep(store, make_review(neck_twist=0.9))
        assert store.add_opinion(review.id, said(Answer.UNSURE)).verdict == review.verdict


def test_opinions_on_one_review_are_counted(store: Store, make_review: MakeReview) -> None:
    review, other = keep(store, make_review()), keep(store, make_review())
    for _ in range(STANDARD.judge.max_recorded):
        store.add_opinion(review.id, said(Answer.UNSURE, None, None))
    with pytest.raises(UsageError, match="recorded opinions already"):
        store.add_opinion(review.id, said(Answer.UNSURE, None, None))
    assert store.get(other.id) == other


def test_an_opinion_on_no_review_is_not_kept(store: Store) -> None:
    with pytest.raises(ReviewNotFound):
        store.add_opinion("20990101", said(Answer.CONFIRM))


def test_a_database_from_before_there_were_opinions_works(tmp_path: Path, make_review: MakeReview) -> None:
    with Store(tmp_path) as store:
        review = keep(store, make_review(neck_twist=0.3))
    with closing(sqlite3.connect(tmp_path / "lastlook.db")) as database, database:
        database.execute("DROP TABLE opinions")
    with Store(tmp_path) as store:
        assert store.get(review.id) == review
        assert store.add_opinion(review.id, said(Answer.CONFIRM)).verdict.value == "review"


def test_an_opinion_of_another_shape_is_explained(tmp_path: Path, make_review: MakeReview) -> None:
    with Store(tmp_path) as store:
        review = keep(store, make_review())
        store.add_opinion(review.id, said(Answer.UNSURE))
        with closing(sqlite3.connect(tmp_path / "lastlook.db")) as database, database:
            database.execute("UPDATE opinions SET document = '{}'")
        with pytest.raises(StoreError, match="A stored opinion cannot be read by this version"):
            store.get(review.id)


def test_a_key_is_found_by_its_beginning_as_it_was_made(store: Store, make_review: MakeReview) -> None:
    old = keep(store, make_review(neck_twist=0.3, fields={"key": "k1"}))
    store.add_opinion(old.id, said(Answer.CONFIRM))
    assert store.find_beginning("k1") == old
    new = keep(store, make_review(fields={"key": "k1:judge"}))
    keep(store, make_review(fields={"key": "k12"}))
    assert store.find_beginning("k1") == new
    assert store.find("k1") == store.get(old.id)
    assert store.find_beginning("k") is None
