"""A path comes in; an identified, hashed file of acceptable size goes out."""

from __future__ import annotations

import hashlib
import os
import stat
from contextlib import ExitStack
from dataclasses import dataclass, field
from io import BufferedReader
from pathlib import Path

from agent_plugin.tools.errors import (
    MediaDamaged,
    MediaEmpty,
    MediaForbidden,
    MediaNotFound,
    MediaTooLarge,
    MediaUnknown,
)
from agent_plugin.tools.media.lookalikes import looks_like
from agent_plugin.tools.media.naming import safe_name
from agent_plugin.tools.media.sniff import HEAD_BYTES, Kind, sniff
from agent_plugin.tools.policy import MediaLimits

_AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)  # a named pipe would wait for a writer
_Stamp = tuple[int, int, int, int]


@dataclass(frozen=True)
class Source:
    """The file behind a media. `data` holds all bytes of a picture and nothing of a video."""

    path: Path
    name: str
    kind: Kind
    size_bytes: int
    sha256: str
    data: bytes = field(repr=False)
    stamp: _Stamp

    def reopen(self) -> BufferedReader:
        """Open the file again, sure that it is the one that was hashed.

        Raises:
            MediaDamaged: If it was replaced or written to in the meantime.
        """
        file = opened_file(self.path, self.name)
        if _stamp(os.fstat(file.fileno())) != self.stamp:
            file.close()
            raise self.changed()
        return file

    def changed(self) -> MediaDamaged:
        """The error for a file that is no longer the one that was hashed."""
        return MediaDamaged(
            f"{self.name} changed while it was being checked.",
            "Wait until it is fully written, then retry.",
        )


def read_source(path: Path, limits: MediaLimits) -> Source:
    """Identify and hash the file; a picture is read into memory, once, from the handle that is hashed."""
    name = safe_name(os.fspath(path), limits.max_name_chars)
    with opened_file(path, name) as file:
        status = os.fstat(file.fileno())
        _check_bytes(status.st_size, name, limits)
        head = file.read(HEAD_BYTES)
        kind = _recognise(head, name)
        file.seek(0)
        data = b""
        if kind.reader == "picture":
            data = file.read(limits.max_bytes + 1)
            _check_bytes(len(data), name, limits)
            sha256 = hashlib.sha256(data).hexdigest()
        else:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return Source(path, name, kind, len(data) or status.st_size, sha256, data, _stamp(status))


def opened_file(path: Path, name: str, *, is_real: bool = False) -> BufferedReader:
    """A regular file, opened once and asked what it is afterwards; with `is_real`, no link led there.

    Raises:
        MediaNotFound: it is not there, or no file.
        MediaForbidden: this user may not read it, or a link stands where none was.
    """
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0) | _AT_ONCE
    flags |= getattr(os, "O_NOFOLLOW", 0) if is_real else 0
    try:
        with ExitStack() as held:
            file = held.enter_context(os.fdopen(os.open(path, flags), "rb"))
            mode = os.fstat(file.fileno()).st_mode
            if not stat.S_ISREG(mode):
                what = "a folder" if stat.S_ISDIR(mode) else "not a regular file"
                raise MediaNotFound(f"{name} is {what}.", "Give the path of one picture or video.")
            if is_real and not _lies_at(file.fileno(), path):
                raise MediaForbidden(f"{name} was replaced while it was being opened.", "Ask again.")
            held.pop_all()
            return file
    except PermissionError as error:
        raise MediaForbidden(
            f"{name} may not be read by this user.", "Change its permissions or copy it elsewhere."
        ) from error
    except FileNotFoundError as error:
        raise MediaNotFound(f"{name} does not exist.", "Check the path and the spelling.") from error
    except IsADirectoryError as error:
        raise MediaNotFound(f"{name} is a folder.", "Give the path of one picture or video.") from error
    except (OSError, ValueError) as error:  # a name too long or with a null byte, a dead network drive
        raise MediaNotFound(f"{name} cannot be opened.", "Check the path and the drive it is on.") from error


def _lies_at(descriptor: int, path: Path) -> bool:
    """Is what was opened still what stands at this path, with no link on the way?"""
    known = f"/proc/self/fd/{descriptor}"
    if os.path.lexists(known):  # the kernel knows where it was found
        return os.readlink(known) == str(path)  # noqa: PTH115
    try:
        return os.path.realpath(path) == str(path) and os.path.samestat(path.stat(), os.fstat(descriptor))
    except OSError:
        return False


def _stamp(status: os.stat_result) -> _Stamp:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _check_bytes(size: int, name: str, limits: MediaLimits) -> None:
    if size == 0:
        raise MediaEmpty(f"{name} is empty: it has no bytes.", "Export or download the ad again.")
    if size > limits.max_bytes:
        raise MediaTooLarge(
            f"{name} has more than {limits.max_bytes / (1 << 20):.0f} MB.",
            "Export it smaller, or raise max_bytes in the policy.",
        )


def _recognise(head: bytes, name: str) -> Kind:
    kind = sniff(head)
    if kind is None:
        what, hint = looks_like(head)
        raise MediaUnknown(f"{name} cannot be checked: it looks like {what}.", hint)
    return kind
