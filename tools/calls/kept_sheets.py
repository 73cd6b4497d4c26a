"""The pictures of a look, as files for a while: those of the newest looks, no others."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from agent_plugin.tools.policy import AGENTS

if TYPE_CHECKING:
    from agent_plugin.tools.calls.tool import Shown
    from agent_plugin.tools.store import Store


def keep(store: Store, look: str, pictures: Iterable[Shown]) -> list[Path]:
    """Write them down; those of old looks give way."""
    folder = store.look_folder(look)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    files = list[Path]()
    for picture in pictures:
        files.append(folder / picture.name)
        files[-1].write_bytes(picture.data)
    looks = sorted(folder.parent.iterdir(), key=lambda one: one.stat().st_mtime, reverse=True)
    for old in looks[AGENTS.max_looks_shown :]:
        shutil.rmtree(old, ignore_errors=True)
    return files


def sheet_of(store: Store, look: str, file: str) -> bytes:
    """One of these pictures.

    Raises:
        FileNotFoundError: it is none, or older ones have given way to newer.
    """
    found = {one.name: one for one in store.look_folder(look).glob("*.jpg")}
    if file not in found:
        raise FileNotFoundError(file)
    return found[file].read_bytes()
