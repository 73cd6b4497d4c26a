"""The store of reviews: rows in a database, evidence in folders beside it.

In: a review and the staged folder with its evidence. Out: the same review, later, by id, by key or by age. A
review becomes visible in one step, when its row is committed; its evidence is in place before that. Looks
that are given after that lie in a table of their own and are merged into what goes out. Whatever is read is
held against the audit log first: what was changed from outside is an error that says so.
"""

from __future__ import annotations

import copy
import re
import secrets
import shutil
from collections.abc import Callable, Collection, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from pydantic import ValidationError
from sqlalchemy import URL, ColumnElement, func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from agent_plugin.tools.domain import Review
from agent_plugin.tools.errors import ReviewNotFound, StoreChanged, StoreError, UsageError
from agent_plugin.tools.policy import STANDARD, Policy
from agent_plugin.tools.store.audit import AuditLog
from agent_plugin.tools.store.audit_key import AuditKey, read_key
from agent_plugin.tools.store.database import explained, open_engine, reviews_table, writing
from agent_plugin.tools.store.forgetting import Forgetting
from agent_plugin.tools.store.guard import Guard, facts_of
from agent_plugin.tools.store.jobs import JobEnds
from agent_plugin.tools.store.kept_looks import Looks
from agent_plugin.tools.store.sign_offs import SignOffs
from agent_plugin.tools.store.staging import FileLock, Staging
from agent_plugin.tools.weighing.later_looks import with_looks

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", re.ASCII)
_MEDIA_SHA256 = re.compile(r'"media":\{[^{}]*?"sha256":"([0-9a-f]{64})"')
_LIST_HINT = "`get_review` without an id lists what there is, and so does `lastlook reviews`."


def new_review_id(now: datetime | None = None) -> str:
    """A short name that sorts by time, such as `20261122-153012-3f9a2c` (UTC)."""
    return f"{now or datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"


class Store:
    """Where reviews are kept. Safe for several processes at once; use as a context manager or `close` it."""

    def __init__(
        self, folder: Path, url: str | None = None, policy: Policy = STANDARD, audit_key: Path | None = None
    ) -> None:
        """Open or create it, and sweep what dead processes left behind.

        Args:
            folder: holds the evidence, and the SQLite database if there is no `url`.
            url: an SQLAlchemy database URL.
            policy: what opinions that were recorded later make of a verdict.
            audit_key: the file of the key that signs the audit log, if it is to be signed.

        Raises:
            StoreError: it cannot be opened, or a newer Last Look wrote it.
            StoreChanged: its audit log was emptied.
            UsageError: the key cannot be used.
        """
        self._policy = policy
        self._evidence = folder / "evidence"
        with explained(f"The store in {folder} cannot be opened"):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)  # unpublished ads concern nobody else
            with suppress(PermissionError):  # somebody else's folder, of which we are a guest
                folder.chmod(0o700)
            self._evidence.mkdir(exist_ok=True)
            self._staging = Staging(folder / "staging")
            opening = FileLock(folder / "opening.lock")  # two first openings must not race
        try:
            self._engine = open_engine(url or URL.create("sqlite", database=str(folder / "lastlook.db")))
            try:
                key = read_key(audit_key) if audit_key else None
                self._open_tables(folder / "audit.json", key)
                with explained(f"The store in {folder} cannot be tidied"):
                    self._staging.sweep(self._clear_orphan)
            except BaseException:
                self._engine.dispose()
                raise
        finally:
            opening.drop(remove=False)
        self._only: Callable[[], Collection[str]] | None = None

    def _open_tables(self, bookmark: Path, key: AuditKey | None) -> None:
        """The tables beside that of the reviews; a store from before the audit log is entered into one."""
        self.audit = AuditLog(self._engine, bookmark, key)
        self.sign_offs, self.job_ends = SignOffs(self._engine, self.audit), JobEnds(self._engine)
        self.looks = Looks(self._engine, self._policy.look.max_looks, self.audit)
        self.forgetting = Forgetting(self._engine, self.audit, self._evidence.parent)
        self._guard = Guard(self.audit, self.looks, self.sign_offs, self._evidence)
        self._guard.begin(self._engine)

    def only(self, ids: Callable[[], Collection[str]]) -> Store:
        """The same store as somebody sees it who may see these reviews only; it is not closed by itself."""
        view = copy.copy(self)
        view._only = ids
        return view

    def find(self, key: str) -> Review | None:
        """The newest review with this key whose evidence is still whole.

        Raises:
            StoreChanged: it was changed from outside: a verdict is never served from such a row.
        """
        return self._first_whole(self._documents(reviews_table.c.key == key))

    @contextmanager
    def staging(self, review_id: str) -> Generator[Path]:
        """A folder to make evidence in; an error removes it, `save` publishes it."""
        with explained("Evidence cannot be kept"):
            folder = self._staging.make(_checked(review_id))
        try:
            yield folder
        except BaseException:
            # After a failed save the row may or may not be there; the next opening can tell and sweeps.
            if not self.evidence_folder(review_id).exists():
                self._staging.release(review_id)
            raise

    def save(self, review: Review, staged: Path) -> None:
        """Publish the staged evidence, then make the review visible; both or neither."""
        document = review.model_dump_json()
        folder = self.evidence_folder(review.id)
        values = {"id": review.id, "key": review.key, "document": document}
        with explained(f"Review {review.id} cannot be kept"):
            facts = facts_of(review, document, staged)
            staged.rename(folder)
            try:
                with writing(self._engine) as connection:
                    connection.execute(insert(reviews_table).values(values))
                    self.audit.append(connection, "review", review.id, **facts)
            except SQLAlchemyError:
                shutil.rmtree(folder, ignore_errors=True)
                raise
        self.audit.remember()
        self._staging.release(review.id)

    def get(self, review_id_or_prefix: str) -> Review:
        """The review with this id, or the only one whose id begins so.

        Raises:
            ReviewNotFound: there is none.
            UsageError: there are several.
            StoreChanged: it, its looks, its sign-offs or a picture of its evidence were changed from outside.
        """
        wanted = _checked(review_id_or_prefix)
        documents = self._documents(reviews_table.c.id == wanted, 1) or self._documents(
            reviews_table.c.id.startswith(wanted, autoescape=True), 2
        )
        if not documents:
            raise ReviewNotFound(f"There is no review {wanted}.", _LIST_HINT)
        if len(documents) > 1:
            raise UsageError(f"Several reviews begin with {wanted}.", f"Give more of the id; {_LIST_HINT}")
        return self._intact(*documents[0])

    def newest(self, limit: int) -> list[Review]:
        """The reviews saved last, newest first; without those that `troubles` tells of."""
        return [one for one in self._newest(limit) if isinstance(one, Review)]

    def troubles(self, limit: int) -> list[str]:
        """What keeps reviews among the newest from being read, a sentence for each."""
        return [str(one) for one in self._newest(limit) if isinstance(one, StoreError)]

    def verify(self) -> tuple[int, list[str]]:
        """The number of entries of the audit log, and all that does not fit it, in sentences.

        Raises:
            StoreError: it cannot be read.
        """
        return self._guard.verify(lambda: self._documents(None))

    def of_media(self, sha256s: Collection[str]) -> dict[str, Review]:
        """The newest whole review of each of these media, by its SHA-256; none where there is none."""
        found: dict[str, Review] = {}
        for review_id, document in self._documents(None):
            match = _MEDIA_SHA256.search(document)  # of thousands of reviews few are wanted
            if match is None or match[1] not in sha256s or match[1] in found:
                continue
            review = self._first_whole([(review_id, document)])
            if review is not None:
                found[match[1]] = review
        return found

    def evidence_folder(self, review_id: str) -> Path:
        """Where the evidence of a review lies."""
        return self._evidence / _checked(review_id)

    def look_folder(self, look_id: str) -> Path:
        """Where the pictures that were shown for a look lie, for a while."""
        return self._evidence.parent / "looks" / _checked(look_id)

    def close(self) -> None:
        """Let go of the database and of staged folders that were never saved."""
        self._staging.close()
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _documents(
        self, condition: ColumnElement[bool] | None, limit: int | None = None
    ) -> list[tuple[str, str]]:
        """Id and row of the reviews, the newest first."""
        table = reviews_table.c
        query = select(table.id, table.document).order_by(table.number.desc())
        if self._only is not None:
            query = query.where(table.id.in_(self._only()))
        if condition is not None:
            query = query.where(condition)
        if limit is not None:
            query = query.limit(limit)
        with explained("The store cannot be read"), self._engine.connect() as connection:
            return [(row.id, row.document) for row in connection.execute(query)]

    def _first_whole(self, rows: Iterable[tuple[str, str]]) -> Review | None:
        for review_id, row in rows:
            try:
                review = self._intact(review_id, row)
            except StoreChanged:
                raise
            except StoreError:
                continue  # written by another version: it is made anew
            if self._is_whole(review):
                return review
        return None

    def _newest(self, limit: int) -> Iterator[Review | StoreError]:
        for review_id, row in self._documents(None, limit):
            try:
                yield self._intact(review_id, row)
            except StoreError as error:
                yield error

    def _intact(self, review_id: str, row: str) -> Review:
        """The review of a row with the looks that were given since, and the verdict that follows."""
        self._guard.check(review_id, row)
        looks = self.looks.of([review_id])[review_id]
        return with_looks(_read(row), looks, self._policy)

    def _is_whole(self, review: Review) -> bool:
        folder = self.evidence_folder(review.id)
        return folder.is_dir() and all((folder / item.file).is_file() for item in review.evidence)

    def _clear_orphan(self, review_id: str) -> None:
        """Remove published evidence whose review never became visible."""
        query = select(func.count()).where(reviews_table.c.id == review_id)
        with self._engine.connect() as connection:
            is_visible = bool(connection.scalar(query))
        if not is_visible:
            shutil.rmtree(self.evidence_folder(review_id), ignore_errors=True)


def _checked(review_id: str) -> str:
    """Ids become folder names and come from users: anything but a plain word is no id."""
    if not _ID.fullmatch(review_id):
        raise ReviewNotFound(f"{review_id!r} is no review id.", _LIST_HINT)
    return review_id


def _read(document: str) -> Review:
    try:
        return Review.model_validate_json(document)
    except ValidationError as error:
        raise _of_another_version("review", error) from error


def _of_another_version(what: str, error: ValidationError) -> StoreError:
    return StoreError(
        f"A stored {what} cannot be read by this version: {error.error_count()} fields differ.",
        "Use the version of Last Look that wrote it, or review the ad again.",
    )
