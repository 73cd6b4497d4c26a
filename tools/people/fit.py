"""The pose network run at one place of a frame: a square comes in, the pose it settles on goes out.

MediaPipe runs its network only where its own detector has found somebody. Run straight on a square where a
body should be, the network often finds one that the detector overlooks. But it always answers, so the caller
has to check whether somebody is there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from agent_plugin.tools.body.crops import Square, cut
from agent_plugin.tools.domain import Frame, Points, Pose
from agent_plugin.tools.landmarks.backbone import INPUT_PX, Backbone, PoseMaps
from agent_plugin.tools.policy import AgreementRules

# Structure: the network's points, and how MediaPipe follows a body from frame to frame.
_POINTS = 33  # of a pose; the network has more:
_MIDDLE, _RIM = 33, 34  # between the hips, and how far the body reaches
_BOXES = 1.25  # of the body's reach on both sides
_AGAIN = 2  # by then the square has settled


@dataclass(frozen=True, eq=False)
class Fit:
    """A pose and how surely the network sees somebody in its last square, 0 to 1."""

    pose: Pose
    presence: float


def fit(frame: Frame, square: Square, backbone: Backbone) -> Fit:
    """The pose network's answer for this square, followed to where the body is."""
    maps, xy_px = _run(frame, square, backbone)
    for _ in range(_AGAIN):
        reach_px = float(np.linalg.norm(xy_px[_RIM] - xy_px[_MIDDLE]))
        x_px, y_px = (float(value) for value in xy_px[_MIDDLE])
        maps, xy_px = _run(frame, Square(x_px, y_px, max(2 * _BOXES * reach_px, 1.0)), backbone)
    visibility = 1 / (1 + np.exp(-np.clip(maps.points[:_POINTS, 3], -30, 30)))
    pose = Pose(xy_px[:_POINTS], maps.world_m[:_POINTS], visibility.astype(np.float32))
    return Fit(pose, maps.presence)


def agreed(fits: Sequence[Fit], apart: Callable[[Pose, Pose], float], rules: AgreementRules) -> Fit | None:
    """The surest fit that enough starts came to, itself counted."""
    for one in sorted(fits, key=lambda each: -each.presence):
        alike = sum(apart(one.pose, other.pose) <= rules.within for other in fits)
        if one.presence >= rules.least_presence and alike >= rules.least_starts:
            return one
    return None


def _run(frame: Frame, square: Square, backbone: Backbone) -> tuple[PoseMaps, Points]:
    crop = cut(frame.pixels, square, INPUT_PX)
    maps = backbone.run(crop.pixels)
    return maps, crop.to_picture(maps.points[:, :2])
