"""# Neck turned too far

**Sees** a head that faces where no neck can turn it: body to the camera with the back of the head, a back
with the face looking out of the picture. The head's facing comes from the face model; the torso's from the
skeleton and, because the skeleton lets the head sway it, from a classifier of the torso that the head cannot
sway. A skeleton that claims a face towards the camera where a sharp, large, whole head shows none is a sign
of its own where a chest is seen that faces the camera, but a weak one: in bad light a face may not be found.

The main person's head in a picture of few pixels is judged more weakly: it asks for a person at most.

**Cannot see** the twist when the head is tiny, blurred, covered or cut off, when hair and clothes hide which
way both face, or when the picture ends above the shoulders. Where something hides part of the head, a face
that is not found says little. Looking over the shoulder, up to about 100
degrees against the shoulders, is normal.

**Source of the numbers:** neck rotation 70 to 80 degrees to each side (AAOS, *Joint Motion*; Norkin and
White); twisting the trunk adds 35 to 45 between shoulders and pelvis, but none between shoulders and head.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from agent_plugin.tools.anatomy import measures
from agent_plugin.tools.anatomy.check import Suspicion, measured
from agent_plugin.tools.anatomy.scoring import fade
from agent_plugin.tools.anatomy.sight import in_picture
from agent_plugin.tools.body import skeleton
from agent_plugin.tools.domain import (
    Box,
    Category,
    Facing,
    Measurement,
    Part,
    Person,
    Reason,
    Scene,
    Step,
    StepName,
)
from agent_plugin.tools.policy import NeckTwistRules, Policy


@dataclass(frozen=True)
class Sign:
    """One reason to believe that the neck is turned too far."""

    score: float
    source: str
    measurement: Measurement


def find(scene: Scene, policy: Policy) -> Iterator[Suspicion]:
    """At most one suspicion a person."""
    rules = policy.neck_twist
    for person in scene.people:
        if not in_picture(scene, skeleton.shoulders(person.pose.xy_px)[None]):
            continue  # a face cut from below: the torso is made up
        found = _signs(person, rules)
        unchecked = {row.reason for row in person.not_checked if row.part is Part.HEAD}
        if unchecked:
            small = unchecked == {Reason.TOO_SMALL} and _is_main(person, scene, rules)
            found = _small_signs(person, rules) if small else iter(())
        signs = [sign for sign in found if sign.score > 0.0]
        if signs:
            yield _suspicion(person, signs)


def _is_main(person: Person, scene: Scene, rules: NeckTwistRules) -> bool:
    """Does the picture show this person large, though in few pixels?"""
    _, top, _, bottom = person.box_xyxy
    large = bottom - top > rules.main_person * scene.frame.height
    return large and person.head.height_px >= rules.least_head_px


def _small_signs(person: Person, rules: NeckTwistRules) -> Iterator[Sign]:
    """Signs about a head too small for the face model, which the facing classifier does not deny."""
    face, facing = person.head.face, person.head.facing
    if facing is None:
        return
    seen_deg = 0.0 if face is None else face.yaw_deg
    toward = facing.sureness * math.cos(math.radians(facing.yaw_deg - seen_deg))
    if (toward > rules.small_agrees) is (face is not None):
        for sign in _signs(person, rules):
            yield replace(sign, score=rules.small_head * sign.score)


def _signs(person: Person, rules: NeckTwistRules) -> Iterator[Sign]:
    face, facing = person.head.face, person.head.facing
    if face is not None:
        yield from _against_torso(person, Facing(face.yaw_deg, 1.0), rules)
    elif not person.head.faces:
        # A pole, a hand or the picture's edge hides a face as well as a turned head does.
        shown = fade(measures.head_in_outline(person, rules), rules.whole_head, rules.hidden_head)
        for sign in _without_face(person, facing, rules):
            yield replace(sign, score=shown * sign.score)


def _without_face(person: Person, facing: Facing | None, rules: NeckTwistRules) -> Iterator[Sign]:
    yield _claimed_face(person, facing, rules)
    if facing is not None and abs(facing.yaw_deg) > rules.profile_deg:
        yield from _against_torso(person, facing, rules)


def _against_torso(person: Person, head: Facing, rules: NeckTwistRules) -> Iterator[Sign]:
    """How far is the head from the torso as it is seen by itself, and from the skeleton's shoulders?"""
    doubt = 1.0
    if person.torso is not None:
        turn_deg = skeleton.angle_between_deg(head.yaw_deg, person.torso.yaw_deg)
        # Minus the product of the two directions: how surely they are opposed, below 0 if they agree.
        opposed = -math.cos(math.radians(turn_deg)) * head.sureness * person.torso.sureness
        apart = rules.opposed_faces if person.head.face is not None else rules.opposed_heads
        score = float(np.interp(opposed, apart, rules.opposed_score))
        # How sure we are that they differ is one thing; whether a neck can turn so far is another.
        score *= fade(turn_deg, rules.beyond_deg, rules.possible_deg)
        yield _sign(score, turn_deg, "the torso itself")
        # A sure reading of an untwisted torso outweighs the skeleton, which errs more often.
        doubt = min(1.0, max(0.0, 1.0 + opposed))
    if person.head.face is not None:
        turn_deg = skeleton.angle_between_deg(head.yaw_deg, skeleton.shoulder_yaw_deg(person.pose))
        score = rules.by_skeleton * fade(turn_deg, rules.impossible_deg, rules.possible_deg)
        yield _sign(score * doubt, turn_deg, "the skeleton's shoulders")


def _sign(score: float, turn_deg: float, torso: str) -> Sign:
    return Sign(score, f"head against {torso}", _degrees("head against shoulders", turn_deg, "up to 100"))


def _claimed_face(person: Person, facing: Facing | None, rules: NeckTwistRules) -> Sign:
    """The skeleton puts a face towards the camera; the face model, on a good crop, finds none."""
    ears_deg = abs(skeleton.ears_yaw_deg(person.pose))
    # In bad light a face may be there and not found: then the head is seen to face the camera, too.
    toward = _toward_camera(facing)
    unfound = 1.0 - fade(toward, rules.surely_toward, rules.hardly_toward) * (1.0 - rules.face_unfound)
    chest = _toward_camera(person.torso)
    unfound *= fade(chest, rules.chest_seen, rules.chest_unseen)
    return Sign(
        rules.no_face * unfound * fade(ears_deg, rules.frontal_deg, rules.profile_deg),
        "face of the skeleton that is not there",
        _degrees("claimed turn of the face", ears_deg, "over 60 where no face shows"),
    )


def _toward_camera(facing: Facing | None) -> float:
    """How surely it faces the camera, -1 to 1; 0 where it is not known."""
    return 0.0 if facing is None else facing.sureness * math.cos(math.radians(facing.yaw_deg))


def _suspicion(person: Person, signs: list[Sign]) -> Suspicion:
    # The strongest sign alone: all of them look at the same head and err together.
    surest = max(sign.score for sign in signs)
    fused = [Step(name=StepName.FUSED, source="the surest sign", after=surest)] if len(signs) > 1 else []
    return Suspicion(
        category=Category.NECK_TWIST,
        person=person.number,
        part=Part.NECK,
        box_xyxy=_head_and_neck(person),
        score=surest,
        for_marketer="The head seems to face backwards: no neck turns that far.",
        measurements=tuple(sign.measurement for sign in signs),
        steps=(*(measured(sign.source, sign.score) for sign in signs), *fused),
    )


def _head_and_neck(person: Person) -> Box:
    """The head with its hair, down to the shoulders."""
    x0, y0, x1, y1 = person.head.box_xyxy
    wide, high = 0.2 * (x1 - x0), 0.2 * (y1 - y0)
    return x0 - wide, y0 - high, x1 + wide, y1 + high


def _degrees(name: str, value_deg: float, usual: str) -> Measurement:
    return Measurement(name=name, value=round(value_deg, 1), unit="deg", usual=usual)
