"""A main person's head in a picture of few pixels: what counts needs two witnesses, and never blocks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from agent_plugin.tools.anatomy import neck_twist
from agent_plugin.tools.domain import Facing, Frame, NotChecked, Part, Person, Reason, Scene
from agent_plugin.tools.policy import STANDARD
from tests import builders
from tests.builders import Body

LIMITS = STANDARD.verdict.standard
TORSO_PX = 55.0  # the head is about 20 high


def small(
    *,
    reason: Reason = Reason.TOO_SMALL,
    face: bool = True,
    torso_px: float = TORSO_PX,
    read_deg: float | None = 0.0,
) -> Person:
    """A back with a head that faces the camera, or one that shows no face where the skeleton has one."""
    yaw_deg = 180.0 if face else 0.0
    body = Body(at_px=(150, 150), torso_px=torso_px, yaw_deg=yaw_deg, head_yaw_deg=0.0)
    plain = builders.person(body, with_face=face)
    facing = None if read_deg is None else Facing(read_deg, 0.9)
    row = NotChecked(person=1, part=Part.HEAD, reason=reason, explanation="Told so.")
    return replace(
        plain,
        head=replace(plain.head, facing=facing),
        torso=Facing(yaw_deg, 0.9),
        not_checked=(row,),
    )


def score(person: Person, side_px: int = 300) -> float:
    scene = Scene(Frame(np.zeros((side_px, side_px, 3), dtype=np.uint8)), (person,))
    return max((each.score for each in neck_twist.find(scene, STANDARD)), default=0.0)


@pytest.mark.parametrize(
    "person", [small(), small(face=False, read_deg=170.0)], ids=["a face on a back", "no face in front"]
)
def test_two_witnesses_ask_for_a_look_and_never_block(person: Person) -> None:
    assert LIMITS.review <= score(person) < LIMITS.block
    assert score(replace(person, not_checked=())) > score(person)


@pytest.mark.parametrize(
    "person",
    [
        small(read_deg=170.0),
        small(face=False, read_deg=10.0),
        small(read_deg=None),
        small(reason=Reason.BLURRED),
        small(reason=Reason.CUT_OFF),
        small(torso_px=30.0),
    ],
    ids=["no face by its look", "a face by its look", "not read", "blurred", "cut off", "tiny"],
)
def test_one_witness_or_a_poor_look_asks_for_nobody(person: Person) -> None:
    assert score(person) < LIMITS.review


def test_somebody_small_in_a_large_picture_is_not_what_it_is_about() -> None:
    assert score(small()) >= LIMITS.review
    assert score(small(), side_px=900) == 0.0
