"""Squares of a picture come out at one size, and their points go back to where they were."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from agent_plugin.tools.body.crops import OUTSIDE_GREY, Square, cut, near_squares
from agent_plugin.tools.domain import Pixels

WIDE, HIGH = 320, 240
angles = st.one_of(st.just(0.0), st.floats(min_value=-180, max_value=180))


def _picture_with_dot(x_px: float, y_px: float, radius_px: float) -> Pixels:
    """White on black, its edge soft, its middle exact to an eighth of a pixel."""
    pixels = np.zeros((HIGH, WIDE, 3), np.uint8)
    middle = round((x_px - 0.5) * 8), round((y_px - 0.5) * 8)  # OpenCV counts from the first pixel's middle
    cv2.circle(pixels, middle, round(radius_px * 8), (255, 255, 255), -1, cv2.LINE_AA, 3)
    return pixels


def _middle_of_dot(pixels: Pixels) -> tuple[float, float]:
    weight = np.clip(pixels[..., 0].astype(float) - OUTSIDE_GREY - 20, 0, None)
    rows, columns = np.indices(weight.shape)
    return float((columns + 0.5).ravel() @ weight.ravel() / weight.sum()), float(
        (rows + 0.5).ravel() @ weight.ravel() / weight.sum()
    )


@settings(max_examples=80, deadline=None)
@given(
    dot=st.tuples(st.floats(30, WIDE - 30), st.floats(30, HIGH - 30)),
    offset=st.tuples(st.floats(-0.3, 0.3), st.floats(-0.3, 0.3)),
    side_px=st.floats(40, 500),
    turn_deg=angles,
    mirrored=st.booleans(),
    out_px=st.sampled_from([64, 96, 192, 256]),
)
def test_a_point_comes_back_to_where_it_was(
    dot: tuple[float, float],
    offset: tuple[float, float],
    side_px: float,
    turn_deg: float,
    mirrored: bool,
    out_px: int,
) -> None:
    assume(side_px / out_px < 3)  # a dot of a few pixels must stay visible
    square = Square(dot[0] + offset[0] * side_px, dot[1] + offset[1] * side_px, side_px, turn_deg, mirrored)
    crop = cut(_picture_with_dot(*dot, radius_px=max(4.0, 2.5 * side_px / out_px)), square, out_px)
    seen = np.array([_middle_of_dot(crop.pixels)], dtype=np.float32)
    back = crop.to_picture(seen)[0]
    assert np.abs(back - dot).max() < 1.0 + 1.0 * side_px / out_px


@settings(max_examples=60, deadline=None)
@given(
    x_px=st.floats(-2000, 2000),
    y_px=st.floats(-2000, 2000),
    side_px=st.floats(0.5, 5000),
    turn_deg=angles,
)
def test_any_square_gives_a_crop_of_the_size_asked_for(
    x_px: float, y_px: float, side_px: float, turn_deg: float
) -> None:
    pixels = np.full((HIGH, WIDE, 3), 255, np.uint8)
    assert cut(pixels, Square(x_px, y_px, side_px, turn_deg), 48).pixels.shape == (48, 48, 3)


@pytest.mark.parametrize("turn_deg", [0.0, 30.0, -135.0])
def test_what_lies_outside_is_flat_grey(turn_deg: float) -> None:
    pixels = np.full((HIGH, WIDE, 3), 255, np.uint8)
    outside = cut(pixels, Square(-300, -300, 100, turn_deg), 32).pixels
    assert (outside == OUTSIDE_GREY).all()


def test_half_outside_is_half_grey() -> None:
    pixels = np.full((HIGH, WIDE, 3), 255, np.uint8)
    seen = cut(pixels, Square(0, HIGH / 2, 100), 50).pixels
    assert (seen[:, :24] == OUTSIDE_GREY).all()
    assert (seen[:, 26:] == 255).all()


def test_a_turned_square_stands_upright() -> None:
    """A line that leans 40 degrees clockwise becomes vertical when its square is turned by as much."""
    pixels = np.zeros((HIGH, WIDE, 3), np.uint8)
    lean = np.radians(40)
    tip = round(160 + 80 * np.sin(lean)), round(120 - 80 * np.cos(lean))
    cv2.line(pixels, (160, 120), tip, (255, 255, 255), 5)
    seen = cut(pixels, Square(160, 120, 200, 40.0), 100).pixels
    rows, columns = np.nonzero(seen[..., 0] > 200)
    assert np.ptp(columns) <= 5
    assert rows.min() < 15
    assert rows.max() == pytest.approx(50, abs=3), "the line begins in the middle and goes up"


@pytest.mark.parametrize("turn_deg", [0.0, 30.0, -135.0])
def test_a_mirrored_square_is_the_turned_one_with_left_and_right_swapped(turn_deg: float) -> None:
    pixels = np.random.default_rng(0).integers(0, 255, (HIGH, WIDE, 3)).astype(np.uint8)
    straight, mirrored = (
        cut(pixels, Square(150, 120, 96, turn_deg, mirrored=each), 96).pixels.astype(int)
        for each in (False, True)
    )
    assert np.abs(straight[:, ::-1] - mirrored).max() <= 4


def test_the_picture_is_left_as_it_was() -> None:
    pixels = np.full((HIGH, WIDE, 3), 200, np.uint8)
    pixels.setflags(write=False)
    cut(pixels, Square(10, 10, 100, 45.0), 64)
    assert (pixels == 200).all()


def test_near_squares_stay_within_a_few_hundredths_of_the_square() -> None:
    square = Square(500, 400, 200, 30.0)
    first, *others = near_squares(square)
    assert first == square
    assert others
    for other in others:
        assert math.hypot(other.x_px - 500, other.y_px - 400) <= 0.05 * 200
        assert 180 <= other.side_px <= 220
        assert 20 <= other.turn_deg <= 40
        assert not other.mirrored


@pytest.mark.parametrize("mirrored", [False, True])
def test_where_sides_are_alike_one_of_the_near_squares_is_the_other_way_round(mirrored: bool) -> None:
    squares = near_squares(Square(0, 0, 10, mirrored=mirrored), mirrored=True)
    assert squares[0].mirrored == mirrored
    assert sum(square.mirrored != mirrored for square in squares) == 1
