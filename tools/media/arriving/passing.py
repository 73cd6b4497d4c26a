"""A folder for an ad while it is looked at: nobody else reads it, and a process that was killed leaves none.

Whoever has one holds a lock in it, and the system drops the lock when the process dies, however it dies. So
whoever gets the lock of another knows that it is a leftover.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO

_PREFIX, _LOCK = "lastlook-", ".lock"


@contextmanager
def passing_folder() -> Generator[Path]:
    """The folder; it is removed afterwards, and so is what killed processes left."""
    sweep(Path(tempfile.gettempdir()))
    with tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with (folder / _LOCK).open("w") as lock:
            _is_ours(lock)
            yield folder


@cache
def sweep(place: Path) -> None:
    """Remove the leftovers; once in the life of a process is enough."""
    for folder in _folders(place):
        with suppress(OSError), (folder / _LOCK).open("r+") as lock:
            if _is_ours(lock):
                shutil.rmtree(folder, ignore_errors=True)


def _folders(place: Path) -> Iterator[Path]:
    with suppress(OSError):
        for path in place.glob(f"{_PREFIX}*"):
            if path.is_dir() and not path.is_symlink() and (sys.platform == "win32" or _is_mine(path)):
                yield path


def _is_mine(path: Path) -> bool:
    return sys.platform != "win32" and path.stat().st_uid == os.getuid()


def _is_ours(lock: IO[str]) -> bool:
    """Take the lock, if nobody holds it."""
    if sys.platform == "win32":
        import msvcrt

        with suppress(OSError):
            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
            return True
        return False
    import fcntl

    with suppress(OSError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False
