"""The store: what is saved comes back, what is not whole does not, and it says what is wrong with it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from agent_plugin.tools.domain import Review
from agent_plugin.tools.errors import ReviewNotFound, StoreError, UsageError
from agent_plugin.tools.store import Store, new_review_id

MakeReview = Callable[..., Review]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "data") as opened:
        yield opened


def keep(store: Store, review: Review) -> Review:
    with store.staging(review.id) as folder:
        (folder / "report.html").write_text("<p>evidence</p>", encoding="utf-8")
    store.save(review, folder)
    return review


def as_from_before_the_log(folder: Path) -> None:
    """Make a store what a version without an audit log would have left."""
    with closing(sqlite3.connect(folder / "lastlook.db")) as database, database:
        database.execute("DROP TABLE audit")
    (folder / "audit.json").unlink()


def test_a_saved_review_comes_back_whole_by_id_key_and_age(store: Store, make_review: MakeReview) -> None:
    review = keep(store, make_review(neck_twist=0.9))
    assert store.get(review.id) == review
    assert store.find(review.key) == review
    assert store.newest(5) == [review]
    kept = store.evidence_folder(review.id) / "report.html"
    assert kept.read_text(encoding="utf-8") == "<p>evidence</p>"


def test_it_comes_back_in_the_next_process_too(tmp_path: Path, make_review: MakeReview) -> None:
    with Store(tmp_path) as first:
        review = keep(first, make_review())
    with Store(tmp_path) as second:
        assert second.find("key") == review


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_a_data_folder_that_others_could_read_is_closed(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o755)
    with Store(tmp_path / "data"):
        assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


def test_an_unknown_key_finds_nothing(store: Store) -> None:
    assert store.find("no such key") is None


def test_a_second_review_under_the_same_key_is_the_one_found(store: Store, make_review: MakeReview) -> None:
    old, new = keep(store, make_review()), keep(store, make_review(extra_arm=0.6))
    assert store.find("key") == new
    assert store.newest(10) == [new, old]
    assert store.newest(1) == [new]


def test_a_review_whose_evidence_is_gone_is_not_reused(store: Store, make_review: MakeReview) -> None:
    old, new = keep(store, make_review()), keep(store, make_review())
    (store.evidence_folder(new.id) / "report.html").unlink()
    assert store.find("key") == old


def test_the_beginning_of_an_id_is_enough_while_it_is_clear(store: Store, make_review: MakeReview) -> None:
    first = keep(store, make_review(fields={"id": "20260101-000000-aaaaaa"}))
    keep(store, make_review(fields={"id": "20260102-000000-bbbbbb"}))
    assert store.get("20260101") == first
    with pytest.raises(UsageError, match="Several reviews begin with 2026"):
        store.get("2026")


@pytest.mark.parametrize("wanted", ["20990101", "", "../../etc", "a/b", "%", "a\x1b[31m", "-x", "20260101\n"])
def test_what_is_no_review_is_not_found(store: Store, make_review: MakeReview, wanted: str) -> None:
    keep(store, make_review())
    with pytest.raises(ReviewNotFound):
        store.get(wanted)


def test_ids_sort_by_time_and_differ(store: Store) -> None:
    assert new_review_id(datetime(2026, 11, 22, 15, 30, 12, tzinfo=UTC)).startswith("20261122-153012-")
    assert len({new_review_id() for _ in range(100)}) == 100


def interrupted(store: Store) -> None:
    with store.staging("r1") as folder:
        (folder / "half.png").write_bytes(b"half")
        raise KeyboardInterrupt


def test_an_error_while_evidence_is_made_leaves_nothing(tmp_path: Path, store: Store) -> None:
    with pytest.raises(KeyboardInterrupt):
        interrupted(store)
    assert list((tmp_path / "data" / "staging").iterdir()) == []


def test_a_staged_folder_that_was_never_saved_goes_on_close(tmp_path: Path) -> None:
    with Store(tmp_path) as store, store.staging("r1") as folder:
        assert folder.is_dir()
    assert list((tmp_path / "staging").iterdir()) == []


def test_saving_the_same_id_twice_keeps_the_first(store: Store, make_review: MakeReview) -> None:
    first = keep(store, make_review())
    with pytest.raises(StoreError, match=f"Review {first.id} cannot be kept"):
        keep(store, make_review(fields={"id": first.id}))
    assert store.find("key") == first


def test_a_full_disk_says_so_and_keeps_neither_row_nor_evidence(
    tmp_path: Path, make_review: MakeReview
) -> None:
    def no_more_pages(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA max_page_count=10")

    Store(tmp_path).close()
    event.listen(Engine, "connect", no_more_pages)
    try:
        with Store(tmp_path) as store:
            review = make_review(fields={"versions": {"filler": "x" * 100_000}})
            with pytest.raises(StoreError, match="the disk is full") as caught:
                keep(store, review)
            assert "Free some space" in caught.value.hint
            assert store.newest(1) == []
            assert not store.evidence_folder(review.id).exists()
    finally:
        event.remove(Engine, "connect", no_more_pages)


def test_a_read_only_database_can_be_read_and_says_why_it_keeps_nothing(
    tmp_path: Path, make_review: MakeReview
) -> None:
    with Store(tmp_path) as store:
        old = keep(store, make_review())
    with Store(tmp_path, url=f"sqlite:///file:{tmp_path / 'lastlook.db'}?mode=ro&uri=true") as store:
        assert store.newest(5) == [old]
        with pytest.raises(StoreError, match="it is read-only") as caught:
            keep(store, make_review())
    assert "LASTLOOK_DATA_DIR" in caught.value.hint


def test_a_database_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    Store(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / "lastlook.db")) as database, database:
        database.execute("UPDATE lastlook_schema SET version = 99")
    with pytest.raises(StoreError, match="written by a newer Last Look") as caught:
        Store(tmp_path)
    assert "Update Last Look" in caught.value.hint


def test_a_file_that_is_no_database_says_so(tmp_path: Path) -> None:
    (tmp_path / "lastlook.db").write_bytes(b"this is no database" * 100)
    with pytest.raises(StoreError, match="not a Last Look database"):
        Store(tmp_path)


def test_a_file_in_place_of_the_folder_says_so(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file", encoding="utf-8")
    with pytest.raises(StoreError, match="a file stands where a folder is needed"):
        Store(tmp_path / "data")


@pytest.mark.parametrize("url", ["no url", "nosuchdatabase://x", "postgresql+nosuchdriver://u:secret@h/d"])
def test_a_wrong_database_url_says_so_without_the_password(tmp_path: Path, url: str) -> None:
    with pytest.raises(StoreError, match="database URL cannot be used") as caught:
        Store(tmp_path, url=url)
    assert "LASTLOOK_DATABASE_URL" in caught.value.hint
    assert "secret" not in str(caught.value)


def test_a_stored_review_of_another_shape_is_explained_and_not_reused(
    tmp_path: Path, make_review: MakeReview
) -> None:
    with Store(tmp_path) as store:
        review = keep(store, make_review())
    with closing(sqlite3.connect(tmp_path / "lastlook.db")) as database, database:
        database.execute("UPDATE reviews SET document = '{}'")
    as_from_before_the_log(tmp_path)
    with Store(tmp_path) as store:
        assert store.find("key") is None
        with pytest.raises(StoreError, match="cannot be read by this version"):
            store.get(review.id)


def test_a_data_folder_with_odd_characters_works(tmp_path: Path, make_review: MakeReview) -> None:
    with Store(tmp_path / "what? 100% #näme") as store:
        assert store.get(keep(store, make_review()).id)
    assert (tmp_path / "what? 100% #näme" / "lastlook.db").is_file()
