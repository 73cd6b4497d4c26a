"""Sharpness falls with blur and not with size; a part is judged only if it is whole, large and sharp."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from agent_plugin.tools.body.crops import Square
from agent_plugin.tools.domain import Pixels, Reason
from agent_plugin.tools.people.quality import inside_share, sharpness, why_not
from agent_plugin.tools.policy import STANDARD

RULES = STANDARD.people
HEAD = Square(320, 134, 80)  # of examples/walk.jpg


@pytest.fixture(scope="module")
def walk(examples: Path) -> Image.Image:
    return Image.open(examples / "walk.jpg").convert("RGB")


def _blurred(image: Image.Image, radius_px: float) -> Pixels:
    return np.asarray(image.filter(ImageFilter.GaussianBlur(radius_px)))


def _scaled(square: Square, by: float) -> Square:
    return Square(square.x_px * by, square.y_px * by, square.side_px * by)


def test_more_blur_is_less_sharp(walk: Image.Image) -> None:
    seen = [sharpness(_blurred(walk, radius_px), HEAD) for radius_px in (0, 1, 2, 4)]
    assert seen == sorted(seen, reverse=True)
    assert seen[0] > RULES.min_sharpness > seen[-1]


@pytest.mark.parametrize("by", [2.0, 3.0])
def test_the_same_head_in_more_pixels_is_as_sharp(walk: Image.Image, by: float) -> None:
    large = walk.resize((round(walk.width * by), round(walk.height * by)), Image.Resampling.LANCZOS)
    assert sharpness(np.asarray(large), _scaled(HEAD, by)) == pytest.approx(
        sharpness(np.asarray(walk), HEAD), rel=0.35
    )


@pytest.mark.parametrize("side_px", [28, 40, 60, 80])
@pytest.mark.parametrize(("blur_heads", "sharp"), [(0.0, True), (0.06, False), (0.1, False), (0.15, False)])
def test_a_small_head_is_blurred_only_if_it_is(
    walk: Image.Image, side_px: int, blur_heads: float, sharp: bool
) -> None:
    """At a blur of 0.06 head heights the face model finds no face at any of these sizes."""
    by = side_px / HEAD.side_px
    small = walk.resize((round(walk.width * by), round(walk.height * by)), Image.Resampling.LANCZOS)
    seen = sharpness(_blurred(small, blur_heads * side_px), _scaled(HEAD, by))
    assert (seen > RULES.min_sharpness) is sharp


@pytest.mark.parametrize("side_px", [0.2, 1.0, 2.4])
def test_a_part_of_no_size_has_some_sharpness_or_none(walk: Image.Image, side_px: float) -> None:
    assert 0.0 <= sharpness(np.asarray(walk), Square(320, 134, side_px)) < 1.0


def test_light_does_not_change_sharpness(walk: Image.Image) -> None:
    pixels = np.asarray(walk)
    dark = (pixels * 0.5).astype(np.uint8)
    assert sharpness(dark, HEAD) == pytest.approx(sharpness(pixels, HEAD), rel=0.25)


def test_a_flat_surface_has_no_sharpness() -> None:
    assert sharpness(np.full((100, 100, 3), 90, np.uint8), Square(50, 50, 40)) == 0.0


@pytest.mark.parametrize(
    ("square", "share"),
    [
        (Square(50, 50, 20), 1.0),
        (Square(0, 50, 20), 0.5),
        (Square(0, 0, 20), 0.25),
        (Square(-50, 50, 20), 0.0),
        (Square(50, 50, 200), 0.25),
    ],
)
def test_the_share_inside_the_picture(square: Square, share: float) -> None:
    assert inside_share(square, 100, 100) == pytest.approx(share)


@pytest.mark.parametrize(
    ("square", "blur_px", "min_side_px", "reason"),
    [
        (HEAD, 0, 20, None),
        (HEAD, 0, 200, Reason.TOO_SMALL),
        (HEAD, 12, 20, Reason.BLURRED),
        (Square(5, 134, 80), 0, 20, Reason.CUT_OFF),
        (Square(5, 134, 80), 12, 200, Reason.CUT_OFF),
    ],
)
def test_the_first_reason_that_applies_is_given(
    walk: Image.Image, square: Square, blur_px: float, min_side_px: float, reason: Reason | None
) -> None:
    why = why_not(_blurred(walk, blur_px), square, min_side_px=min_side_px, rules=RULES)
    assert (why and why[0]) == reason
