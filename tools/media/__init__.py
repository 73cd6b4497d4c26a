"""Media become frames: a path comes in, upright RGB pictures with their times go out.

Whatever the file holds, the answer is frames or an error of `tools.errors` that says what is wrong. Pillow
and PyAV are imported by this room only, and only once a file is opened.
"""

from __future__ import annotations

from pathlib import Path

from agent_plugin.tools.media.media import Media
from agent_plugin.tools.media.naming import safe_name
from agent_plugin.tools.policy import MediaLimits

__all__ = ["Media", "open_media", "safe_name"]


def open_media(path: Path, limits: MediaLimits) -> Media:
    """Recognise the file by its content and make its frames available.

    Raises:
        MediaError: One of its kinds, when the file cannot be read, is of no known kind, ends too early, is
            damaged, or goes over a limit. Damage deep inside a video shows only while its frames are read.
    """
    from agent_plugin.tools.media.source import read_source

    source = read_source(path, limits)
    if source.kind.reader == "video":
        from agent_plugin.tools.media.video import open_video

        return open_video(source, limits)
    from agent_plugin.tools.media.picture import open_picture

    return open_picture(source, limits)
