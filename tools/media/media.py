"""What the rest of the flow sees of an opened image, animation or video."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import Protocol

from agent_plugin.tools.domain import Frame, MediaInfo


class SourceFrames(Protocol):
    """Media that can be asked again for the frames of given moments."""

    @property
    def info(self) -> MediaInfo:
        """What was opened."""
        ...

    def frames_at(self, at_s: Sequence[float]) -> list[Frame]:
        """The frame nearest to each moment, in the order asked; of an image its one frame for each."""
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
    def frames_at(self, at_s: Sequence[float]) -> list[Frame]:
        """The frames on screen at these times, in the order asked; `index` counts in that order.

        A time before the start gives the first frame, one after the end the last. All of them are in memory
        at once, so ask for few.
        """
