"""Rows of the store come in; whether they, their looks, sign-offs and pictures fit the audit log goes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, Engine, select

from agent_plugin.tools.domain import Review
from agent_plugin.tools.errors import StoreChanged
from agent_plugin.tools.store.audit import AuditLog, Logged, changed, sha256_of
from agent_plugin.tools.store.database import explained, reviews_table, writing
from agent_plugin.tools.store.intact import (
    missing_pictures,
    wrong_looks,
    wrong_pictures,
    wrong_row,
    wrong_sign_offs,
)
from agent_plugin.tools.store.kept_looks import Looks
from agent_plugin.tools.store.sign_offs import SignOffs


class Guard:
    """Holds what is read against the log."""

    def __init__(self, audit: AuditLog, looks: Looks, sign_offs: SignOffs, evidence: Path) -> None:
        """Use the store's own; `evidence` holds a folder for each review."""
        self._audit, self._looks, self._sign_offs, self._evidence = audit, looks, sign_offs, evidence

    def begin(self, engine: Engine) -> None:
        """Open the log of a store that has none yet, and enter in it what stands there.

        Raises:
            StoreChanged: there was a log, and it was emptied.
        """
        with explained("The audit log cannot be begun"), writing(engine) as connection:
            if self._audit.begin(connection):
                self._adopt(connection)
        self._audit.remember()

    def check(self, review_id: str, row: str) -> None:
        """Let pass what fits.

        Raises:
            StoreChanged: something was changed from outside; it says what.
        """
        for what in self._settled(review_id, row):
            raise changed(f"review {review_id}: {what}")

    def verify(self, read: Callable[[], Iterable[tuple[str, str]]]) -> tuple[int, list[str]]:
        """The number of entries, and all that does not fit, in sentences; `read` reads all reviews."""
        try:
            entries, logged = self._audit.check(), self._audit.of(self._audit.reviews())
            standing = dict(read())  # after the log: what is in it and not here was removed
            gone = [one for one, facts in logged.items() if one not in standing and not facts.is_forgotten]
            wrong = [f"review {one}: it was removed" for one in gone]
            for review_id, row in standing.items():
                if any(self._wrong(logged.get(review_id, Logged()), review_id, row)):
                    wrong += [f"review {review_id}: {what}" for what in self._settled(review_id, row)]
        except StoreChanged as error:
            return 0, [error.message.removesuffix(".")]
        kept = {review_id: one for review_id, one in logged.items() if review_id in standing}
        return entries, [*wrong, *missing_pictures(kept, self._evidence)]

    def _settled(self, review_id: str, row: str) -> list[str]:
        return self._audit.settled(review_id, lambda logged: self._wrong(logged, review_id, row))

    def _wrong(self, logged: Logged, review_id: str, row: str) -> Iterator[str]:
        yield from wrong_row(logged, row)
        yield from wrong_looks(logged, self._looks.rows([review_id])[review_id])
        yield from wrong_sign_offs(logged, self._sign_offs.rows(review_id))
        yield from wrong_pictures(logged, self._evidence / review_id)

    def _adopt(self, connection: Connection) -> None:
        """Enter what a version without an audit log left."""
        table = reviews_table.c
        query = select(table.id, table.document).order_by(table.number)
        for review_id, row in connection.execute(query).all():
            try:
                facts = facts_of(Review.model_validate_json(row), row, self._evidence / review_id)
            except ValidationError:  # written by another version
                facts = {"row_sha256": sha256_of(row)}
            self._audit.append(connection, "review", review_id, adopted=True, **facts)
        self._looks.adopt(connection)
        self._sign_offs.adopt(connection)


def facts_of(review: Review, row: str, folder: Path) -> dict[str, Any]:
    """What the audit log keeps of a review: hashes of row, ad and pictures, versions of program and policy.

    The pages of the evidence are written again when somebody looks or signs, so they are not among it.
    """
    names = [one.file for one in review.evidence if one.kind != "report"]
    paths = [folder / name for name in (*names, *(sheet.frame for sheet in review.sheets))]
    return {
        "row_sha256": sha256_of(row),
        "ad_sha256": review.media.sha256,
        "evidence_sha256": {path.name: sha256_of(path.read_bytes()) for path in paths if path.is_file()},
        "versions": {**review.versions, "policy": review.verdict.policy},
    }
