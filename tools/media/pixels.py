"""A Pillow image of any mode comes in; upright 8-bit sRGB pixels and notes on what was done go out."""

from __future__ import annotations

from io import BytesIO
from typing import Literal

import numpy as np
from PIL import ExifTags, Image, ImageCms

from agent_plugin.tools.domain import Pixels

_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_DEEP_MODES = ("I", "F", "I;16", "I;16L", "I;16B", "I;16N")


def _profile(space: Literal["LAB", "sRGB"]) -> ImageCms.ImageCmsProfile:
    # Pillow leaves the type of a profile open.
    core = ImageCms.createProfile(space)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    return ImageCms.ImageCmsProfile(core)  # pyright: ignore[reportUnknownArgumentType]


_SRGB, _LAB = _profile("sRGB"), _profile("LAB")


def to_pixels(image: Image.Image) -> tuple[Pixels, tuple[str, ...]]:
    """Decode to (h, w, 3), in this order: turn upright, 8 bits, colours to sRGB, transparency onto white.

    Every CMYK JPEG is taken for one of Adobe's, which are inverted: Pillow does so, and so do browsers.
    """
    notes: list[str] = []
    tagged = _orientation(image)  # before loading: a TIFF is turned by Pillow while it loads
    image.load()
    if (left := _orientation(image)) in _UPRIGHT:
        image = image.transpose(_UPRIGHT[left])
    if tagged in _UPRIGHT:
        notes.append(f"turned upright (EXIF orientation {tagged})")
    if image.mode in _DEEP_MODES:
        notes.append("reduced to 8 bits")
    plain, alpha = _split(image)
    rgb = _to_srgb(plain, image.info.get("icc_profile"), notes)
    if alpha is not None and alpha.getextrema() != (255, 255):
        rgb = Image.composite(rgb, Image.new("RGB", rgb.size, "white"), alpha)
        notes.append("transparency shown on white")
    return np.array(rgb, dtype=np.uint8), tuple(notes)


def _orientation(image: Image.Image) -> int:
    try:
        value = image.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # a broken EXIF block raises many kinds of errors, and loses only the orientation
        return 1
    return value if isinstance(value, int) else 1


def _split(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """The colours in a mode of 8-bit channels, and the alpha channel if there is one."""
    if image.mode in _DEEP_MODES:
        return _to_grey(image), None
    if image.mode in ("L", "RGB", "CMYK", "LAB") and not image.has_transparency_data:
        return image, None
    if image.mode in ("LA", "La"):
        image = image.convert("LA")
        return image.convert("L"), image.getchannel("A")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        return image.convert("RGB"), image.getchannel("A")
    return image.convert("L" if image.mode == "1" else "RGB"), None


def _to_grey(image: Image.Image) -> Image.Image:
    """Scale deep grey by the range its numbers use, as their type allows more than any screen shows."""
    values = np.nan_to_num(np.asarray(image).astype(np.float64), posinf=0, neginf=0)
    low, high = float(values.min()), float(values.max())
    if image.mode.startswith("I;16") or (image.mode == "I" and low >= 0 and high <= 65_535):
        low, high = 0.0, 65_535.0
    elif image.mode == "F" and low >= 0 and high <= 1:
        low, high = 0.0, 1.0
    elif image.mode == "F" and low >= 0 and high <= 255:
        low, high = 0.0, 255.0
    scaled = (values - low) * (255.0 / ((high - low) or 1.0))
    return Image.fromarray(np.rint(scaled).astype(np.uint8))


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
