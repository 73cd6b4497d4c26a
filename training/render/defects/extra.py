"""Extra limbs: a part of the person posed otherwise and drawn once more, its open end inside the body."""

from __future__ import annotations

import numpy as np
from scipy.spatial.transform import Rotation

from training.render.body import Body, Shape
from training.render.defects import Copy, Defect
from training.render.defects.limbs import (
    ARM,
    LEG,
    along,
    beyond,
    draw_side,
    head_share,
    hinges,
    share,
    side_word,
    skin_of,
    tallness,
)
from training.render.poses import ARMS, draw_arm, draw_fingers, unit
from training.render.skeleton import Posed, Turns, apply_pose, turn
from training.render.types import Floats, Mask, Random

TRIES = 8
APART_DEG = 45.0
# How far the root of an extra arm lies down, inwards and ahead of the shoulder, on the standard body.
ARM_ROOTS = {
    "shoulder": ((0.0, 0.05), (0.0, 0.03), (-0.02, 0.02)),
    "side": ((0.07, 0.26), (0.02, 0.05), (-0.02, 0.03)),
    "chest": ((0.04, 0.16), (0.07, 0.13), (0.05, 0.08)),
}
LEG_WAYS = ("out", "ahead", "behind", "between")


def extra_arm(rng: Random, body: Body, shape: Shape, turns: Turns) -> Defect:
    """A third arm in another pose, from the shoulder, the side of the trunk or the chest."""
    side, root = draw_side(rng), str(rng.choice(list(ARM_ROOTS), p=[0.45, 0.4, 0.15]))
    before = _arm_way(body, apply_pose(body, shape, turns), side)
    for _ in range(TRIES):
        name = str(rng.choice(list(ARMS)))
        new = turns | draw_arm(rng, body, shape, turns, side, name) | draw_fingers(rng, body, shape, side)
        posed = apply_pose(body, shape, new)
        if np.degrees(np.arccos(np.clip(_arm_way(body, posed, side) @ before, -1, 1))) > APART_DEG:
            break
    down, inward, ahead = (float(rng.uniform(*r)) for r in ARM_ROOTS[root])
    out = 1.0 if side == "L" else -1.0
    shift = np.array([-out * inward, -ahead, -down]) * tallness(body, shape)
    moved = _shifted(body, posed, shift)
    kept = (share(body, side, ("shoulder01", *ARM)) > 0.45) & (along(body, side, "arm") > -0.06)
    facts: dict[str, object] = {"side": side_word(side), "root": root, "gesture": name}
    return _copied("extra_arm", facts, moved, kept)


def extra_leg(rng: Random, body: Body, shape: Shape, turns: Turns) -> Defect:
    """A third leg beside, before or behind one of the two, or between them."""
    side, way = draw_side(rng), str(rng.choice(LEG_WAYS, p=[0.4, 0.2, 0.15, 0.25]))
    out = 1.0 if side == "L" else -1.0
    lift, wide, inward = {
        "out": (rng.uniform(-10, 25), rng.uniform(20, 48), 0.0),
        "ahead": (rng.uniform(28, 75), rng.uniform(-8, 18), 0.02),
        "behind": (rng.uniform(-45, -22), rng.uniform(-5, 20), 0.02),
        "between": (rng.uniform(-15, 25), rng.uniform(-14, -4), rng.uniform(0.03, 0.08)),
    }[way]
    new = dict(turns)
    new[f"upperleg01.{side}"] = turn(x_deg=-lift) @ turn(y_deg=-out * wide, z_deg=out * rng.normal(4, 8))
    new[f"lowerleg01.{side}"] = turn(x_deg=float(rng.choice([rng.uniform(0, 15), rng.uniform(10, 70)])))
    new[f"foot.{side}"] = turn(x_deg=float(rng.normal(0, 7)))
    posed = apply_pose(body, shape, new)
    hips = posed.turns[body.bone("root")]
    shift = hips @ np.array([-out * inward, 0, 0]) * tallness(body, shape)
    moved = Posed((posed.vertices + shift).astype(np.float32), posed.joints + shift, posed.turns)
    kept = (share(body, side, LEG) > 0.5) & (along(body, side, "leg") > -0.1)
    return _copied("extra_leg", {"side": side_word(side), "way": way}, moved, kept)


def extra_hand(rng: Random, body: Body, shape: Shape, turns: Turns) -> Defect:
    """A second hand, with more or less forearm, that branches off a forearm or a wrist."""
    side = draw_side(rng)
    fork = float(rng.choice([rng.uniform(0.9, 0.99), rng.uniform(0.6, 0.9)]))
    return _branched(rng, body, shape, turns, side, fork)


def forked_forearm(rng: Random, body: Body, shape: Shape, turns: Turns) -> Defect:
    """A second forearm with its hand that branches off about the elbow."""
    return _branched(rng, body, shape, turns, draw_side(rng), float(rng.uniform(0.49, 0.65)))


def _branched(rng: Random, body: Body, shape: Shape, turns: Turns, side: str, fork: float) -> Defect:
    posed = apply_pose(body, shape, turns | draw_fingers(rng, body, shape, side))
    _, elbow, wrist = hinges(body, posed.joints, side, "arm")
    at = elbow + (wrist - elbow) * (2 * fork - 1)
    swing = np.radians(float(rng.uniform(35, 95)) * rng.choice([-1, 1]))
    axis = _across(rng, body, posed, side, unit(wrist - elbow))
    spin = Rotation.from_rotvec(unit(wrist - elbow) * np.radians(rng.uniform(-60, 60)))
    whole = Rotation.from_rotvec(axis * swing) * spin
    vertices = at + whole.apply(posed.vertices - at)
    kept = beyond(body, side, "arm", fork - 0.06)
    facts: dict[str, object] = {"side": side_word(side), "fork_at": round(fork, 2)}
    return _copied("extra_hand", facts, Posed(vertices.astype(np.float32), posed.joints, posed.turns), kept)


def extra_head(rng: Random, body: Body, shape: Shape, turns: Turns) -> Defect:
    """Two heads side by side on one trunk, each on its own neck."""
    leans = rng.uniform(8, 30), -rng.uniform(8, 30)
    size = tallness(body, shape)
    aside = rng.uniform(0.02, 0.075) * size, -rng.uniform(0.02, 0.075) * size
    order = (0, 1) if rng.random() < 0.5 else (1, 0)
    own, other = (_leaning(rng, turns, leans[k]) for k in order)
    kept = head_share(body) > 0.3
    shifts = [np.array([aside[k], 0.0, 0.0]) for k in order]

    def copies(b: Body, s: Shape, given: Turns) -> list[Copy]:
        return [Copy(_head_moved(b, apply_pose(b, s, given | other), shifts[1]), kept)]

    return Defect(
        "extra_head",
        {"side": side_word("LR"[order[1]])},
        skin_of(kept),
        turns=lambda given: given | own,
        posed=lambda b, p: _head_moved(b, p, shifts[0]),
        copies=copies,
    )


def _copied(category: str, facts: dict[str, object], posed: Posed, kept: Mask) -> Defect:
    return Defect(category, facts, skin_of(kept), copies=lambda b, s, t: [Copy(posed, kept)])


def _arm_way(body: Body, posed: Posed, side: str) -> Floats:
    shoulder, elbow, wrist = hinges(body, posed.joints, side, "arm")
    return unit(unit(elbow - shoulder) + unit(wrist - shoulder))


def _shifted(body: Body, posed: Posed, in_chest: Floats) -> Posed:
    shift = posed.turns[body.bone("spine01")] @ in_chest
    return Posed((posed.vertices + shift).astype(np.float32), posed.joints + shift, posed.turns)


def _across(rng: Random, body: Body, posed: Posed, side: str, way: Floats) -> Floats:
    """Mostly the palm's normal, so that the two hands lie fanned; at times any axis across the arm."""
    first, last = (posed.joints[body.bone(f"finger{k}-1.{side}")] for k in (2, 5))
    hand = posed.joints[body.bone(f"wrist.{side}")]
    normal = np.cross(first - hand, last - hand) if rng.random() < 0.65 else rng.normal(0, 1, 3)
    return unit(normal - (normal @ way) * way)


def _leaning(rng: Random, turns: Turns, lean_deg: float) -> Turns:
    yaw, pitch = float(np.clip(rng.normal(0, 22), -55, 55)), float(rng.normal(0, 9))
    shares = {"neck01": 0.35, "neck02": 0.25, "neck03": 0.2, "head": 0.2}
    result = {b: turn(y_deg=lean_deg * k, z_deg=yaw * k) for b, k in shares.items()}
    return result | {"head": result["head"] @ turn(x_deg=pitch)}


def _head_moved(body: Body, posed: Posed, in_chest: Floats) -> Posed:
    shift = posed.turns[body.bone("spine01")] @ in_chest
    weight = head_share(body)[:, None]
    bones = np.array([b.startswith(("neck", "head", "eye.")) for b in body.bones], np.float64)[:, None]
    vertices = (posed.vertices + weight * shift).astype(np.float32)
    return Posed(vertices, posed.joints + bones * shift, posed.turns)
