"""How reviews in the background ended, kept by their handles, so that a restart forgets none."""

from __future__ import annotations

import json

from sqlalchemy import Engine, delete, insert, select

from agent_plugin.tools.store.database import explained, jobs_table, writing


class JobEnds:
    """The last word on each job: plain facts, as the jobs room writes them."""

    def __init__(self, engine: Engine) -> None:
        """Use the store's own engine."""
        self._engine = engine

    def put(self, job_id: str, facts: dict[str, str]) -> None:
        """Keep or replace one.

        Raises:
            StoreError: it cannot be kept.
        """
        with explained("The job cannot be kept"), writing(self._engine) as connection:
            connection.execute(delete(jobs_table).where(jobs_table.c.id == job_id))
            connection.execute(insert(jobs_table).values(id=job_id, document=json.dumps(facts)))

    def get(self, job_id: str) -> dict[str, str] | None:
        """The facts of one; none if there is none.

        Raises:
            StoreError: it cannot be read.
        """
        query = select(jobs_table.c.document).where(jobs_table.c.id == job_id)
        with explained("The store cannot be read"), self._engine.connect() as connection:
            document = connection.scalar(query)
        facts: dict[str, str] | None = json.loads(document) if document else None
        return facts
