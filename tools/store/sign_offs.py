"""Sign-offs of reviews, kept in a table of their own: nothing is ever changed or removed there.

Each is entered in the audit log in the same transaction; what does not stand in the log is no sign-off.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import ValidationError
from sqlalchemy import Connection, Engine, func, insert, select

from agent_plugin.tools.domain import SignOff
from agent_plugin.tools.errors import StoreError, UsageError
from agent_plugin.tools.policy import AGENTS
from agent_plugin.tools.store.audit import AuditLog, Logged, changed, sha256_of
from agent_plugin.tools.store.database import explained, sign_offs_table, writing
from agent_plugin.tools.store.intact import wrong_sign_offs


class SignOffs:
    """What persons decided on reviews."""

    def __init__(self, engine: Engine, audit: AuditLog) -> None:
        """Use the store's own engine and log."""
        self._engine, self._audit = engine, audit

    def add(self, review_id: str, sign_off: SignOff, ad_sha256: str = "") -> None:
        """Keep one; `ad_sha256` is of the ad that it is about.

        Raises:
            UsageError: there are too many on this review.
            StoreError: it cannot be kept.
        """
        table = sign_offs_table.c
        count = select(func.count()).where(table.review_id == review_id)
        values = {"review_id": review_id, "document": sign_off.model_dump_json()}
        with explained("The sign-off cannot be kept"), writing(self._engine) as connection:
            if (connection.scalar(count) or 0) >= AGENTS.max_sign_offs:
                raise UsageError(f"Review {review_id} was signed too often.", "Review the ad again.")
            connection.execute(insert(sign_offs_table).values(values))
            self._audit.append(
                connection,
                "sign-off",
                review_id,
                row_sha256=sha256_of(values["document"]),
                ad_sha256=ad_sha256,
            )
        self._audit.remember()

    def adopt(self, connection: Connection) -> None:
        """Enter in the log what stood here before there was one."""
        table = sign_offs_table.c
        query = select(table.review_id, table.document).order_by(table.number)
        for review_id, row in connection.execute(query).all():
            self._audit.append(connection, "sign-off", review_id, row_sha256=sha256_of(row), adopted=True)

    def rows(self, review_id: str) -> list[str]:
        """All rows on one review, in the order in which they were made.

        Raises:
            StoreError: they cannot be read.
        """
        table = sign_offs_table.c
        query = select(table.document).where(table.review_id == review_id).order_by(table.number)
        with explained("The store cannot be read"), self._engine.connect() as connection:
            return list(connection.scalars(query))

    def of(self, review_id: str) -> tuple[SignOff, ...]:
        """All on one review, in the order in which they were made.

        Raises:
            StoreError: they cannot be read.
            StoreChanged: they are not those that were given.
        """
        documents: list[str] = []

        def wrong(logged: Logged) -> Iterator[str]:
            documents[:] = self.rows(review_id)
            return wrong_sign_offs(logged, documents)

        for what in self._audit.settled(review_id, wrong):
            raise changed(f"review {review_id}: {what}")
        try:
            return tuple(SignOff.model_validate_json(document) for document in documents)
        except ValidationError as error:
            raise StoreError(
                "A stored sign-off cannot be read by this version.", "Use the version that wrote it."
            ) from error
