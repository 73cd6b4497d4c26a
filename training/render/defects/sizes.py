"""Wrong sizes: limbs, necks, hands and heads that do not go with the body. All change the rest mesh."""

from __future__ import annotations

import numpy as np

from training.render.body import Body, Shape
from training.render.defects import Defect
from training.render.defects.limbs import (
    HAND,
    HINGES,
    LIMBS,
    beyond,
    draw_side,
    head_share,
    share,
    side_word,
    skin_of,
)
from training.render.skeleton import Turns
from training.render.types import Floats, Random

SEGMENTS = ("whole", "upper", "lower")
NECK_MARKS = 0.3


def limb_length(rng: Random, body: Body, shape: Shape, turns: Turns) -> Defect:
    """One arm or leg, or a segment of it, much longer or shorter."""
    limb, side = str(rng.choice(["arm", "leg"])), draw_side(rng)
    segment = str(rng.choice(SEGMENTS, p=[0.6, 0.2, 0.2]))
    amount = float(rng.uniform(1.4, 2.0) if rng.random() < 0.6 else rng.uniform(0.4, 0.65))
    if segment != "whole":
        amount = amount * 1.15 if amount > 1 else amount * 0.9
    facts: dict[str, object] = {"limb": limb, "side": side_word(side), "segment": segment}
    return Defect(
        "limb_length",
        facts | {"amount": round(amount, 2)},
        skin_of(beyond(body, side, limb, 0.1)),
        shape=lambda b, s: stretched_limb(b, s, side, limb, segment, amount),
    )


def neck_length(rng: Random, body: Body, shape: Shape, turns: Turns) -> Defect:
    """A neck twice to three and a half times as long."""
    amount = float(rng.uniform(1.9, 3.6))
    neck = body.weight_of("neck") > NECK_MARKS
    return Defect(
        "neck_length",
        {"amount": round(amount, 2)},
        skin_of(neck),
        shape=lambda b, s: stretched_neck(b, s, amount),
    )


def hand_size(rng: Random, body: Body, shape: Shape, turns: Turns) -> Defect:
    """One hand, at times both, too big or too small."""
    sides = "LR" if rng.random() < 0.2 else draw_side(rng)
    amount = float(rng.uniform(1.6, 2.6) if rng.random() < 0.7 else rng.uniform(0.45, 0.6))
    mask = np.any([share(body, s, HAND) > 0.5 for s in sides], axis=0)

    def grown(b: Body, s: Shape) -> Shape:
        for side in sides:
            chosen = np.array([x.startswith(HAND) and x.endswith("." + side) for x in b.bones], np.float32)
            s = _scaled(s, s.joints[b.bone(f"wrist.{side}")], share(b, side, HAND), chosen, amount)
        return s

    side = "both" if len(sides) == 2 else side_word(sides)
    return Defect("hand_size", {"side": side, "amount": round(amount, 2)}, skin_of(mask), shape=grown)


def head_size(rng: Random, body: Body, shape: Shape, turns: Turns) -> Defect:
    """A head too big or too small for its body."""
    amount = float(rng.uniform(1.5, 2.0) if rng.random() < 0.55 else rng.uniform(0.45, 0.62))

    def grown(b: Body, s: Shape) -> Shape:
        weight = b.weight_of("head", "eye.") + 0.6 * b.weight_of("neck03") + 0.2 * b.weight_of("neck02")
        chosen = np.array([x.startswith(("head", "eye.")) for x in b.bones], np.float32)
        return _scaled(s, s.joints[b.bone("head")], np.minimum(weight, 1), chosen, amount)

    marked = skin_of(body.weight_of("head", "eye.") > 0.5)
    return Defect("head_size", {"amount": round(amount, 2)}, marked, shape=grown)


def stretched_limb(body: Body, shape: Shape, side: str, limb: str, segment: str, amount: float) -> Shape:
    """A limb scaled along its bones only, so that it grows no thicker."""
    root, hinge, end = (shape.joints[body.bone(f"{b}.{side}")] for b in HINGES[limb])
    weight = share(body, side, LIMBS[limb])
    chosen = np.array([b.startswith(LIMBS[limb]) and b.endswith("." + side) for b in body.bones], np.float32)

    def moved(points: Floats, share_of: Floats) -> Floats:
        shift = np.zeros_like(points, np.float64)
        for name, start, stop in (("upper", root, hinge), ("lower", hinge, end)):
            if segment in ("whole", name):
                axis = stop - start
                part = np.clip((points - start) @ axis / (axis @ axis), 0, 1)
                shift += (amount - 1) * part[:, None] * axis
        return points + shift * share_of[:, None]

    return Shape(moved(shape.vertices, weight).astype(np.float32), moved(shape.joints, chosen))


def stretched_neck(body: Body, shape: Shape, amount: float) -> Shape:
    """The head carried away from the shoulders, the neck drawn out between."""
    start, stop = shape.joints[body.bone("neck01")], shape.joints[body.bone("head")]
    axis = stop - start
    head = body.weight_of("head", "eye.")
    up = np.clip((shape.vertices - start) @ axis / (axis @ axis), 0, 1)
    part = head_share(body) * np.maximum(head, up)
    bones = np.array([b.startswith(("neck", "head", "eye.")) for b in body.bones], np.float64)
    along = np.clip((shape.joints - start) @ axis / (axis @ axis), 0, 1) * bones
    move = (amount - 1) * axis
    return Shape(
        (shape.vertices + part[:, None] * move).astype(np.float32), shape.joints + along[:, None] * move
    )


def _scaled(shape: Shape, middle: Floats, weight: Floats, bones: Floats, amount: float) -> Shape:
    factor = 1 + (amount - 1) * weight[:, None]
    of_joint = 1 + (amount - 1) * bones[:, None]
    return Shape(
        (middle + (shape.vertices - middle) * factor).astype(np.float32),
        middle + (shape.joints - middle) * of_joint,
    )
