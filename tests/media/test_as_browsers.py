"""Files that every browser shows are read, and look as they do without what browsers pass over."""

from __future__ import annotations

import struct
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from agent_plugin.tools.domain import Pixels
from agent_plugin.tools.errors import LibraryMissing, MediaTruncated
from agent_plugin.tools.media import Media, open_media
from agent_plugin.tools.policy import MediaLimits
from tests.media.makers import (
    CORNERS,
    HEIGHT,
    WIDTH,
    animated,
    corners,
    encoded,
    heic,
    noise,
    shows,
    srgb_profile,
)

_AFTER_HEADER = 33  # where a PNG's first chunk has ended
_MIB = 1 << 20


def _opened(tmp_path: Path, data: bytes) -> Media:
    path = tmp_path / "ad"
    path.write_bytes(data)
    return open_media(path, MediaLimits())


def _pixels(tmp_path: Path, data: bytes) -> Pixels:
    return next(_opened(tmp_path, data).frames()).pixels


def _chunk(name: bytes, body: bytes, *, is_sound: bool = True) -> bytes:
    checksum = zlib.crc32(name + body) ^ (0 if is_sound else 1)
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", checksum)


def _random(size: int) -> bytes:
    return np.random.default_rng(5).bytes(size)


_PACKED = zlib.compress(bytes(2 * _MIB))
SIDE_CHUNKS = {
    "a packed text of 2 MiB": _chunk(b"zTXt", b"note\0\0" + _PACKED),
    "XMP of 2 MiB": _chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + _PACKED),
    "a text that is no text": _chunk(b"tEXt", _random(99)),
    "70 texts of 1 MB": _chunk(b"zTXt", b"note\0\0" + zlib.compress(bytes(1_000_000))) * 70,
    "a text with a wrong checksum": _chunk(b"tEXt", b"Software\0ours", is_sound=False),
    "a time with a wrong checksum": _chunk(b"tIME", bytes(7), is_sound=False),
    "a profile with a wrong checksum": _chunk(b"iCCP", b"p\0\0" + zlib.compress(b"x" * 200), is_sound=False),
    "a side chunk that nobody knows": _chunk(b"abCd", _random(50), is_sound=False),
}


@pytest.mark.parametrize("name", SIDE_CHUNKS)
def test_a_png_is_read_as_if_a_side_chunk_were_not_there(name: str, tmp_path: Path) -> None:
    data = encoded(noise(), "PNG")
    beside = data[:_AFTER_HEADER] + SIDE_CHUNKS[name] + data[_AFTER_HEADER:]
    assert np.array_equal(_pixels(tmp_path, beside), _pixels(tmp_path, data))


def test_a_text_that_would_unpack_without_end_is_passed_over(tmp_path: Path) -> None:
    data = encoded(corners(), "PNG")
    bomb = _chunk(b"zTXt", b"note\0\0" + zlib.compress(bytes(80_000_000)))
    assert shows(_pixels(tmp_path, data[:_AFTER_HEADER] + bomb + data[_AFTER_HEADER:]), CORNERS)


@pytest.mark.parametrize(
    ("stored", "notes"),
    [
        (zlib.compress(srgb_profile() + _random(2 * _MIB)), ()),
        (zlib.compress(bytes(80_000_000)), ("colour profile unusable, colours are approximate",)),
        (_random(300), ("colour profile unusable, colours are approximate",)),
    ],
    ids=["of more than 1 MiB", "without end", "damaged"],
)
def test_a_png_with_an_unusual_profile_is_shown(
    stored: bytes, notes: tuple[str, ...], tmp_path: Path
) -> None:
    data = encoded(corners(), "PNG")
    profile = _chunk(b"iCCP", b"colours\0\0" + stored)
    media = _opened(tmp_path, data[:_AFTER_HEADER] + profile + data[_AFTER_HEADER:])
    assert media.info.notes == notes
    assert shows(next(media.frames()).pixels, CORNERS)


def test_an_animation_keeps_its_pictures_beside_a_long_text(tmp_path: Path) -> None:
    data = animated("PNG", (100, 200, 300))
    beside = data[:_AFTER_HEADER] + SIDE_CHUNKS["a packed text of 2 MiB"] + data[_AFTER_HEADER:]
    media = _opened(tmp_path, beside)
    assert (media.info.kind, media.info.frame_count) == ("animation", 3)


@pytest.mark.parametrize("orientation", [1, 3, 6])
def test_an_heic_picture_is_turned_once(orientation: int, tmp_path: Path) -> None:
    """Its own turn is part of the picture; the EXIF block that phones add says the same again."""
    turned = {1: None, 3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90}[orientation]
    stored = corners() if turned is None else corners().transpose(turned)
    media = _opened(tmp_path, heic(stored, orientation=orientation))
    assert (media.info.width, media.info.height) == (WIDTH, HEIGHT)
    assert shows(next(media.frames()).pixels, CORNERS)


def test_an_heic_picture_without_its_decoder_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pi_heif.heif", None)
    with pytest.raises(LibraryMissing, match="pi-heif, cannot be loaded") as caught:
        _opened(tmp_path, heic(corners()))
    assert "pip install pi-heif" in caught.value.hint


def test_the_brand_of_an_heic_picture_may_be_the_second(tmp_path: Path) -> None:
    data = bytearray(heic(corners()))
    data[8:12] = b"mif1"
    assert _opened(tmp_path, bytes(data)).info.format == "HEIC"


JPEGS = {
    "noise": encoded(noise(), "JPEG", quality=95),
    "corners": encoded(corners(), "JPEG", quality=80),
    "progressive noise": encoded(noise(), "JPEG", progressive=True),
    "grey noise": encoded(noise().convert("L"), "JPEG"),
}


@pytest.mark.parametrize("cut", [1, 2])
@pytest.mark.parametrize("name", JPEGS)
def test_a_jpeg_without_the_mark_of_its_end_is_read(name: str, cut: int, tmp_path: Path) -> None:
    whole = JPEGS[name]
    assert np.array_equal(_pixels(tmp_path, whole[:-cut]), _pixels(tmp_path, whole))


@pytest.mark.parametrize("cut", [3, 4, 9, 100, 700])
@pytest.mark.parametrize("name", ["noise", "progressive noise", "grey noise"])
def test_a_jpeg_that_lacks_pixels_ends_too_early(name: str, cut: int, tmp_path: Path) -> None:
    with pytest.raises(MediaTruncated):
        _opened(tmp_path, JPEGS[name][:-cut])
