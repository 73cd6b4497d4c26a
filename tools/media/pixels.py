"""A Pillow image of any mode comes in; upright 8-bit sRGB pixels and notes on what was done go out."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageCms

from agent_plugin.tools.domain import Pixels

_UPRIGHT: dict[int, Callable[[Pixels], Pixels]] = {
    2: lambda upright: upright[:, ::-1],
    3: lambda upright: upright[::-1, ::-1],
    4: lambda upright: upright[::-1],
    5: lambda upright: upright.transpose(1, 0, 2),
    6: lambda upright: np.rot90(upright),
    7: lambda upright: upright.transpose(1, 0, 2)[::-1, ::-1],
    8: lambda upright: np.rot90(upright, -1),
}
"""By EXIF's orientation: the upright pixels as they lie in the file, which is where they are written."""
_TURNED = (5, 6, 7, 8)
_STRIP_PIXELS = (
    1 << 22
)  # Structure: converted at once; the picture, its pixels and one strip are all there is
_DEEP_MODES = ("I", "F", "I;16", "I;16L", "I;16B", "I;16N")


def _profile(space: Literal["LAB", "sRGB"]) -> ImageCms.ImageCmsProfile:
    # Pillow leaves the type of a profile open.
    core = ImageCms.createProfile(space)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    return ImageCms.ImageCmsProfile(core)  # pyright: ignore[reportUnknownArgumentType]


_SRGB, _LAB = _profile("sRGB"), _profile("LAB")


def to_pixels(image: Image.Image) -> tuple[Pixels, tuple[str, ...]]:
    """Decode to (h, w, 3), in this order: 8 bits, colours to sRGB, transparency onto white, turned upright.

    Every CMYK JPEG is taken for one of Adobe's, which are inverted: Pillow does so, and so do browsers.
    """
    tagged = _orientation(image)  # before loading: a TIFF is turned by Pillow while it loads
    image.load()
    left = _orientation(image)
    notes = [f"turned upright (EXIF orientation {tagged})"] if tagged in _UPRIGHT else []
    if image.mode in _DEEP_MODES:
        notes.append("reduced to 8 bits")
    width, height = image.size
    pixels = np.empty((width, height, 3) if left in _TURNED else (height, width, 3), dtype=np.uint8)
    as_filed = _UPRIGHT[left](pixels) if left in _UPRIGHT else pixels
    to_rgb = _Conversion(image)
    rows = max(1, _STRIP_PIXELS // width)
    for top in range(0, height, rows):
        strip = image.crop((0, top, width, min(height, top + rows)))
        as_filed[top : top + rows] = np.asarray(to_rgb.of(strip), dtype=np.uint8)
    return pixels, (*notes, *to_rgb.notes)


class _Conversion:
    """How each strip of a picture becomes RGB."""

    def __init__(self, image: Image.Image) -> None:
        """Find out what only the whole picture tells: the range of deep grey, and the profile."""
        self._range = _range_of(image) if image.mode in _DEEP_MODES else (0.0, 0.0)
        self._icc = image.info.get("icc_profile")
        self._colour_notes, self._is_transparent = list[str](), False

    @property
    def notes(self) -> tuple[str, ...]:
        """What was done, once all strips are converted."""
        seen_through = ("transparency shown on white",) if self._is_transparent else ()
        return (*dict.fromkeys(self._colour_notes), *seen_through)

    def of(self, strip: Image.Image) -> Image.Image:
        """One strip."""
        if strip.mode in _DEEP_MODES:
            plain, alpha = _to_grey(strip, *self._range), None
        else:
            plain, alpha = _split(strip)
        rgb = _to_srgb(plain, self._icc, self._colour_notes)
        if alpha is not None and alpha.getextrema() != (255, 255):
            rgb = Image.composite(rgb, Image.new("RGB", rgb.size, "white"), alpha)
            self._is_transparent = True
        return rgb


def _orientation(image: Image.Image) -> int:
    try:
        value = image.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # a broken EXIF block raises many kinds of errors, and loses only the orientation
        return 1
    return value if isinstance(value, int) else 1


def _split(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """The colours in a mode of 8-bit channels, and the alpha channel if there is one."""
    if image.mode in ("L", "RGB", "CMYK", "LAB") and not image.has_transparency_data:
        return image, None
    if image.mode in ("LA", "La"):
        image = image.convert("LA")
        return image.convert("L"), image.getchannel("A")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        return image.convert("RGB"), image.getchannel("A")
    return image.convert("L" if image.mode == "1" else "RGB"), None


def _range_of(image: Image.Image) -> tuple[float, float]:
    """The range that the numbers of deep grey use, as their type allows more than any screen shows."""
    if image.mode.startswith("I;16"):
        return 0.0, 65_535.0
    rows = max(1, _STRIP_PIXELS // image.width)
    low, high = np.inf, -np.inf
    for top in range(0, image.height, rows):
        values = _values(image.crop((0, top, image.width, min(image.height, top + rows))))
        low, high = min(low, float(values.min())), max(high, float(values.max()))
    if image.mode == "I" and low >= 0 and high <= 65_535:
        return 0.0, 65_535.0
    for most in (1.0, 255.0) if image.mode == "F" else ():
        if low >= 0 and high <= most:
            return 0.0, most
    return low, high


def _to_grey(strip: Image.Image, low: float, high: float) -> Image.Image:
    """Scale deep grey by its range."""
    scaled = (_values(strip) - low) * (255.0 / ((high - low) or 1.0))
    return Image.fromarray(np.rint(scaled).astype(np.uint8))


def _values(strip: Image.Image) -> NDArray[np.float64]:
    """The numbers of deep grey, (h, w)."""
    return np.nan_to_num(np.asarray(strip).astype(np.float64), posinf=0, neginf=0)


def _to_srgb(image: Image.Image, icc: object, notes: list[str]) -> Image.Image:
    if image.mode == "LAB":
        return _converted(image, _LAB)
    if isinstance(icc, bytes) and icc:
        try:
            profile = ImageCms.ImageCmsProfile(BytesIO(icc))
            if ImageCms.getProfileDescription(profile).lower().startswith("srgb") and image.mode == "RGB":
                return image
            converted = _converted(image, profile)
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            notes.append("colour profile unusable, colours are approximate")
        else:
            notes.append("colours converted to sRGB")
            return converted
    return image.convert("RGB")


def _converted(image: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image:
    converted = ImageCms.profileToProfile(image, profile, _SRGB, outputMode="RGB")
    if converted is None:
        raise ImageCms.PyCMSError("the profile gave no picture")
    return converted
