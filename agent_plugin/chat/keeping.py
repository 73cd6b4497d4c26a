"""Conversations to reopen: messages and files come in; the same, later, by a name that nobody can guess.

Each lies in a folder of its own: `chat.json`, and the ads that were attached. Its reviews lie in the store,
of which it sees its own only. One that nobody opened for a set time is deleted with its files; reviews and
signatures stay in the store.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from threading import Lock, RLock
from typing import Any

from langchain_core.messages import AnyMessage, ToolMessage, messages_from_dict, messages_to_dict

from agent_plugin.chat.questions import Language
from agent_plugin.tools.calls.tool import Reviews, Toolbox
from agent_plugin.tools.domain import Review
from agent_plugin.tools.errors import UsageError
from agent_plugin.tools.media import safe_name
from agent_plugin.tools.media.arriving.door import Door
from agent_plugin.tools.media.arriving.uploads import MAX_NAME_CHARS

_ID = re.compile(r"[A-Za-z0-9_-]{32}")
_ID_BYTES = 24
MOST_ADS = 40  # in one conversation
_DAY_S = 86_400.0


@dataclass(frozen=True)
class Waiting:
    """A question that is not answered yet."""

    id: str
    words: str
    ads: tuple[str, ...]
    language: Language
    refused: tuple[str, ...] = ()  # why files that came with it were not taken


class Conversation:
    """One conversation on disk."""

    def __init__(self, folder: Path) -> None:
        """Nothing is read yet."""
        self.id, self._folder = folder.name, folder
        self.ads = folder / "ads"
        self._writing = RLock()
        self._reviews: list[str] = list(self._document().get("reviews", ()))

    def messages(self) -> list[AnyMessage]:
        """All that was said."""
        kept: Any = messages_from_dict(self._document().get("messages", []))
        return list(kept)

    def reviews(self) -> tuple[str, ...]:
        """The reviews that were made in it."""
        return tuple(self._reviews)

    def add_review(self, review_id: str) -> None:
        """Make a review one of this conversation's."""
        if review_id not in self._reviews:
            self._reviews.append(review_id)

    def keep(self, messages: Sequence[AnyMessage], answered: Waiting | None = None) -> None:
        """Write it down, whole or not at all; pictures in messages are left out, they are in the evidence."""
        with self._writing:
            waiting = [one for one in self.waiting() if answered is None or one.id != answered.id]
            self._write({"messages": messages_to_dict([_slim(one) for one in messages])}, waiting)

    def waiting(self) -> tuple[Waiting, ...]:
        """The questions that are not answered yet, the first first."""
        rows: list[dict[str, Any]] = self._document().get("waiting", [])
        lists = ("ads", "refused")
        facts: list[dict[str, Any]] = [{**row, **{name: tuple(row[name]) for name in lists}} for row in rows]
        return tuple(Waiting(**row) for row in facts)

    def wait_for(self, question: Waiting) -> None:
        """Write down a question before it is answered."""
        with self._writing:
            self._write({}, [*self.waiting(), question])

    def _write(self, changed: dict[str, Any], waiting: Sequence[Waiting]) -> None:
        document = {**self._document(), **changed, "reviews": self._reviews}
        document["waiting"] = [asdict(one) for one in waiting]
        new = self._folder / "chat.json.new"
        new.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        new.replace(self._folder / "chat.json")

    def take(self, file: Path, name: str) -> str:
        """Move a file in; the ad's name for the tools goes out.

        Raises:
            UsageError: there are too many already.
        """
        number = 1 + sum(1 for _ in self.ads.iterdir())
        if number > MOST_ADS:
            raise UsageError(f"{MOST_ADS} ads are in this chat already.", "Begin a new one.")
        folder = self.ads / str(number)
        folder.mkdir()
        target = folder / safe_name(name, MAX_NAME_CHARS)
        shutil.move(file, target)
        return f"{number}/{target.name}"

    def ad(self, named: str) -> Path | None:
        """The file of an ad, where there is one."""
        number, _, name = named.partition("/")
        if not number.isdecimal() or name != Path(name).name:
            return None
        path = self.ads / number / name
        return path if path.is_file() else None

    def _document(self) -> dict[str, Any]:
        path = self._folder / "chat.json"
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        return document


def _slim(message: AnyMessage) -> AnyMessage:
    if isinstance(message, ToolMessage) and not isinstance(message.content, str):
        return message.model_copy(update={"content": message.text})
    return message


class Conversations:
    """All of them."""

    def __init__(self, folder: Path, keep_days: float) -> None:
        """Make the folder, which concerns nobody else on this machine."""
        self._folder, self._keep_s = folder, keep_days * _DAY_S
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._open: dict[str, Conversation] = {}
        self._lock = Lock()

    def begin(self) -> Conversation:
        """A new one."""
        folder = self._folder / secrets.token_urlsafe(_ID_BYTES)
        (folder / "ads").mkdir(parents=True)
        return self._opened(folder)

    def get(self, chat_id: str) -> Conversation | None:
        """The one of this name; opening it makes it young again."""
        if not _ID.fullmatch(chat_id) or not (self._folder / chat_id / "ads").is_dir():
            return None
        return self._opened(self._folder / chat_id)

    def _opened(self, folder: Path) -> Conversation:
        folder.touch()
        with self._lock:
            return self._open.setdefault(folder.name, Conversation(folder))

    def sweep(self, now: float | None = None) -> list[str]:
        """Delete those that nobody opened for too long, and name them."""
        oldest = (time.time() if now is None else now) - self._keep_s
        gone = [folder for folder in self._all() if folder.stat().st_mtime < oldest]
        for folder in gone:
            with self._lock:
                self._open.pop(folder.name, None)
            shutil.rmtree(folder, ignore_errors=True)
        return [folder.name for folder in gone]

    def unanswered(self) -> list[Conversation]:
        """Those in which a question waits, such as after the server was killed."""
        folders = [folder for folder in self._all() if (folder / "ads").is_dir()]
        with self._lock:
            opened = [self._open.setdefault(one.name, Conversation(one)) for one in folders]
        return [one for one in opened if one.waiting()]

    def _all(self) -> Iterator[Path]:
        return (folder for folder in self._folder.iterdir() if _ID.fullmatch(folder.name))


def sweep_uploads(folder: Path, oldest: float) -> None:
    """Delete what was uploaded before that time and never sent."""
    for file in [path for path in folder.rglob("*") if path.is_file()]:
        with suppress(OSError):  # just sent, and so moved
            if file.stat().st_mtime < oldest:
                file.unlink()


@dataclass(frozen=True)
class _Remembering:
    """A reviewer whose reviews become those of a conversation."""

    reviewer: Reviews
    conversation: Conversation

    def review(self, path: Path, **how: Any) -> Review:
        review = self.reviewer.review(path, **how)
        self.conversation.add_review(review.id)
        return review


def private(box: Toolbox, conversation: Conversation) -> Toolbox:
    """The toolbox as one conversation has it: its own ads, its own reviews, and nothing beside them."""
    return replace(
        box,
        store=box.store.only(conversation.reviews),
        reviewer=_Remembering(box.reviewer, conversation),
        door=Door((conversation.ads,)),
        jobs=None,
        ask_person=None,
    )
