"""A face that is not found says the less the more of the head is hidden."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from agent_plugin.tools.anatomy import measures, neck_twist
from agent_plugin.tools.domain import Facing, Person, Scene
from agent_plugin.tools.policy import STANDARD
from tests import builders
from tests.builders import Body

LIMITS = STANDARD.verdict.standard
FULL = 0.9 * STANDARD.neck_twist.no_face  # a face that is not found never asks alone


def _hidden(share: float, *, with_face: bool = False) -> Scene:
    """A chest to the camera whose head shows no face, with a pole before so much of its width."""
    person = builders.person(Body(torso_px=200), with_face=with_face)
    scene = builders.scene([replace(person, torso=Facing(180.0 if with_face else 0.0, 0.9))])
    person = scene.people[0]
    assert person.silhouette is not None
    alpha = person.silhouette.alpha.copy()
    x0, y0, x1, y1 = person.head.box_xyxy
    corners = np.array([(x0, y0), (x0 + share * (x1 - x0), y1)], dtype=np.float32)
    (left, top), (right, bottom) = person.silhouette.to_cells(corners).astype(int)
    alpha[top:bottom, left:right] = 0.0
    hidden = replace(person, silhouette=replace(person.silhouette, alpha=alpha))
    return replace(scene, people=(hidden,))


def _score(scene: Scene) -> float:
    return max((each.score for each in neck_twist.find(scene, STANDARD)), default=0.0)


@pytest.mark.parametrize(("share", "counts"), [(0.0, True), (0.15, True), (0.5, False), (1.0, False)])
def test_a_missing_face_counts_only_on_a_head_that_is_all_there(share: float, counts: bool) -> None:
    assert (_score(_hidden(share)) >= FULL) == counts
    assert _score(_hidden(share)) < LIMITS.review


def test_a_face_that_is_found_counts_whatever_hides_the_rest_of_the_head() -> None:
    assert _score(_hidden(0.5, with_face=True)) == _score(_hidden(0.0, with_face=True)) >= LIMITS.review


@pytest.mark.parametrize(("share", "left"), [(0.0, 1.0), (0.5, 0.5), (1.0, 0.0)])
def test_what_the_mask_holds_of_a_head_is_measured_over_its_middle(share: float, left: float) -> None:
    assert measures.head_in_outline(_hidden(share).people[0], STANDARD.neck_twist) == pytest.approx(
        left, abs=0.08
    )


def test_without_a_mask_a_head_counts_as_whole() -> None:
    person: Person = replace(builders.person(Body()), silhouette=None)
    assert measures.head_in_outline(person, STANDARD.neck_twist) == 1.0


@pytest.mark.parametrize(
    ("facing", "counts"),
    [
        pytest.param(None, True, id="not read"),
        pytest.param(Facing(170.0, 0.7), True, id="away from the camera"),
        pytest.param(Facing(20.0, 0.2), True, id="hardly towards it"),
        pytest.param(Facing(20.0, 0.7), False, id="surely towards it, as in bad light"),
    ],
)
def test_a_missing_face_counts_unless_the_head_is_seen_to_face_the_camera(
    facing: Facing | None, counts: bool
) -> None:
    scene = _hidden(0.0)
    person = scene.people[0]
    read = replace(scene, people=(replace(person, head=replace(person.head, facing=facing)),))
    assert (_score(read) >= FULL) == counts
    assert _score(read) >= STANDARD.time.worth_noting
