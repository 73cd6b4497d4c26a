"""A video file comes in; its sampled frames, and the frames at given times, go out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from av.video.frame import VideoFrame

from agent_plugin.tools.domain import Frame, MediaInfo
from agent_plugin.tools.media.container import (
    Declared,
    declared,
    decoded,
    decoding,
    lasting,
    opened,
    stamp,
    timed,
)
from agent_plugin.tools.media.further import further_films
from agent_plugin.tools.media.guards import (
    check_duration,
    check_frames,
    check_size,
    check_work,
    damaged,
    truncated,
)
from agent_plugin.tools.media.media import Media, shrunk
from agent_plugin.tools.media.screen import Screen
from agent_plugin.tools.media.source import Source
from agent_plugin.tools.media.structure import boxes_complete, fragments_may_lack, is_live, segment_complete
from agent_plugin.tools.media.timing import sampled, shown_at, shown_until, steady_fps
from agent_plugin.tools.policy import MediaLimits

# Before this, reading from the start costs less than finding a place in the index.
_WORTH_A_SEEK_S = 2.0
# The index counts in decoding order; frames are shown up to a second later than that.
_SEEK_MARGIN_S = 1.0

_MAY_BE_CUT = "recorded live or in fragments: its end may be missing, and the file does not say"

Moment = tuple[float, VideoFrame]


class Video(Media):
    """A film in a file; each pass opens and decodes it anew and holds one frame at a time."""

    def __init__(
        self,
        info: MediaInfo,
        source: Source,
        limits: MediaLimits,
        screen: Screen,
        head: Declared,
        origin_s: float | None,
    ) -> None:
        """Keep how to read the file and `origin_s`, the file's own time of the first frame, if it has one."""
        self._fps = steady_fps(limits.sample_fps, head.interval_s)
        fps = min(self._fps, 1 / head.interval_s)
        super().__init__(info, head.interval_s, expected_frames=round((head.duration_s or 0.0) * fps))
        self._interval_s = head.interval_s
        self._source = source
        self._limits = limits
        self._screen = screen
        self._origin_s = origin_s

    def frames(self) -> Iterator[Frame]:
        """Every n-th frame, as near to the sampling rate as equal steps allow."""
        moments = shown_until(self._shown(), lambda frame: lasting(frame) or self._interval_s)
        for index, each in enumerate(sampled(moments, self._fps)):
            shown = self._frame(index, each.at_s, each.picture)
            yield replace(shown, held_s=each.until_s - each.at_s)

    def frames_at(self, at_s: Sequence[float], *, longest_px: int | None = None) -> list[Frame]:
        """The frames on screen at these times."""
        if not at_s:
            return []
        moments = self._shown_from(min(at_s))
        shown = shown_at(moments, at_s, lambda t, frame: shrunk(self._frame(0, t, frame), longest_px))
        return [Frame(frame.pixels, index, frame.at_s) for index, frame in enumerate(shown)]

    def _frame(self, index: int, at_s: float, frame: VideoFrame) -> Frame:
        with decoding(self._source):
            return Frame(self._screen.show(frame), index, at_s)

    def _shown_from(self, start_s: float) -> Iterator[Moment]:
        """All moments from some time before `start_s`, found by the index where that can be trusted."""
        if self._origin_s is None or start_s < _WORTH_A_SEEK_S:
            return self._shown()
        moments = self._shown(max(0.0, start_s - _SEEK_MARGIN_S))
        first = next(moments, None)
        if first is None or first[0] > start_s:
            return self._shown()
        return chain((first,), moments)

    def _shown(self, seek_s: float = 0.0) -> Iterator[Moment]:
        with opened(self._source, self._limits) as (container, stream):
            if seek_s and self._origin_s is not None and stream.time_base:
                container.seek(int((seek_s + self._origin_s) / stream.time_base), stream=stream)
            frames = decoded(container, stream, self._source, from_start=not seek_s)
            moments = timed(frames, self._interval_s, self._origin_s)
            for count, (at_s, frame) in enumerate(moments, start=1):
                check_size(self._source.name, frame.width, frame.height, self._limits)
                check_duration(self._source.name, at_s, self._limits)
                check_frames(self._source.name, count, self._limits.max_frames)
                most = self._limits.max_video_pixels
                check_work(self._source.name, count, frame.width, frame.height, most)
                yield at_s, frame


def _may_be_cut(source: Source) -> bool:
    """Whether the end may be missing of a file that tells nobody where it ends.

    Raises:
        MediaTruncated: the end is missing.
    """
    in_boxes = source.kind.plugins == ("mov",)
    with source.reopen() as file:
        if not (boxes_complete if in_boxes else segment_complete)(file, source.size_bytes):
            raise truncated(source.name, source.kind.name)
        return (fragments_may_lack if in_boxes else is_live)(file, source.size_bytes)


def open_video(source: Source, limits: MediaLimits) -> Video:
    """Check that the file is whole and within the limits, and decode its first frame."""
    may_be_cut = _may_be_cut(source)
    with opened(source, limits) as (container, stream):
        head = declared(container, stream)
        first = next(decoded(container, stream, source), None)
    if first is None:
        raise damaged(source.name, source.kind.name)
    screen = Screen(first, head.stretch, limits.max_pixel_stretch)
    check_size(source.name, *screen.size, limits)
    info = MediaInfo(
        name=source.name,
        kind="video",
        format=f"{source.kind.name} ({head.codec})",
        width=screen.size[0],
        height=screen.size[1],
        bytes=source.size_bytes,
        sha256=source.sha256,
        duration_s=head.duration_s,
        frame_count=head.frames,
        notes=(*screen.notes, *([_MAY_BE_CUT] if may_be_cut else [])),
        not_looked_at=further_films(head.others),
    )
    return Video(info, source, limits, screen, head, stamp(first))
