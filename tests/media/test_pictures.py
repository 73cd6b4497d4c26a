"""Every format of still pictures goes through the same trials."""

from __future__ import annotations

import contextlib
import hashlib
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from agent_plugin.tools.errors import MediaDamaged, MediaError, MediaTooLarge, MediaTruncated
from agent_plugin.tools.media import Media, open_media
from agent_plugin.tools.policy import MediaLimits
from tests.media.makers import CORNERS, HEIGHT, WIDTH, corners, damaged, encoded, heic, noise, shows, tries

LIMITS = MediaLimits()
Open = Callable[[bytes], Media]

# name as shown, Pillow's name, options for saving
FORMATS: dict[str, tuple[str, str, dict[str, object]]] = {
    "JPEG": ("JPEG", "JPEG", {"quality": 95}),
    "progressive JPEG": ("JPEG", "JPEG", {"progressive": True, "quality": 95}),
    "PNG": ("PNG", "PNG", {}),
    "lossy WebP": ("WebP", "WEBP", {"quality": 95}),
    "lossless WebP": ("WebP", "WEBP", {"lossless": True}),
    "AVIF": ("AVIF", "AVIF", {"quality": 95}),
    "HEIC": ("HEIC", "HEIC", {"quality": 95}),
    "GIF": ("GIF", "GIF", {}),
    "BMP": ("BMP", "BMP", {}),
    "TIFF": ("TIFF", "TIFF", {}),
    "LZW TIFF": ("TIFF", "TIFF", {"compression": "tiff_lzw"}),
    "JPEG TIFF": ("TIFF", "TIFF", {"compression": "jpeg", "quality": 95}),
    "BigTIFF": ("TIFF", "TIFF", {"big_tiff": True}),
}
every_format = pytest.mark.parametrize("name", FORMATS)


@pytest.fixture
def open_bytes(tmp_path: Path) -> Open:
    """Open these bytes as a file whose name tells nothing."""

    def opened(data: bytes) -> Media:
        path = tmp_path / "ad.bin"
        path.write_bytes(data)
        return open_media(path, LIMITS)

    return opened


def made(name: str, image: Image.Image) -> bytes:
    _, plugin, options = FORMATS[name]
    return heic(image) if plugin == "HEIC" else encoded(image, plugin, **options)


@every_format
def test_a_picture_opens_whatever_its_name_says(name: str, open_bytes: Open) -> None:
    data = made(name, corners())
    media = open_bytes(data)
    info = media.info
    assert (info.kind, info.format, info.width, info.height) == ("image", FORMATS[name][0], WIDTH, HEIGHT)
    assert (info.bytes, info.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert (info.duration_s, info.frame_count, info.frames_checked, info.notes) == (None, 1, None, ())
    assert media.frame_interval_s is None
    frames = list(media.frames())
    assert [(f.index, f.at_s, f.pixels.shape) for f in frames] == [(0, 0.0, (HEIGHT, WIDTH, 3))]
    assert shows(frames[0].pixels, CORNERS)
    assert not frames[0].pixels.flags.writeable
    assert [f.index for f in media.frames_at([0.0, 9.0])] == [0, 1]


@every_format
@pytest.mark.parametrize("share", [0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_a_truncated_picture_says_so(name: str, share: float, open_bytes: Open) -> None:
    data = made(name, noise())
    with pytest.raises(MediaTruncated, match="ends too early"):
        open_bytes(data[: max(24, int(len(data) * share))])


@every_format
def test_a_picture_that_lacks_its_last_bytes_says_so(name: str, open_bytes: Open) -> None:
    with pytest.raises(MediaTruncated):
        open_bytes(made(name, noise())[:-3])


@every_format
@tries(12)
@given(seed=st.integers(0, 2**32 - 1), hits=st.integers(1, 40))
def test_random_damage_gives_a_picture_or_an_error_of_ours(
    name: str, open_bytes: Open, seed: int, hits: int
) -> None:
    data = damaged(made(name, noise()), seed, hits)
    # Any other kind of error fails the test by itself.
    with contextlib.suppress(MediaError):
        (frame,) = open_bytes(data).frames()
        assert frame.pixels.shape[2] == 3


@every_format
def test_random_bytes_after_the_right_beginning_are_damaged_or_truncated(name: str, open_bytes: Open) -> None:
    start = made(name, noise())[:20]
    with pytest.raises((MediaDamaged, MediaTruncated, MediaTooLarge)):
        open_bytes(start + bytes(range(256)) * 8)


@every_format
@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (MediaLimits(max_bytes=30), "more than 0 MB"),
        (MediaLimits(max_pixels=WIDTH * HEIGHT - 1), "96 x 64 pixels"),
        (MediaLimits(max_side_px=WIDTH - 1), "95 pixels for a side"),
    ],
)
def test_a_picture_over_a_limit_says_which(
    name: str, limits: MediaLimits, words: str, tmp_path: Path
) -> None:
    path = tmp_path / "ad"
    path.write_bytes(made(name, corners()))
    with pytest.raises(MediaTooLarge, match=words):
        open_media(path, limits)


@pytest.mark.parametrize("side", [50_000, 12_000])
def test_a_picture_bomb_is_refused_by_its_header(side: int, open_bytes: Open) -> None:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(9_999))) + chunk(b"IEND", b"")
    with pytest.raises(MediaTooLarge):
        open_bytes(bomb)


def test_the_first_page_of_a_tiff_is_shown(open_bytes: Open) -> None:
    pages = encoded(corners(), "TIFF", save_all=True, append_images=[noise(), noise()])
    media = open_bytes(pages)
    assert media.info.kind == "image"
    assert shows(next(media.frames()).pixels, CORNERS)


def test_the_first_picture_of_an_mpo_is_shown(open_bytes: Open) -> None:
    media = open_bytes(encoded(corners(), "MPO", save_all=True, append_images=[noise()], quality=95))
    assert media.info.format == "JPEG"
    assert shows(next(media.frames()).pixels, CORNERS)


def test_a_picture_is_decoded_from_the_bytes_that_were_hashed(tmp_path: Path) -> None:
    path = tmp_path / "ad.png"
    path.write_bytes(made("PNG", corners()))
    media = open_media(path, LIMITS)
    path.replace(tmp_path / "gone")
    path.write_bytes(made("PNG", noise()))
    assert shows(next(media.frames()).pixels, CORNERS)
