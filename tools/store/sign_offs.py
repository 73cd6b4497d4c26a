"""Sign-offs of reviews, kept in a table of their own: nothing is ever changed or removed there."""

from __future__ import annotations

from pydantic import ValidationError
from sqlalchemy import Engine, func, insert, select

from agent_plugin.tools.domain import SignOff
from agent_plugin.tools.errors import StoreError, UsageError
from agent_plugin.tools.policy import AGENTS
from agent_plugin.tools.store.database import explained, sign_offs_table, writing


class SignOffs:
    """What persons decided on reviews."""

    def __init__(self, engine: Engine) -> None:
        """Use the store's own engine."""
        self._engine = engine

    def add(self, review_id: str, sign_off: SignOff) -> None:
        """Keep one.

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

    def of(self, review_id: str) -> tuple[SignOff, ...]:
        """All on one review, in the order in which they were made.

        Raises:
            StoreError: they cannot be read.
        """
        table = sign_offs_table.c
        query = select(table.document).where(table.review_id == review_id).order_by(table.number)
        with explained("The store cannot be read"), self._engine.connect() as connection:
            documents = list(connection.scalars(query))
        try:
            return tuple(SignOff.model_validate_json(document) for document in documents)
        except ValidationError as error:
            raise StoreError(
                "A stored sign-off cannot be read by this version.", "Use the version that wrote it."
            ) from error
