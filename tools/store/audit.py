"""The audit log of a store: what was done to reviews comes in, entries that name one another's hashes go out.

Each entry is a line of JSON that names the SHA-256 of the line before it, and of the ad, the pictures of the
evidence and the row that was written with it in one transaction. So whatever is changed, removed, reordered
or inserted later does not fit the log, or the log does not fit itself. Beside the database lies a bookmark,
a file that names the last entry this machine has seen: a database that was emptied or cut back is noticed by
it. Whoever can write the rows and both of these can write all of it anew: against that, sign it with a key
that they do not have (see `audit_key.py`).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, Engine, Select, func, insert, select, text

from agent_plugin.tools.domain import AuditEntry, AuditKind
from agent_plugin.tools.errors import StoreChanged, UsageError
from agent_plugin.tools.store.audit_key import AuditKey
from agent_plugin.tools.store.bookmark import Bookmark
from agent_plugin.tools.store.database import audit_table, explained, writing

_READ = 1000  # Structure: rows that are fetched at once; no answer depends on it
_table = audit_table.c


@dataclass
class Logged:
    """What ought to stand in the store about one review, by the log."""

    row_sha256: str = ""
    evidence_sha256: dict[str, str] = field(default_factory=dict[str, str])
    looks: dict[str, str] = field(default_factory=dict[str, str])  # id to hash
    sign_offs: list[str] = field(default_factory=list[str])
    is_forgotten: bool = False  # a person had it deleted: nothing may stand there

    def take_in(self, entry: AuditEntry) -> None:
        """Go one entry on."""
        if entry.kind == "review":
            self.row_sha256, self.evidence_sha256 = entry.row_sha256, entry.evidence_sha256
        elif entry.kind == "look":
            self.looks[entry.look] = entry.row_sha256
        elif entry.kind == "look taken back":
            self.looks.pop(entry.look, None)
        elif entry.kind == "sign-off":
            self.sign_offs.append(entry.row_sha256)
        elif entry.kind == "forgotten":
            self.row_sha256, self.is_forgotten = "", True
            self.evidence_sha256, self.looks, self.sign_offs = {}, {}, []


@dataclass(frozen=True)
class Line:
    """A row of the log: the entry as text, its hash, and the signature if it has one."""

    number: int
    document: str
    sha256: str
    signature: str

    @property
    def entry(self) -> AuditEntry:
        """The text, understood.

        Raises:
            StoreChanged: its hash is another's, or it is no entry.
        """
        if sha256_of(self.document) != self.sha256:
            raise changed(f"entry {self.number} of the audit log was changed")
        try:
            return AuditEntry.model_validate_json(self.document)
        except ValidationError as error:
            raise changed(f"entry {self.number} of the audit log cannot be read") from error


@dataclass(frozen=True)
class Link:
    """How far a log was checked: the last entry, its hash, and whether a signed one was met."""

    number: int = 0
    sha256: str = ""
    signed: bool = False

    def followed_by(self, line: Line, key: AuditKey | None) -> Link:
        """One entry on.

        Raises:
            StoreChanged: it does not follow this one, or its signature is not of the key.
        """
        entry = line.entry
        if line.number != self.number + 1 or entry.number != line.number:
            raise changed(f"an entry of the audit log is missing after number {self.number}")
        if entry.previous_sha256 != self.sha256:
            raise changed(f"entry {line.number} of the audit log does not follow the one before it")
        if key is not None and line.signature and not key.has_signed(line.document, line.signature):
            raise changed(f"the signature of entry {line.number} of the audit log is not of this key")
        if self.signed and not line.signature:
            raise changed(f"entry {line.number} of the audit log is not signed, and earlier ones are")
        return Link(line.number, line.sha256, bool(line.signature))


class AuditLog:
    """The log in its table; one for each store."""

    def __init__(self, engine: Engine, bookmark: Path, key: AuditKey | None = None) -> None:
        """Use the store's own engine; `bookmark` is the file beside it."""
        self._engine, self._key = engine, key
        self._bookmark = Bookmark(bookmark, engine.url.render_as_string(hide_password=True))
        self._checked = Link()

    def begin(self, connection: Connection) -> bool:
        """Open the log in a database that has none yet; whether it was opened now.

        Raises:
            StoreChanged: this machine has seen entries that are no longer there.
        """
        if connection.scalar(select(func.count()).select_from(audit_table)):
            return False
        seen_to, _ = self._bookmark.read()
        if seen_to:
            raise changed(f"the audit log is empty, and {seen_to} entries stood in it")
        self.append(connection, "begun", review=secrets.token_hex(8))
        return True

    def append(self, connection: Connection, kind: AuditKind, review: str, **facts: Any) -> None:
        """Add an entry in the caller's transaction, which writes the row that it is about.

        Args:
            connection: of `writing`, so that nobody else adds one meanwhile.
            kind: what was done.
            review: id of the review that it was done to.
            facts: further fields of the entry.
        """
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"LOCK TABLE {audit_table.name} IN EXCLUSIVE MODE"))
        last = connection.execute(_last()).first()
        number, previous = (last.number + 1, last.sha256) if last else (1, "")
        at = datetime.now(UTC)
        entry = AuditEntry(number=number, at=at, kind=kind, review=review, previous_sha256=previous, **facts)
        document = entry.model_dump_json(exclude_defaults=True)
        values = {
            "number": number,
            "review_id": review,
            "document": document,
            "sha256": sha256_of(document),
            "signature": self._key.sign(document) if self._key else "",
        }
        connection.execute(insert(audit_table).values(values))

    def remember(self) -> None:
        """Move the bookmark on to the last entry; call it when a transaction has ended."""
        with explained("The audit log cannot be read"), self._engine.connect() as connection:
            last = connection.execute(_last()).first()
        if last is not None:
            self._bookmark.write(last.number, last.sha256)

    def lines(self, after: int = 0) -> Iterator[Line]:
        """The rows of the log, in order.

        Raises:
            StoreError: they cannot be read.
        """
        while True:
            rows = self._read(_rows().where(_table.number > after).limit(_READ))
            yield from rows
            if len(rows) < _READ:
                return
            after = rows[-1].number

    def check(self) -> int:
        """Check what was added since the last check, the whole log the first time; the number of entries.

        Raises:
            StoreChanged: it does not fit itself, the bookmark or the key.
        """
        link = self._checked
        if link.number and [one.sha256 for one in self._read(_rows(link.number))] != [link.sha256]:
            raise changed(f"entry {link.number} of the audit log was changed or removed")
        seen_to, seen_sha256 = self._bookmark.read()
        for line in self.lines(after=link.number):
            link = link.followed_by(line, self._key)
            if link.number == seen_to and link.sha256 != seen_sha256:
                raise changed(f"entry {seen_to} of the audit log is another than the one that stood there")
        if link.number < seen_to:
            raise changed(f"the audit log ends with entry {link.number}, and {seen_to} stood in it")
        if self._key is not None and not link.signed:
            raise UsageError(
                "The audit log is not signed with the key that is set up.",
                "If the key is new, `lastlook audit sign` signs the log from now on; else it was rewritten.",
            )
        self._checked = link
        return link.number

    def sign(self) -> None:
        """Begin to sign a log that was not signed so far; a person's act.

        Raises:
            UsageError: no key is set up, or it is signed already.
            StoreChanged: it does not fit itself.
        """
        if self._key is None:
            raise UsageError("No key is set up to sign with.", "Set LASTLOOK_AUDIT_KEY to its file.")
        link = Link()
        for line in self.lines():
            link = link.followed_by(line, None)
        if link.signed:
            raise UsageError("The audit log is signed already.", "`lastlook audit verify` checks it.")
        with explained("The audit log cannot be signed"), writing(self._engine) as connection:
            self.append(connection, "key", review=self._key.name)
        self.remember()

    def of(self, review_ids: Collection[str]) -> dict[str, Logged]:
        """What ought to stand in the store about these reviews; the log itself is checked first.

        Raises:
            StoreChanged: the log does not fit itself.
        """
        self.check()
        found = {review_id: Logged() for review_id in review_ids}
        few = len(review_ids) <= _READ
        for line in self._read(_rows().where(_table.review_id.in_(review_ids))) if few else self.lines():
            entry = line.entry
            if entry.review in found:
                found[entry.review].take_in(entry)
        return found

    def settled(self, review_id: str, find: Callable[[Logged], Iterable[str]]) -> list[str]:
        """What `find` finds wrong with a review, held against what ought to stand there.

        The log and what it is held against are read one after the other: where somebody wrote to the review
        between the two, both are read again.

        Raises:
            StoreChanged: the log does not fit itself.
        """
        while True:
            before = self._last_of(review_id)
            wrong = list(find(self.of([review_id])[review_id]))
            if not wrong or self._last_of(review_id) == before:
                return wrong

    def reviews(self) -> list[str]:
        """The ids of all reviews that stand in the log."""
        query = select(_table.review_id).where(_table.number > 1).distinct()
        with explained("The audit log cannot be read"), self._engine.connect() as connection:
            return list(connection.scalars(query))

    def forgotten(self) -> list[str]:
        """The ids of all reviews that were forgotten."""
        entries = (line.entry for line in self.lines())
        return [one.review for one in entries if one.kind == "forgotten"]

    def _last_of(self, review_id: str) -> int | None:
        query = select(func.max(_table.number)).where(_table.review_id == review_id)
        with explained("The audit log cannot be read"), self._engine.connect() as connection:
            last: int | None = connection.scalar(query)
        return last

    def _read(self, query: Select[int, str, str, str]) -> list[Line]:
        with explained("The audit log cannot be read"), self._engine.connect() as connection:
            return [Line(*row) for row in connection.execute(query)]


def sha256_of(content: str | bytes) -> str:
    """The SHA-256 of a text as UTF-8, or of bytes."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def changed(what: str) -> StoreChanged:
    """The error about something that does not fit the log."""
    return StoreChanged(
        f"The store was changed from outside: {what}.",
        "`lastlook audit verify` lists all that does not fit. Restore the database and the evidence from a "
        "backup, or review the ad anew with --fresh.",
    )


def _rows(number: int | None = None) -> Select[int, str, str, str]:
    query = select(_table.number, _table.document, _table.sha256, _table.signature).order_by(_table.number)
    return query if number is None else query.where(_table.number == number)


def _last() -> Select[int, str]:
    return select(_table.number, _table.sha256).order_by(_table.number.desc()).limit(1)
