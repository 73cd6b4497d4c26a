"""Random poses within human range, except the head's turn, which may be any when asked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial.transform import Rotation

from training.render.body import Body, Shape
from training.render.skeleton import Turns, global_turns, turn
from training.render.types import Floats, Random

# Directions of the upper arm and of the forearm of a left arm, seen from the chest: x to the person's left,
# -y ahead, z up. The right arm is the mirror image.
ARMS: dict[str, tuple[tuple[float, float, float], tuple[float, float, float]]] = {
    "hanging": ((0.18, 0.03, -1), (0.05, -0.25, -1)),
    "akimbo": ((0.75, 0.25, -0.65), (-0.75, -0.35, -0.45)),
    "folded": ((0.25, -0.45, -0.85), (-0.9, -0.35, 0.15)),
    "behind": ((0.35, 0.45, -0.8), (-0.75, 0.5, -0.35)),
    "raised": ((0.4, -0.1, 1), (-0.05, -0.25, 1)),
    "sideways": ((1, -0.1, 0.05), (0.9, -0.35, 0.1)),
    "ahead": ((0.2, -1, -0.3), (-0.05, -1, 0.1)),
    "waving": ((0.8, -0.15, -0.3), (0.3, -0.25, 1)),
    "gesture": ((0.3, -0.2, -1), (0.4, -0.9, 0.1)),
    "to_head": ((0.75, -0.3, 0.5), (-0.6, -0.1, 0.8)),
    "phone": ((0.15, -0.15, -1), (-0.25, -0.9, 0.45)),
    "pocket": ((0.45, 0.2, -0.85), (-0.15, -0.4, -0.9)),
    "clasped": ((0.22, -0.12, -1), (-0.6, -0.5, -0.45)),
    "pointing": ((0.7, -0.6, -0.1), (0.7, -0.75, 0.05)),
}
SYMMETRIC = (
    "hanging",
    "akimbo",
    "folded",
    "behind",
    "raised",
    "sideways",
    "ahead",
    "clasped",
    "pocket",
    "gesture",
)
SPINE = ("spine05", "spine04", "spine03", "spine02", "spine01")
NECK = {"neck01": 0.27, "neck02": 0.25, "neck03": 0.2, "head": 0.28}


@dataclass(frozen=True)
class Pose:
    """One turn per bone and the names of what was drawn."""

    turns: Turns
    stance: str
    arms: tuple[str, str]
    impossible_head: bool


def draw_pose(rng: Random, body: Body, shape: Shape, *, human: bool = False) -> Pose:
    """Draw a stance, a trunk, a head and two arms with their fingers; a `human` head stays in range."""
    stance = str(rng.choice(["standing", "walking", "sitting", "lunging"], p=[0.5, 0.22, 0.2, 0.08]))
    impossible = bool(rng.random() < 0.5) and not human
    turns: Turns = {"root": turn(x_deg=rng.normal(0, 4), y_deg=rng.normal(0, 4))}
    turns |= draw_trunk(rng, leaning=rng.random() < 0.25) | draw_neck(rng, impossible)
    turns |= draw_legs(rng, stance)
    names = _arm_names(rng)
    for side, name in zip("LR", names, strict=True):
        turns |= draw_arm(rng, body, shape, turns, side, name)
        turns |= draw_fingers(rng, body, shape, side)
    return Pose(turns, stance, names, impossible)


def draw_trunk(rng: Random, *, leaning: bool) -> Turns:
    """A back that bends, leans and twists a little; far if leaning."""
    twist = float(np.clip(rng.normal(0, 14), -40, 40))
    bend = float(rng.uniform(10, 45)) if leaning else float(rng.normal(2, 6))
    side = float(np.clip(rng.normal(0, 6), -20, 20))
    share = 1 / len(SPINE)
    return {bone: turn(bend * share, side * share, twist * share) for bone in SPINE}


def draw_neck(rng: Random, impossible: bool) -> Turns:
    """A head turned within human range, or by any angle."""
    yaw = float(rng.uniform(-180, 180)) if impossible else float(np.clip(rng.normal(0, 28), -75, 75))
    pitch = float(np.clip(rng.normal(0, 11), -30, 30))
    tilt = float(np.clip(rng.normal(0, 7), -25, 25))
    turns = {bone: turn(z_deg=yaw * share) for bone, share in NECK.items()}
    turns["head"] = turns["head"] @ turn(pitch, tilt)
    return turns


def draw_legs(rng: Random, stance: str) -> Turns:
    """Hips, knees and feet of a stance."""
    lift, bend = _leg_angles(rng, stance)
    wide = float(rng.normal(9, 7)) if stance == "sitting" else float(rng.normal(-2, 3))
    turns: Turns = {}
    for k, (side, out) in enumerate((("L", 1), ("R", -1))):
        hip = turn(x_deg=-lift[k]) @ turn(y_deg=-out * wide, z_deg=out * float(rng.normal(4, 6)))
        turns[f"upperleg01.{side}"] = hip
        turns[f"lowerleg01.{side}"] = turn(x_deg=bend[k])
        level = lift[k] - bend[k] if stance != "sitting" else 0.0
        turns[f"foot.{side}"] = turn(x_deg=float(np.clip(level * 0.5 + rng.normal(0, 6), -25, 20)))
    return turns


def _leg_angles(rng: Random, stance: str) -> tuple[list[float], list[float]]:
    if stance == "walking":
        stride = float(rng.uniform(10, 32) * rng.choice([-1, 1]))
        return [stride, -stride * 0.8], [float(rng.uniform(3, 25)), float(rng.uniform(3, 40))]
    if stance == "sitting":
        return [float(rng.uniform(70, 95)) for _ in "LR"], [float(rng.uniform(60, 100)) for _ in "LR"]
    if stance == "lunging":
        first = [float(rng.uniform(30, 75)), float(rng.uniform(-20, 5))]
        second = [float(rng.uniform(30, 90)), float(rng.uniform(5, 40))]
        return (first, second) if rng.random() < 0.5 else (first[::-1], second[::-1])
    relaxed = float(rng.uniform(0, 14))
    lift = [relaxed, 0.0] if rng.random() < 0.5 else [0.0, relaxed]
    return lift, [1.6 * x + float(rng.uniform(0, 4)) for x in lift]


def _arm_names(rng: Random) -> tuple[str, str]:
    if rng.random() < 0.5:
        name = str(rng.choice(SYMMETRIC))
        return name, name
    left, right = rng.choice(list(ARMS), size=2)
    return str(left), str(right)


def draw_arm(rng: Random, body: Body, shape: Shape, turns: Turns, side: str, name: str) -> Turns:
    """An arm near a named gesture, on a trunk that is turned already."""
    out = np.array([1.0 if side == "L" else -1.0, 1.0, 1.0])
    upper, lower = (unit(np.array(d) * out + rng.normal(0, 0.13, 3)) for d in ARMS[name])
    return aim_arm(rng, body, shape, turns, side, upper, lower)


def aim_arm(
    rng: Random, body: Body, shape: Shape, turns: Turns, side: str, upper: Floats, lower: Floats
) -> Turns:
    """An arm whose upper arm and forearm point these ways, seen from the chest."""
    out = np.array([1.0 if side == "L" else -1.0, 1.0, 1.0])
    raised = float(np.clip(upper[2] + 0.3, 0, 1))
    new: Turns = {f"clavicle.{side}": turn(y_deg=-out[0] * 18 * raised, z_deg=out[0] * 10 * float(upper[1]))}
    rest = [shape.joints[body.bone(f"{b}.{side}")] for b in ("upperarm01", "lowerarm01", "wrist")]
    upper_rest, lower_rest = unit(rest[1] - rest[0]), unit(rest[2] - rest[1])
    world = global_turns(body, turns | new)
    chest, shoulder = world[body.bone("spine01")], world[body.bone(f"shoulder01.{side}")]
    goal_upper = chest @ _frame(upper, lower) @ _frame(upper_rest, lower_rest).T
    goal_lower = chest @ _frame(lower, -upper) @ _frame(lower_rest, -upper_rest).T
    swing = _swing(shoulder @ upper_rest, goal_upper @ upper_rest) @ shoulder
    halfway = _between(swing, goal_upper)
    new[f"upperarm01.{side}"] = shoulder.T @ halfway
    new[f"upperarm02.{side}"] = halfway.T @ goal_upper
    new[f"lowerarm01.{side}"] = goal_upper.T @ goal_lower
    roll = Rotation.from_rotvec(lower_rest * np.radians(float(rng.uniform(-35, 35)))).as_matrix()
    new[f"lowerarm02.{side}"] = roll
    new[f"wrist.{side}"] = roll @ Rotation.from_rotvec(rng.normal(0, 0.18, 3)).as_matrix()
    return new


def draw_fingers(rng: Random, body: Body, shape: Shape, side: str) -> Turns:
    """Fingers curled alike: hardly, half or into a fist."""
    at = {b: shape.joints[body.bone(f"{b}.{side}")] for b in ("wrist", "finger1-3", "finger2-1", "finger5-1")}
    palm = np.cross(at["finger2-1"] - at["wrist"], at["finger5-1"] - at["wrist"])
    palm = unit(palm * np.sign(palm @ (at["finger1-3"] - (at["finger2-1"] + at["finger5-1"]) / 2)))
    curl = float(rng.choice([rng.uniform(0, 12), rng.uniform(10, 35), rng.uniform(45, 75)]))
    turns: Turns = {}
    for finger in range(2, 6):
        own = curl + float(rng.normal(0, 5))
        knuckles = [shape.joints[body.bone(f"finger{finger}-{joint}.{side}")] for joint in (1, 2, 3)]
        along = [unit(knuckles[1] - knuckles[0]), unit(knuckles[2] - knuckles[1])]
        for joint, way in enumerate((*along, along[-1]), start=1):
            hinge = unit(np.cross(way, palm))
            turns[f"finger{finger}-{joint}.{side}"] = Rotation.from_rotvec(
                hinge * np.radians(own)
            ).as_matrix()
    return turns


def unit(v: Floats) -> Floats:
    """The direction of a vector."""
    return v / max(float(np.linalg.norm(v)), 1e-9)


def _frame(first: Floats, second: Floats) -> Floats:
    """Axes whose first is `first` and whose second is the hinge between the two."""
    hinge = unit(np.cross(first, second))
    return np.stack([first, hinge, np.cross(first, hinge)], axis=1)


def _swing(start: Floats, end: Floats) -> Floats:
    """The shortest turn from one direction to another."""
    axis = np.cross(start, end)
    angle = float(np.arctan2(np.linalg.norm(axis), start @ end))
    return np.asarray(Rotation.from_rotvec(unit(axis) * angle).as_matrix())


def _between(first: Floats, second: Floats) -> Floats:
    difference = Rotation.from_matrix(first.T @ second).as_rotvec()
    return np.asarray(first @ Rotation.from_rotvec(difference * 0.5).as_matrix())
