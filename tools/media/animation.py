"""An animated GIF, WebP, APNG or AVIF comes in; its composed frames with their times go out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from PIL import Image

from agent_plugin.tools.domain import Frame, MediaInfo, Pixels
from agent_plugin.tools.media.further import DEFAULT_PICTURE
from agent_plugin.tools.media.guards import check_duration, check_frames, check_size, damaged
from agent_plugin.tools.media.media import Media, shrunk
from agent_plugin.tools.media.pillow import decoding, opened
from agent_plugin.tools.media.pixels import to_pixels
from agent_plugin.tools.media.source import Source
from agent_plugin.tools.media.structure import Structure
from agent_plugin.tools.media.timing import Shown, sampled
from agent_plugin.tools.policy import MediaLimits

_FORMATS = {"PNG": "APNG", "GIF": "Animated GIF", "WebP": "Animated WebP", "AVIF": "Animated AVIF"}


class Animation(Media):
    """Pictures that replace each other; `starts_s` says when each is shown."""

    def __init__(
        self, info: MediaInfo, source: Source, limits: MediaLimits, starts_s: list[float], hidden: int
    ) -> None:
        """Keep the bytes; pictures are decoded again on each pass."""
        ends_s = [*starts_s[1:], info.duration_s or starts_s[-1]]
        shown = (Shown(*times, number) for number, times in enumerate(zip(starts_s, ends_s, strict=True)))
        self._chosen = list(sampled(shown, limits.sample_fps))
        interval_s = (info.duration_s or 0.0) / len(starts_s)
        super().__init__(info, interval_s or None, expected_frames=len(self._chosen))
        self._source = source
        self._limits = limits
        self._starts_s = starts_s
        self._hidden = hidden

    def frames(self) -> Iterator[Frame]:
        """The pictures at the sampling rate."""
        decoded = self._decode([each.picture for each in self._chosen])
        for index, (each, (_, pixels)) in enumerate(zip(self._chosen, decoded, strict=True)):
            yield Frame(pixels, index, each.at_s, held_s=each.until_s - each.at_s)

    def frames_at(self, at_s: Sequence[float], *, longest_px: int | None = None) -> list[Frame]:
        """The pictures on screen at these times."""
        numbers = [max(0, bisect_right(self._starts_s, t + 1e-4) - 1) for t in at_s]
        decoded = dict(self._decode(sorted(set(numbers))))
        shown = [Frame(decoded[n], index, self._starts_s[n]) for index, n in enumerate(numbers)]
        return [shrunk(frame, longest_px) for frame in shown]

    def _decode(self, numbers: list[int]) -> Iterator[tuple[int, Pixels]]:
        with decoding(self._source):
            image = opened(self._source, self._limits)
        for number in numbers:
            with decoding(self._source):
                pixels = self._composed(image, number)
            yield number, pixels

    def _composed(self, image: Image.Image, number: int) -> Pixels:
        image.seek(number + self._hidden)
        # Headers lie: a later picture may reach over the edge of the first.
        check_size(self._source.name, image.width, image.height, self._limits)
        pixels, _ = to_pixels(image)
        height, width = self.info.height, self.info.width
        if pixels.shape[0] < height or pixels.shape[1] < width:
            raise damaged(self._source.name, self._source.kind.name, f" at picture {number + 1}")
        return pixels[:height, :width].copy() if pixels.shape[:2] != (height, width) else pixels


def open_animation(
    source: Source, image: Image.Image, structure: Structure, limits: MediaLimits
) -> Animation:
    """Check an animation against the limits and decode its first picture; call it within `decoding`."""
    count = int(getattr(image, "n_frames", 1)) - structure.hidden
    check_frames(source.name, max(count, len(structure.delays_s)), limits.max_animation_frames)
    check_frames(source.name, count, limits.max_animation_pixels // (image.width * image.height))
    delays_s = [_as_shown(d, limits) for d in structure.delays_s or _decoded_delays(image, count)]
    if len(delays_s) < count:
        raise damaged(source.name, source.kind.name)
    duration_s = sum(delays_s[:count])
    check_duration(source.name, duration_s, limits)
    image.seek(structure.hidden)
    pixels, notes = to_pixels(image)
    info = MediaInfo(
        name=source.name,
        kind="animation",
        format=_FORMATS[source.kind.name],
        width=pixels.shape[1],
        height=pixels.shape[0],
        bytes=source.size_bytes,
        sha256=source.sha256,
        duration_s=duration_s,
        frame_count=count,
        notes=notes,
        not_looked_at=(DEFAULT_PICTURE,) * structure.hidden,
    )
    starts_s = [0.0, *accumulate(delays_s[: count - 1])]
    return Animation(info, source, limits, starts_s, structure.hidden)


def _as_shown(delay_s: float, limits: MediaLimits) -> float:
    return delay_s if delay_s >= limits.shortest_delay_s else limits.assumed_delay_s


def _decoded_delays(image: Image.Image, count: int) -> list[float]:
    """Delays of a kind (AVIF) that tells them only while it is decoded."""
    delays_s: list[float] = []
    for number in range(count):
        image.seek(number)
        image.load()
        delays_s.append(float(image.info.get("duration", 0)) / 1000)
    return delays_s
