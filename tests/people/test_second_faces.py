"""A second face knows how far its trunk is from the person's: the network's answers are made up, or real."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from agent_plugin.tools.domain import Face, Frame, Person
from agent_plugin.tools.landmarks.landmarkers import Landmarkers
from agent_plugin.tools.people import second_faces
from agent_plugin.tools.people.finder import PeopleFinder
from agent_plugin.tools.policy import STANDARD
from tests import builders
from tests.builders import Body
from tests.people.networks import StandingBody

RULES = STANDARD.people.under_faces
FRAME = Frame(np.full((900, 900, 3), 127, np.uint8))
BODY = Body(at_px=(450, 500), torso_px=150)


def _person(number: int = 1, body: Body = BODY, *more: Face) -> Person:
    person = builders.person(body, number=number)
    own = person.head.face
    assert own is not None
    return replace(person, head=replace(person.head, faces=(own, *more)))


def _beside(body: Body, torsos: float) -> Face:
    """A face beside the body's own."""
    own = builders.own_face(body, yaw_deg=0)
    return replace(own, xy_px=own.xy_px + np.array([torsos * body.torso_px, 0], np.float32))


@pytest.mark.parametrize(("faces_apart", "kept"), [(0.0, 1), (0.2, 1), (0.4, 2), (1.0, 2)])
def test_a_face_that_is_found_twice_in_one_place_is_one_face(faces_apart: float, kept: int) -> None:
    own = builders.own_face(BODY, yaw_deg=0)
    high_px = own.box_xyxy[3] - own.box_xyxy[1]
    again = replace(own, xy_px=own.xy_px + np.array([faces_apart * high_px, 0], np.float32))
    assert len(second_faces.distinct([own, again], 0.25)) == kept


def test_somebody_with_one_face_costs_no_run() -> None:
    network = StandingBody()
    person = _person()
    assert second_faces.with_trunks(FRAME, [person], network, RULES) == (person,)
    assert network.runs == 0


def test_a_face_in_somebody_elses_head_costs_no_run() -> None:
    network = StandingBody()
    neighbour = replace(BODY, at_px=(600, 500))
    people = [_person(1, BODY, builders.own_face(neighbour, yaw_deg=0)), _person(2, neighbour)]
    (first, _) = second_faces.with_trunks(FRAME, people, network, RULES)
    assert [face.trunk_apart for face in first.head.faces] == [None, None]
    assert network.runs == 0


def test_only_the_second_face_is_told_how_far_its_trunk_is() -> None:
    (person,) = second_faces.with_trunks(FRAME, [_person(1, BODY, _beside(BODY, 0.6))], StandingBody(), RULES)
    own, other = person.head.faces
    assert own.trunk_apart is None
    assert other.trunk_apart is not None
    assert other.trunk_apart > 0
    assert person.head.face is own


@pytest.fixture(scope="module")
def walk(examples: Path) -> np.ndarray:
    return np.asarray(Image.open(examples / "walk.jpg").convert("RGB"))


def test_under_one_and_the_same_face_hangs_one_and_the_same_trunk(
    finder: PeopleFinder, models: Landmarkers, walk: np.ndarray
) -> None:
    (person,) = finder.find(Frame(walk)).people
    own = person.head.face
    assert own is not None
    twice = replace(person, head=replace(person.head, faces=(own, replace(own, yaw_deg=own.yaw_deg + 1))))
    (seen,) = second_faces.with_trunks(Frame(walk), [twice], models.backbone(), RULES)
    assert seen.head.faces[1].trunk_apart == pytest.approx(0, abs=0.12)


def test_under_somebody_elses_face_hangs_another_trunk(
    finder: PeopleFinder, models: Landmarkers, walk: np.ndarray
) -> None:
    pair = Frame(np.concatenate([walk[:, 100:520], walk[:, 100:520]], axis=1))
    left, right = finder.find(pair).people
    assert left.head.face is not None
    assert right.head.face is not None
    faces = (left.head.face, right.head.face)
    alone = replace(left, head=replace(left.head, faces=faces))
    (seen,) = second_faces.with_trunks(pair, [alone], models.backbone(), RULES)
    apart = seen.head.faces[1].trunk_apart
    assert apart is not None
    assert apart > 0.28
