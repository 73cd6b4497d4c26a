"""Folders come in; the pictures and videos in them go out, the newest first, by names that a door opens.

Only names are read, and not too many of them: a folder may be a whole disk.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import nlargest
from itertools import islice
from pathlib import Path

from agent_plugin.tools.policy import AGENTS

# Names that promise a picture or a video: even if it cannot be read, it gets a row that says so.
_PICTURES = "jpg jpeg jpe jfif png apng webp avif tif tiff bmp gif heic heif jxl jp2 psd svg"
_VIDEOS = "mp4 m4v mov webm mkv avi wmv flv mpg mpeg ogv 3gp"
PICTURES = frozenset(f".{word}" for word in _PICTURES.split())
VIDEOS = frozenset(f".{word}" for word in _VIDEOS.split())
MEDIA = PICTURES | VIDEOS


def promises_video(ad: str) -> bool:
    """Does the name of an ad say that it is a video, which takes longer?"""
    return any(ad.casefold().partition("?")[0].endswith(suffix) for suffix in VIDEOS)


@dataclass(frozen=True)
class Listing:
    """The newest, and how many there are beside them among the names that were read."""

    names: tuple[str, ...]
    more: int


def media_in(folders: Iterable[Path], part: str = "", most: int = 50) -> Listing:
    """The media under these folders whose name has that part in it, in small letters or large.

    Args:
        folders: Where they may lie; what a link leads out of them to is left out.
        part: Of the path inside the folder; empty for all.
        most: How many are named.
    """
    found = [
        (time_s, name)
        for root in dict.fromkeys(Path(os.path.realpath(folder)) for folder in folders)
        for time_s, name in islice(_under(root), AGENTS.max_names_read)
        if part.casefold() in name.casefold()
    ]
    newest = nlargest(most, found)
    return Listing(tuple(dict.fromkeys(name for _, name in newest)), len(found) - len(newest))


def _under(root: Path) -> Iterator[tuple[float, str]]:
    """Time of the last change, and the path inside the folder; what cannot be read is passed over."""
    for place, folders, names in os.walk(root):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        for name in names:
            file = Path(place, name)
            if name.startswith(".") or file.suffix.lower() not in MEDIA:
                continue
            try:
                if Path(os.path.realpath(file)).is_relative_to(root):
                    yield file.stat().st_mtime, file.relative_to(root).as_posix()
            except OSError:
                continue
