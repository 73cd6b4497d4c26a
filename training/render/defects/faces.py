"""The kind "face": one half of a face off its place or size, and eyes where none belong."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.spatial.transform import Rotation

from training.render.body import BODY_VERTICES, EYE_LEFT, EYE_RIGHT, Body, Shape
from training.render.defects import DRAWERS, Copy, Defect
from training.render.defects.fields import (
    BROW_XZ,
    CORNER_XZ,
    EYE_XZ,
    MOUTH_XZ,
    NOSE_XZ,
    Spot,
    Surface,
    front_of_face,
    head_scale,
    moved,
    own_half,
)
from training.render.expressions import EYE_DISTANCE_M
from training.render.skeleton import Turns, apply_pose
from training.render.types import Floats, Mask, Random

FACE_WIDTH_M = 0.13
ASYMMETRY = "face_asymmetry"
EXTRA_EYE = "face_extra_eye"
VARIANTS = {
    "eye_shifted": 0.27,
    "eye_large": 0.17,
    "eye_small": 0.09,
    "mouth_shifted": 0.13,
    "mouth_slanted": 0.08,
    "mouth_corner": 0.07,
    "half_lower": 0.08,
    "nose_bent": 0.06,
    "melted": 0.05,
}
# Where an extra eye may lie on the standard face (x on the drawn side, z) and how often.
PLACES = {
    "forehead": ((0.0, 0.753), 0.22),
    "forehead_side": ((0.03, 0.75), 0.26),
    "cheek": ((0.04, 0.66), 0.3),
    "temple": ((0.058, 0.722), 0.08),
    "beside_eye": ((0.06, 0.69), 0.05),
    "nose_root": ((0.0, 0.716), 0.05),
    "chin": ((0.0, 0.603), 0.04),
}
PATCH_XZ, PATCH_WITH_BROW_XZ = (0.0235, 0.0175), (0.0235, 0.0245)


def asymmetry(rng: Random, body: Body, shape: Shape, turns: Turns) -> Defect:
    """One eye, the mouth, the nose or one half of the face off its place, size or direction."""
    variant = str(rng.choice(list(VARIANTS), p=list(VARIANTS.values())))
    side = int(rng.choice([-1, 1]))
    names = [variant] if variant != "melted" else _melted(rng)
    result, marked, facts = shape, np.zeros(len(body.canonical), np.bool_), {}
    for name in names:
        result, share, amount = _CHANGES[name](rng, body, result, side)
        marked |= (share > 0.55) & front_of_face(body)
        facts[name] = round(amount, 3)
    facts = {"variant": variant, "side": "left" if side > 0 else "right", "amounts": facts}
    return Defect(ASYMMETRY, facts, np.flatnonzero(marked), shape=lambda b, s: result)


def extra_eye(rng: Random, body: Body, shape: Shape, turns: Turns) -> Defect:
    """One or two more eyes with their lids."""
    patches = [_EyePatch(rng, body, shape) for _ in range(1 if rng.random() < 0.82 else 2)]
    host = shape
    for patch in patches:
        host = patch.sunk(body, host)
    facts: dict[str, object] = {
        "variant": patches[0].place,
        "places": [p.place for p in patches],
        "sizes": [round(p.size, 2) for p in patches],
    }
    return Defect(
        EXTRA_EYE,
        facts,
        np.flatnonzero(np.any([p.covered(body) for p in patches], axis=0)),
        shape=lambda b, s: host,
        copies=lambda b, s, t: [Copy(apply_pose(b, p.moved, t), p.kept) for p in patches],
    )


def _melted(rng: Random) -> list[str]:
    names = ["eye_shifted", "mouth_shifted", "mouth_slanted", "half_lower", "nose_bent", "eye_small"]
    return [str(n) for n in rng.choice(names, size=int(rng.integers(2, 4)), replace=False)]


Change = tuple[Shape, Floats, float]


def _shift(
    rng: Random, body: Body, shape: Shape, spot: Spot, way_xz: tuple[float, float], amount_m: float
) -> Change:
    share = spot.share(body)
    step = amount_m * head_scale(shape) * np.array([way_xz[0], 0, way_xz[1]]) / np.hypot(*way_xz)
    return moved(body, shape, shape.vertices + step, share), share, amount_m


def _eye_shifted(rng: Random, body: Body, shape: Shape, side: int) -> Change:
    ways = [(0.0, -1.0), (0.0, 1.0), (1.0, 0.0), (-1.0, 0.0), (0.7, -0.7), (-0.5, -0.8)]
    way = ways[int(rng.choice(6, p=[0.4, 0.18, 0.12, 0.08, 0.12, 0.1]))]
    amount = rng.uniform(0.2, 0.5) * (0.6 if way[0] < 0 else 1) * EYE_DISTANCE_M
    spot = Spot((side * BROW_XZ[0], BROW_XZ[1]), (0.021, 0.021), max(0.012, amount * rng.uniform(0.8, 2.0)))
    share = spot.share(body) * own_half(body, side)
    step = amount * head_scale(shape) * np.array([way[0] * side, 0, way[1]]) / np.hypot(*way)
    return moved(body, shape, shape.vertices + step, share), share, amount / EYE_DISTANCE_M


def _eye_scaled(rng: Random, body: Body, shape: Shape, side: int, size: float) -> Change:
    brow = rng.random() < 0.5
    middle, core = (BROW_XZ, (0.021, 0.021)) if brow else (EYE_XZ, (0.021, 0.015))
    fade = max(0.014, 0.03 * (size - 1)) * rng.uniform(0.7, 1.7)
    share = Spot((side * middle[0], middle[1]), core, fade).share(body) * own_half(body, side)
    eye = shape.vertices[EYE_LEFT if side > 0 else EYE_RIGHT].mean(axis=0)
    target = eye + (shape.vertices - eye) * size
    return moved(body, shape, target, share), share, size


def _eye_large(rng: Random, body: Body, shape: Shape, side: int) -> Change:
    return _eye_scaled(rng, body, shape, side, float(rng.uniform(1.5, 2.1)))


def _eye_small(rng: Random, body: Body, shape: Shape, side: int) -> Change:
    return _eye_scaled(rng, body, shape, side, float(rng.uniform(0.4, 0.6)))


def _mouth_shifted(rng: Random, body: Body, shape: Shape, side: int) -> Change:
    amount = rng.uniform(0.15, 0.34) * FACE_WIDTH_M
    spot = Spot(MOUTH_XZ, (0.028, 0.014), max(0.016, amount * rng.uniform(0.8, 1.5)))
    shape, share, _ = _shift(rng, body, shape, spot, (side, rng.normal(0, 0.2)), amount)
    return shape, share, amount / FACE_WIDTH_M


def _mouth_slanted(rng: Random, body: Body, shape: Shape, side: int) -> Change:
    angle = float(rng.uniform(18, 38)) * side
    share = Spot(MOUTH_XZ, (0.029, 0.017), float(rng.uniform(0.014, 0.03))).share(body)
    turned = Rotation.from_euler("y", angle, degrees=True).as_matrix()
    middle = np.average(shape.vertices, axis=0, weights=share**8)
    return moved(body, shape, middle + (shape.vertices - middle) @ turned.T, share), share, abs(angle)


def _mouth_corner(rng: Random, body: Body, shape: Shape, side: int) -> Change:
    amount = rng.uniform(0.13, 0.24) * FACE_WIDTH_M
    spot = Spot((side * CORNER_XZ[0], CORNER_XZ[1]), (0.008, 0.009), amount * rng.uniform(0.7, 1.3))
    way = (side * rng.uniform(0.0, 1.0), rng.choice([-1, 1]) * rng.uniform(0.5, 1.0))
    shape, share, _ = _shift(rng, body, shape, spot, way, amount)
    return shape, share, amount / FACE_WIDTH_M


def _half_lower(rng: Random, body: Body, shape: Shape, side: int) -> Change:
    amount = rng.uniform(0.2, 0.42) * EYE_DISTANCE_M
    x, y, z = body.canonical.T
    across = np.clip(side * x / rng.uniform(0.01, 0.035) + 0.5, 0, 1)
    high, low = np.clip((0.78 - z) / 0.03, 0, 1), np.clip((z - 0.585) / 0.03, 0, 1)
    share = across * high * low * np.clip((-y - 0.05) / 0.04, 0, 1)
    step = np.array([0, 0, -amount * head_scale(shape)])
    return moved(body, shape, shape.vertices + step, share), share, amount / EYE_DISTANCE_M


def _nose_bent(rng: Random, body: Body, shape: Shape, side: int) -> Change:
    amount = rng.uniform(0.11, 0.22) * FACE_WIDTH_M
    spot = Spot(NOSE_XZ, (0.016, 0.011), max(0.014, amount * rng.uniform(0.9, 1.6)))
    shape, share, _ = _shift(rng, body, shape, spot, (side, rng.normal(0, 0.15)), amount)
    return shape, share, amount / FACE_WIDTH_M


_CHANGES = {
    "eye_shifted": _eye_shifted,
    "eye_large": _eye_large,
    "eye_small": _eye_small,
    "mouth_shifted": _mouth_shifted,
    "mouth_slanted": _mouth_slanted,
    "mouth_corner": _mouth_corner,
    "half_lower": _half_lower,
    "nose_bent": _nose_bent,
}


class _EyePatch:
    """An eye with its lids, taken from one side of a face and laid on another place of its surface."""

    def __init__(self, rng: Random, body: Body, shape: Shape) -> None:
        place = str(rng.choice(list(PLACES), p=[p[1] for p in PLACES.values()]))
        self.place, self.size = (
            place,
            float(rng.choice([rng.uniform(0.55, 0.85), rng.uniform(0.85, 1.5)], p=[0.35, 0.65])),
        )
        side = int(rng.choice([-1, 1]))
        x, z = PLACES[place][0]
        self._goal_xz = (side * x + rng.normal(0, 0.003), z + rng.normal(0, 0.004))
        brow = rng.random() < 0.3
        source = (side * BROW_XZ[0], BROW_XZ[1]) if brow else (side * EYE_XZ[0], EYE_XZ[1])
        self._axes = np.array(PATCH_WITH_BROW_XZ if brow else PATCH_XZ)
        canon = body.canonical[:, [0, 2]]
        self._away = np.linalg.norm((canon - source) / self._axes, axis=1)
        own_eye = np.zeros(len(canon), np.bool_)
        own_eye[EYE_LEFT if side > 0 else EYE_RIGHT] = True
        around = (self._away < 1) & (body.canonical[:, 1] < -0.095)
        around[BODY_VERTICES:] = False
        lashes = np.zeros(len(canon), np.bool_)
        lashes[14742 : 14867 if side > 0 else 14742] = True
        lashes[14867 : 14992 if side < 0 else 14867] = True
        self.kept: Mask = around | own_eye | lashes
        self.moved = self._laid(rng, body, shape)

    def covered(self, body: Body) -> Mask:
        """The vertices of the face that lie under the patch."""
        return np.asarray(front_of_face(body) & (self._over(body) < 1))

    def sunk(self, body: Body, shape: Shape) -> Shape:
        """The face with a hollow under the patch, so that its own skin does not cover the new eye."""
        depth = 0.016 * self.size * head_scale(shape) * np.clip(1 - (self._over(body) / 0.72) ** 2, 0, 1)
        vertices = shape.vertices.copy()
        vertices[:, 1] += np.where(front_of_face(body), depth, 0)
        return replace(shape, vertices=vertices)

    def _over(self, body: Body) -> Floats:
        away = (body.canonical[:, [0, 2]] - self._goal_xz) / (self._axes * self.size)
        return np.asarray(np.linalg.norm(away, axis=1))

    def _laid(self, rng: Random, body: Body, shape: Shape) -> Shape:
        front, over = front_of_face(body), self._over(body)
        ring = front & (self._away > 0.85) & (self._away < 1.5)
        source, goal = Surface(shape.vertices[ring]), Surface(shape.vertices[front & (over < 1.35)])
        middle = shape.vertices[ring].mean(axis=0)
        at = shape.vertices[front & (over < 0.7)].mean(axis=0)
        angle = float(rng.normal(0, 14)) if rng.random() < 0.85 else float(rng.uniform(-180, 180))
        turned = Rotation.from_euler("y", angle, degrees=True).as_matrix()
        place = shape.vertices.astype(np.float64)
        before = place[:, 1] - source(place)
        laid = at + self.size * (place - middle) @ turned.T
        clear = rng.random() < 0.35  # a disc of skin with an edge; otherwise blended into the skin around
        edge = np.clip((self._away - (0.88 if clear else 0.72)) / (0.12 if clear else 0.28), 0, 1)
        sink = 0.0025 * head_scale(shape)
        lift = -float(rng.uniform(0.002, 0.006)) if clear else -float(rng.choice([0.0, 0.0015]))
        laid[:, 1] = goal(laid) + (before * self.size + lift) * (1 - edge**2) + sink * edge**2
        return Shape(laid.astype(np.float32), shape.joints)


DRAWERS["face"][ASYMMETRY] = asymmetry
DRAWERS["face"][EXTRA_EYE] = extra_eye
