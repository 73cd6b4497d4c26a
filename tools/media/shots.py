"""The frames of a media come in, in order; which shot each belongs to, and how much it moved, goes out."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from statistics import median

import cv2
import numpy as np

from agent_plugin.tools.domain import Frame, Pixels, Points
from agent_plugin.tools.policy import SamplingRules

# Structure: cells a side of the picture in which change is measured, cells a side of a block of them, and
# the pixels that are skipped where there are many.
_CELLS, _BLOCK, _STRIDE_FROM_PX = 32, 4, 256


@dataclass(frozen=True, eq=False)
class Sample:
    """A frame with its shot, and whether a part of it changed more than the motion before explains."""

    frame: Frame
    stands_out: bool = False


class Shots:
    """Numbers the shots of one media from 0."""

    def __init__(self, rules: SamplingRules) -> None:
        """No frame yet."""
        self._rules = rules
        self._before: Points | None = None
        self._moved: deque[float] = deque(maxlen=rules.motion_samples)
        self._shot = 0

    def sample(self, frame: Frame) -> Sample:
        """The next frame."""
        seen, before = _light(frame.pixels), self._before
        self._before = seen
        if before is None:
            return Sample(replace(frame, shot=self._shot))
        change = np.abs(seen - before)
        if float(change.mean()) > self._rules.cut:
            self._shot += 1
            self._moved.clear()
            return Sample(replace(frame, shot=self._shot))
        moved = _most(change)
        usual = median(self._moved) if self._moved else 0.0
        self._moved.append(moved)
        stands_out = moved > max(self._rules.jump, self._rules.jump_times * usual)
        return Sample(replace(frame, shot=self._shot), stands_out)


def _light(pixels: Pixels) -> Points:
    """The brightness of pixels (h, w, 3), 0 to 1, in (32, 32) cells."""
    stride = max(1, min(pixels.shape[:2]) // _STRIDE_FROM_PX)
    grey = cv2.cvtColor(np.ascontiguousarray(pixels[::stride, ::stride]), cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, (_CELLS, _CELLS), interpolation=cv2.INTER_AREA)
    light: Points = np.asarray(small, dtype=np.float32) / np.float32(255)
    return light


def _most(change: Points) -> float:
    """The mean change of the block of cells (32, 32) that changed most."""
    blocks = _CELLS // _BLOCK
    return float(change.reshape(blocks, _BLOCK, blocks, _BLOCK).mean(axis=(1, 3)).max())
