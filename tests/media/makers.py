"""Tiny media, made at test time: four coloured corners, so that every turn of the picture shows."""

# PyAV and Pillow leave parts of their types open: what is written through them is typed here, once.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.stream import Disposition
from hypothesis import HealthCheck, settings
from PIL import ExifTags, Image, ImageCms

from agent_plugin.tools.domain import Pixels

RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 200, 30), (30, 30, 210), (240, 240, 240)
CORNERS = (RED, GREEN, BLUE, WHITE)  # top left, top right, bottom left, bottom right
WIDTH, HEIGHT = 96, 64


def corners(width: int = WIDTH, height: int = HEIGHT) -> Image.Image:
    """A picture with another colour in each corner."""
    pixels = np.zeros((height, width, 3), np.uint8)
    for n, colour in enumerate(CORNERS):
        rows = slice(0, height // 2) if n < 2 else slice(height // 2, height)
        columns = slice(0, width // 2) if n % 2 == 0 else slice(width // 2, width)
        pixels[rows, columns] = colour
    return Image.fromarray(pixels)


def noise(width: int = WIDTH, height: int = HEIGHT) -> Image.Image:
    """A picture that does not compress, so that cuts and damage hit pixels."""
    pixels = np.random.default_rng(7).integers(0, 256, (height, width, 3), np.uint8)
    return Image.fromarray(pixels)


def encoded(image: Image.Image, format: str, **options: object) -> bytes:
    """The picture as a file of this format."""
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def heic(*images: Image.Image, orientation: int = 1, quality: int = 95) -> bytes:
    """An HEIC file of these pictures; the first is the primary one. All are to be turned so."""
    import pillow_heif

    file, buffer = pillow_heif.HeifFile(), io.BytesIO()  # type: ignore[no-untyped-call]
    for image in images:
        exif = Image.Exif()
        exif[ExifTags.Base.Orientation] = orientation
        file.add_from_pillow(image).info["exif"] = exif.tobytes()
    file.save(buffer, quality=quality)
    return buffer.getvalue()


def damaged(data: bytes, seed: int, hits: int) -> bytes:
    """The file with some bytes of it overwritten, but not its beginning, by which its format is known."""
    hurt = bytearray(data)
    for n in range(hits):
        place = zlib.crc32(f"{seed}{n}".encode())
        hurt[12 + place % (len(hurt) - 12)] = place & 0xFF
    return bytes(hurt)


def tries(number: int) -> settings:
    """So many examples, always the same ones; a folder may serve them all."""
    return settings(
        max_examples=number,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )


def animated(format: str, delays_ms: Sequence[int], **options: object) -> bytes:
    """An animation whose pictures are grey, 30 brighter each time."""
    pictures = [Image.new("RGB", (WIDTH, HEIGHT), (30 * (n + 1),) * 3) for n in range(len(delays_ms))]
    buffer = io.BytesIO()
    pictures[0].save(
        buffer, format, save_all=True, append_images=pictures[1:], duration=list(delays_ms), **options
    )
    return buffer.getvalue()


def corner_colours(pixels: Pixels) -> list[tuple[int, ...]]:
    """The colours in the corners: top left, top right, bottom left, bottom right."""
    height, width = pixels.shape[:2]
    rows, columns = (height // 6, height - 1 - height // 6), (width // 6, width - 1 - width // 6)
    return [tuple(int(v) for v in pixels[y, x]) for y in rows for x in columns]


def shows(pixels: Pixels, expected: Sequence[tuple[int, ...]], within: int = 12) -> bool:
    """Whether the corners have these colours, give or take what a lossy format changes."""
    seen = np.array(corner_colours(pixels), int)
    return bool(np.abs(seen - np.array(expected, int)).max() <= within)


def movie(
    path: Path,
    frames: int = 10,
    codec: str = "libx264",
    pixel_format: str = "yuv420p",
    size: tuple[int, int] = (WIDTH, HEIGHT),
    times_ms: Sequence[int] | None = None,
    rotation_deg: int | None = None,
    muxer: dict[str, str] | None = None,
    encoder: dict[str, str] | None = None,
    aspect: Fraction | None = None,
    format: str | None = None,
    tags: dict[str, str] | None = None,
) -> Path:
    """A video of the coloured corners with a grey spot in the middle, 20 brighter in each frame."""
    with av.open(path, "w", format=format, options=muxer or {}) as container:
        container.metadata.update(tags or {})
        stream = container.add_stream(codec, rate=10, options=encoder or {})
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height = size
        stream.pix_fmt = pixel_format
        stream.codec_context.time_base = Fraction(1, 1000)
        if aspect:
            stream.codec_context.sample_aspect_ratio = aspect
        if rotation_deg:
            stream.set_display_rotation(rotation_deg)
        for frame in _pictures(frames, size, pixel_format, times_ms):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def _pictures(
    frames: int, size: tuple[int, int], pixel_format: str, times_ms: Sequence[int] | None
) -> Iterator[av.VideoFrame]:
    pixels = np.array(corners(*size))
    height, width = pixels.shape[:2]
    for n in range(frames):
        middle = slice(height // 3, 2 * height // 3), slice(width // 3, 2 * width // 3)
        pixels[middle] = spot(n)
        frame = av.VideoFrame.from_ndarray(pixels, "rgb24").reformat(format=pixel_format)
        frame.pts = times_ms[n] if times_ms else n * 100
        frame.time_base = Fraction(1, 1000)
        yield frame


def spot(number: int) -> int:
    """How bright the middle of this frame is."""
    return 20 + 20 * (number % 12)


def spot_in(pixels: Pixels) -> int:
    """How bright the middle is."""
    height, width = pixels.shape[:2]
    return int(pixels[height // 2, width // 2].mean())


def film_of(path: Path, pixels: Pixels, codec: str, pixel_format: str, **colours: int | str) -> Path:
    """A video of one frame; `colours` are what PyAV calls the tags of a frame, or `written_as` a matrix."""
    written_as = colours.pop("written_as", None)
    with av.open(path, "w") as container:
        stream = container.add_stream(codec, rate=10)
        assert isinstance(stream, av.VideoStream)
        stream.height, stream.width = pixels.shape[:2]
        stream.pix_fmt = pixel_format
        frame = av.VideoFrame.from_ndarray(pixels, "rgb24")
        frame = frame.reformat(format=pixel_format, dst_colorspace=written_as)
        for tag, value in colours.items():
            setattr(stream, tag, value)
            setattr(frame, tag, value)
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def tracks(path: Path, levels: Sequence[int], shown: int) -> Path:
    """A video with a grey track of each level; the one that players show is marked."""
    with av.open(path, "w") as container:
        streams: list[av.VideoStream] = []
        for number in range(len(levels)):
            stream = container.add_stream("mpeg4", rate=10)
            assert isinstance(stream, av.VideoStream)
            stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
            stream.disposition = Disposition.default if number == shown else Disposition(0)
            streams.append(stream)
        for stream, level in zip(streams, levels, strict=True):
            frame = av.VideoFrame.from_ndarray(np.full((64, 96, 3), level, np.uint8), "rgb24")
            container.mux([*stream.encode(frame.reformat(format="yuv420p")), *stream.encode(None)])
    return path


def with_cover(path: Path, film: Path) -> Path:
    """The film in a container that has a cover picture before it."""
    with av.open(film) as source, av.open(path, "w") as container:
        cover = container.add_stream("mjpeg", rate=1)
        assert isinstance(cover, av.VideoStream)
        cover.width, cover.height, cover.pix_fmt = 32, 32, "yuvj420p"
        cover.disposition = Disposition.attached_pic
        stream = container.add_stream_from_template(source.streams.video[0])
        container.mux(cover.encode(av.VideoFrame(32, 32, "yuvj420p")))
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                container.mux(packet)
    return path


def sound(path: Path) -> Path:
    """A second of silence in the container that the suffix names."""
    with av.open(path, "w") as container:
        stream = container.add_stream("aac", rate=8000)
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 8000), np.float32), format="fltp", layout="mono")
        silence.sample_rate = 8000
        container.mux(stream.encode(silence))
        container.mux(stream.encode(None))
    return path


def srgb_profile() -> bytes:
    """An ICC profile of the usual colours."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def lab(image: Image.Image) -> Image.Image:
    """The picture in the LAB colour space."""
    srgb, space = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    converted = ImageCms.applyTransform(image, ImageCms.buildTransform(srgb, space, "RGB", "LAB"))
    assert converted is not None
    return converted
