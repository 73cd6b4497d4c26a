"""Where a hand's parts are on a person at rest: its axes, joints and fingertips. A rest shape goes in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from training.render.body import BODY_VERTICES, Body, Shape
from training.render.types import Floats, Ints

THUMB, INDEX, MIDDLE, RING, LITTLE = range(1, 6)
FINGERS = (THUMB, INDEX, MIDDLE, RING, LITTLE)
SIDES = {"left": "L", "right": "R"}
_weights: dict[int, dict[str, Floats]] = {}


@dataclass(frozen=True)
class Hand:
    """A hand at rest; columns of `axes`: across (to the thumb), palm (out of it), along (to the tips)."""

    side: str
    axes: Floats
    wrist: Floats
    joints: dict[int, Floats]  # finger -> its three joints and its tip
    tips: dict[int, int]  # finger -> the vertex at its end
    wide: float  # from the index's to the little finger's knuckle
    long: float  # from the wrist to the middle finger's knuckle

    def inward(self, places: Floats) -> Floats:
        """World places at rest in the hand's own axes, from the wrist."""
        return np.asarray((places - self.wrist) @ self.axes)

    def bone(self, finger: int, joint: int) -> str:
        """A finger bone's name; joints count from 1 at the knuckle."""
        return f"finger{finger}-{joint}.{self.side}"


def read_hand(body: Body, shape: Shape, side: str) -> Hand:
    """The hand of a side, "left" or "right"."""
    s = SIDES[side]
    at = {f: _finger_joints(body, shape, s, f) for f in FINGERS}
    wrist = np.asarray(shape.joints[body.bone(f"wrist.{s}")], np.float64)
    along = unit(at[MIDDLE][0] - wrist)
    across = at[INDEX][0] - at[LITTLE][0]
    across = unit(across - along * (across @ along))
    palm = np.cross(across, along)
    inward = at[THUMB][2] - (at[INDEX][0] + at[LITTLE][0]) / 2
    palm = unit(palm * np.sign(palm @ inward))
    wide = float(np.linalg.norm(at[INDEX][0] - at[LITTLE][0]))
    axes = np.stack([across, palm, along], axis=1)
    tips = {f: _tip(body, s, f) for f in FINGERS}
    return Hand(s, axes, wrist, at, tips, wide, float(np.linalg.norm(at[MIDDLE][0] - wrist)))


def finger_weight(body: Body, side: str, finger: int, first_joint: int = 1) -> Floats:
    """For each vertex the share of its skinning that belongs to a finger from a joint on."""
    names = [f"finger{finger}-{k}.{side}" for k in range(first_joint, 4)]
    return _weight(body, "+".join(names), names)


def hand_weight(body: Body, side: str) -> Floats:
    """For each vertex the share of its skinning that belongs to the hand."""
    chosen = [b for b in body.bones if b.endswith(side) and b.startswith(("wrist", "finger", "metacarpal"))]
    return _weight(body, f"hand{side}", chosen)


def _weight(body: Body, key: str, names: list[str]) -> Floats:
    known = _weights.setdefault(id(body), {})
    if key not in known:
        known[key] = body.weight_of(*names)
        known[key][BODY_VERTICES:] = 0
    return known[key]


def unit(v: Floats) -> Floats:
    """The direction of a vector."""
    return np.asarray(v / max(float(np.linalg.norm(v)), 1e-9))


def two_bones(
    goal: Floats, first: float, second: float, pole: Floats, slack: float, stretched: float
) -> tuple[Floats, Floats]:
    """The directions of two bones that reach from 0 to the goal, bent towards the pole.

    They reach no nearer than their lengths' difference and `slack`, no farther than a share of their sum.
    """
    reachable = np.clip(np.linalg.norm(goal), abs(first - second) + slack, (first + second) * stretched)
    way = unit(goal)
    along = (first**2 - second**2 + reachable**2) / (2 * reachable)
    side = unit(pole - way * (pole @ way)) * np.sqrt(max(first**2 - along**2, 0))
    elbow = way * along + side
    return unit(elbow), unit(way * reachable - elbow)


def _finger_joints(body: Body, shape: Shape, side: str, finger: int) -> Floats:
    joints = np.stack([shape.joints[body.bone(f"finger{finger}-{k}.{side}")] for k in (1, 2, 3)])
    return np.vstack([joints, shape.vertices[_tip(body, side, finger)]]).astype(np.float64)


@lru_cache(maxsize=16)
def _tip(body: Body, side: str, finger: int) -> int:
    """The vertex at a finger's end, the same one on every person."""
    own: Ints = np.flatnonzero(finger_weight(body, side, finger, 3) > 0.5)
    numbers = [body.bone(f"finger{finger}-{k}.{side}") for k in (2, 3)]
    middles = [body.canonical[body.bone_of_vertex == n].mean(axis=0) for n in numbers]
    return int(own[np.argmax(body.canonical[own] @ (middles[1] - middles[0]))])
