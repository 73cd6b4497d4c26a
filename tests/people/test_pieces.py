"""Long frames are looked at in squares as well: where the squares lie, and who is found in them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from agent_plugin.tools.body.crops import Square
from agent_plugin.tools.domain import Frame, Pixels, Pose
from agent_plugin.tools.people import pieces
from agent_plugin.tools.people.finder import PeopleFinder
from agent_plugin.tools.policy import STANDARD
from tests import builders
from tests.builders import Body

RULES = STANDARD.people


def _frame(width: int, height: int) -> Frame:
    return Frame(np.full((height, width, 3), 170, np.uint8))


@pytest.mark.parametrize(("width", "height"), [(600, 600), (1920, 1080), (1080, 1920), (1199, 600)])
def test_an_ordinary_frame_is_looked_at_whole(width: int, height: int) -> None:
    assert pieces.of_long(_frame(width, height), RULES.pieces).squares == ()


@pytest.mark.parametrize(
    ("width", "height"), [(1200, 600), (600, 1200), (728, 90), (160, 600), (1500, 500), (2560, 1440 // 4)]
)
def test_squares_of_the_short_edge_cover_a_long_frame_and_overlap_by_two_thirds(
    width: int, height: int
) -> None:
    squares = pieces.of_long(_frame(width, height), RULES.pieces).squares
    boxes, short = [each.box_xyxy for each in squares], min(width, height)
    along = 0 if width > height else 1
    assert {each.side_px for each in squares} == {short}
    assert boxes[0][:2] == (0, 0)
    assert boxes[-1][2:] == pytest.approx((width, height))
    starts = [box[along] for box in boxes]
    assert max(b - a for a, b in pairwise(starts)) <= RULES.pieces.step * short + 1e-6


def _pose(x_px: float) -> Pose:
    return builders.person(Body(at_px=(x_px, 300), torso_px=100)).pose


def _found(x_px: float, *squares: float) -> list[tuple[Square, Pose]]:
    return [(Square(middle, 300, 600), _pose(x_px)) for middle in squares]


def test_somebody_in_several_squares_is_one() -> None:
    (kept,) = pieces.poses(_found(600, 500, 600, 700), [_pose(610)], _frame(1800, 600), RULES)
    assert kept.xy_px.tolist() == _pose(600).xy_px.tolist()


def test_whom_a_square_cuts_off_is_taken_from_the_next() -> None:
    found = [*_found(620, 300), *_found(600, 500)]
    (kept,) = pieces.poses(found, [], _frame(1800, 600), RULES)
    assert kept.xy_px.tolist() == _pose(600).xy_px.tolist()


def test_whom_every_square_cuts_off_is_still_somebody() -> None:
    assert len(pieces.poses(_found(620, 300), [], _frame(1800, 600), RULES)) == 1


def test_whom_only_the_whole_frame_shows_is_kept_beside_the_others() -> None:
    assert len(pieces.poses(_found(300, 300), [_pose(1500)], _frame(1800, 600), RULES)) == 2


def test_a_fit_that_lies_askew_on_somebody_is_nobody_else() -> None:
    askew = replace(_pose(300), xy_px=_pose(300).xy_px * np.float32(0.8) + np.float32(60))
    assert len(pieces.poses(_found(300, 300), [askew], _frame(1800, 600), RULES)) == 1


def test_the_frames_own_edge_cuts_nobody_off() -> None:
    frame, at_edge = _frame(1800, 600), np.array([[2.0, 300.0], [90.0, 310.0]], np.float32)
    assert pieces.is_clear(at_edge, Square(300, 300, 600), frame, RULES.pieces)
    assert not pieces.is_clear(
        at_edge + np.array((598, 0), np.float32), Square(900, 300, 600), frame, RULES.pieces
    )


def _placed(pixels: Pixels, wide: int, high: int, x0: int) -> Pixels:
    """A picture in a frame of that size, as high as the short edge."""
    short = min(wide, high)
    small = Image.fromarray(pixels).resize((short * pixels.shape[1] // pixels.shape[0], short))
    canvas = Image.new("RGB", (wide, high), (170, 170, 170))
    canvas.paste(small, (x0, 0) if wide > high else ((wide - small.width) // 2, x0))
    return np.asarray(canvas)


@pytest.mark.parametrize(
    ("wide", "high", "x0"),
    [
        (1500, 500, 1000),
        (1500, 500, 130),
        (1456, 180, 700),
        (1940, 500, 900),
        (300, 1200, 800),
        (400, 1600, 90),
    ],
)
def test_somebody_alone_in_a_long_frame_is_found(
    finder: PeopleFinder, examples: Path, wide: int, high: int, x0: int
) -> None:
    pixels = np.asarray(Image.open(examples / "walk.jpg").convert("RGB"))
    scene = finder.find(Frame(_placed(pixels, wide, high, x0)))
    (person,) = scene.people
    start = person.box_xyxy[0 if wide > high else 1]
    assert x0 - 0.05 * min(wide, high) <= start <= x0 + min(wide, high)
