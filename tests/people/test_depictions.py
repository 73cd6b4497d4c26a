"""Who is only pictured: on a poster, a screen or a shirt, and who is not, whatever the wall looks like."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from agent_plugin.tools.domain import Box, Frame, Pose, Silhouette
from agent_plugin.tools.people.depictions import inner_frames, on_clothes
from agent_plugin.tools.policy import STANDARD
from tests import builders
from tests.builders import Body

RULES = STANDARD.people.depictions
SIDE_PX = 1200
POSTER: Box = (80, 100, 400, 700)
LARGE = builders.pose(Body(at_px=(850, 700), torso_px=250))
SMALL = builders.pose(Body(at_px=(240, 380), torso_px=90))
EVERYWHERE = Silhouette(np.ones((64, 64), np.float32), 0, 0, SIDE_PX / 64)


def _wall(*boxes: Box, gap: bool = False, noise: float = 0.0) -> Frame:
    rng = np.random.default_rng(0)
    pixels = np.full((SIDE_PX, SIDE_PX, 3), 150, np.uint8)
    for x0, y0, x1, y1 in boxes:
        cv2.rectangle(pixels, (int(x0), int(y0)), (int(x1), int(y1)), (30, 30, 30), 10)
        if gap:  # half of the lower edge is not there
            pixels[int(y1) - 15 : int(y1) + 15, int(x0) + 15 : int((x0 + x1) / 2)] = 150
    grain = rng.normal(0, noise, pixels.shape)
    return Frame(np.clip(pixels + grain, 0, 255).astype(np.uint8))


def _found(frame: Frame, poses: Sequence[Pose], silhouette: Silhouette = EVERYWHERE) -> dict[int, Box]:
    return inner_frames(frame, poses, silhouette, RULES)


@pytest.mark.parametrize("noise", [0.0, 4.0])
def test_somebody_small_whom_four_edges_surround_is_in_a_picture_within_the_picture(noise: float) -> None:
    found = _found(_wall(POSTER, noise=noise), [LARGE, SMALL])
    assert found.keys() == {1}
    assert found[1] == pytest.approx(POSTER, abs=12)


@pytest.mark.parametrize(
    ("frame", "poses"),
    [
        (_wall(), [LARGE, SMALL]),
        (_wall(POSTER), [SMALL]),
        (_wall(POSTER), [LARGE]),
        (_wall(POSTER), [LARGE, builders.pose(Body(at_px=(600, 380), torso_px=90))]),
        (_wall(POSTER), [LARGE, builders.pose(Body(at_px=(240, 610), torso_px=90))]),
        (_wall((20, 20, 1180, 1180)), [LARGE, SMALL]),
        (_wall(POSTER, gap=True), [LARGE, SMALL]),
        (_wall((200, 340, 270, 420)), [LARGE, SMALL]),
    ],
    ids=[
        "a bare wall",
        "the only person of the advertisement",
        "a poster without anybody",
        "somebody beside the poster",
        "somebody who stands before it",
        "the frame of the advertisement itself",
        "an edge that is half missing",
        "a buckle",
    ],
)
def test_nobody_else_is_taken_for_pictured(frame: Frame, poses: list[Pose]) -> None:
    assert _found(frame, poses) == {}


def test_a_body_made_up_below_a_posters_edge_does_not_speak_against_it() -> None:
    bust = builders.pose(Body(at_px=(240, 560), torso_px=150))
    alpha = np.zeros((64, 64), np.float32)
    alpha[: int(POSTER[3] / SIDE_PX * 64)] = 1.0  # no person below the poster
    assert _found(_wall(POSTER), [LARGE, bust]) == {}
    assert _found(_wall(POSTER), [LARGE, bust], Silhouette(alpha, 0, 0, SIDE_PX / 64)).keys() == {1}


@pytest.mark.parametrize(
    ("torso_px", "at_px", "printed"),
    [(50, (850, 450), True), (220, (850, 450), False), (50, (240, 380), False)],
    ids=["a figure on a shirt", "a child held", "somebody far away"],
)
def test_who_lies_within_somebody_elses_trunk_and_is_far_smaller_is_a_print(
    torso_px: float, at_px: tuple[float, float], printed: bool
) -> None:
    figure = builders.pose(Body(at_px=at_px, torso_px=torso_px))
    large = builders.pose(Body(at_px=(850, 700), torso_px=600))
    found = on_clothes([large, figure], RULES)
    assert (len(found) == 1 and found[0] is figure) == printed
