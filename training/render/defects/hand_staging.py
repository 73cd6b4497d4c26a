"""How people are posed, framed and given things for pictures of hands, sound or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np

from training.render.arm_reach import BESIDE_M, draw_places, meeting_point, reach
from training.render.body import BODY_VERTICES, Body, Shape
from training.render.camera import View
from training.render.defects import Defect, Staging
from training.render.fingers import finger_vertices
from training.render.hand_frames import SIDES, hand_weight, read_hand
from training.render.hand_poses import GESTURES, draw_gesture, gesture_turns
from training.render.hand_props import held_thing
from training.render.hand_skin import finish_hands
from training.render.poses import Pose, draw_legs, draw_neck, draw_trunk
from training.render.raster import Layer
from training.render.skeleton import Posed
from training.render.types import Random

CLOSE_UPS = 0.67
MEET = 0.14  # the share whose hands meet
# How often a category's hands, sound or not, have a gesture whose fingers can all be counted.
COUNTABLE = {
    "extra_finger": 0.7,
    "missing_finger": 1.0,
    "fused_fingers": 0.8,
    "finger_length": 0.85,
    "extra_hand": 0.6,
}


@dataclass(frozen=True)
class HandPose(Pose):
    """A pose with what each hand holds, by side."""

    held: tuple[tuple[str, str], ...] = ()


def pose(
    rng: Random, body: Body, shape: Shape, category: str, meet: float = MEET, beside_m: float = BESIDE_M
) -> Pose:
    """A person whose two arms and hands are drawn alike and on their own; the head stays in human range.

    In a share of `meet` both hands meet, each wrist `beside_m` from the middle.
    """
    stance = str(rng.choice(["standing", "walking", "sitting"], p=[0.6, 0.2, 0.2]))
    turns = draw_trunk(rng, leaning=rng.random() < 0.2) | draw_neck(rng, False) | draw_legs(rng, stance)
    held: list[tuple[str, str]] = []
    names: list[str] = []
    places, meeting = draw_places(rng, meet), meeting_point(rng, beside_m)
    for side, place in zip(SIDES, places, strict=True):
        turns |= reach(rng, body, shape, turns, side, place, meeting)
        gesture = draw_gesture(rng, fingers_shown=bool(rng.random() < COUNTABLE[category]))
        turns |= gesture_turns(rng, read_hand(body, shape, side), gesture)
        names.append(f"{place}/{gesture}")
        if GESTURES[gesture].held:
            held.append((side, GESTURES[gesture].held))
    return HandPose(turns, stance, (names[0], names[1]), False, tuple(held))


def _view(rng: Random, body: Body, category: str, defect: Defect | None) -> View:
    side = str(defect.facts["side"]) if defect else str(rng.choice(list(SIDES)))
    finger = int(rng.integers(1, 6))
    hand = hand_weight(body, SIDES[side]) > 0.5
    azimuth = float(rng.choice([rng.normal(0, 50), rng.uniform(-180, 180)], p=[0.75, 0.25]))
    elevation = float(rng.choice([rng.normal(2, 10), rng.uniform(-45, 60)], p=[0.5, 0.5]))
    size = (int(rng.integers(10, 17)) * 32, int(rng.integers(10, 17)) * 32)
    watched = finger_vertices(body, SIDES[side], finger, 2)
    if rng.random() < CLOSE_UPS:
        room = 1 / float(rng.uniform(0.3, 0.92))
        away, roll = float(rng.uniform(0.45, 1.6)), float(rng.normal(0, 14))
        shown = np.flatnonzero(hand)
        return View(azimuth, elevation, "hand", shown, size, (room, room), away, roll, watched)
    low = float(rng.choice([0.25, 0.05, -0.1]))
    bust = np.zeros(len(body.canonical), np.bool_)
    bust[:BODY_VERTICES] = (body.canonical[:BODY_VERTICES, 2] > low) & (
        np.abs(body.canonical[:BODY_VERTICES, 0]) < 0.2
    )
    shown = np.flatnonzero(bust | hand)
    return View(azimuth, elevation * 0.5, "upper", shown, size, (1.0, 1.25), watched=watched)


def _things(rng: Random, body: Body, shape: Shape, pose: Pose, posed: Posed) -> list[Layer]:
    held = cast("HandPose", pose).held
    return [held_thing(rng, body, shape, posed, side, name) for side, name in held]


HANDS = Staging(pose, _view, finish=finish_hands, things=_things)
