"""What is forgotten is gone, with all that belongs to it; the audit log says so and finds what is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent_plugin.tools.errors import ReviewNotFound, StoreChanged
from agent_plugin.tools.store import Store
from tests.store.test_audit import Outside, filled


def test_a_forgotten_review_is_gone_and_the_log_still_fits(tmp_path: Path, database_url: str) -> None:
    with Store(tmp_path, database_url) as store:
        kept_on, forgotten = filled(store), filled(store)
        (tmp_path / "looks" / "look-1").mkdir(parents=True)
        entries, _ = store.verify()
        store.forgetting.forget([forgotten], "a person asked for it")
        with pytest.raises(ReviewNotFound):
            store.get(forgotten)
        assert not store.evidence_folder(forgotten).exists()
        assert not (tmp_path / "looks" / "look-1").exists()
        assert store.sign_offs.of(forgotten) == ()
        assert store.get(kept_on).id == kept_on
        assert store.verify() == (entries + 1, [])
        last = list(store.audit.lines())[-1].entry
        assert (last.kind, last.review, last.why) == ("forgotten", forgotten, "a person asked for it")
    with Store(tmp_path, database_url) as store:
        assert store.verify() == (entries + 1, [])


def test_what_is_put_back_or_removed_beside_it_is_named(
    tmp_path: Path, database_url: str, outside: Outside
) -> None:
    with Store(tmp_path, database_url) as store:
        removed, forgotten = filled(store), filled(store)
        outside(f"CREATE TABLE aside AS SELECT * FROM reviews WHERE id = '{forgotten}'")
        store.forgetting.forget([forgotten], "")
        outside("INSERT INTO reviews SELECT * FROM aside")
        outside(f"DELETE FROM reviews WHERE id = '{removed}'")
        with pytest.raises(StoreChanged, match="it stands there again after it was forgotten"):
            store.get(forgotten)
        _, wrong = store.verify()
    assert f"review {removed}: it was removed" in wrong
    assert f"review {forgotten}: it stands there again after it was forgotten" in wrong


def test_pictures_that_a_killed_process_left_go_the_next_time(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        first, second = filled(store), filled(store)
        store.forgetting.forget([first], "")
        (store.evidence_folder(first)).mkdir()
        (store.evidence_folder(first) / "picture.jpg").write_bytes(b"left over")
        store.forgetting.forget([second], "")
        assert not store.evidence_folder(first).exists()


def test_reviews_are_found_by_the_bytes_of_the_ad_and_by_age(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        review = store.get(filled(store))
        assert store.forgetting.of_media(review.media.sha256) == [review.id]
        assert store.forgetting.of_media("0" * 64) == []
        assert store.forgetting.before(review.created_at) == []
        assert store.forgetting.before(review.created_at + timedelta(seconds=1)) == [review.id]
        assert store.forgetting.before(datetime(2000, 1, 1, tzinfo=UTC)) == []
