"""Measured proportions and bends: right on bodies of known make, whatever their size, turn and lean."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_plugin.tools.anatomy import measures
from agent_plugin.tools.body import skeleton
from agent_plugin.tools.domain import Part, Person, Pose
from agent_plugin.tools.policy import STANDARD
from tests import builders
from tests.builders import SIDES, Body, Side

RULES = STANDARD.measures
sizes = st.floats(min_value=20, max_value=900)
leans = st.floats(min_value=-180, max_value=180)


def _bent(joint: int, behind: float, *, yaw_deg: float = 0.0) -> Pose:
    """Somebody whose joint is moved backwards by so many torso lengths, in space."""
    pose = builders.pose(Body(yaw_deg=yaw_deg))
    back = np.array((np.sin(np.radians(-yaw_deg)), 0.0, np.cos(np.radians(yaw_deg))))
    world_m = pose.world_m.copy()
    world_m[joint] += (behind * builders.TORSO_M * back).astype(np.float32)
    return replace(pose, world_m=world_m)


@given(torso_px=sizes, tilt_deg=leans)
def test_average_limbs_are_as_long_as_the_books_say(torso_px: float, tilt_deg: float) -> None:
    person = builders.person(Body(torso_px=torso_px, tilt_deg=tilt_deg))
    for side in SIDES:
        assert measures.limb_in_torsos(person, skeleton.ARMS[side]) == pytest.approx(1.15, abs=0.02)
        assert measures.limb_in_torsos(person, skeleton.LEGS[side]) == pytest.approx(1.7, abs=0.02)


@pytest.mark.parametrize("side", SIDES)
def test_a_longer_leg_measures_longer_and_its_twin_does_not(side: Side) -> None:
    person = builders.person(Body(times={Part(f"{side}_leg"): 1.5}))
    assert measures.limb_in_torsos(person, skeleton.LEGS[side]) == pytest.approx(2.55, abs=0.05)
    other = skeleton.LEGS[builders.OTHER[side]]
    assert measures.limb_in_torsos(person, other) == pytest.approx(1.7, abs=0.05)


@given(torso_px=sizes, tilt_deg=leans, times=st.floats(min_value=0.5, max_value=4))
def test_a_neck_is_measured_along_the_spine(torso_px: float, tilt_deg: float, times: float) -> None:
    person = builders.person(Body(torso_px=torso_px, tilt_deg=tilt_deg, times={Part.NECK: times}))
    usual = (-1.0 - builders.CHIN) / builders.FACE
    assert measures.neck_in_faces(person, RULES) == pytest.approx(times * usual, abs=0.05)


def test_a_small_face_does_not_lengthen_the_neck() -> None:
    small, usual = (builders.person(Body(times={Part.NECK: 2.0, Part.FACE: times})) for times in (0.5, 0.9))
    neck = measures.neck_in_faces(small, RULES)
    assert neck is not None
    assert neck < 1.3 * (measures.neck_in_faces(usual, RULES) or 0.0)


def test_without_a_face_nothing_is_measured_by_it() -> None:
    faceless = builders.person(with_face=False)
    assert measures.neck_in_faces(faceless, RULES) is None
    assert measures.face_in_torsos(faceless) is None


@given(torso_px=sizes, times=st.floats(min_value=0.4, max_value=2.5))
def test_hands_and_faces_are_measured_by_the_torso(torso_px: float, times: float) -> None:
    body = Body(torso_px=torso_px, times={Part.FACE: times, Part.LEFT_HAND: times})
    person = builders.person(body)
    assert person.left_hand is not None
    assert measures.face_in_torsos(person) == pytest.approx(times * builders.FACE, rel=0.02)
    assert measures.hand_in_torsos(person, person.left_hand) == pytest.approx(times * 0.375, rel=0.1)


@pytest.mark.parametrize("yaw_deg", [0, 50, 180, -120])
@pytest.mark.parametrize("side", SIDES)
def test_a_knee_behind_the_leg_bends_the_wrong_way(side: Side, yaw_deg: float) -> None:
    knee = skeleton.LEGS[side][1]
    wrong, right = (_bent(knee, behind, yaw_deg=yaw_deg) for behind in (0.3, -0.3))
    assert measures.knee_behind_deg(wrong, side) > 15
    assert measures.knee_behind_deg(right, side) < -15


@pytest.mark.parametrize("yaw_deg", [0, 50, 180, -120])
@pytest.mark.parametrize("side", SIDES)
def test_an_elbow_before_the_arm_bends_the_wrong_way(side: Side, yaw_deg: float) -> None:
    elbow = skeleton.ARMS[side][1]
    right, wrong = (_bent(elbow, behind, yaw_deg=yaw_deg) for behind in (0.2, -0.2))
    assert measures.elbow_ahead_deg(wrong, side) > 10
    assert measures.elbow_ahead_deg(right, side) < -10


@given(
    height_px=st.floats(min_value=30, max_value=900),
    yaw_deg=st.floats(min_value=-60, max_value=60),
    roll_deg=leans,
)
def test_an_even_face_is_even_however_it_turns(height_px: float, yaw_deg: float, roll_deg: float) -> None:
    face = builders.face((500, 700), height_px, yaw_deg=yaw_deg, roll_deg=roll_deg)
    assert measures.halves_apart(face) < 1e-3


@pytest.mark.parametrize("roll_deg", [0, 40, 180])
def test_the_lower_an_eye_the_farther_apart_are_the_halves(roll_deg: float) -> None:
    apart = [
        measures.halves_apart(builders.face((500, 700), 200, roll_deg=roll_deg, eye_down=down))
        for down in (0.01, 0.03, 0.06)
    ]
    assert apart == sorted(apart)
    assert apart[2] > 3 * apart[0]


def test_a_torso_that_points_at_the_camera_is_no_yardstick() -> None:
    person = builders.person()
    assert measures.torso_in_view(person) == pytest.approx(1.0, abs=0.01)
    assert measures.torso_in_view(_bowed(person)) < 0.4


def _bowed(person: Person) -> Person:
    """Bent towards the camera by 75 degrees."""
    cos, sin = np.cos(np.radians(75)), np.sin(np.radians(75))
    turn = np.array([(1, 0, 0), (0, cos, sin), (0, -sin, cos)])
    return replace(person, pose=replace(person.pose, world_m=(person.pose.world_m @ turn).astype(np.float32)))
