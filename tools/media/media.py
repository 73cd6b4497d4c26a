"""What the rest of the flow sees of an opened image, animation or video."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from agent_plugin.tools.domain import Frame, MediaInfo, Pixels


class SourceFrames(Protocol):
    """Media that can be asked again for the frames of given moments."""

    @property
    def info(self) -> MediaInfo:
        """What was opened."""
        ...

    def frames_at(self, at_s: Sequence[float], *, longest_px: int | None = None) -> list[Frame]:
        """The frame nearest to each moment, in the order asked; of an image its one frame for each.

        With `longest_px` they are shrunk to it, where they are larger.
        """
        ...


class Media(ABC):
    """Something that has frames.

    `frame_interval_s` is the usual time from one frame of the source to the next; none for an image.
    `expected_frames` is about how many `frames()` will give, for a progress bar; 0 if nobody can tell.
    """

    def __init__(self, info: MediaInfo, frame_interval_s: float | None, expected_frames: int) -> None:
        """Keep the facts; the frames are made when asked for."""
        self.info = info
        self.frame_interval_s = frame_interval_s
        self.expected_frames = expected_frames

    @abstractmethod
    def frames(self) -> Iterator[Frame]:
        """The frames to look at, in order, at the policy's sampling rate; one at a time in memory.

        Raises:
            MediaError: When damage, a cut or an exceeded limit shows on the way.
        """

    @abstractmethod
    def frames_at(self, at_s: Sequence[float], *, longest_px: int | None = None) -> list[Frame]:
        """The frames on screen at these times, in the order asked; `index` counts in that order.

        A time before the start gives the first frame, one after the end the last. All of them are in memory
        at once, so ask for few, or for small ones: with `longest_px` they are shrunk to it as they come.
        """


def shrunk(frame: Frame, longest_px: int | None) -> Frame:
    """The frame with its longer side at most so long."""
    share = 1.0 if longest_px is None else longest_px / max(frame.width, frame.height)
    if share >= 1.0:
        return frame
    import cv2  # here, because listing the tools loads nothing heavy
    import numpy as np

    size = max(1, round(frame.width * share)), max(1, round(frame.height * share))
    small: Pixels = np.asarray(cv2.resize(frame.pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    return replace(frame, pixels=small)
