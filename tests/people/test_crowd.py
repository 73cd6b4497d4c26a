"""Each body is kept once, and places with people-like pixels but no skeleton are looked at again."""

from __future__ import annotations

import numpy as np
import pytest

from agent_plugin.tools.domain import Pose, Silhouette
from agent_plugin.tools.people.crowd import distinct, on_its_head, overlooked, unexplained
from agent_plugin.tools.policy import STANDARD
from tests import builders
from tests.builders import Body

RULES = STANDARD.people


def _seen(bodies: list[Body]) -> Silhouette:
    """The outline of everybody in a frame of 1200 pixels."""
    person = builders.person(Body(at_px=(600, 600), torso_px=240))
    shapes = [shape for body in bodies for shape in builders.shapes_of(builders.pose(body))]
    return builders.silhouette(person, shapes)


def _pose(x_px: float, yaw_deg: float = 0.0) -> Pose:
    return builders.pose(Body(at_px=(x_px, 600), torso_px=150, yaw_deg=yaw_deg))


def test_two_fits_of_one_body_are_one() -> None:
    first = _pose(600)
    assert distinct([first, _pose(610)], RULES) == [first]


def test_two_fits_with_their_sides_swapped_are_one() -> None:
    first = _pose(600)
    assert distinct([first, _pose(604, yaw_deg=180)], RULES) == [first]


@pytest.mark.parametrize("apart_px", [80, 150, 400])
def test_two_people_side_by_side_are_two(apart_px: float) -> None:
    assert len(distinct([_pose(500), _pose(500 + apart_px)], RULES)) == 2


def test_nobody_is_overlooked_when_every_body_has_its_skeleton() -> None:
    bodies = [Body(at_px=(350, 600), torso_px=150), Body(at_px=(850, 600), torso_px=150)]
    silhouette = _seen(bodies)
    rest = unexplained(silhouette, [builders.pose(body) for body in bodies], RULES)
    assert overlooked(silhouette, rest, RULES) == []


def test_a_body_without_its_skeleton_is_looked_at_again() -> None:
    known, missed = Body(at_px=(350, 600), torso_px=150), Body(at_px=(850, 600), torso_px=150)
    silhouette = _seen([known, missed])
    (square,) = overlooked(silhouette, unexplained(silhouette, [builders.pose(known)], RULES), RULES)
    points = builders.pose(missed).xy_px
    assert (np.abs(points - (square.x_px, square.y_px)) < square.side_px / 2).all()
    assert square.x_px > 600


def test_an_empty_picture_has_no_place_to_look_again() -> None:
    silhouette = _seen([])
    assert overlooked(silhouette, unexplained(silhouette, [], RULES), RULES) == []


@pytest.mark.parametrize(
    ("tilt_deg", "on_head"), [(0, False), (90, False), (120, False), (-160, True), (180, True)]
)
def test_only_a_steep_body_with_its_head_below_stands_on_it(tilt_deg: float, on_head: bool) -> None:
    assert on_its_head(builders.pose(Body(tilt_deg=tilt_deg))) is on_head
