"""A video file comes in; decoded FFmpeg frames with their presentation times go out.

A hostile file must not make FFmpeg open anything else: it gets an open file instead of a name, one demuxer,
no protocol, and only well-known decoders. Sound, subtitles, data and cover pictures are left alone.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import av
from av.codec import Codec
from av.container import InputContainer
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from agent_plugin.tools.errors import MediaError, MediaTooLarge, MediaUnknown
from agent_plugin.tools.media.guards import (
    check_duration,
    check_frames,
    check_size,
    check_work,
    damaged,
    truncated,
)
from agent_plugin.tools.media.source import Source
from agent_plugin.tools.policy import MediaLimits

# What cameras, editing programs and video generators write; each old decoder more is one more to attack.
_CODECS = (
    *("h264", "hevc", "av1", "vp8", "vp9", "mpeg4", "mpeg2video", "mpeg1video", "h263"),
    *("prores", "dnxhd", "cfhd", "mjpeg", "png", "qtrle", "ffv1", "rawvideo", "theora"),
)
_DECODERS = (*_CODECS, "libdav1d", "libaom-av1", "libvpx", "libvpx-vp9")
_NOT_THE_FILM = Disposition.attached_pic | Disposition.timed_thumbnails
_USUAL_INTERVAL_S = 1 / 25  # where neither times nor a rate are given


@dataclass(frozen=True)
class Declared:
    """What the headers of a video say."""

    codec: str
    frames: int | None
    duration_s: float | None
    interval_s: float
    stretch: float  # width of a pixel against its height
    others: int  # tracks of pictures beside the film


@contextmanager
def decoding(source: Source) -> Generator[None]:
    """Within this block the failures of FFmpeg are MediaDamaged or MediaTooLarge."""
    try:
        yield
    except MediaError:
        raise
    except MemoryError as error:
        raise MediaTooLarge(
            f"{source.name} needs more memory than there is.", "Export it smaller."
        ) from error
    # Hostile bytes make FFmpeg and its bindings raise nearly anything; none of it may reach the user.
    except Exception as error:
        raise damaged(source.name, source.kind.name) from error


@contextmanager
def opened(source: Source, limits: MediaLimits) -> Generator[tuple[InputContainer, VideoStream]]:
    """The container and its film, with sizes, length and frame count within the limits as far as declared."""
    options = {
        "protocol_whitelist": "",
        "codec_whitelist": ",".join(_DECODERS),
        # More than the limit, so that a size just over it is known and can be reported.
        "max_pixels": str(2 * limits.max_pixels),
    }
    with (
        decoding(source),
        source.reopen() as file,
        av.open(
            file, "r", format=source.kind.plugins[0], options=options, metadata_errors="replace"
        ) as container,
    ):
        stream = _film(container, source)
        stream.codec_context.options = {"max_pixels": str(limits.max_pixels)}
        stream.thread_type = "AUTO"
        _check_declared(container, stream, source, limits)
        yield container, stream


def tags(source: Source) -> list[tuple[str, str]]:
    """The names and texts that the container and its tracks carry; of XMP the whole packet.

    Raises:
        MediaDamaged: the container cannot be read.
    """
    options = {"protocol_whitelist": "", "codec_whitelist": ",".join(_DECODERS), "export_xmp": "1"}
    with (
        decoding(source),
        source.reopen() as file,
        av.open(
            file, "r", format=source.kind.plugins[0], options=options, metadata_errors="replace"
        ) as container,
    ):
        carriers = (container.metadata, *(stream.metadata for stream in container.streams))
        return [(name, value) for carrier in carriers for name, value in carrier.items()]


def declared(container: InputContainer, stream: VideoStream) -> Declared:
    """What the headers say, with the usual values where they are silent."""
    rate = stream.average_rate or stream.guessed_rate
    return Declared(
        codec=stream.codec_context.codec.canonical_name,
        frames=stream.frames or None,
        duration_s=_duration_s(container, stream),
        interval_s=float(1 / rate) if rate else _USUAL_INTERVAL_S,
        stretch=float(stream.sample_aspect_ratio or 1),
        others=len(_films(container)) - 1,
    )


def decoded(
    container: InputContainer, stream: VideoStream, source: Source, from_start: bool = True
) -> Iterator[VideoFrame]:
    """The frames in the order they are shown, from where the container stands.

    Raises:
        MediaTruncated: When a packet or the rest of the packets is missing.
        MediaDamaged: When a frame cannot be decoded after the first sound one.
    """
    packets, sound = 0, False
    for packet in container.demux(stream):
        if packet.is_corrupt:
            raise truncated(source.name, source.kind.name)
        if not packet.size and packet.dts is not None:
            continue  # an empty sample, which decoders would take for the end of the film
        packets += packet.size > 0
        for frame in packet.decode():
            if not frame.is_corrupt:
                sound = True
                yield frame
            elif sound:
                raise damaged(source.name, source.kind.name, " in the middle")
    lists_all = from_start and source.kind.plugins == ("mov",)
    if lists_all and packets < sum(entry.size > 0 for entry in stream.index_entries):
        raise truncated(source.name, source.kind.name)


def timed(
    frames: Iterator[VideoFrame], interval_s: float, origin_s: float | None = None
) -> Iterator[tuple[float, VideoFrame]]:
    """Each frame with the seconds since the first one; a missing or backward time is one interval later."""
    latest_s: float | None = None
    for frame in frames:
        stamp_s = stamp(frame)
        if origin_s is None:
            origin_s = stamp_s
        at_s = 0.0 if stamp_s is None or origin_s is None else stamp_s - origin_s
        if latest_s is not None and at_s <= latest_s:
            at_s = latest_s + interval_s
        latest_s = at_s
        yield at_s, frame


def stamp(frame: VideoFrame) -> float | None:
    """The presentation time as the file has it, in seconds."""
    return None if frame.pts is None or frame.time_base is None else float(frame.pts * frame.time_base)


def lasting(frame: VideoFrame) -> float | None:
    """The seconds that the file gives a frame on screen, if it does."""
    return float(frame.duration * frame.time_base) if frame.duration and frame.time_base else None


def _films(container: InputContainer) -> list[VideoStream]:
    return [stream for stream in container.streams.video if not stream.disposition & _NOT_THE_FILM]


def _film(container: InputContainer, source: Source) -> VideoStream:
    films = _films(container)
    if not films:
        what = (
            "an audio-only file" if container.streams.audio else f"a {source.kind.name} file without a film"
        )
        raise MediaUnknown(
            f"{source.name} cannot be checked: it looks like {what}.", "Give the video that has the picture."
        )
    # Players show the track that is marked, or the first.
    film = next((one for one in films if one.disposition & Disposition.default), films[0])
    # FFmpeg may know no decoder for it; then there is no context, whatever the types say.
    decoder: object = getattr(film.codec_context, "codec", None)
    codec = decoder.canonical_name if isinstance(decoder, Codec) else "unknown"
    if codec not in _CODECS:
        raise MediaUnknown(
            f"{source.name} cannot be checked: its codec, {codec}, is not read here.",
            "Export it as MP4 (H.264) and try again.",
        )
    return film


def _check_declared(
    container: InputContainer, stream: VideoStream, source: Source, limits: MediaLimits
) -> None:
    width, height = stream.codec_context.width, stream.codec_context.height
    if not width or not height:
        raise damaged(source.name, source.kind.name, ": it is damaged or far too large")
    check_size(source.name, width, height, limits)
    check_frames(source.name, stream.frames, limits.max_frames)
    check_work(source.name, stream.frames, width, height, limits.max_video_pixels)
    check_duration(source.name, _duration_s(container, stream) or 0.0, limits)


def _duration_s(container: InputContainer, stream: VideoStream) -> float | None:
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    declared_us: int | None = container.duration
    if not declared_us:
        return None
    # Live streams and cut recordings begin late; in Matroska the declared length is the time of the end.
    late_us = container.start_time or 0
    return (declared_us - late_us if 0 < late_us < declared_us else declared_us) / 1e6
