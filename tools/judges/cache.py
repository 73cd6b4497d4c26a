"""Replies of judges, kept: a call and its judge in, what the model said to exactly that before, out.

One small file for each reply in the cache folder. The name is a hash of everything that goes into the call:
the bytes of the pictures, all words, the prompts' versions, the form of the answer, the kind of judge, its
address and the model. Files appear in one step, so that several processes can share the folder; whatever
cannot be read is as good as not there. No picture and no key is kept.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from secrets import token_hex

from agent_plugin.tools.judges.judge import Ask, Judge, Picture, Reply
from agent_plugin.tools.policy import STORE


class ReplyCache:
    """The replies in one folder, the oldest going when there are too many."""

    def __init__(self, folder: Path, most: int = STORE.cached_replies) -> None:
        """Nothing is made before the first reply is kept."""
        self._folder, self._most = folder, most

    def get(self, judge: Judge, ask: Ask) -> Reply | None:
        """What this judge's model, at the same address, answered to the same call."""
        try:
            return Reply(**json.loads(self._path(judge, ask).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def put(self, judge: Judge, ask: Ask, reply: Reply) -> None:
        """Keep a reply that could be understood; a full or read-only disk is no reason to fail."""
        path = self._path(judge, ask)
        half = path.with_name(f"{path.stem}-{token_hex(4)}.partial")
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            half.write_text(json.dumps(asdict(reply)), encoding="utf-8")
            half.replace(path)
            self._prune()

    def _path(self, judge: Judge, ask: Ask) -> Path:
        return self._folder / f"{_fingerprint(judge, ask)}.json"

    def _prune(self) -> None:
        """Let the oldest go; some more than needed, so that not every call has to."""
        with os.scandir(self._folder) as entries:
            files = [(entry.stat().st_mtime, entry.path) for entry in entries]
        if len(files) <= self._most:
            return
        for _, path in sorted(files)[: len(files) - self._most * 9 // 10]:
            Path(path).unlink(missing_ok=True)


def _fingerprint(judge: Judge, ask: Ask) -> str:
    """Length before content, so that no two calls run into one another."""
    digest = hashlib.sha256()
    who = (judge.kind, judge.address, judge.model)
    for item in (*who, ask.prompt, ask.instructions, *ask.content, ask.answer_schema):
        if isinstance(item, Picture):
            piece = b"picture %s %s " % (item.name.encode(), item.detail.encode()) + item.jpeg
        elif isinstance(item, str):
            piece = b"text " + item.encode()
        else:
            piece = b"form " + json.dumps(item, sort_keys=True).encode()
        digest.update(b"%d " % len(piece) + piece)
    return digest.hexdigest()
