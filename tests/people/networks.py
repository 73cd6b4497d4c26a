"""A pose network whose answers are made up: any crop in, a body that stands in its middle out."""

from __future__ import annotations

import numpy as np

from agent_plugin.tools.domain import Points
from agent_plugin.tools.landmarks.backbone import INPUT_PX, Backbone, Look
from tests import builders
from tests.builders import Body


class StandingBody(Backbone):
    """Answers every look with a body that stands in the middle of the crop, and counts the looks."""

    def __init__(self) -> None:
        self.looks = 0

    def look(self, pixels: np.ndarray) -> Look:
        self.looks += 1
        points = np.zeros((39, 5), np.float32)
        points[:33, :2] = builders.pose(Body(at_px=(INPUT_PX / 2, INPUT_PX / 2), torso_px=60)).xy_px
        points[33, :2], points[34, :2] = (INPUT_PX / 2, INPUT_PX / 2), (INPUT_PX / 2, 25)
        blank: Points = np.zeros((1, 1, 1), np.float32)
        return Look(points, np.zeros((39, 3), np.float32), *(blank,) * 6, presence=0.75)
