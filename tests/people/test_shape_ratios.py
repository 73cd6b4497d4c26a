"""Ratios and products of a skeleton: what is long for the rest, and what bends away from where one faces."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from agent_plugin.tools.body.mirror import mirrored_pose
from agent_plugin.tools.classifiers.shape.ratios import ratios
from agent_plugin.tools.domain import Part, Points, Pose
from tests import builders
from tests.builders import Body

COUNT = 102
ARM_FOR_LEG, ARM_FOR_HEAD, ARM_FOR_TALL = slice(9, 11), slice(27, 29), slice(35, 37)
LEFT_FOR_RIGHT_ARM = 51
NOSE = 53
KNEES, KNEES_FOR_AHEAD, KNEES_FOR_TOES = slice(60, 62), slice(62, 64), slice(70, 72)
TOES_FOR_NOSE = slice(78, 80)


def _ratios(pose: Pose) -> Points:
    return ratios(pose.xy_px / np.float32(160), pose.world_m / np.float32(0.5))


def _kneeling(*, yaw_deg: float = 90, back_px: float) -> Pose:
    """Somebody seen from the side whose left shank goes back, or ahead of the knee if below 0."""
    pose = builders.pose(Body(yaw_deg=yaw_deg))
    points = pose.xy_px.copy()
    points[[27, 29, 31], 0] -= np.float32(np.sign(yaw_deg) * back_px)
    return replace(pose, xy_px=points)


@pytest.mark.parametrize("numbers", [ARM_FOR_LEG, ARM_FOR_HEAD, ARM_FOR_TALL])
def test_an_arm_that_is_long_for_leg_head_and_figure_is_told_of_that_arm_only(numbers: slice) -> None:
    usual, longer = (_ratios(builders.pose(Body(times={Part.LEFT_ARM: times}))) for times in (1.0, 1.5))
    left, right = longer[numbers] - usual[numbers]
    assert left == pytest.approx(np.log(1.5), abs=0.05)
    assert right == pytest.approx(0, abs=0.02)
    assert longer[LEFT_FOR_RIGHT_ARM] == pytest.approx(np.log(1.5), abs=0.05)


@pytest.mark.parametrize("yaw_deg", [90, -90])
def test_a_knee_that_bends_ahead_is_told_from_one_that_bends_back_whichever_way_the_body_faces(
    yaw_deg: float,
) -> None:
    usual, wrong = (_ratios(_kneeling(yaw_deg=yaw_deg, back_px=back_px)) for back_px in (90, -90))
    for numbers in (KNEES_FOR_TOES, KNEES_FOR_AHEAD):
        assert usual[numbers][0] > 0.3
        assert wrong[numbers][0] < -0.3
    assert np.sign(usual[KNEES][0]) == np.sign(yaw_deg)


def test_feet_that_point_where_the_nose_does_are_told_from_those_that_point_back() -> None:
    pose = builders.pose(Body(yaw_deg=90))
    points = pose.xy_px.copy()
    points[[31, 32]] = 2 * points[[27, 28]] - points[[31, 32]]
    usual, wrong = _ratios(pose), _ratios(replace(pose, xy_px=points))
    assert (usual[TOES_FOR_NOSE] > 0).all()
    assert (wrong[TOES_FOR_NOSE] < 0).all()


def test_in_a_mirror_left_is_right_and_what_counts_stays() -> None:
    pose = replace(_kneeling(yaw_deg=70, back_px=50), world_m=builders.pose(Body(yaw_deg=70)).world_m)
    own, other = _ratios(pose), _ratios(mirrored_pose(pose))
    assert other[NOSE] == pytest.approx(-own[NOSE], abs=1e-4)
    for numbers in (ARM_FOR_LEG, KNEES_FOR_AHEAD, KNEES_FOR_TOES, TOES_FOR_NOSE):
        assert other[numbers] == pytest.approx(own[numbers][::-1], abs=1e-4)


@pytest.mark.parametrize("spread", [0.0, 1.0, 1e4])
def test_the_numbers_are_always_as_many_and_finite(spread: float) -> None:
    rng = np.random.default_rng(0)
    flat, deep = (np.float32(spread) * rng.normal(size=(33, width)).astype(np.float32) for width in (2, 3))
    values = ratios(flat, deep)
    assert values.shape == (COUNT,)
    assert values.dtype == np.float32
    assert np.isfinite(values).all()
