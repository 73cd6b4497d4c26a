"""Folders in which evidence is made before it is published, safe against crashes and other processes.

In: review ids. Out: a fresh folder for each. While a process works on one it holds a file lock beside it, and
the system drops the lock when the process dies, however it dies. So whoever gets the lock knows that the
folder is a leftover, and nobody ever sweeps the work of a living process.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

from agent_plugin.tools.policy import STORE

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: IO[str], *, wait: bool) -> None:
        msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(handle: IO[str], *, wait: bool) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)


class FileLock:
    """A lock that lives as long as this process or until `drop`."""

    def __init__(self, path: Path, *, wait: bool = True) -> None:
        """Take it.

        Raises:
            BlockingIOError: another process holds it, and `wait` is false.
        """
        self.path = path
        while True:
            self._handle = path.open("a", encoding="utf-8")
            try:
                _lock(self._handle, wait=wait)
            except BaseException:
                self._handle.close()
                raise
            if self._is_still_there():
                return
            self._handle.close()  # a sweep removed the file between opening and locking it

    def _is_still_there(self) -> bool:
        try:
            return os.path.samestat(os.fstat(self._handle.fileno()), self.path.stat())
        except FileNotFoundError:
            return False

    def drop(self, *, remove: bool) -> None:
        """Let others have it; remove the file too if nobody will ask for this name again."""
        if remove:
            with suppress(PermissionError):  # Windows removes no open file
                self.path.unlink(missing_ok=True)
        self._handle.close()
        if remove:
            with suppress(PermissionError):
                self.path.unlink(missing_ok=True)


class Staging:
    """The staging folders under one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._locks: dict[str, FileLock] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def make(self, review_id: str) -> Path:
        """A new empty folder that is kept from every sweep until `release` or the end of this process."""
        self._locks[review_id] = FileLock(self._folder / f"{review_id}.lock")
        folder = self._folder / review_id
        folder.mkdir()
        return folder

    def release(self, review_id: str) -> None:
        """The work on it is over: whatever is left in its folder goes."""
        shutil.rmtree(self._folder / review_id, ignore_errors=True)
        if lock := self._locks.pop(review_id, None):
            lock.drop(remove=True)

    def close(self) -> None:
        """Release all."""
        for review_id in tuple(self._locks):
            self.release(review_id)

    def sweep(self, clear_published: Callable[[str], None]) -> None:
        """Remove the leftovers of dead processes; `clear_published` sees each id before its lock goes."""
        for path in sorted(self._folder.glob("*.lock")):
            try:
                lock = FileLock(path, wait=False)
            except OSError:
                continue  # a living process works on it
            clear_published(path.stem)
            shutil.rmtree(self._folder / path.stem, ignore_errors=True)
            lock.drop(remove=True)
        self._sweep_unlocked()

    def _sweep_unlocked(self) -> None:
        oldest = time.time() - STORE.leftover_age_s
        for folder in self._folder.iterdir():
            with suppress(FileNotFoundError):
                is_locked = folder.suffix == ".lock" or folder.with_name(f"{folder.name}.lock").exists()
                if not is_locked and folder.stat().st_mtime < oldest:
                    shutil.rmtree(folder, ignore_errors=True)
