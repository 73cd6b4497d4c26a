"""Bytes of a picture come in, an opened Pillow image goes out; all that Pillow may raise becomes our errors.

Nothing of Pillow's global state is changed for good: its warnings are silenced only while it works.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from io import BytesIO

from PIL import Image, TiffImagePlugin

from agent_plugin.tools.errors import LastLookError, MediaTooLarge
from agent_plugin.tools.media.guards import check_size, damaged, truncated
from agent_plugin.tools.media.jpeg import with_its_end
from agent_plugin.tools.media.png import as_shown
from agent_plugin.tools.media.sniff import JPEG, PNG
from agent_plugin.tools.media.source import Source
from agent_plugin.tools.policy import MediaLimits

# `warnings.catch_warnings` swaps process-wide state: two threads must not interleave in it.
_ONE_AT_A_TIME = threading.RLock()
_STRIPS = (TiffImagePlugin.STRIPOFFSETS, TiffImagePlugin.STRIPBYTECOUNTS)
_TILES = (TiffImagePlugin.TILEOFFSETS, TiffImagePlugin.TILEBYTECOUNTS)


@contextmanager
def decoding(source: Source) -> Generator[None]:
    """Within this block Pillow is quiet, and its failures are errors of ours."""
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except LastLookError:
            raise
        except (Image.DecompressionBombError, MemoryError) as error:
            raise MediaTooLarge(
                f"{source.name} says it has more pixels than can be decoded.",
                "Export the ad at its shown size.",
            ) from error
        # Hostile bytes make decoders raise nearly anything; none of it may reach the user as a stack trace.
        except Exception as error:
            cut = "truncated" in str(error).lower()
            raise (truncated if cut else damaged)(source.name, source.kind.name) from error


def opened(source: Source, limits: MediaLimits) -> Image.Image:
    """The image with its headers read and its size within the limits; call it within `decoding`."""
    data, profile = as_shown(source.data) if source.kind is PNG else (source.data, None)
    image = Image.open(BytesIO(data), formats=source.kind.plugins)
    check_size(source.name, image.width, image.height, limits)
    if profile is not None:
        image.info["icc_profile"] = profile
    if source.kind is JPEG and (ended := with_its_end(data)) is not data:
        image = Image.open(BytesIO(ended), formats=source.kind.plugins)
    if isinstance(image, TiffImagePlugin.TiffImageFile) and _pixels_end(image) > len(source.data):
        raise truncated(source.name, source.kind.name)
    return image


def _pixels_end(image: TiffImagePlugin.TiffImageFile) -> int:
    """Where the last strip or tile of a TIFF ends; its decoders do not always notice that one is missing."""
    for offsets, lengths in (_STRIPS, _TILES):
        starts, sizes = image.tag_v2.get(offsets), image.tag_v2.get(lengths)
        if starts and sizes:
            return max(int(start) + int(size) for start, size in zip(starts, sizes, strict=False))
    return 0
