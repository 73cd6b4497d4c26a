"""Legs below the upper edge are somebody's where several starts, made up here, come to the same ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from agent_plugin.tools.body.crops import Square
from agent_plugin.tools.domain import Frame, Part, Pose, Reason, Silhouette
from agent_plugin.tools.landmarks.backbone import Backbone
from agent_plugin.tools.people import legs
from agent_plugin.tools.people.finder import PeopleFinder
from agent_plugin.tools.people.fit import Fit
from agent_plugin.tools.policy import STANDARD
from tests import builders
from tests.builders import Body
from tests.people.networks import StandingBody

RULES = STANDARD.people
FRAME = Frame(np.full((900, 900, 3), 127, np.uint8))
LEGS = builders.pose(Body(at_px=(450, 60), torso_px=400))  # the soles at 810
SCATTERED_PX = (0, 200, 400, 600, 800)


def _mask(top_px: float = 0) -> Silhouette:
    alpha = np.zeros((256, 256), np.float32)
    alpha[int(top_px * 256 / 900) : 235, 70:180] = 1
    return Silhouette(alpha, 0, 0, 900 / 256)


def _found(
    monkeypatch: pytest.MonkeyPatch,
    pose: Pose = LEGS,
    *,
    moved_px: tuple[float, ...] = (0,) * 5,
    presence: float = 0.9,
    mask: Silhouette | None = None,
    hand_px: float | None = None,
) -> list[Pose]:
    """What is found where each start ends at the pose, moved sideways."""
    moves = iter(moved_px)

    def led(frame: Frame, square: Square, backbone: Backbone) -> Fit:
        moved = pose.xy_px + np.array([next(moves), 0], np.float32)
        return Fit(replace(pose, xy_px=moved), presence)

    monkeypatch.setattr(legs, "fit", led)
    hands = [] if hand_px is None else [builders.hand((450, 450), length_px=hand_px)]
    return legs.without_trunk(FRAME, mask or _mask(), hands, StandingBody(), RULES)


def test_legs_that_all_starts_come_to_are_somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    (pose,) = _found(monkeypatch)
    assert np.array_equal(pose.xy_px, LEGS.xy_px)
    assert pose.legs_alone


def test_two_starts_may_go_astray(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(_found(monkeypatch, moved_px=(800, 0, 10, 20, -600))) == 1


def test_it_is_the_same_legs_whichever_is_called_the_left_one() -> None:
    swapped = LEGS.xy_px.copy()
    swapped[[23, 24, 25, 26, 27, 28, 29, 30, 31, 32]] = LEGS.xy_px[[24, 23, 26, 25, 28, 27, 30, 29, 32, 31]]
    assert legs.apart(LEGS, replace(LEGS, xy_px=swapped)) == 0


def test_starts_that_scatter_have_found_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _found(monkeypatch, moved_px=SCATTERED_PX) == []


def test_nobody_is_there_where_the_network_doubts_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _found(monkeypatch, presence=0.3) == []


@pytest.mark.parametrize(
    "pose",
    [
        pytest.param(builders.pose(Body(at_px=(450, 60), torso_px=400), visibility=0.6), id="covered legs"),
        pytest.param(builders.pose(Body(at_px=(450, 400), torso_px=200)), id="a trunk in view"),
        pytest.param(builders.pose(Body(at_px=(450, 60), torso_px=150)), id="tiny legs"),
        pytest.param(builders.pose(Body(at_px=(450, 600), torso_px=400, tilt_deg=180)), id="on the head"),
        pytest.param(builders.pose(Body(at_px=(800, 60), torso_px=400)), id="beside the mask"),
    ],
)
def test_what_cannot_be_legs_below_the_upper_edge_is_nobody(
    monkeypatch: pytest.MonkeyPatch, pose: Pose
) -> None:
    assert _found(monkeypatch, pose) == []


def test_somebody_far_below_the_upper_edge_is_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _found(monkeypatch, mask=_mask(top_px=400), moved_px=()) == []


def test_fingers_of_a_hand_that_fills_the_frame_are_no_legs(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _found(monkeypatch, hand_px=400, moved_px=()) == []
    assert len(_found(monkeypatch, hand_px=120)) == 1


def test_a_picture_cut_at_the_waist_shows_somebody_whose_upper_body_is_not_checked(
    finder: PeopleFinder, examples: Path
) -> None:
    whole = np.asarray(Image.open(examples / "walk.jpg").convert("RGB"))
    (uncut,) = finder.find(Frame(whole)).people
    (person,) = finder.find(Frame(np.ascontiguousarray(whole[338:]))).people
    below = replace(uncut.pose, xy_px=uncut.pose.xy_px - np.array([0, 338], np.float32))
    assert legs.apart(person.pose, below) < 0.1
    cut_off = {row.part for row in person.not_checked if row.reason is Reason.CUT_OFF}
    assert {Part.HEAD, Part.LEFT_ARM, Part.RIGHT_ARM} <= cut_off
    assert not {Part.LEFT_LEG, Part.RIGHT_LEG} & {row.part for row in person.not_checked}
