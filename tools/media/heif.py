"""The bytes of an HEIC or HEIF picture come in, an opened Pillow image goes out.

`pi-heif` decodes: the half of `pillow-heif` that cannot write, a quarter of its size, without any GPL code.
Nothing is registered with Pillow, whose global state stays as it is.
"""

from __future__ import annotations

from PIL import Image

from agent_plugin.tools.errors import LibraryMissing
from agent_plugin.tools.media.guards import check_size
from agent_plugin.tools.media.source import Source
from agent_plugin.tools.policy import MediaLimits


def opened_heif(source: Source, limits: MediaLimits) -> tuple[Image.Image, int]:
    """The primary picture, upright, in 8 bits, and how many pictures the file has; call it within `decoding`.

    Raises:
        LibraryMissing: there is no build of the decoder for this computer.
    """
    try:
        from pi_heif.heif import (  # pyright: ignore[reportMissingTypeStubs]
            open_heif,  # pyright: ignore[reportUnknownVariableType]
        )
    except ImportError as error:
        raise LibraryMissing(
            f"{source.name} is an HEIC picture, and what reads those, pi-heif, cannot be loaded.",
            "Install it with `pip install pi-heif`, or export the picture as JPEG.",
        ) from error
    file = open_heif(source.data)
    width, height = file.size
    check_size(source.name, width, height, limits)
    return file.to_pillow(), len(file)
