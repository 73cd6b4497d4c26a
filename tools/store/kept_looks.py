"""Looks, and looks that were asked for, kept in tables of their own; the reviews stay as they are.

Each look is entered in the audit log in the same transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from pydantic import ValidationError
from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from agent_plugin.tools.domain import Look, LookRequest
from agent_plugin.tools.errors import StoreError, UsageError
from agent_plugin.tools.store.audit import AuditLog, sha256_of
from agent_plugin.tools.store.database import explained, look_requests_table, looks_table, writing

_AGAIN = "Each is answered once; review_ad asks for a new one."


class Looks:
    """Who looked at which review, and what was asked of whom."""

    def __init__(self, engine: Engine, most: int, audit: AuditLog) -> None:
        """Use the store's own engine and log; keep at most so many looks of one review."""
        self._engine, self._most, self._audit = engine, most, audit

    def ask(self, request: LookRequest) -> None:
        """Keep or replace what is asked of a looker.

        Raises:
            StoreError: it cannot be kept.
        """
        table = look_requests_table
        values = {"id": request.id, "review_id": request.review, "document": request.model_dump_json()}
        with explained("The look that is asked for cannot be kept"), writing(self._engine) as connection:
            connection.execute(delete(table).where(table.c.id == request.id))
            connection.execute(insert(table).values(values))

    def asked(self, request_id: str) -> LookRequest:
        """What was asked.

        Raises:
            UsageError: nothing of that id is waiting for an answer.
            StoreError: it cannot be read.
        """
        query = select(look_requests_table.c.document).where(look_requests_table.c.id == request_id)
        with explained("The store cannot be read"), self._engine.connect() as connection:
            document = connection.scalar(query)
        if document is None:
            raise UsageError("No look of that id is waiting for an answer.", _AGAIN)
        return _read(document)

    def is_asked_of_a_chat(self, review_id: str) -> bool:
        """Is a look of a chat's model at this review waiting for an answer?

        Raises:
            StoreError: it cannot be read.
        """
        table = look_requests_table.c
        query = select(table.document).where(table.review_id == review_id)
        with explained("The store cannot be read"), self._engine.connect() as connection:
            return any(_read(document).kind == "chat" for document in connection.scalars(query))

    def add(self, review_id: str, look: Look, further: LookRequest | None = None) -> None:
        """Keep a look; the request of its id is answered by it, and `further` takes its place.

        Raises:
            UsageError: the review has too many, or the request was answered meanwhile.
            StoreError: it cannot be kept.
        """
        table, requests = looks_table.c, look_requests_table
        most = self._most * (2 if look.kind == "person" else 1)  # no chat keeps a person from looking
        count = select(func.count()).where(table.review_id == review_id)
        values = {"id": look.id, "review_id": review_id, "document": look.model_dump_json()}
        with explained("The look cannot be kept"), writing(self._engine) as connection:
            if (connection.scalar(count) or 0) >= most:
                raise UsageError(f"Review {review_id} was looked at too often.", "Review the ad again.")
            answered = connection.execute(delete(requests).where(requests.c.id == look.id)).rowcount
            if look.kind != "person" and not answered:
                raise UsageError("This look was answered already.", _AGAIN)
            # A judge's look that failed, or that is asked for anew, gives way.
            connection.execute(delete(looks_table).where(table.review_id == review_id, table.id == look.id))
            connection.execute(insert(looks_table).values(values))
            if further is not None:
                row = {"id": further.id, "review_id": review_id, "document": further.model_dump_json()}
                connection.execute(insert(requests).values(row))
            self._enter(connection, review_id, look.id, values["document"])
        self._audit.remember()

    def take_back(self, review_id: str, look: Look) -> None:
        """Forget a person's look, and what they were asked after it.

        Raises:
            UsageError: it is no person's.
            StoreError: it cannot be forgotten.
        """
        if look.kind != "person":
            raise UsageError("Only a person takes a look back.", "Look at the ad yourself.")
        table, requests = looks_table.c, look_requests_table
        mine = table.review_id == review_id, table.id == look.id
        with explained("The look cannot be taken back"), writing(self._engine) as connection:
            connection.execute(delete(requests).where(requests.c.id == look.id))
            if connection.execute(delete(looks_table).where(*mine)).rowcount:
                self._audit.append(connection, "look taken back", review_id, look=look.id)
        self._audit.remember()

    def complete(self, review_id: str, look: Look) -> None:
        """Put a look with its pointed answers in the place of the blind one; its request is answered.

        Raises:
            UsageError: it was answered already.
            StoreError: it cannot be kept.
        """
        table, requests = looks_table.c, look_requests_table
        whole = update(looks_table).where(table.review_id == review_id, table.id == look.id)
        with explained("The look cannot be kept"), writing(self._engine) as connection:
            answered = connection.execute(delete(requests).where(requests.c.id == look.id)).rowcount
            if not answered:
                raise UsageError("These places were answered already.", _AGAIN)
            document = look.model_dump_json()
            if connection.execute(whole.values(document=document)).rowcount:
                self._enter(connection, review_id, look.id, document)
        self._audit.remember()

    def rows(self, review_ids: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
        """Id and row of the looks of each of these reviews, in the order in which they were given.

        Raises:
            StoreError: they cannot be read.
        """
        table, found = looks_table.c, defaultdict[str, list[tuple[str, str]]](list)
        query = select(table.review_id, table.id, table.document).where(table.review_id.in_(review_ids))
        with explained("The store cannot be read"), self._engine.connect() as connection:
            for review_id, look_id, row in connection.execute(query.order_by(table.number)):
                found[review_id].append((look_id, row))
        return {review_id: found[review_id] for review_id in review_ids}

    def of(self, review_ids: Sequence[str]) -> dict[str, tuple[Look, ...]]:
        """The looks of each of these reviews, in the order in which they were given.

        Raises:
            StoreError: they cannot be read.
        """
        try:
            return {
                review_id: tuple(Look.model_validate_json(row) for _, row in rows)
                for review_id, rows in self.rows(review_ids).items()
            }
        except ValidationError as error:
            raise StoreError(
                "A stored look cannot be read by this version.", "Use the version that wrote it."
            ) from error

    def adopt(self, connection: Connection) -> None:
        """Enter in the log what stood here before there was one."""
        table = looks_table.c
        query = select(table.review_id, table.id, table.document).order_by(table.number)
        for review_id, look_id, row in connection.execute(query).all():
            self._enter(connection, review_id, look_id, row, adopted=True)

    def _enter(
        self, connection: Connection, review_id: str, look_id: str, row: str, *, adopted: bool = False
    ) -> None:
        self._audit.append(
            connection, "look", review_id, look=look_id, row_sha256=sha256_of(row), adopted=adopted
        )


def _read(document: str) -> LookRequest:
    try:
        return LookRequest.model_validate_json(document)
    except ValidationError as error:
        raise StoreError(
            "A look that was asked for cannot be read by this version.", "Ask for a new one."
        ) from error
