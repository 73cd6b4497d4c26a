"""A decoded video frame comes in; upright RGB pixels as a player shows them go out.

The first frame fixes how: turned by its display matrix, with square pixels, in the colours of a usual screen.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import cast

import numpy as np
from av.error import FFmpegError
from av.sidedata.sidedata import SideDataContainer
from av.video.frame import VideoFrame
from av.video.reformatter import ColorPrimaries, Colorspace, ColorTrc, VideoReformatter

from agent_plugin.tools.domain import Pixels

_HDR = (ColorTrc.SMPTE2084, ColorTrc.ARIB_STD_B67)
_UNSPECIFIED = 2  # AVCOL_SPC_UNSPECIFIED
_HD_HEIGHT_PX = 720  # players take untagged video from this height on for BT.709, below it for BT.601


@dataclass(frozen=True)
class Turn:
    """One of the eight ways to hold a picture: swap rows and columns first, then mirror."""

    swap: bool = False
    mirror_x: bool = False
    mirror_y: bool = False

    def apply(self, pixels: Pixels) -> Pixels:
        """The picture (h, w, 3), turned."""
        turned = pixels.swapaxes(0, 1) if self.swap else pixels
        if self.mirror_x:
            turned = turned[:, ::-1]
        if self.mirror_y:
            turned = turned[::-1]
        return np.ascontiguousarray(turned)


def turn_of(frame: VideoFrame) -> Turn:
    """The nearest of the eight ways to what the display matrix of the frame says."""
    # PyAV's own types name only one of the entries.
    side_data = cast(SideDataContainer, frame.side_data)
    try:
        matrix = side_data["DISPLAYMATRIX"]
    except KeyError:
        return Turn()
    # FFmpeg's display matrix: x' = a x + c y, y' = b x + d y, with y downwards.
    a, b, _, c, d = (int(n) for n in np.frombuffer(bytes(matrix), dtype=np.int32)[:5])
    if abs(a) + abs(d) >= abs(b) + abs(c):
        return Turn(False, a < 0, d < 0)
    return Turn(True, c < 0, b < 0)


class Screen:
    """Turns the frames of one video into pixels of one size."""

    def __init__(self, first: VideoFrame, stretch: float, max_stretch: float) -> None:
        """Decide by the first frame; a `stretch` beyond `max_stretch` either way is not believed."""
        believed = 1 / max_stretch <= stretch <= max_stretch
        self._stretch = stretch if believed else 1.0
        self._turn = turn_of(first)
        self._size = max(1, round(first.width * self._stretch)), first.height
        self._hdr = first.color_trc in _HDR
        self._has_alpha = any(part.is_alpha for part in first.format.components)
        self._reformatter = VideoReformatter()
        self._lock = threading.Lock()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, upright."""
        width, height = self._size
        return (height, width) if self._turn.swap else (width, height)

    @property
    def notes(self) -> tuple[str, ...]:
        """What is done to the frames, in words."""
        notes = {
            "turned upright (display matrix)": self._turn != Turn(),
            "pixels made square": self._stretch != 1.0,
            "HDR colours reduced to a usual screen's": self._hdr,
            "transparency ignored": self._has_alpha,
        }
        return tuple(note for note, true in notes.items() if true)

    def show(self, frame: VideoFrame) -> Pixels:
        """The pixels (h, w, 3) of the frame."""
        with self._lock:
            rgb = self._to_rgb(frame)
        return self._turn.apply(np.asarray(rgb.to_ndarray(), dtype=np.uint8))

    def _to_rgb(self, frame: VideoFrame) -> VideoFrame:
        width, height = self._size
        if self._hdr:
            try:
                return self._reformatter.reformat(
                    frame,
                    width,
                    height,
                    "rgb24",
                    dst_color_trc=ColorTrc.IEC61966_2_1,
                    dst_color_primaries=ColorPrimaries.BT709,
                )
            except FFmpegError:  # an odd mix of tags: without mapping the picture is pale, but there
                self._hdr = False
        untagged = frame.colorspace == _UNSPECIFIED and not frame.format.is_rgb
        guess = Colorspace.ITU709 if frame.height >= _HD_HEIGHT_PX else Colorspace.ITU601
        return self._reformatter.reformat(
            frame, width, height, "rgb24", src_colorspace=guess if untagged else None
        )
