"""Natural hands: a generator in; turns of the finger bones and, at times, a held thing out.

Fingers are given as bends of their three joints and a spread, the thumb as three directions in the hand's
axes, so that a pose looks alike on every person.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.spatial.transform import Rotation

from training.render.hand_frames import FINGERS, INDEX, LITTLE, MIDDLE, RING, THUMB, Hand, two_bones, unit
from training.render.skeleton import Turns
from training.render.types import Floats, Random

Bend = tuple[float, float, float]
STRAIGHT, CURLED, FOLDED = (4.0, 6.0, 4.0), (35.0, 40.0, 22.0), (82.0, 98.0, 62.0)
# The thumb's three directions: across (away from the fingers), palm, along.
THUMBS: dict[str, tuple[Bend, Bend, Bend]] = {
    "out": ((0.72, 0.38, 0.58), (0.66, 0.22, 0.7), (0.58, 0.14, 0.8)),
    "beside": ((0.5, 0.45, 0.74), (0.25, 0.3, 0.92), (0.12, 0.2, 0.97)),
    "relaxed": ((0.5, 0.62, 0.6), (0.3, 0.5, 0.8), (0.15, 0.5, 0.85)),
    "across": ((0.42, 0.72, 0.55), (-0.05, 0.72, 0.68), (-0.75, 0.45, 0.48)),
    "folded": ((0.4, 0.78, 0.48), (-0.2, 0.75, 0.62), (-0.85, 0.3, 0.42)),
    "up": ((0.8, 0.4, 0.45), (0.98, 0.05, 0.2), (0.99, -0.12, 0.05)),
    "pinch": ((0.42, 0.75, 0.5), (0.15, 0.68, 0.72), (-0.05, 0.5, 0.86)),
    "grip": ((0.45, 0.8, 0.4), (0.25, 0.9, 0.35), (-0.1, 0.93, 0.35)),
    "ring": ((0.5, 0.7, 0.5), (0.1, 0.72, 0.68), (-0.1, 0.5, 0.86)),
}


@dataclass(frozen=True)
class Gesture:
    """A hand's pose: the bends from the index on, the spread (1 = fanned), the thumb and what is held."""

    bends: tuple[Bend, Bend, Bend, Bend]
    thumb: str
    spread: float = 0.3
    held: str = ""
    chance: float = 1.0
    shows_fingers: bool = field(default=False)
    closed_ring: bool = False  # the thumb's tip touches the index's


GESTURES: dict[str, Gesture] = {
    "spread": Gesture((STRAIGHT,) * 4, "out", 1.0, chance=2.4, shows_fingers=True),
    "open": Gesture((STRAIGHT,) * 4, "out", 0.4, chance=2.0, shows_fingers=True),
    "closed": Gesture((STRAIGHT,) * 4, "beside", 0.0, chance=1.2, shows_fingers=True),
    "relaxed": Gesture(
        ((14, 22, 12), (20, 27, 15), (25, 30, 16), (28, 30, 16)), "relaxed", 0.2, "", 2.0, True
    ),
    "curled": Gesture((CURLED,) * 4, "relaxed", 0.15, chance=1.2),
    "fist": Gesture((FOLDED,) * 4, "across", 0.0, chance=1.0),
    "thumb_up": Gesture((FOLDED,) * 4, "up", 0.0, chance=0.7),
    "point": Gesture((STRAIGHT, FOLDED, FOLDED, FOLDED), "across", 0.1, chance=0.9),
    "v_sign": Gesture((STRAIGHT, STRAIGHT, FOLDED, FOLDED), "folded", 1.5, chance=0.8),
    "three": Gesture((STRAIGHT, STRAIGHT, STRAIGHT, FOLDED), "folded", 0.9, chance=0.4),
    "call": Gesture((FOLDED, FOLDED, FOLDED, STRAIGHT), "up", 0.5, chance=0.3),
    "ok": Gesture(((62, 48, 22), (30, 22, 10), (16, 14, 8), (8, 10, 6)), "pinch", 0.6, chance=0.8),
    "pinch": Gesture(((58, 45, 22), (62, 55, 25), (68, 60, 28), (70, 60, 30)), "pinch", 0.1, chance=0.6),
    "grip": Gesture(((52, 50, 32), (56, 52, 34), (58, 54, 34), (60, 54, 34)), "grip", 0.1, "cylinder", 1.0),
    "hold_box": Gesture(((40, 38, 30), (40, 38, 30), (42, 38, 30), (42, 38, 30)), "grip", 0.25, "box", 0.5),
    "hold_phone": Gesture(
        ((30, 42, 30), (32, 45, 32), (34, 48, 34), (36, 48, 34)), "grip", 0.2, "phone", 0.8
    ),
    "ring": Gesture(
        ((50, 72, 38), (16, 14, 8), (8, 8, 6), (2, 6, 4)), "ring", 0.9, "", 1.2, True, closed_ring=True
    ),
    "four": Gesture((STRAIGHT,) * 4, "folded", 0.7, chance=0.5),
    "horns": Gesture((STRAIGHT, FOLDED, FOLDED, STRAIGHT), "folded", 0.8, chance=0.4),
    "claw": Gesture(((8, 45, 30),) * 4, "relaxed", 0.8, chance=0.4, shows_fingers=True),
}
FAN_DEG = {INDEX: 13.0, MIDDLE: 1.0, RING: -10.0, LITTLE: -24.0}
SLACK_M, STRETCHED = 1e-3, 0.98  # how far folded and stretched a thumb can be
THICK_M = 0.012  # of two fingertips that touch, from middle to middle
RESTING_DEG = {INDEX: 1.0, MIDDLE: -1.0, RING: -3.5, LITTLE: -7.0}


def draw_gesture(rng: Random, *, fingers_shown: bool) -> str:
    """The name of a gesture; `fingers_shown` asks for one whose fingers can all be counted."""
    names = [n for n, g in GESTURES.items() if g.shows_fingers or not fingers_shown]
    chances = np.array([GESTURES[n].chance for n in names])
    return str(rng.choice(names, p=chances / chances.sum()))


def gesture_turns(rng: Random, hand: Hand, name: str) -> Turns:
    """The turns of a hand's finger bones for a gesture, each hand a little different."""
    gesture = GESTURES[name]
    loose = float(rng.normal(0, 5))
    fan = gesture.spread * float(rng.uniform(0.7, 1.25))
    turns: Turns = {}
    for finger, bend in zip(FINGERS[1:], gesture.bends, strict=True):
        own = np.clip(np.array(bend) + loose + rng.normal(0, 3, 3), -8, 105)
        shut = min(1.0, max(0.0, 1 - own[0] / 80))  # a folded finger cannot be spread
        aside = RESTING_DEG[finger] + FAN_DEG[finger] * fan * shut + float(rng.normal(0, 1.2))
        turns |= finger_turns(hand, finger, own, aside)
    ways = np.array(THUMBS[gesture.thumb]) + rng.normal(0, 0.05, 3)
    if gesture.closed_ring:
        ways = _to_tip(hand, ways, _tip_at(hand, turns, INDEX))
    return turns | thumb_turns(hand, ways)


def _tip_at(hand: Hand, turns: Turns, finger: int) -> Floats:
    """Where a finger's tip lies after its turns, at rest everything else."""
    joints, world = hand.joints[finger], np.eye(3)
    at = joints[0]
    for joint, bone in enumerate(np.diff(joints, axis=0), start=1):
        world = world @ turns[hand.bone(finger, joint)]
        at = at + world @ bone
    return np.asarray(at)


def _to_tip(hand: Hand, ways: Floats, goal: Floats) -> Floats:
    """The thumb's directions with the last two bones bent so that its pad meets the goal."""
    joints = hand.joints[THUMB]
    bones = np.linalg.norm(np.diff(joints, axis=0), axis=1)
    from_knuckle = hand.axes.T @ (goal - joints[0]) - unit(ways[0]) * bones[0]
    pad = unit(from_knuckle) * (np.linalg.norm(from_knuckle) - THICK_M)
    return np.stack([ways[0], *two_bones(pad, bones[1], bones[2], ways[1], SLACK_M, STRETCHED)])


def finger_turns(hand: Hand, finger: int, bends_deg: Floats, aside_deg: float) -> Turns:
    """The turns that give a finger these bends, `aside_deg` from the palm's axis to the thumb's side."""
    across, palm, along = hand.axes.T
    way = along * np.cos(np.radians(aside_deg)) + across * np.sin(np.radians(aside_deg))
    rest = np.diff(hand.joints[finger], axis=0)
    parent, turns = np.eye(3), {}
    for joint, total in enumerate(np.radians(np.cumsum(bends_deg))):
        goal = _frame(way * np.cos(total) + palm * np.sin(total), palm * np.cos(total) - way * np.sin(total))
        world = goal @ _frame(unit(rest[joint]), palm).T
        turns[hand.bone(finger, joint + 1)] = parent.T @ world
        parent = world
    return turns


def thumb_turns(hand: Hand, ways: Floats) -> Turns:
    """The turns that point the thumb's three bones along these directions of the hand's axes."""
    rest = np.diff(hand.joints[THUMB], axis=0)
    parent, turns = np.eye(3), {}
    for joint in range(3):
        goal = hand.axes @ unit(ways[joint])
        world = _swing(parent @ unit(rest[joint]), goal) @ parent
        turns[hand.bone(THUMB, joint + 1)] = parent.T @ world
        parent = world
    return turns


def about(axis: Floats, angle_deg: float) -> Floats:
    """A rotation about an axis."""
    return np.asarray(Rotation.from_rotvec(unit(axis) * np.radians(angle_deg)).as_matrix())


def _frame(way: Floats, pad: Floats) -> Floats:
    """Axes of a finger bone: along it, out of its pad, and its hinge."""
    pad = unit(pad - way * (pad @ way))
    return np.stack([way, pad, np.cross(way, pad)], axis=1)


def _swing(start: Floats, end: Floats) -> Floats:
    axis = np.cross(start, end)
    return about(axis, float(np.degrees(np.arctan2(np.linalg.norm(axis), start @ end))))
