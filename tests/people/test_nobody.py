"""Frames in which nobody was recognised, and tiny ones: what could not be seen is said."""

from __future__ import annotations

import numpy as np
import pytest

from agent_plugin.tools.domain import Frame, Reason
from agent_plugin.tools.people import unchecked
from agent_plugin.tools.policy import STANDARD
from tests import builders

RULES = STANDARD.people


@pytest.mark.parametrize(
    ("width", "height", "rows_made"),
    [(320, 50, 1), (728, 90, 1), (88, 31, 1), (60, 300, 1), (970, 250, 0), (120, 600, 0), (300, 250, 0)],
)
def test_a_tiny_picture_says_that_nobody_in_it_can_be_judged(width: int, height: int, rows_made: int) -> None:
    rows = list(unchecked.tiny(Frame(np.zeros((height, width, 3), np.uint8)), RULES))
    assert [row.reason for row in rows] == [Reason.TOO_SMALL] * rows_made
    assert all(f"{width} x {height} pixels" in row.explanation for row in rows)


def test_a_face_without_a_body_is_told_with_its_place() -> None:
    face = builders.face((100.0, 120.0), 60.0)
    (row,) = unchecked.faces_alone([face])
    assert (row.person, row.reason, row.box_xyxy) == (None, Reason.NOT_FOUND, face.box_xyxy)
