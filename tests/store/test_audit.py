"""The audit log: whatever is changed from outside is found, and named, at the next read."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent_plugin.tools.domain import SignOff, VerdictValue
from agent_plugin.tools.errors import StoreChanged, StoreError, UsageError
from agent_plugin.tools.look.desk import LookDesk
from agent_plugin.tools.policy import STANDARD
from agent_plugin.tools.store import Store
from agent_plugin.tools.store.audit_key import new_key
from tests.look.desks import SECRET, Desk, answers, honest, kept, neck

Outside = Callable[[str], None]


def signed(who: str) -> SignOff:
    return SignOff(
        reviewer=who,
        at=datetime(2026, 12, 1, tzinfo=UTC),
        decision="approve",
        through="a test",
        verdict=VerdictValue.REVIEW,
    )


def filled(store: Store) -> str:
    """A store with a review, two looks and two sign-offs; the review's id."""
    at = Desk(store, kept(store, neck()), LookDesk(store, STANDARD, SECRET))
    for look in ("look-1", "look-2"):
        question = at.ask(look)
        form = answers(at.request(question), honest)
        at.desk.hand_in(question.look, form, kind="judge", who="a judge")
    for who in ("Anna", "Ben"):
        store.sign_offs.add(at.review.id, signed(who), at.review.media.sha256)
    return at.review.id


FORGED = signed("The CEO").model_dump_json().replace("'", "''")
CHANGES = {
    "a verdict": (
        'UPDATE reviews SET document = replace(document, \'"value":"review"\', \'"value":"publish"\')',
        "it is not what was stored",
    ),
    "a look": (
        "UPDATE looks SET document = replace(document, '0.9', '0.8') WHERE id = 'look-2'",
        "a look was changed",
    ),
    "a removed look": ("DELETE FROM looks WHERE id = 'look-1'", "a look was removed"),
    "an inserted look": (
        "INSERT INTO looks (number, id, review_id, document) "
        "SELECT number + 100, 'look-9', review_id, document FROM looks WHERE id = 'look-1'",
        "a look stands there that nobody gave",
    ),
    "an inserted sign-off": (
        "INSERT INTO sign_offs (number, review_id, document) "
        f"SELECT number + 100, review_id, '{FORGED}' FROM sign_offs WHERE document LIKE '%%Ben%%'",
        "a sign-off stands there that nobody gave",
    ),
    "a changed sign-off": (
        "UPDATE sign_offs SET document = replace(document, 'a test', 'b') WHERE document LIKE '%%Ben%%'",
        "one was changed",
    ),
    "a removed sign-off": ("DELETE FROM sign_offs WHERE document LIKE '%%Anna%%'", "a sign-off was removed"),
    "reordered sign-offs": (
        "UPDATE sign_offs SET number = 1000 - number",
        "the sign-offs stand in another order",
    ),
    "an entry of the log": (
        "UPDATE audit SET document = replace(document, 'sign-off', 'look') WHERE number = 5",
        "entry 5 of the audit log was changed",
    ),
    "an entry with its hash": (
        "UPDATE audit SET document = 'x', sha256 = "
        "'2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881' WHERE number = 5",
        "entry 5 of the audit log cannot be read",
    ),
    "a removed entry": ("DELETE FROM audit WHERE number = 3", "missing after number 2"),
    "a log that was cut back": ("DELETE FROM audit WHERE number > 4", "ends with entry 4, and 6 stood in it"),
    "reordered entries": (
        "UPDATE audit SET number = CASE number WHEN 3 THEN 104 ELSE number END",
        "missing after number 2",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_changed_in_the_database_is_named_at_the_next_read(
    tmp_path: Path, database_url: str, outside: Outside, change: str
) -> None:
    statement, named = CHANGES[change]
    with Store(tmp_path, database_url) as store:
        review = filled(store)
        assert store.get(review)
    outside(statement.replace("%%", "%") if database_url.startswith("sqlite") else statement)
    with Store(tmp_path, database_url) as store:
        with pytest.raises(StoreChanged, match=named):
            store.get(review)
        with pytest.raises(StoreChanged, match=named):
            store.find("k")
        assert store.newest(5) == []
        assert any(named in sentence for sentence in store.troubles(5))
        assert any(named in sentence for sentence in store.verify()[1])


def test_a_change_is_noticed_by_a_store_that_is_open_already(
    tmp_path: Path, database_url: str, outside: Outside
) -> None:
    with Store(tmp_path, database_url) as store:
        review = filled(store)
        assert store.get(review)
        outside("DELETE FROM audit WHERE number = 6")
        with pytest.raises(StoreChanged, match="entry 6 of the audit log was changed or removed"):
            store.get(review)


def test_a_replaced_picture_is_named(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        review = filled(store)
        sheet = store.evidence_folder(review) / store.get(review).sheets[0].file
        sheet.write_bytes(b"another picture")
        with pytest.raises(StoreChanged, match=f"the picture {sheet.name} of its evidence was replaced"):
            store.get(review)


def test_an_untouched_store_fits_its_log(tmp_path: Path, database_url: str) -> None:
    with Store(tmp_path, database_url) as store:
        review = filled(store)
        store.looks.take_back(review, store.get(review).looks[0].model_copy(update={"kind": "person"}))
        assert store.verify() == (7, [])


def test_a_removed_review_and_a_lost_picture_are_listed(
    tmp_path: Path, database_url: str, outside: Outside
) -> None:
    with Store(tmp_path, database_url) as store:
        kept_on, removed = filled(store), filled(store)
        frame = store.get(kept_on).sheets[0].frame
        (store.evidence_folder(kept_on) / frame).unlink()
        outside(f"DELETE FROM reviews WHERE id = '{removed}'")
        _, wrong = store.verify()
    assert f"review {removed}: it was removed" in wrong
    assert f"review {kept_on}: the picture {frame} of its evidence is gone" in wrong


def test_an_emptied_database_is_no_new_one(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        filled(store)
    for name in ("lastlook.db", "lastlook.db-wal", "lastlook.db-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    (tmp_path / "lastlook.db").touch()
    with pytest.raises(StoreChanged, match="the audit log is empty, and 6 entries stood in it"):
        Store(tmp_path)


def test_an_unreadable_bookmark_is_explained(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        review = filled(store)
    (tmp_path / "audit.json").write_text("no JSON", encoding="utf-8")
    with Store(tmp_path) as store, pytest.raises(StoreError, match="bookmark of the audit log"):
        store.get(review)


def test_a_store_from_before_the_log_is_entered_and_guarded_from_then_on(
    tmp_path: Path, database_url: str, outside: Outside
) -> None:
    with Store(tmp_path, database_url) as store:
        review = filled(store)
    outside("DROP TABLE audit")
    (tmp_path / "audit.json").unlink()
    with Store(tmp_path, database_url) as store:
        assert len(store.get(review).looks) == 2
        assert [one.reviewer for one in store.sign_offs.of(review)] == ["Anna", "Ben"]
        adopted = [line.entry.adopted for line in store.audit.lines()]
    assert adopted == [False, True, True, True, True, True]
    outside("DELETE FROM looks")
    with Store(tmp_path, database_url) as store, pytest.raises(StoreChanged, match="a look was removed"):
        store.get(review)


def test_a_signed_log_that_was_written_anew_without_the_key_is_refused(
    tmp_path: Path, database_url: str, outside: Outside
) -> None:
    new_key(tmp_path / "key.pem")
    with Store(tmp_path, database_url, audit_key=tmp_path / "key.pem") as store:
        review = filled(store)
        assert store.get(review)
    outside("UPDATE audit SET signature = ''")
    with (
        Store(tmp_path, database_url, audit_key=tmp_path / "key.pem") as store,
        pytest.raises(UsageError, match="not signed with the key"),
    ):
        store.get(review)


def test_a_signature_by_another_key_is_refused(tmp_path: Path) -> None:
    for name in ("one.pem", "other.pem"):
        new_key(tmp_path / name)
    with Store(tmp_path, audit_key=tmp_path / "one.pem") as store:
        review = filled(store)
    with (
        Store(tmp_path, audit_key=tmp_path / "other.pem") as store,
        pytest.raises(StoreChanged, match="is not of this key"),
    ):
        store.get(review)


def test_a_log_is_signed_from_when_a_person_says_so(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        review = filled(store)
    new_key(tmp_path / "key.pem")
    with Store(tmp_path, audit_key=tmp_path / "key.pem") as store:
        with pytest.raises(UsageError, match="audit sign"):
            store.get(review)
        store.audit.sign()
        assert store.get(review)
        with pytest.raises(UsageError, match="signed already"):
            store.audit.sign()


def test_an_entry_names_the_hashes_of_ad_evidence_policy_and_code(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        review = store.get(filled(store))
        entry = next(line.entry for line in store.audit.lines() if line.entry.kind == "review")
        document = json.loads(next(line.document for line in store.audit.lines(after=1)))
    assert entry.ad_sha256 == review.media.sha256
    assert entry.evidence_sha256[review.sheets[0].file] == review.sheets[0].sha256
    assert entry.versions["policy"] == review.verdict.policy
    assert document["previous_sha256"]


def test_who_reads_while_somebody_looks_and_signs_is_not_alarmed(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(tmp_path, database_url) as mine, Store(tmp_path, database_url) as theirs:
        review_id = filled(mine)
        rows, coming = mine.sign_offs.rows, ["Cem", "Dana", "Eve"]

        def meanwhile(of: str) -> list[str]:
            """Between the log and the rows, somebody else signs."""
            if coming:
                theirs.sign_offs.add(review_id, signed(coming.pop()))
            return rows(of)

        monkeypatch.setattr(mine.sign_offs, "rows", meanwhile)
        assert mine.get(review_id).id == review_id
        coming[:] = ["Finn"]
        assert len(mine.sign_offs.of(review_id)) == 6
        coming[:] = ["Gus"]
        assert mine.verify()[1] == []
