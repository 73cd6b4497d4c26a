"""The crop that a classifier sees: where it lies, and that the head in it is really hidden."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

pytest.importorskip("cv2", reason="OpenCV is not installed")

from training.augment import augment
from training.crops import WAYS, Crop, cut, hide_head, limit_head, upper_body_square

PERSON = np.array([100.0, 50.0, 260.0, 450.0])
HEAD = np.array([150.0, 50.0, 200.0, 110.0])


def _face() -> Crop:
    """A black and white chessboard as head on plain grey."""
    picture = np.full((128, 128, 3), 90, np.uint8)
    board: NDArray[np.int64] = np.kron(np.indices((10, 10)).sum(axis=0) % 2, np.ones((4, 4), int)) * 160 + 50
    picture[10:50, 44:84] = board[:, :, None]
    return Crop(picture, (44.0, 10.0, 84.0, 50.0))


def test_the_square_holds_the_head_and_reaches_well_below_it() -> None:
    left, top, side = upper_body_square(PERSON, HEAD)
    assert left <= HEAD[0]
    assert left + side >= HEAD[2]
    assert top <= HEAD[1]
    assert top + side >= HEAD[3] + 2 * (HEAD[3] - HEAD[1])


def test_the_square_of_a_small_figure_is_no_larger_than_the_figure() -> None:
    _, _, side = upper_body_square(np.array([0.0, 0.0, 40.0, 60.0]), np.array([0.0, 0.0, 40.0, 50.0]))
    assert side == pytest.approx(66.0)


def test_hair_that_falls_to_the_waist_is_not_taken_for_the_head() -> None:
    assert limit_head(np.array([0.0, 0.0, 100.0, 400.0])).tolist() == [0, 0, 100, 150]


def test_the_head_box_follows_the_crop() -> None:
    picture = np.zeros((500, 400, 3), np.uint8)
    picture[50:110, 150:200] = 255
    crop = cut(picture, upper_body_square(PERSON, HEAD), HEAD, 128)
    x0, y0, x1, y1 = (round(v) for v in crop.head_xyxy)
    assert crop.picture[y0 + 2 : y1 - 2, x0 + 2 : x1 - 2].min() > 200
    assert crop.picture[y1 + 3 :].max() == 0


@pytest.mark.parametrize("way", WAYS)
def test_nothing_of_the_head_is_left(way: str) -> None:
    crop = _face()
    hidden = hide_head(crop, way, np.random.default_rng(1))
    changed = (hidden[14:46, 50:78] != crop.picture[14:46, 50:78]).any(axis=2)
    assert changed.mean() > 0.9
    assert (hidden[60:] == crop.picture[60:]).all()


@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_crop_keeps_its_shape_and_type(seed: int) -> None:
    damaged = augment(_face().picture, np.random.default_rng(seed))
    assert damaged.shape == (128, 128, 3)
    assert damaged.dtype == np.uint8
