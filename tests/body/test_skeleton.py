"""Lengths and facings come out as the body was built, wherever and however large it stands."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_plugin.tools.body import skeleton
from agent_plugin.tools.domain import Pose
from tests import builders
from tests.builders import Body

degrees = st.floats(min_value=-179, max_value=179)
sizes = st.floats(min_value=10, max_value=2000)


@given(degrees, degrees)
def test_facings_come_back_as_built(body_deg: float, head_deg: float) -> None:
    pose = builders.pose(Body(yaw_deg=body_deg, head_yaw_deg=head_deg))
    assert skeleton.angle_between_deg(skeleton.shoulder_yaw_deg(pose), body_deg) < 0.1
    assert skeleton.angle_between_deg(skeleton.ears_yaw_deg(pose), head_deg) < 0.1


@given(degrees, degrees)
def test_a_facing_is_the_same_whichever_way_the_body_leans(body_deg: float, tilt_deg: float) -> None:
    pose = builders.pose(Body(yaw_deg=body_deg, tilt_deg=tilt_deg))
    assert skeleton.angle_between_deg(skeleton.shoulder_yaw_deg(pose), body_deg) < 1
    assert skeleton.angle_between_deg(skeleton.ears_yaw_deg(pose), body_deg) < 1


@given(sizes, degrees)
def test_the_yardstick_is_the_torso_whichever_way_it_leans(torso_px: float, tilt_deg: float) -> None:
    pose = builders.pose(Body(torso_px=torso_px, tilt_deg=tilt_deg))
    assert skeleton.scale_px(pose) == pytest.approx(torso_px, rel=0.02)


def test_a_torso_bent_towards_the_camera_is_no_small_one() -> None:
    pose = builders.pose(Body(torso_px=100))
    upper = [*range(23)]
    bent_m, bent_px = pose.world_m.copy(), pose.xy_px.copy()
    bent_m[upper] = pose.world_m[upper] * (1, 0.3, 1) + (0, 0, -0.4)
    bent_px[upper, 1] = bent_m[upper, 1] * 200 + 600
    assert skeleton.scale_px(Pose(bent_px, bent_m, pose.visibility)) > 85


@pytest.mark.parametrize("yaw_deg", [0, 45, 90, 135, 180])
def test_a_head_keeps_its_height_when_the_body_turns(yaw_deg: float) -> None:
    height_px = skeleton.head_height_px(builders.pose(Body(torso_px=100, yaw_deg=yaw_deg)))
    assert 30 < height_px < 50, "a head is .130 of stature, the torso .288: 45 of 100"


@given(st.floats(min_value=-170, max_value=170))
def test_a_spine_leans_as_far_as_the_body(tilt_deg: float) -> None:
    assert skeleton.lean_deg(builders.pose(Body(tilt_deg=tilt_deg))) == pytest.approx(tilt_deg, abs=1)


def test_a_spine_that_points_at_the_camera_does_not_turn_the_chest_away() -> None:
    pose = builders.pose(Body())
    bowed_m = pose.world_m.copy()
    bowed_m[:23] = bowed_m[:23] * (1, -0.1, 1) + (0, 0, -0.5)
    assert abs(skeleton.shoulder_yaw_deg(Pose(pose.xy_px, bowed_m, pose.visibility))) < 1


@given(st.floats(min_value=-170, max_value=170))
def test_a_lying_head_is_tilted_as_far_as_the_body(tilt_deg: float) -> None:
    turn_deg = skeleton.head_turn_deg(builders.pose(Body(tilt_deg=tilt_deg)))
    assert skeleton.angle_between_deg(turn_deg, tilt_deg) < 1


@pytest.mark.parametrize(
    ("first", "second", "between"),
    [(0, 0, 0), (10, -10, 20), (170, -170, 20), (0, 180, 180), (-90, 90, 180), (350, 10, 20), (720, 0, 0)],
)
def test_an_angle_between_directions_goes_the_short_way(first: float, second: float, between: float) -> None:
    assert skeleton.angle_between_deg(first, second) == pytest.approx(between)


@given(degrees, degrees)
def test_an_angle_between_directions_has_no_order(first: float, second: float) -> None:
    there, back = skeleton.angle_between_deg(first, second), skeleton.angle_between_deg(second, first)
    assert there == pytest.approx(back, abs=1e-9)
    assert 0 <= there <= 180


def test_a_null_vector_has_no_direction_and_breaks_nothing() -> None:
    assert skeleton.unit(np.zeros(2, dtype=np.float32)).tolist() == [0, 0]
