"""An arm that brings its hand to a place: a place near the body in; turns of the arm's bones out."""

from __future__ import annotations

import numpy as np
from scipy.spatial.transform import Rotation

from training.render.body import BODY_VERTICES, Body, Shape
from training.render.hand_frames import SIDES, read_hand, two_bones, unit
from training.render.hand_poses import about
from training.render.skeleton import Turns, global_turns
from training.render.types import Floats, Random

# Where the wrist is from the shoulder, in lengths of the arm: out from the body, ahead, up; the chance.
PLACES: dict[str, tuple[float, float, float, float]] = {
    "waving": (0.3, 0.4, 0.15, 2.0),
    "shown": (0.0, 0.72, -0.08, 1.6),
    "raised": (0.2, 0.25, 0.8, 0.8),
    "before_chest": (-0.3, 0.4, -0.3, 1.2),
    "before_face": (-0.15, 0.45, 0.12, 1.0),
    "to_face": (-0.27, 0.27, 0.1, 0.7),
    "on_hip": (0.08, 0.12, -0.66, 0.7),
    "hanging": (0.12, 0.1, -0.95, 0.8),
    "aside": (0.8, 0.3, -0.05, 0.8),
    "ahead_low": (0.05, 0.55, -0.5, 1.2),
    "before_belly": (-0.3, 0.35, -0.6, 0.8),
}
BESIDE_M = 0.045  # between two wrists that meet, on each side of the middle
FACING = 0.65
HAND_M = 0.16  # from the wrist to the fingers' middle, in lengths of the arm
CLEAR_M = 0.075  # how far a wrist and a hand stay from the trunk
SLACK_M, STRETCHED = 0.06, 0.985  # how far folded and stretched an arm can be
WRIST_MOST_DEG, ROLL_MOST_DEG = 42.0, 85.0


def draw_places(rng: Random, meet: float) -> tuple[str, str]:
    """Where the left and the right hand are; in a share of `meet` they meet."""
    if rng.random() < meet:
        return "meeting", "meeting"
    names = list(PLACES)
    chances = np.array([PLACES[n][3] for n in names])
    first, second = rng.choice(names, size=2, p=chances / chances.sum())
    return str(first), str(second)


def meeting_point(rng: Random, beside_m: float = BESIDE_M) -> Floats:
    """Where hands meet: each wrist `beside_m` from the middle; ahead and up in lengths of the arm."""
    return np.array([beside_m, rng.uniform(0.4, 0.6), rng.uniform(-0.55, 0.15)])


def reach(
    rng: Random, body: Body, shape: Shape, turns: Turns, side: str, place: str, meeting: Floats
) -> Turns:
    """The turns of the arm's bones that bring the wrist of a side ("left" or "right") to a named place."""
    s, out = SIDES[side], 1.0 if side == "left" else -1.0
    names = ("upperarm01", "lowerarm01", "wrist")
    shoulder, elbow, wrist = (shape.joints[body.bone(f"{n}.{s}")] for n in names)
    lengths = np.linalg.norm(elbow - shoulder), np.linalg.norm(wrist - elbow)
    goal = _goal(rng, place, meeting, out, float(sum(lengths)), shoulder)
    pole = np.array([out * rng.uniform(0.3, 0.9), rng.uniform(0.0, 0.5), -1.0])
    upper, lower = two_bones(goal, *lengths, pole, SLACK_M, STRETCHED)
    for _ in range(2):
        goal = goal + _out_of_trunk(shape, shoulder + goal + lower * HAND_M * sum(lengths))
        goal = goal + _out_of_trunk(shape, shoulder + goal)
        upper, lower = two_bones(goal, *lengths, pole, SLACK_M, STRETCHED)
    raised = float(np.clip(upper[2] + 0.3, 0, 1))
    new: Turns = {f"clavicle.{s}": about(np.array([0.0, 1.0, 0.0]), -out * 14 * raised)}
    world = global_turns(body, turns | new)
    chest, carrier = world[body.bone("spine01")], world[body.bone(f"shoulder01.{s}")]
    upper_rest, lower_rest = unit(elbow - shoulder), unit(wrist - elbow)
    upper_turn = chest @ _bent(upper, lower) @ _bent(upper_rest, lower_rest).T
    lower_turn = chest @ _bent(lower, -upper) @ _bent(lower_rest, -upper_rest).T
    halfway = _swing(carrier @ upper_rest, upper_turn @ upper_rest) @ carrier
    halfway = halfway @ _part(halfway.T @ upper_turn, 0.5)
    new[f"upperarm01.{s}"] = carrier.T @ halfway
    new[f"upperarm02.{s}"] = halfway.T @ upper_turn
    new[f"lowerarm01.{s}"] = upper_turn.T @ lower_turn
    return new | _forearm(rng, body, shape, side, lower_rest, lower_turn)


def _forearm(rng: Random, body: Body, shape: Shape, side: str, way: Floats, carrier: Floats) -> Turns:
    """The forearm's roll and the wrist; more often than not palm or back are turned to the front."""
    s, hand = SIDES[side], read_hand(body, shape, side)
    rolls = rng.uniform(-ROLL_MOST_DEG, ROLL_MOST_DEG, 4 if rng.random() < FACING else 1)
    ahead = [abs(float((carrier @ about(way, float(r)) @ hand.axes[:, 1])[1])) for r in rolls]
    roll = float(rolls[int(np.argmax(ahead))])
    bend, aside = np.clip(rng.normal(0, [20, 9]), -WRIST_MOST_DEG, WRIST_MOST_DEG)
    tilt = about(hand.axes[:, 0], float(bend)) @ about(hand.axes[:, 1], float(aside))
    return {
        f"lowerarm02.{s}": about(way, roll * 0.6),
        f"wrist.{s}": about(way, roll * 0.4) @ tilt,
    }


def _goal(rng: Random, place: str, meeting: Floats, out: float, length: float, shoulder: Floats) -> Floats:
    """The wrist from the shoulder, in metres."""
    if place == "meeting":
        aside = out * (meeting[0] + rng.uniform(-0.03, 0.05)) - shoulder[0]
        near = rng.normal(0, 0.02, 3)
        return np.array([aside, -meeting[1] * length, meeting[2] * length]) + near
    across, ahead, up, _ = PLACES[place]
    return (np.array([out * across, -ahead, up]) + rng.normal(0, 0.07, 3)) * length


def _out_of_trunk(shape: Shape, at: Floats) -> Floats:
    """How a place has to move, level, so that it lies outside the trunk."""
    body = shape.vertices[:BODY_VERTICES]
    near = body[(np.abs(body[:, 2] - at[2]) < 0.05) & (np.abs(body[:, 0]) < 0.22)]
    if len(near) < 12:
        return np.zeros(3)
    low, high = near[:, :2].min(axis=0), near[:, :2].max(axis=0)
    middle, radii = (low + high) / 2, (high - low) / 2 + CLEAR_M
    out = at[:2] - middle
    depth = float(np.linalg.norm(out / radii))
    return np.append(out * (1 / depth - 1), 0.0) if 1e-3 < depth < 1 else np.zeros(3)


def _bent(first: Floats, second: Floats) -> Floats:
    hinge = unit(np.cross(first, second))
    return np.stack([first, hinge, np.cross(first, hinge)], axis=1)


def _swing(start: Floats, end: Floats) -> Floats:
    axis = np.cross(start, end)
    return about(axis, float(np.degrees(np.arctan2(np.linalg.norm(axis), start @ end))))


def _part(turned: Floats, share: float) -> Floats:
    return np.asarray(Rotation.from_rotvec(Rotation.from_matrix(turned).as_rotvec() * share).as_matrix())
