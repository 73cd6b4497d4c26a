"""Reviews that are to be forgotten come in; their rows, looks, sign-offs and pictures are gone afterwards.

What stays is the audit log: an entry for each says that it was forgotten, when and why, so that what somebody
removed behind its back is still noticed. The pictures go after the rows; where the process dies between the
two, the next time takes them.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, delete, select

from agent_plugin.tools.store.audit import AuditLog
from agent_plugin.tools.store.database import (
    explained,
    look_requests_table,
    looks_table,
    opinions_table,
    reviews_table,
    sign_offs_table,
    writing,
)

_OF_A_REVIEW = (looks_table, look_requests_table, opinions_table, sign_offs_table)


class Forgetting:
    """The deletions of one store."""

    def __init__(self, engine: Engine, audit: AuditLog, folder: Path) -> None:
        """Use the store's own; `folder` holds evidence and the pictures of looks."""
        self._engine, self._audit, self._folder = engine, audit, folder

    def of_media(self, sha256: str) -> list[str]:
        """The ids of all reviews of these bytes, the oldest first."""
        return [review_id for review_id, facts in self._all() if facts["media"]["sha256"] == sha256]

    def media_of(self, review_ids: Collection[str]) -> set[str]:
        """The SHA-256 of the ads of these reviews."""
        return {facts["media"]["sha256"] for review_id, facts in self._all() if review_id in review_ids}

    def before(self, at: datetime) -> list[str]:
        """The ids of all reviews that were made before that time, the oldest first."""
        return [
            review_id for review_id, facts in self._all() if datetime.fromisoformat(facts["created_at"]) < at
        ]

    def forget(self, review_ids: Collection[str], why: str) -> None:
        """Delete these reviews and all that belongs to them.

        Raises:
            StoreError: they cannot be deleted; those that were not are still whole.
        """
        for review_id in review_ids:
            looks = self._forget(review_id, why)
            for look_id in looks:
                shutil.rmtree(self._folder / "looks" / look_id, ignore_errors=True)
        for review_id in self._audit.forgotten():
            shutil.rmtree(self._folder / "evidence" / review_id, ignore_errors=True)

    def _forget(self, review_id: str, why: str) -> set[str]:
        """One of them; the ids of its looks."""
        with (
            explained(f"Review {review_id} cannot be forgotten"),
            writing(self._engine) as connection,
        ):
            looks = {
                look_id
                for table in (looks_table, look_requests_table)
                for look_id in connection.scalars(select(table.c.id).where(table.c.review_id == review_id))
            }
            for table in _OF_A_REVIEW:
                connection.execute(delete(table).where(table.c.review_id == review_id))
            connection.execute(delete(reviews_table).where(reviews_table.c.id == review_id))
            self._audit.append(connection, "forgotten", review_id, why=why)
        self._audit.remember()
        return looks

    def _all(self) -> Iterator[tuple[str, dict[str, Any]]]:
        table = reviews_table.c
        query = select(table.id, table.document).order_by(table.number)
        with explained("The store cannot be read"), self._engine.connect() as connection:
            rows = connection.execute(query).all()
        for review_id, document in rows:
            yield review_id, json.loads(document)
