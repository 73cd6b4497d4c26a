"""File names: one that is safe to show, and the one on disk that somebody means.

A name comes in; the same without folders, control and direction characters goes out, or the path of the file.
"""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path


def safe_name(name: str, max_chars: int) -> str:
    """The last part of the name without what could hide or rearrange text, shortened in the middle."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    # Categories C* are controls, bidi overrides, lone surrogates and private use; Zl and Zp break lines.
    shown = "".join(c for c in last if unicodedata.category(c)[0] != "C" and c not in "\u2028\u2029")
    shown = " ".join(shown.split())
    if not shown:
        return "unnamed"
    if len(shown) <= max_chars:
        return shown
    tail = max_chars // 3
    return shown[: max_chars - tail - 1] + "…" + shown[-tail:]


def as_on_disk(path: Path) -> Path:
    """The path, in the letters that are on disk.

    Systems write one name in several ways: with a narrow or a fixed space where a plain one is typed, or with
    a letter and its accent apart. A path that is there, or for which there is nothing or more than one file,
    is given back as it is.
    """
    found = Path(path.anchor)
    for part in path.parts[1:] if path.anchor else path.parts:
        there = found / part
        if not os.path.lexists(there):
            same = [name for name in _names_in(found) if _as_typed(name) == _as_typed(part)]
            if len(same) != 1:
                return path
            there = found / same[0]
        found = there
    return found


def _names_in(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208 (only names are wanted, without a path for each)
    except (OSError, ValueError):
        return []


def _as_typed(name: str) -> str:
    """The name with plain spaces and composed letters."""
    composed = unicodedata.normalize("NFC", name)
    return "".join(" " if unicodedata.category(letter) == "Zs" else letter for letter in composed)
