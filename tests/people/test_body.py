"""The squares and boxes of a body's parts hold those parts, whatever the pose."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_plugin.tools.body import skeleton
from agent_plugin.tools.body import squares as body
from agent_plugin.tools.policy import STANDARD
from tests import builders
from tests.builders import SIDES, Body

RULES = STANDARD.people
bodies = st.builds(
    Body,
    torso_px=st.floats(30, 400),
    yaw_deg=st.floats(-180, 180),
    tilt_deg=st.floats(-180, 180),
    arms=st.fixed_dictionaries({side: st.tuples(st.floats(0, 170), st.floats(0, 170)) for side in SIDES}),
)


@settings(deadline=None)
@given(bodies)
def test_the_heads_square_holds_the_whole_head(drawn: Body) -> None:
    pose = builders.pose(drawn)
    square = body.head_square(pose, RULES)
    apart = np.abs(pose.xy_px[skeleton.HEAD] - (square.x_px, square.y_px))
    assert apart.max() < square.side_px / 2
    assert square.side_px < 2 * drawn.torso_px, "and not the whole body"


@pytest.mark.parametrize(("tilt_deg", "turn_deg"), [(0, 0), (10, 0), (60, 60), (-90, -90), (150, 150)])
def test_the_heads_square_turns_with_a_head_that_lies(tilt_deg: float, turn_deg: float) -> None:
    square = body.head_square(builders.pose(Body(tilt_deg=tilt_deg)), RULES)
    assert square.turn_deg == pytest.approx(turn_deg, abs=2)


@settings(deadline=None)
@given(bodies, st.sampled_from(SIDES))
def test_a_hands_square_holds_the_whole_hand(drawn: Body, side: builders.Side) -> None:
    pose = builders.pose(drawn)
    square = body.hand_square(pose, side, RULES)
    apart = np.abs(builders.hand_on(pose, side).xy_px - (square.x_px, square.y_px))
    assert apart.max() < square.side_px / 2


@settings(deadline=None)
@given(bodies)
def test_the_bodys_box_holds_every_point_in_the_picture(drawn: Body) -> None:
    pose = builders.pose(drawn)
    x0, y0, x1, y1 = body.body_box(pose, 700, 650)
    assert 0 <= x0 < x1 <= 700
    assert 0 <= y0 < y1 <= 650
    inside = pose.xy_px[((pose.xy_px >= 0) & (pose.xy_px <= (700, 650))).all(axis=1)]
    assert (inside >= (x0 - 0.01, y0 - 0.01)).all()
    assert (inside <= (x1 + 0.01, y1 + 0.01)).all()


def test_the_bodys_box_reaches_above_the_eyes() -> None:
    drawn = Body()
    crown_px = drawn.at_px[1] - 1.55 * drawn.torso_px
    assert body.body_box(builders.pose(drawn), 5000, 5000)[1] < crown_px
