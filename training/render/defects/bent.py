"""Joints that bend or turn the wrong way: knees, elbows, feet."""

from __future__ import annotations

import numpy as np
from scipy.spatial.transform import Rotation

from training.render.body import Body, Shape
from training.render.defects import Defect
from training.render.defects.limbs import FOOT, along, beyond, draw_side, hinges, share, side_word, skin_of
from training.render.poses import unit
from training.render.skeleton import Posed, Turns, turn
from training.render.types import Floats, Random

BOTH_SHARE = 0.35


def knee_reversed(rng: Random, body: Body, shape: Shape, turns: Turns) -> Defect:
    """One or both knees bend forwards."""
    sides = "LR" if rng.random() < BOTH_SHARE else draw_side(rng)
    amounts = {s: float(rng.uniform(25, 80)) for s in sides}

    def bent(given: Turns) -> Turns:
        return given | {f"lowerleg01.{s}": turn(x_deg=-a) for s, a in amounts.items()}

    marked = np.any([beyond(body, s, "leg", 0.28) for s in sides], axis=0)
    return Defect("knee_reversed", _facts(sides, amounts), skin_of(marked), turns=bent)


def elbow_reversed(rng: Random, body: Body, shape: Shape, turns: Turns) -> Defect:
    """One forearm, at times both, bends backwards at the elbow."""
    sides = "LR" if rng.random() < 0.15 else draw_side(rng)
    amounts = {s: float(rng.uniform(30, 100)) for s in sides}

    def bent(given: Turns) -> Turns:
        return given | {f"lowerarm01.{s}": _forearm(body, shape, s, -a) for s, a in amounts.items()}

    marked = np.any([beyond(body, s, "arm", 0.35) for s in sides], axis=0)
    return Defect("elbow_reversed", _facts(sides, amounts), skin_of(marked), turns=bent)


def foot_reversed(rng: Random, body: Body, shape: Shape, turns: Turns) -> Defect:
    """One or both feet turned about the shank until they point backwards."""
    sides = "LR" if rng.random() < BOTH_SHARE else draw_side(rng)
    amounts = {s: float(rng.uniform(130, 180)) for s in sides}
    ways = {s: float(rng.choice([-1, 1])) for s in sides}

    def twisted(b: Body, posed: Posed) -> Posed:
        vertices = posed.vertices
        for side, amount in amounts.items():
            vertices = _twisted(b, posed, vertices, side, np.radians(amount) * ways[side])
        return Posed(vertices, posed.joints, posed.turns)

    marked = np.any([share(body, s, FOOT) > 0.5 for s in sides], axis=0)
    return Defect("foot_reversed", _facts(sides, amounts), skin_of(marked), posed=twisted)


def _facts(sides: str, amounts: dict[str, float]) -> dict[str, object]:
    return {
        "side": "both" if len(sides) == 2 else side_word(sides),
        "angle_deg": round(max(amounts.values()), 1),
    }


def _forearm(body: Body, shape: Shape, side: str, bend_deg: float) -> Floats:
    """The forearm's own turn that leaves the elbow bent by so much; negative is backwards."""
    shoulder, elbow, wrist = hinges(body, shape.joints, side, "arm")
    upper, lower = unit(elbow - shoulder), unit(wrist - elbow)
    at_rest = np.arctan2(np.linalg.norm(np.cross(upper, lower)), upper @ lower)
    hinge = unit(np.cross(upper, lower))
    return np.asarray(Rotation.from_rotvec(hinge * (np.radians(bend_deg) - at_rest)).as_matrix())


def _twisted(body: Body, posed: Posed, vertices: Floats, side: str, angle: float) -> Floats:
    """The shank's lower end and the foot turned about the shank, without losing thickness."""
    _, knee, ankle = hinges(body, posed.joints, side, "leg")
    where = np.clip((along(body, side, "leg") - 0.72) / 0.26, 0, 1)
    part = where * where * (3 - 2 * where)
    chosen = np.flatnonzero((part > 0) & beyond(body, side, "leg", 0.6))
    turns = Rotation.from_rotvec(unit(ankle - knee) * (angle * part[chosen])[:, None])
    result = vertices.copy()
    result[chosen] = ankle + turns.apply(vertices[chosen] - ankle)
    return np.asarray(result, np.float32)
