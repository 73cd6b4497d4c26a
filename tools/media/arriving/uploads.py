"""A file that somebody handed in comes in; the type that a browser may get goes out; no name is believed."""

from __future__ import annotations

from pathlib import Path

from agent_plugin.tools.media.sniff import HEAD_BYTES, sniff
from agent_plugin.tools.policy import STANDARD

MAX_UPLOAD_BYTES = STANDARD.media.max_bytes
MAX_CLIP_S = STANDARD.media.max_duration_s
MAX_NAME_CHARS = STANDARD.media.max_name_chars
_MEDIA_TYPES = {"MOV": "video/quicktime", "MKV": "video/x-matroska", "MP4": "video/mp4", "WebM": "video/webm"}


def media_type_of(path: Path) -> str | None:
    """Such as `image/jpeg`, from the first bytes; none for what is no picture or video that is known.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        kind = sniff(file.read(HEAD_BYTES))
    return None if kind is None else _MEDIA_TYPES.get(kind.name, f"image/{kind.name.lower()}")
