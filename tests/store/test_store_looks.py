"""Looks that are given after a review was made: kept beside it, merged into what comes out, each once."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from agent_plugin.tools.domain import Says
from agent_plugin.tools.errors import StoreError, UsageError
from agent_plugin.tools.policy import STANDARD, Policy, VerdictRules
from agent_plugin.tools.store import Store
from tests.look.desks import Desk, answers, desk, honest, neck, nods


def given(at: Desk, look: str, **tiles: Any) -> None:
    question = at.ask(look)
    form = answers(at.request(question), honest, **tiles)
    at.desk.hand_in(question.look, form, kind="judge", who="a judge")


def stored_rows(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "lastlook.db")) as database:
        return [row for (row,) in database.execute("SELECT document FROM reviews")]


def test_a_look_comes_out_with_the_review_by_every_way(tmp_path: Path) -> None:
    at = desk(tmp_path)
    before = stored_rows(tmp_path)
    given(at, "look-1")
    now = at.store.get(at.review.id)
    assert now.verdict.value == "publish"
    assert now == at.store.find(at.review.key) == at.store.newest(1)[0]
    assert [look.id for look in now.looks] == ["look-1"] == [row.look for row in now.looked_by]
    assert stored_rows(tmp_path) == before, "the review itself is never altered"


def test_looks_stay_in_their_order_and_the_same_one_takes_its_own_place(tmp_path: Path) -> None:
    at = desk(tmp_path)
    for look in ("look-1", "look-2", "look-1"):
        given(at, look)
    assert sorted(look.id for look in at.store.get(at.review.id).looks) == ["look-1", "look-2"]


def test_a_verdict_under_stricter_rules_than_todays_stays(tmp_path: Path) -> None:
    at = desk(tmp_path, neck(score=0.9))
    given(at, "look-1", tile3={"says": Says.WRONG, "sureness": 0.9})
    strict = at.store.get(at.review.id).verdict.value
    at.store.close()
    lax = Policy(name="lax", verdict=VerdictRules(by_category=()))
    with Store(tmp_path, policy=lax) as store:
        now = store.get(at.review.id)
    assert (strict, now.looks[0].id) == ("block", "look-1")
    assert now.verdict.value != "publish"


def test_looks_on_one_review_are_counted(tmp_path: Path) -> None:
    few = STANDARD.model_copy(update={"look": STANDARD.look.model_copy(update={"max_looks": 2})})
    at = desk(tmp_path, policy=few)
    for look in ("look-1", "look-2"):
        given(at, look)
    with pytest.raises(UsageError, match="looked at too often"):
        given(at, "look-3")


def test_a_look_that_does_not_count_is_kept_and_moves_nothing(tmp_path: Path) -> None:
    at = desk(tmp_path)
    question = at.ask("look-1")
    at.desk.hand_in(question.look, answers(at.request(question), nods), kind="judge", who="a judge")
    now = at.store.get(at.review.id)
    assert (now.verdict.value, [row.counts for row in now.looked_by]) == ("review", [False])


def test_a_database_from_before_there_were_looks_works(tmp_path: Path) -> None:
    at = desk(tmp_path)
    at.store.close()
    with closing(sqlite3.connect(tmp_path / "lastlook.db")) as database, database:
        database.execute("DROP TABLE looks")
        database.execute("DROP TABLE look_requests")
    with Store(tmp_path) as store:
        assert store.get(at.review.id) == at.review


@pytest.mark.parametrize("table", ["looks", "look_requests"])
def test_a_look_of_another_shape_is_explained(tmp_path: Path, table: str) -> None:
    at = desk(tmp_path)
    given(at, "look-1")
    question = at.ask("look-2")
    with closing(sqlite3.connect(tmp_path / "lastlook.db")) as database, database:
        database.execute(f"UPDATE {table} SET document = '{{}}'")
        database.execute("DROP TABLE audit")  # as a version without an audit log would have left it
    (tmp_path / "audit.json").unlink()
    with Store(tmp_path) as store, pytest.raises(StoreError, match="cannot be read by this version"):
        store.get(at.review.id) if table == "looks" else store.looks.asked(question.look)


@pytest.mark.parametrize("old", [{"parts": [{"person": 1}]}, {"checks": ["neck_twist"]}])
def test_a_review_from_before_there_were_looks_is_still_read(tmp_path: Path, old: dict[str, object]) -> None:
    at = desk(tmp_path)
    document = {**at.review.model_dump(mode="json"), **old}
    read = type(at.review).model_validate(document)
    assert read.checks in (None, at.review.checks)
    assert read.id == at.review.id
