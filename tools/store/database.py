"""The database under the store: its tables, how it is opened, and its failures in plain words.

In: a database URL. Out: an engine whose tables exist and are of this version. Types are portable; what only
SQLite needs stands in `_on_sqlite_connect` and `_on_begin`.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    URL,
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    insert,
    make_url,
    select,
)
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from agent_plugin.tools.errors import StoreError
from agent_plugin.tools.policy import STORE

SCHEMA_VERSION = 1
_WRITES = "lastlook_writes"
_ELSEWHERE = "Set LASTLOOK_DATA_DIR to a folder on a disk you may write to."

metadata = MetaData()
schema_table = Table("lastlook_schema", metadata, Column("version", Integer, nullable=False))
reviews_table = Table(
    "reviews",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),  # the order in which they were saved
    Column("id", String(64), nullable=False, unique=True),
    Column("key", String(200), nullable=False, index=True),
    Column("document", Text, nullable=False),  # the review as JSON
)
opinions_table = Table(  # of those who look at a review after it was made; the review itself stays as it is
    "opinions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("review_id", String(64), nullable=False, index=True),
    Column("document", Text, nullable=False),  # the opinion as JSON
)
sign_offs_table = Table(  # of named persons
    "sign_offs",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("review_id", String(64), nullable=False, index=True),
    Column("document", Text, nullable=False),  # the sign-off as JSON
)
looks_table = Table(  # of those who looked at the parts sheet of a review
    "looks",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, index=True),
    Column("review_id", String(64), nullable=False, index=True),
    Column("document", Text, nullable=False),  # the look as JSON
)
look_requests_table = Table(  # looks that were asked for; each tells which tiles are controls
    "look_requests",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("review_id", String(64), nullable=False, index=True),
    Column("document", Text, nullable=False),  # the request as JSON
)
audit_table = Table(  # what was done to reviews; entries are added and never changed, see audit.py
    "audit",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("review_id", String(64), nullable=False, index=True),
    Column("document", Text, nullable=False),  # the entry as JSON, of which the hash is
    Column("sha256", String(64), nullable=False),
    Column("signature", String(200), nullable=False),  # empty where no key is set up
)
jobs_table = Table(  # what became of reviews that ran in the background
    "jobs",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("document", Text, nullable=False),  # the job's end as JSON
)

_SQLITE_TROUBLE: dict[int, tuple[str, str]] = {
    sqlite3.SQLITE_READONLY: ("it is read-only", _ELSEWHERE),
    sqlite3.SQLITE_CANTOPEN: ("the file cannot be opened", _ELSEWHERE),
    sqlite3.SQLITE_PERM: ("access is denied", _ELSEWHERE),
    sqlite3.SQLITE_FULL: ("the disk is full", "Free some space and try again."),
    sqlite3.SQLITE_IOERR: ("the disk reports an error", "Check the disk and its free space, then try again."),
    sqlite3.SQLITE_BUSY: (
        "another program keeps it locked",
        "Close the program that holds it and try again.",
    ),
    sqlite3.SQLITE_NOTADB: ("it is not a Last Look database", "Move that file away; a new one is made."),
    sqlite3.SQLITE_CORRUPT: ("it is damaged", "Move that file away; a new one is made."),
}
_SYSTEM_TROUBLE: dict[int, tuple[str, str]] = {
    errno.ENOSPC: _SQLITE_TROUBLE[sqlite3.SQLITE_FULL],
    errno.EDQUOT: _SQLITE_TROUBLE[sqlite3.SQLITE_FULL],
    errno.EROFS: _SQLITE_TROUBLE[sqlite3.SQLITE_READONLY],
    errno.EACCES: _SQLITE_TROUBLE[sqlite3.SQLITE_PERM],
    errno.EPERM: _SQLITE_TROUBLE[sqlite3.SQLITE_PERM],
    errno.ENOTDIR: ("a file stands where a folder is needed", _ELSEWHERE),
    errno.EEXIST: ("a file stands where a folder is needed", _ELSEWHERE),
}


def open_engine(url: str | URL) -> Engine:
    """An engine that is ready to use.

    Raises:
        StoreError: the URL is wrong, its driver is missing, or the database cannot be opened or is newer.
    """
    try:
        engine = create_engine(make_url(url), pool_pre_ping=True)
    except (SQLAlchemyError, ImportError) as error:
        raise StoreError(
            f"The database URL cannot be used: {_first_line(error)}.",
            "Check LASTLOOK_DATABASE_URL and that its driver is installed.",
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _on_sqlite_connect)
        event.listen(engine, "begin", _on_begin)
    try:
        _prepare(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextmanager
def explained(what: str) -> Generator[None]:
    """Turn a failure of the database or the disk into a `StoreError` that begins with `what`."""
    try:
        yield
    except DBAPIError as error:
        code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
        why, hint = _SQLITE_TROUBLE.get(code, (_first_line(error.orig), "Check the database and try again."))
        raise StoreError(f"{what}: {why}.", hint) from error
    except SQLAlchemyError as error:
        raise StoreError(f"{what}: {_first_line(error)}.", "Check the database and try again.") from error
    except OSError as error:
        fallback = (error.strerror or _first_line(error), "Check that folder and try again.")
        why, hint = _SYSTEM_TROUBLE.get(error.errno or 0, fallback)
        raise StoreError(f"{what}: {why}.", hint) from error


@contextmanager
def writing(engine: Engine) -> Generator[Connection]:
    """One transaction that takes the right to write at its start, so that it cannot fail half-way for it."""
    with engine.execution_options(**{_WRITES: True}).begin() as connection:
        yield connection


def _prepare(engine: Engine) -> None:
    where = engine.url.render_as_string(hide_password=True)
    with explained(f"The store {where} cannot be opened"):
        if engine.dialect.name == "sqlite":
            _write_ahead(engine)
        with writing(engine) as connection:
            schema_table.create(connection, checkfirst=True)
            version = connection.scalar(select(schema_table.c.version))
            if version is None:
                connection.execute(insert(schema_table).values(version=SCHEMA_VERSION))
            elif version > SCHEMA_VERSION:
                raise StoreError(
                    f"The store {where} was written by a newer Last Look "
                    f"(format {version}; this one knows {SCHEMA_VERSION}).",
                    "Update Last Look, or set LASTLOOK_DATA_DIR to another folder.",
                )
            metadata.create_all(connection)


def _write_ahead(engine: Engine) -> None:
    """Readers and one writer do not block each other; SQLite keeps the choice in the file."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")


def _on_sqlite_connect(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we send BEGIN ourselves: the driver sends none before DDL
    connection.execute(f"PRAGMA busy_timeout={int(STORE.busy_timeout_s * 1000)}")


def _on_begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(_WRITES) else "BEGIN")


def _first_line(error: object) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
