"""A folder of evidence comes in, a copy in the folder the user named goes out; nobody else's file is touched.

A small list in that folder names what was copied there, so that a later run may replace its own files only.
"""

from __future__ import annotations

import filecmp
import json
import re
import shutil
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from agent_plugin.tools.errors import UsageError

MARKER = ".lastlook-files.json"
_NAMES = TypeAdapter(list[str])
_MAX_NAME_CHARS = 60  # keeps the whole path within what every system allows


def subfolder(number: int, name: str) -> str:
    """A folder name for one of several ads: unique by its number, harmless on every system."""
    words = re.sub(r"[^A-Za-z0-9._-]+", "-", Path(name).name).strip("-.")[:_MAX_NAME_CHARS].rstrip("-.")
    return f"{number:02d}-{words or 'ad'}"


def export(evidence: Path, target: Path) -> None:
    """Copy all files of a review to `target`.

    Raises:
        UsageError: a file of another origin is in the way, or the folder cannot be written.
    """
    try:
        target.mkdir(parents=True, exist_ok=True)
        files = (path.relative_to(evidence) for path in evidence.rglob("*") if path.is_file())
        names = sorted(path.as_posix() for path in files)
        ours = _ours(target)
        _refuse_foreign([name for name in names if name not in ours], evidence, target)
        _write(
            target / MARKER, json.dumps(sorted({*ours, *names})).encode()
        )  # first: a stopped copy stays ours
        for name in ours - set(names):
            (target / name).unlink(missing_ok=True)  # a picture of an earlier review must not stay beside it
        for name in names:
            _copy(evidence / name, target / name)
        _write(target / MARKER, json.dumps(names).encode())
    except OSError as error:
        raise UsageError(
            f"The evidence cannot be copied to {target}: {error.strerror or error}.",
            "Choose another folder for --out.",
        ) from error


def _refuse_foreign(names: list[str], evidence: Path, target: Path) -> None:
    for name in names:
        there = target / name
        is_taken = there.exists() or any(path.is_symlink() for path in (there, *_between(there, target)))
        if is_taken and not (there.is_file() and filecmp.cmp(evidence / name, there, shallow=False)):
            raise UsageError(
                f"{target} already holds {name}, which Last Look did not write.",
                "Choose another folder for --out, or move that file away.",
            )


def _between(there: Path, target: Path) -> list[Path]:
    """The folders from the target down to a file in it, without the target."""
    return [path for path in there.parents if path.is_relative_to(target) and path != target]


def _ours(target: Path) -> set[str]:
    try:
        names = _NAMES.validate_json((target / MARKER).read_bytes())
    except (OSError, ValidationError):
        return set()
    word = r"[A-Za-z0-9][A-Za-z0-9._-]*"
    return {
        name
        for name in names
        if re.fullmatch(rf"{word}(/{word})*", name)
        and not any(path.is_symlink() for path in _between(target / name, target))
    }


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_name(f"{target.name}.partial")
    shutil.copyfile(source, half)
    half.replace(target)


def _write(target: Path, content: bytes) -> None:
    half = target.with_name(f"{target.name}.partial")
    half.write_bytes(content)
    half.replace(target)
