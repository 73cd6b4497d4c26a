"""People who run and leap: a leg lifted behind, half hidden by the other, is not a missing one."""

from __future__ import annotations

import numpy as np

from training.render.body import Body, Shape
from training.render.defects import DRAWERS, STAGINGS, Staging, bodies
from training.render.poses import Pose, aim_arm, draw_fingers, draw_neck, draw_trunk, unit
from training.render.skeleton import Turns, turn
from training.render.types import Floats, Random

Bends = tuple[tuple[int, int], tuple[int, int]]  # of hip and knee, in degrees, from least to most
# The leg before and the leg behind.
STRIDES: dict[str, tuple[Bends, Bends]] = {
    "running": (((-5, 60), (5, 95)), ((-30, 10), (35, 125))),
    "leaping": (((40, 95), (0, 70)), ((-70, -15), (0, 90))),
}
ELBOW_AHEAD, ELBOW_BEHIND = (0.2, -0.45, -0.85), (0.3, 0.6, -0.75)
FOREARM_AHEAD, FOREARM_BEHIND = (-0.35, -0.7, 0.6), (-0.05, -0.9, -0.25)


def pose(rng: Random, body: Body, shape: Shape, category: str) -> Pose:
    """A stride, the arms bent and swung against the legs, the trunk a little ahead."""
    stance = "running" if rng.random() < 0.75 else "leaping"
    ahead = "L" if rng.random() < 0.5 else "R"
    turns: Turns = {"root": turn(x_deg=rng.normal(6, 6), y_deg=rng.normal(0, 4))}
    turns |= draw_trunk(rng, leaning=False) | draw_neck(rng, False)
    for side in "LR":
        turns |= _leg(rng, side, STRIDES[stance][0 if side == ahead else 1])
    for side in "LR":
        upper, lower = (ELBOW_BEHIND, FOREARM_BEHIND) if side == ahead else (ELBOW_AHEAD, FOREARM_AHEAD)
        turns |= aim_arm(rng, body, shape, turns, side, _about(rng, side, upper), _about(rng, side, lower))
        turns |= draw_fingers(rng, body, shape, side)
    return Pose(turns, stance, ("running", "running"), False)


def _leg(rng: Random, side: str, bends: Bends) -> Turns:
    hip_deg, knee_deg = (float(rng.uniform(*each)) for each in bends)
    wide_deg = (1 if side == "L" else -1) * float(rng.normal(2, 4))
    return {
        f"upperleg01.{side}": turn(x_deg=-hip_deg) @ turn(y_deg=wide_deg),
        f"lowerleg01.{side}": turn(x_deg=knee_deg),
        f"foot.{side}": turn(x_deg=float(np.clip(rng.normal(15, 15), -15, 45))),
    }


def _about(rng: Random, side: str, way: tuple[float, float, float]) -> Floats:
    out = np.array([1.0 if side == "L" else -1.0, 1.0, 1.0])
    return unit(np.array(way) * out + rng.normal(0, 0.2, 3))


DRAWERS["runs"] = {name: DRAWERS["body"][name] for name in bodies.LEG_CATEGORIES}
STAGINGS["runs"] = Staging(pose, bodies.view, bodies.suits, company=0.1, defects=0.45)
