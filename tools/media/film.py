"""Pictures come in, a film of them in a file goes out: H.264 in MP4, as every browser and chat plays it."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
from av.video.frame import VideoFrame

from agent_plugin.tools.domain import Pixels

_CODEC: Final = "libx264"
_HOW = {"preset": "veryfast", "crf": "23", "movflags": "+faststart"}


def write_film(path: Path, pictures: Iterable[Pixels], fps: int) -> None:
    """Write pixels (h, w, 3) of one size, one after the other; an odd last row or column is left out."""
    film: Any
    with av.open(str(path), "w", format="mp4", options={"movflags": _HOW["movflags"]}) as film:
        stream: Any = None
        for number, pixels in enumerate(pictures):
            high, wide = pixels.shape[0] // 2 * 2, pixels.shape[1] // 2 * 2
            if stream is None:
                stream = film.add_stream(_CODEC, rate=fps, options={k: _HOW[k] for k in ("preset", "crf")})
                stream.width, stream.height, stream.pix_fmt = wide, high, "yuv420p"
            frame = VideoFrame.from_ndarray(pixels[:high, :wide], format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, fps)
            film.mux(stream.encode(frame))
        if stream is not None:
            film.mux(stream.encode(None))
