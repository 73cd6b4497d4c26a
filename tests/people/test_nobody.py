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


def _picture(of_skin: tuple[slice, slice] | None, skin_rgb: tuple[int, int, int] = (196, 140, 112)) -> Frame:
    pixels = np.full((600, 800, 3), (40, 90, 160), np.uint8)
    if of_skin is not None:
        pixels[of_skin] = skin_rgb
    return Frame(pixels)


@pytest.mark.parametrize("skin_rgb", [(240, 200, 175), (196, 140, 112), (92, 58, 44)])
def test_much_skin_in_which_nobody_was_recognised_is_said_with_its_place(
    skin_rgb: tuple[int, int, int],
) -> None:
    (row,) = unchecked.skin(_picture((slice(100, 400), slice(200, 500)), skin_rgb), RULES.skin)
    assert row.reason is Reason.NOT_FOUND
    assert row.box_xyxy == pytest.approx((200, 100, 500, 400), abs=5)


@pytest.mark.parametrize(
    "of_skin",
    [None, (slice(100, 160), slice(200, 300)), (slice(0, 600), slice(0, 800))],
    ids=["none", "a little", "a background of its colour"],
)
def test_little_skin_and_a_background_of_its_colour_say_nothing(of_skin: tuple[slice, slice] | None) -> None:
    assert list(unchecked.skin(_picture(of_skin), RULES.skin)) == []
