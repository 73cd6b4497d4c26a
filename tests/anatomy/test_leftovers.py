"""What skeletons do not explain: nothing of an average body in any pose, and all of a limb too many."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_plugin.tools.anatomy.leftovers import crowd, leftovers
from agent_plugin.tools.domain import Scene
from agent_plugin.tools.policy import STANDARD
from tests import builders
from tests.builders import Body, Shape

angles = st.floats(min_value=0, max_value=170)


def _with_stick(body: Body, points: list[tuple[float, float]], width: float = 0.2) -> Scene:
    stick = Shape(body.place(points), width * body.torso_px)
    return builders.scene([builders.person(body)], more=[stick])


@settings(max_examples=40, deadline=None)
@given(
    yaw_deg=st.floats(min_value=-180, max_value=180),
    tilt_deg=st.floats(min_value=-180, max_value=180),
    torso_px=st.floats(min_value=20, max_value=900),
    arms=st.tuples(angles, angles, angles, angles),
)
def test_nothing_of_an_average_body_is_left_over(
    yaw_deg: float, tilt_deg: float, torso_px: float, arms: tuple[float, float, float, float]
) -> None:
    body = Body(
        torso_px=torso_px, yaw_deg=yaw_deg, tilt_deg=tilt_deg, arms={"left": arms[:2], "right": arms[2:]}
    )
    scene = builders.scene([builders.person(body)])
    assert leftovers(scene, scene.people[0], STANDARD) == []


@pytest.mark.parametrize("torso_px", [40, 150, 600])
def test_a_piece_is_measured_in_torso_lengths(torso_px: float) -> None:
    scene = _with_stick(Body(torso_px=torso_px), [(1.4, -0.5), (1.4, 0.9)])
    (piece,) = leftovers(scene, scene.people[0], STANDARD)
    assert piece.length == pytest.approx(1.4 + 0.2, abs=0.1), "the drawn ends are round"
    assert piece.width == pytest.approx(0.2, abs=0.05)
    assert piece.area == pytest.approx(piece.length * piece.width)
    assert piece.below_hips == pytest.approx(0.9 + 0.1, abs=0.08)


@pytest.mark.parametrize("tilt_deg", [0, 90, 180])
def test_below_the_hips_is_along_the_body(tilt_deg: float) -> None:
    scene = _with_stick(Body(tilt_deg=tilt_deg), [(1.4, -0.5), (1.4, 0.9)])
    (piece,) = leftovers(scene, scene.people[0], STANDARD)
    assert piece.below_hips == pytest.approx(1.0, abs=0.08)


def test_a_piece_lies_where_it_was_drawn() -> None:
    body = Body(at_px=(500, 700), torso_px=100)
    scene = _with_stick(body, [(1.4, -0.5), (1.4, 0.9)])
    (piece,) = leftovers(scene, scene.people[0], STANDARD)
    assert piece.box_xyxy == pytest.approx((630, 640, 650, 800), abs=8)


def test_what_touches_a_known_neighbour_is_explained() -> None:
    crowded = [builders.person(Body(at_px=(450, 600))), builders.person(Body(at_px=(650, 620)), 2)]
    scene = builders.scene(crowded)
    assert [leftovers(scene, person, STANDARD) for person in scene.people] == [[], []]


def test_own_hands_are_explained_wherever_they_reach() -> None:
    body = Body(arms={"left": (90, 90), "right": (15, 10)})
    person = builders.person(body)
    assert person.left_hand is not None
    fan = Shape(person.left_hand.xy_px[[0, 8, 12, 20]], None)
    scene = builders.scene([person], more=[fan])
    assert leftovers(scene, scene.people[0], STANDARD) == []


def test_the_policys_own_reach_of_clothes_holds() -> None:
    wide = STANDARD.outline.model_copy(update={"trunk_radius": 3.0, "leg_radius": 3.0})
    policy = STANDARD.model_copy(update={"outline": wide})
    scene = _with_stick(Body(), [(0.2, -0.9), (0.9, -0.6), (1.2, 0.3)])
    assert leftovers(scene, scene.people[0], STANDARD)
    assert leftovers(scene, scene.people[0], policy) == []


def test_without_an_outline_nothing_is_left_over() -> None:
    person = builders.person()
    scene = replace(builders.scene([person]), people=(person,))
    assert leftovers(scene, person, STANDARD) == []


def test_a_faint_outline_is_no_outline() -> None:
    scene = _with_stick(Body(), [(1.4, -0.5), (1.4, 0.9)])
    person = scene.people[0]
    assert person.silhouette is not None
    dim = (person.silhouette.alpha * 0.9 * STANDARD.leftovers.min_alpha).astype(np.float32)
    faint = replace(person, silhouette=replace(person.silhouette, alpha=dim))
    assert leftovers(replace(scene, people=(faint,)), faint, STANDARD) == []


def test_the_crowd_is_everything_else() -> None:
    body = Body()
    sticks = [Shape(body.place([(x, -0.5), (x, 0.9)]), 30) for x in (-1.5, 1.4, 2.0)]
    scene = builders.scene([builders.person(body)], more=sticks)
    rest = leftovers(scene, scene.people[0], STANDARD)
    assert len(rest) == 3
    total = sum(piece.area for piece in rest)
    assert crowd(rest, rest[0]) == pytest.approx(total - rest[0].area)
    assert crowd(rest[:1], rest[0]) == 0
