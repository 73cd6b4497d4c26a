"""Whatever the mode, orientation or colour profile, the pixels are upright 8-bit sRGB."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image

from agent_plugin.tools.domain import Pixels
from agent_plugin.tools.media import open_media
from agent_plugin.tools.policy import MediaLimits
from tests.media.makers import (
    CORNERS,
    HEIGHT,
    WIDTH,
    corner_colours,
    corners,
    encoded,
    lab,
    shows,
    srgb_profile,
)

LIMITS = MediaLimits()
Read = Callable[[bytes], tuple[Pixels, tuple[str, ...]]]
T = Image.Transpose

# What is done to the upright picture, so that it is upright again once the orientation is honoured.
STORED = {
    1: None,
    2: T.FLIP_LEFT_RIGHT,
    3: T.ROTATE_180,
    4: T.FLIP_TOP_BOTTOM,
    5: T.TRANSPOSE,
    6: T.ROTATE_90,
    7: T.TRANSVERSE,
    8: T.ROTATE_270,
}
GREYS = [tuple([round(0.299 * r + 0.587 * g + 0.114 * b)] * 3) for r, g, b in CORNERS]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Open a file of these bytes and give its pixels and notes."""

    def pixels_of(data: bytes) -> tuple[Pixels, tuple[str, ...]]:
        path = tmp_path / "ad"
        path.write_bytes(data)
        media = open_media(path, LIMITS)
        (frame,) = media.frames()
        assert frame.pixels.dtype == np.uint8
        assert frame.pixels.shape == (media.info.height, media.info.width, 3)
        return frame.pixels, media.info.notes

    return pixels_of


def tagged(orientation: int) -> tuple[Image.Image, Image.Exif]:
    turn = STORED[orientation]
    stored = corners() if turn is None else corners().transpose(turn)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    return stored, exif


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize(
    ("plugin", "options"),
    [
        ("JPEG", {"quality": 95}),
        ("PNG", {}),
        ("WEBP", {"lossless": True}),
        ("TIFF", {}),
        ("TIFF", {"compression": "tiff_lzw"}),
        ("AVIF", {"quality": 95}),
    ],
)
def test_every_exif_orientation_is_turned_upright(
    plugin: str, options: dict[str, object], orientation: int, read: Read
) -> None:
    stored, exif = tagged(orientation)
    pixels, notes = read(encoded(stored, plugin, exif=exif, **options))
    assert pixels.shape == (HEIGHT, WIDTH, 3)
    assert shows(pixels, CORNERS)
    assert notes == (() if orientation == 1 else (f"turned upright (EXIF orientation {orientation})",))


@pytest.mark.parametrize("orientation", [0, 9, 77])
def test_an_orientation_that_does_not_exist_changes_nothing(orientation: int, read: Read) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    pixels, notes = read(encoded(corners(), "JPEG", exif=exif, quality=95))
    assert shows(pixels, CORNERS)
    assert notes == ()


def test_a_broken_exif_block_loses_only_the_orientation(read: Read) -> None:
    pixels, _ = read(encoded(corners(), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\x7f", quality=95))
    assert shows(pixels, CORNERS)


Case = tuple[Callable[[], Image.Image], str, Sequence[tuple[int, ...]] | None]
MODES: dict[str, Case] = {
    "1-bit": (lambda: corners().convert("1"), "PNG", None),
    "grey": (lambda: corners().convert("L"), "PNG", GREYS),
    "palette": (lambda: corners().quantize(16), "PNG", CORNERS),
    "CMYK JPEG": (lambda: corners().convert("CMYK"), "JPEG", CORNERS),
    "CMYK TIFF": (lambda: corners().convert("CMYK"), "TIFF", CORNERS),
    "YCbCr TIFF": (lambda: corners().convert("YCbCr"), "TIFF", CORNERS),
    "opaque RGBA": (lambda: corners().convert("RGBA"), "PNG", CORNERS),
    "opaque LA": (lambda: corners().convert("LA"), "PNG", GREYS),
}


@pytest.mark.parametrize("name", MODES)
def test_every_mode_becomes_rgb(name: str, read: Read) -> None:
    make, plugin, expected = MODES[name]
    pixels, notes = read(encoded(make(), plugin, **({"quality": 95} if plugin == "JPEG" else {})))
    assert notes == ()
    if expected is None:
        assert set(np.unique(pixels)) == {0, 255}
    else:
        assert shows(pixels, expected)


def test_a_cmyk_jpeg_without_the_mark_of_adobe_is_shown_as_with_it(read: Read) -> None:
    # As browsers do it, whatever the standard says of such files: inverted.
    data = encoded(corners().convert("CMYK"), "JPEG", quality=95)
    at = data.index(b"Adobe") - 4
    pixels, _ = read(data[:at] + data[at + 16 :])
    assert shows(pixels, CORNERS)


RAMP = np.linspace(0, 1, WIDTH)[None, :].repeat(HEIGHT, axis=0)
DEEP: dict[str, tuple[Callable[[], Image.Image], str]] = {
    "16-bit grey PNG": (lambda: Image.fromarray((RAMP * 65_535).astype(np.uint16)), "PNG"),
    "16-bit grey TIFF": (lambda: Image.fromarray((RAMP * 65_535).astype(np.uint16)), "TIFF"),
    "big-endian 16-bit TIFF": (
        lambda: Image.frombytes("I;16B", (WIDTH, HEIGHT), (RAMP * 65_535).astype(">u2").tobytes()),
        "TIFF",
    ),
    "32-bit TIFF in the range of 16": (lambda: Image.fromarray((RAMP * 65_535).astype(np.int32)), "TIFF"),
    "32-bit TIFF": (lambda: Image.fromarray((RAMP * 2e9 - 1e9).astype(np.int32)), "TIFF"),
    "float TIFF from 0 to 1": (lambda: Image.fromarray(RAMP.astype(np.float32)), "TIFF"),
    "float TIFF from 0 to 255": (lambda: Image.fromarray((RAMP * 255).astype(np.float32)), "TIFF"),
    "float TIFF of any range": (lambda: Image.fromarray((RAMP * 900 - 70).astype(np.float32)), "TIFF"),
}


@pytest.mark.parametrize("name", DEEP)
def test_deep_grey_keeps_its_whole_range(name: str, read: Read) -> None:
    make, plugin = DEEP[name]
    pixels, notes = read(encoded(make(), plugin))
    assert np.abs(pixels.astype(float) - (RAMP * 255)[:, :, None]).max() <= 1.5
    assert notes == ("reduced to 8 bits",)


@pytest.mark.parametrize(
    ("make", "plugin", "options"),
    [
        (lambda: corners().convert("RGBA"), "PNG", {}),
        (lambda: corners().convert("RGBA"), "WEBP", {"lossless": True}),
        (lambda: corners().convert("RGBA"), "AVIF", {"quality": 95}),
        (lambda: corners().convert("RGBA"), "TIFF", {}),
        (lambda: corners().convert("LA"), "PNG", {}),
    ],
)
def test_transparency_is_shown_on_white(
    make: Callable[[], Image.Image], plugin: str, options: dict[str, object], read: Read
) -> None:
    image = make()
    alpha = Image.new("L", image.size, 255)
    alpha.paste(0, (0, 0, WIDTH // 2, HEIGHT // 2))
    image.putalpha(alpha)
    pixels, notes = read(encoded(image, plugin, **options))
    shown = GREYS if image.mode == "LA" else CORNERS
    assert shows(pixels, [(255, 255, 255), *shown[1:]])
    assert notes == ("transparency shown on white",)


@pytest.mark.parametrize(("plugin", "mode"), [("PNG", "P"), ("GIF", "P"), ("PNG", "RGB"), ("PNG", "L")])
def test_a_colour_declared_transparent_is_shown_on_white(plugin: str, mode: str, read: Read) -> None:
    image = corners().quantize(8) if mode == "P" else corners().convert(mode)
    key = image.getpixel((2, 2))
    pixels, notes = read(encoded(image, plugin, transparency=key))
    others = GREYS if mode == "L" else CORNERS
    assert shows(pixels, [(255, 255, 255), *others[1:]])
    assert notes == ("transparency shown on white",)


def test_lab_colours_become_srgb(read: Read) -> None:
    pixels, _ = read(encoded(lab(corners()), "TIFF"))
    assert shows(pixels, CORNERS)


def swapped_profile() -> bytes:
    """An sRGB profile under another name whose red and blue colorants are exchanged."""
    data = bytearray(srgb_profile())
    red, blue = data.index(b"rXYZ"), data.index(b"bXYZ")
    data[red : red + 4], data[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(data).replace("sRGB built-in".encode("utf-16-be"), "Swap built-in".encode("utf-16-be"))


@pytest.mark.parametrize(("plugin", "options"), [("JPEG", {"quality": 95}), ("PNG", {}), ("TIFF", {})])
def test_an_embedded_profile_decides_the_colours(plugin: str, options: dict[str, object], read: Read) -> None:
    pixels, notes = read(encoded(corners(), plugin, icc_profile=swapped_profile(), **options))
    red_corner, _, blue_corner, _ = corner_colours(pixels)
    assert red_corner[2] > 150 > red_corner[0]
    assert blue_corner[0] > 150 > blue_corner[2]
    assert notes == ("colours converted to sRGB",)


def test_an_srgb_profile_changes_nothing(read: Read) -> None:
    pixels, notes = read(encoded(corners(), "PNG", icc_profile=srgb_profile()))
    assert corner_colours(pixels) == list(CORNERS)
    assert notes == ()


@pytest.mark.parametrize("profile", [b"broken", swapped_profile()[:200]])
def test_an_unusable_profile_is_passed_over_with_a_note(profile: bytes, read: Read) -> None:
    pixels, notes = read(encoded(corners(), "PNG", icc_profile=profile))
    assert shows(pixels, CORNERS)
    assert notes == ("colour profile unusable, colours are approximate",)


def test_a_profile_for_other_channels_is_passed_over(read: Read) -> None:
    pixels, notes = read(encoded(corners().convert("CMYK"), "TIFF", icc_profile=swapped_profile()))
    assert shows(pixels, CORNERS)
    assert notes == ("colour profile unusable, colours are approximate",)
