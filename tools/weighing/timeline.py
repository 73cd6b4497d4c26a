"""The times of the frames looked at come in; how long each is in view goes out, in seconds and in samples.

A sample is what one frame of a video at the usual sampling rate is worth: a card that is held for two seconds
weighs as much as the twenty frames of a video that show it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

# Structure: containers round times to milliseconds; samples that end so little early are whole.
_EARLY = 0.05


def samples_in_view(held_s: float | None, sample_fps: float) -> int:
    """The whole samples that a frame is in view for: one at least, and one where nobody can tell."""
    return max(1, math.floor((held_s or 0.0) * sample_fps + _EARLY))


@dataclass
class Timeline:
    """The frames looked at, in the order of time."""

    sample_fps: float
    at_s: list[float] = field(default_factory=list[float])
    held_s: list[float | None] = field(default_factory=list["float | None"])

    def add(self, at_s: float, held_s: float | None) -> None:
        """The next frame, and how long it is in view, if that is known."""
        self.at_s.append(at_s)
        self.held_s.append(held_s)

    def usual_step_s(self) -> float:
        """The usual time between the frames looked at."""
        steps = sorted(b - a for a, b in pairwise(self.at_s))
        return steps[len(steps) // 2] if steps else 0.0

    def samples(self) -> Sequence[int]:
        """How many samples each frame is in view for."""
        return [samples_in_view(held_s, self.sample_fps) for held_s in self.held_s]

    def starts(self) -> Sequence[int]:
        """The sample at which each frame begins, and that at which the last one ends."""
        return [0, *accumulate(self.samples())]
