"""Copies of a picture differ a little, the same way every time, and stay the same size."""

from __future__ import annotations

import numpy as np
import pytest

from agent_plugin.tools.body.crops import Square
from agent_plugin.tools.domain import Frame
from training.classifiers.copies import near, relit, rng_of

SQUARE = Square(300, 200, 100, 30.0)


def _frame() -> Frame:
    return Frame(np.random.default_rng(0).integers(60, 200, (64, 80, 3)).astype(np.uint8))


def test_the_same_seed_and_copy_give_the_same_picture_and_others_another() -> None:
    first, again, other = (relit(_frame(), rng_of(7, copy)).pixels for copy in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()
    assert first.shape == _frame().pixels.shape


def test_a_relit_picture_still_shows_the_same() -> None:
    grey = Frame(np.linspace(0, 255, 64 * 64, dtype=np.uint8).reshape(64, 64)[..., None].repeat(3, axis=2))
    for copy in range(20):
        pixels = relit(grey, rng_of(1, copy)).pixels
        assert np.corrcoef(pixels.ravel(), grey.pixels.ravel())[0, 1] > 0.97


def test_some_copies_are_as_coarse_as_a_small_picture_made_large() -> None:
    fine = Frame(np.random.default_rng(0).integers(0, 255, (64, 64, 3)).astype(np.uint8))
    rough = [
        np.abs(np.diff(relit(fine, rng_of(1, copy)).pixels.astype(int), axis=1)).mean() for copy in range(40)
    ]
    assert min(rough) < 0.3 * max(rough)


@pytest.mark.parametrize("turned_deg", [6.0, 10.0])
def test_a_square_stays_near(turned_deg: float) -> None:
    rng = rng_of(3, 1)
    for square in (near(SQUARE, rng, turned_deg=turned_deg, mirrored=False) for _ in range(200)):
        assert max(abs(square.x_px - 300), abs(square.y_px - 200)) <= 6
        assert 88 <= square.side_px <= 114
        assert abs(square.turn_deg - 30) <= turned_deg
        assert not square.mirrored


@pytest.mark.parametrize("mirrored", [False, True])
def test_half_are_the_other_way_round_where_that_is_asked_for(mirrored: bool) -> None:
    rng = rng_of(3, 1)
    given = Square(0, 0, 1, mirrored=mirrored)
    swapped = [near(given, rng, turned_deg=0, mirrored=True).mirrored != mirrored for _ in range(400)]
    assert 0.4 < np.mean(swapped) < 0.6
