"""A picture file comes in; a still or an animation goes out, decided by what it holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from PIL import Image

from agent_plugin.tools.domain import Frame, MediaInfo, Pixels
from agent_plugin.tools.media.animation import open_animation
from agent_plugin.tools.media.further import further_pictures
from agent_plugin.tools.media.guards import truncated
from agent_plugin.tools.media.heif import opened_heif
from agent_plugin.tools.media.media import Media, shrunk
from agent_plugin.tools.media.pillow import decoding, opened
from agent_plugin.tools.media.pixels import to_pixels
from agent_plugin.tools.media.sniff import HEIC, JPEG, TIFF
from agent_plugin.tools.media.source import Source
from agent_plugin.tools.media.structure import picture_structure
from agent_plugin.tools.policy import MediaLimits


class Still(Media):
    """One picture, decoded when it was opened."""

    def __init__(self, info: MediaInfo, pixels: Pixels) -> None:
        """Keep the pixels, locked: the same ones are given again for the evidence."""
        pixels.flags.writeable = False
        super().__init__(info, frame_interval_s=None, expected_frames=1)
        self._pixels = pixels

    def frames(self) -> Iterator[Frame]:
        """The picture."""
        yield Frame(self._pixels)

    def frames_at(self, at_s: Sequence[float], *, longest_px: int | None = None) -> list[Frame]:
        """The picture, as often as asked."""
        frame = shrunk(Frame(self._pixels), longest_px)
        return [replace(frame, index=index) for index in range(len(at_s))]


def _opened(source: Source, limits: MediaLimits) -> tuple[Image.Image, int]:
    """The picture, and how many there are in its file."""
    if source.kind is HEIC:
        return opened_heif(source, limits)
    image = opened(source, limits)
    return image, int(getattr(image, "n_frames", 1))


def open_picture(source: Source, limits: MediaLimits) -> Media:
    """Decode a still, or prepare an animation, within the limits."""
    structure = picture_structure(source.kind, source.data)
    if not structure.complete:
        raise truncated(source.name, source.kind.name)
    with decoding(source):
        image, pictures = _opened(source, limits)
        if pictures > 1 and source.kind not in (JPEG, TIFF, HEIC):
            return open_animation(source, image, structure, limits)
        further = further_pictures(image, source, pictures)
        pixels, notes = to_pixels(image)
    info = MediaInfo(
        name=source.name,
        kind="image",
        format=source.kind.name,
        width=pixels.shape[1],
        height=pixels.shape[0],
        bytes=source.size_bytes,
        sha256=source.sha256,
        frame_count=1,
        notes=notes,
        not_looked_at=further,
    )
    return Still(info, pixels)
