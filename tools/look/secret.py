"""The secret of this installation: a cache folder in, the word that decides which tiles are controls out."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from pathlib import Path
from secrets import token_hex

FILE = "lot"


def secret_in(folder: Path) -> str:
    """Made on first use; of this process alone where none can be kept."""
    path = folder / FILE
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            half = path.with_name(f"{FILE}-{token_hex(4)}.partial")
            half.touch(mode=0o600)
            half.write_text(token_hex(16), encoding="ascii")
            half.replace(path)
        kept = path.read_text(encoding="ascii").strip()
        if kept:
            return kept
    return _of_this_process()


@cache
def _of_this_process() -> str:
    return token_hex(16)
