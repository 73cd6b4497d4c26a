"""Missing limbs: what lies beyond a cut is drawn together into a rounded stump, and sleeves end there too."""

from __future__ import annotations

import numpy as np

from training.render.body import Body, Shape
from training.render.defects import Defect
from training.render.defects.limbs import LIMBS, along, draw_side, hinges, share, side_word, skin_of
from training.render.skeleton import Posed, Turns
from training.render.types import Floats, Mask, Random

AT_HINGE = (0.45, 0.57)  # no cut through elbow or knee: a bent joint has no round end
BARE_SHARE = 0.5


def missing_arm(rng: Random, body: Body, shape: Shape, turns: Turns) -> Defect:
    """An arm that ends between shoulder and mid forearm."""
    return _cut(rng, body, "missing_arm", "arm", _place(rng, 0.15, 0.8))


def missing_hand(rng: Random, body: Body, shape: Shape, turns: Turns) -> Defect:
    """A forearm that ends at the wrist."""
    return _cut(rng, body, "missing_hand", "arm", float(rng.uniform(0.93, 1.02)))


def missing_leg(rng: Random, body: Body, shape: Shape, turns: Turns) -> Defect:
    """A leg that ends between mid thigh and above the ankle."""
    return _cut(rng, body, "missing_leg", "leg", _place(rng, 0.2, 0.93))


def _place(rng: Random, low: float, high: float) -> float:
    gap = AT_HINGE[1] - AT_HINGE[0]
    at = float(rng.uniform(low, high - gap))
    return at if at < AT_HINGE[0] else at + gap


def _cut(rng: Random, body: Body, category: str, limb: str, at: float) -> Defect:
    side = draw_side(rng)
    where = along(body, side, limb)
    limb_mask = share(body, side, LIMBS[limb]) > 0.4
    bare: Mask | None = None
    if rng.random() < BARE_SHARE:
        bare = limb_mask & (where > at - float(rng.uniform(0.02, 0.15)))
    roundness = float(rng.uniform(0.5, 1.2))
    facts: dict[str, object] = {"side": side_word(side), "cut_at": round(at, 3)}
    return Defect(
        category,
        facts,
        skin_of(limb_mask & (where > at - 0.1)),
        posed=lambda b, p: _stump(b, p, side, limb, at, roundness),
        bare=bare,
    )


def _stump(body: Body, posed: Posed, side: str, limb: str, at: float, roundness: float) -> Posed:
    """Vertices beyond the cut drawn onto a cap over it; those just before it rounded into the cap."""
    joints = hinges(body, posed.joints, side, limb)
    start, stop = joints[:2] if at < 0.5 else joints[1:]
    length = float(np.linalg.norm(stop - start))
    way = (stop - start) / length
    limb_mask = share(body, side, LIMBS[limb]) > 0.4
    beyond_m = (along(body, side, limb) - at) * 2 * length
    radius = _radius(posed.vertices, limb_mask & (np.abs(beyond_m) < 0.03), start, way)
    deep = radius * roundness
    chosen = np.flatnonzero(limb_mask & (beyond_m > -deep))
    up = np.clip((beyond_m[chosen] + deep) / deep, 0, 1)[:, None]
    axis_point = start + way * (2 * (at - (0 if at < 0.5 else 0.5)) * length - deep)
    away = posed.vertices[chosen] - axis_point
    across = away - (away @ way)[:, None] * way
    thick = np.linalg.norm(across, axis=1, keepdims=True)
    across *= np.minimum(1, 1.3 * radius / np.maximum(thick, 1e-6))
    vertices = posed.vertices.copy()
    vertices[chosen] = axis_point + way * deep * up + across * np.sqrt(1 - up**2)
    return Posed(vertices, posed.joints, posed.turns)


def _radius(vertices: Floats, ring: Mask, start: Floats, way: Floats) -> float:
    away = vertices[ring] - start
    across = away - (away @ way)[:, None] * way
    return float(np.median(np.linalg.norm(across, axis=1))) if ring.any() else 0.04
