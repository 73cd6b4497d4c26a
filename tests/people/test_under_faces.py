"""A face that nobody's skeleton explains has a body where several starts, made up here, come to one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from agent_plugin.tools.body import skeleton
from agent_plugin.tools.body.crops import Square
from agent_plugin.tools.domain import Face, Frame, Pose, Silhouette
from agent_plugin.tools.landmarks.backbone import Backbone
from agent_plugin.tools.people import crowd, unchecked, under_faces
from agent_plugin.tools.people.fit import Fit
from agent_plugin.tools.people.under_faces import Strangers
from agent_plugin.tools.policy import STANDARD
from tests import builders
from tests.builders import Body
from tests.people.networks import StandingBody

RULES = STANDARD.people
FRAME = Frame(np.full((1200, 1200, 3), 127, np.uint8))
KNOWN, MISSED = Body(at_px=(350, 600), torso_px=150), Body(at_px=(800, 600), torso_px=150)
FACE = builders.own_face(MISSED, yaw_deg=0)


def _mask(*bodies: Body) -> Silhouette:
    person = builders.person(Body(at_px=(600, 600), torso_px=240))
    shapes = [shape for body in bodies for shape in builders.shapes_of(builders.pose(body))]
    return builders.silhouette(person, shapes)


BOTH = _mask(KNOWN, MISSED)
REST = crowd.unexplained(BOTH, [builders.pose(KNOWN)], RULES)


def _moved(pose: Pose, right_px: float) -> Pose:
    return replace(pose, xy_px=pose.xy_px + np.array([right_px, 0], np.float32))


SMALL = builders.pose(Body(at_px=(800, 516), torso_px=90))


def _look(
    monkeypatch: pytest.MonkeyPatch,
    *,
    answer: Pose | None = None,
    moved_px: Sequence[float] = (0, 0, 0, 0),
    presence: float = 0.9,
    mask: Silhouette = BOTH,
    known: Sequence[Pose] = (),
) -> Strangers:
    """What is found under the face, where each start ends at the answer, moved sideways."""
    moves = iter(moved_px)
    ends_at = answer or builders.pose(MISSED)

    def led(frame: Frame, square: Square, backbone: Backbone) -> Fit:
        return Fit(_moved(ends_at, next(moves)), presence)

    monkeypatch.setattr(under_faces, "fit", led)
    people = known or [builders.pose(KNOWN)]
    return under_faces.search(FRAME, [FACE], people, mask, StandingBody(), RULES.under_faces)


@pytest.mark.parametrize("moved_px", [(0, 0, 0, 0), (0, 600, -600, 5)])
def test_a_body_that_two_starts_come_to_is_somebody(
    monkeypatch: pytest.MonkeyPatch, moved_px: Sequence[float]
) -> None:
    found = _look(monkeypatch, moved_px=moved_px)
    (pose,) = found.poses
    assert crowd.apart(pose, builders.pose(MISSED)) < 0.05
    assert found.faces == []


@pytest.mark.parametrize(
    "what",
    [
        pytest.param({"moved_px": (0, 300, 600, 900)}, id="the starts scatter"),
        pytest.param({"presence": 0.2}, id="the network doubts it"),
        pytest.param({"answer": builders.pose(KNOWN)}, id="it is the neighbour's body"),
        pytest.param({"known": [builders.pose(MISSED)]}, id="a second head on a body"),
        pytest.param({"answer": SMALL}, id="the trunk is too small for the face"),
        pytest.param({"answer": _moved(builders.pose(MISSED), 120)}, id="the head is not at the face"),
        pytest.param({"mask": _mask(KNOWN)}, id="no people-like cells there"),
        pytest.param({"answer": builders.pose(Body(at_px=(800, 1300)))}, id="the trunk is out of view"),
    ],
)
def test_under_a_face_hangs_nobody_where(monkeypatch: pytest.MonkeyPatch, what: dict[str, Any]) -> None:
    found = _look(monkeypatch, **what)
    assert found.poses == []
    assert found.faces == [FACE]


def test_the_starts_go_on_in_the_heads_direction() -> None:
    network = StandingBody()
    tilted = replace(FACE, roll_deg=90.0)
    under_faces.search(FRAME, [tilted], [], BOTH, network, RULES.under_faces)
    assert network.runs == 12


def test_a_face_is_nobodys_where_no_skeleton_explains_it() -> None:
    own = builders.own_face(KNOWN, yaw_deg=0)
    off_people = replace(own, xy_px=own.xy_px + np.array([0, -400], np.float32))
    assert under_faces.nobodys([own, FACE, off_people], BOTH, REST, RULES.under_faces) == [FACE]


def test_only_tiles_with_unexplained_people_are_looked_at() -> None:
    squares = under_faces.tiles(FRAME, BOTH, REST, RULES.under_faces)
    assert 0 < len(squares) < 9
    assert all(square.x_px >= 600 for square in squares)
    assert under_faces.tiles(FRAME, BOTH, np.zeros_like(REST), RULES.under_faces) == []


def _rows(face: Face, trunk_apart: float | None) -> int:
    """How many rows there are for a stranger's face that lies in somebody's head crop as well."""
    person = builders.person(KNOWN)
    faces = (*person.head.faces, replace(face, trunk_apart=trunk_apart))
    beside = replace(person, head=replace(person.head, faces=faces))
    return len(list(unchecked.strangers([face], [beside], RULES)))


@pytest.mark.parametrize(("trunk_apart", "rows"), [(None, 0), (0.1, 0), (0.6, 1)])
def test_a_second_head_on_a_body_is_no_stranger(trunk_apart: float | None, rows: int) -> None:
    assert _rows(FACE, trunk_apart) == rows


def test_a_stranger_is_said_with_their_place() -> None:
    (row,) = unchecked.strangers([FACE], [builders.person(KNOWN)], RULES)
    assert row.person is None
    assert row.box_xyxy == FACE.box_xyxy
    assert "not recognised" in row.explanation


@pytest.mark.parametrize("answer", [builders.pose(MISSED), SMALL])
def test_the_skeletons_of_these_cases_have_their_heads_at_the_face(answer: Pose) -> None:
    head = answer.xy_px[skeleton.HEAD].mean(axis=0)
    assert np.linalg.norm(head - FACE.xy_px.mean(axis=0)) < 0.5 * (FACE.box_xyxy[3] - FACE.box_xyxy[1])
