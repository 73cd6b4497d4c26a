"""A pose network whose answers are made up: any crop in, a body that stands in its middle out."""

from __future__ import annotations

import numpy as np

from agent_plugin.tools.domain import Points
from agent_plugin.tools.landmarks.backbone import INPUT_PX, Backbone, PoseMaps
from tests import builders
from tests.builders import Body


class StandingBody(Backbone):
    """Answers every run with a body that stands in the middle of the crop, and counts the runs."""

    def __init__(self) -> None:
        self.runs = 0

    def run(self, pixels: np.ndarray) -> PoseMaps:
        self.runs += 1
        points = np.zeros((39, 5), np.float32)
        points[:33, :2] = builders.pose(Body(at_px=(INPUT_PX / 2, INPUT_PX / 2), torso_px=60)).xy_px
        points[33, :2], points[34, :2] = (INPUT_PX / 2, INPUT_PX / 2), (INPUT_PX / 2, 25)
        blank: Points = np.zeros((1, 1, 1), np.float32)
        return PoseMaps(points, np.zeros((39, 3), np.float32), *(blank,) * 6, presence=0.75)
