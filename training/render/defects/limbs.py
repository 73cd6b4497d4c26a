"""Where limbs are on the mesh: shares of skinning per side, and how far along its limb each vertex lies."""

from __future__ import annotations

from functools import cache

import numpy as np

from training.render.body import BODY_VERTICES, Body, Shape
from training.render.skeleton import Posed
from training.render.types import Floats, Ints, Mask, Random

HAND = ("wrist", "finger", "metacarpal")
ARM = ("upperarm", "lowerarm", *HAND)
FOOT = ("foot", "toe")
LEG = ("upperleg", "lowerleg", *FOOT)
LIMBS = {"arm": ARM, "leg": LEG}
HINGES = {"arm": ("upperarm01", "lowerarm01", "wrist"), "leg": ("upperleg01", "lowerleg01", "foot")}


@cache
def share(body: Body, side: str, prefixes: tuple[str, ...]) -> Floats:
    """For each vertex the share of its skinning that belongs to such bones of one side."""
    chosen = [b.startswith(prefixes) and b.endswith("." + side) for b in body.bones]
    return np.asarray(body.weights @ np.array(chosen, np.float32))


@cache
def head_share(body: Body) -> Floats:
    """For each vertex the share of its skinning that belongs to the neck and the head."""
    return body.weight_of("neck", "head", "eye.")


@cache
def along(body: Body, side: str, limb: str) -> Floats:
    """How far along its limb each vertex lies: 0 at its root, 0.5 at knee or elbow, 1 at ankle or wrist."""
    name = "left" if side == "L" else "right"
    keys = ("shoulder", "elbow", "wrist") if limb == "arm" else ("hip", "knee", "ankle")
    root, hinge, end = (body.keypoints[f"{name}_{k}"] @ body.canonical for k in keys)
    upper = _projected(body.canonical, root, hinge)
    lower = _projected(body.canonical, hinge, end)
    return np.where(lower > 0, 0.5 + 0.5 * lower, np.minimum(0.5 * upper, 0.5))


@cache
def beyond(body: Body, side: str, limb: str, start: float) -> Mask:
    """The vertices of a limb that lie farther along it than `start`."""
    return (share(body, side, LIMBS[limb]) > 0.4) & (along(body, side, limb) > start)


def hinges(body: Body, joints: Floats, side: str, limb: str) -> Floats:
    """The places of root, hinge and end of a limb, three rows."""
    return np.stack([joints[body.bone(f"{b}.{side}")] for b in HINGES[limb]])


def skin_of(mask: Mask) -> Ints:
    """The vertex numbers of a mask that lie on the skin."""
    return np.flatnonzero(mask[:BODY_VERTICES])


def tallness(body: Body, shape: Shape | Posed) -> float:
    """A person's size against the standard, by the length of the trunk and the neck."""
    root, head = body.bone("root"), body.bone("head")
    trunk = float(np.linalg.norm(shape.joints[head] - shape.joints[root]))
    return trunk / 0.62


def draw_side(rng: Random) -> str:
    """Left or right."""
    return "L" if rng.random() < 0.5 else "R"


def side_word(side: str) -> str:
    """A side as labels name it."""
    return "left" if side == "L" else "right"


def _projected(points: Floats, start: Floats, end: Floats) -> Floats:
    axis = end - start
    return np.asarray((points - start) @ axis / (axis @ axis))
