"""The pose network led to one place of a frame: a square in, the pose that it settles on there out.

MediaPipe looks only where its own detector has found somebody. Its network, looking straight at a square
where a body should be, often answers with one that the detector overlooks; but it always answers, so that
whoever leads it has to ask whether somebody is there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from agent_plugin.tools.body.crops import Square, cut
from agent_plugin.tools.domain import Frame, Points, Pose
from agent_plugin.tools.landmarks.backbone import INPUT_PX, Backbone, Look
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
    """What the pose network answers where it is led to this square."""
    look, xy_px = _look(frame, square, backbone)
    for _ in range(_AGAIN):
        reach_px = float(np.linalg.norm(xy_px[_RIM] - xy_px[_MIDDLE]))
        x_px, y_px = (float(value) for value in xy_px[_MIDDLE])
        look, xy_px = _look(frame, Square(x_px, y_px, max(2 * _BOXES * reach_px, 1.0)), backbone)
    visibility = 1 / (1 + np.exp(-np.clip(look.points[:_POINTS, 3], -30, 30)))
    pose = Pose(xy_px[:_POINTS], look.world_m[:_POINTS], visibility.astype(np.float32))
    return Fit(pose, look.presence)


def agreed(fits: Sequence[Fit], apart: Callable[[Pose, Pose], float], rules: AgreementRules) -> Fit | None:
    """The surest of those that enough starts came to, itself counted."""
    for one in sorted(fits, key=lambda each: -each.presence):
        alike = sum(apart(one.pose, other.pose) <= rules.within for other in fits)
        if one.presence >= rules.least_presence and alike >= rules.least_starts:
            return one
    return None


def _look(frame: Frame, square: Square, backbone: Backbone) -> tuple[Look, Points]:
    crop = cut(frame.pixels, square, INPUT_PX)
    look = backbone.look(crop.pixels)
    return look, crop.to_picture(look.points[:, :2])
