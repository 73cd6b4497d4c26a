"""Smooth movements of a part of the face, laid out on the standard face so that they fit every person.

A field moves a core as a whole and fades around it; depth follows the face's own roundness.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from training.render.body import BODY_VERTICES, Body, Shape
from training.render.expressions import EYE_DISTANCE_M, eye_distance_m
from training.render.types import Floats, Mask

EYE_XZ, BROW_XZ = (0.0305, 0.697), (0.0305, 0.703)
MOUTH_XZ, CORNER_XZ, NOSE_XZ = (0.0, 0.629), (0.024, 0.629), (0.0, 0.664)


@dataclass(frozen=True)
class Spot:
    """A place on the standard face (x, z), the half axes that move as one, and how wide the fading is."""

    at_xz: tuple[float, float]
    core_xz: tuple[float, float]
    fade_m: float

    def share(self, body: Body) -> Floats:
        """For each vertex of the whole mesh how much of the movement it follows, 0 to 1."""
        away = (body.canonical[:, [0, 2]] - self.at_xz) / self.core_xz
        outside_m = np.maximum(np.linalg.norm(away, axis=1) - 1, 0) * float(np.mean(self.core_xz))
        t = np.clip(1 - outside_m / self.fade_m, 0, 1)
        front = np.clip((-body.canonical[:, 1] - 0.01) / 0.05, 0, 1)
        return np.asarray(t * t * (3 - 2 * t) * front * (body.canonical[:, 2] > 0.55))


def head_scale(shape: Shape) -> float:
    """How large a head is against the standard one."""
    return eye_distance_m(shape) / EYE_DISTANCE_M


def front_of_face(body: Body) -> Mask:
    """The vertices of the whole mesh on the outside of the face."""
    x, y, z = body.canonical.T
    mask = (np.abs(x) < 0.066) & (y < -0.09 - 0.3 * (0.07 - np.abs(x))) & (z > 0.59) & (z < 0.785)
    mask[BODY_VERTICES:] = False
    return np.asarray(mask)


def own_half(body: Body, side: int) -> Floats:
    """1 on one half of the face, fading over the nose, 0 at the other eye."""
    return np.asarray(np.clip((side * body.canonical[:, 0] + 0.013) / 0.02, 0, 1))


def moved(body: Body, shape: Shape, target: Floats, share: Floats) -> Shape:
    """Go to `target` (x and z count) as far as the share says, and stay as far before the face as before."""
    place = shape.vertices.astype(np.float64)
    goal = place.copy()
    goal[:, [0, 2]] += (target[:, [0, 2]] - place[:, [0, 2]]) * share[:, None]
    goal[:, 1] += (target[:, 1] - place[:, 1]) * share
    surface = Surface(place[front_of_face(body)])
    goal[:, 1] += np.where(share > 0, surface(goal) - surface(place), 0)
    return Shape(goal.astype(np.float32), shape.joints)


class Surface:
    """A smooth depth y over x and z, fitted to points."""

    def __init__(self, points: Floats) -> None:
        self._middle = points.mean(axis=0)
        self._low, self._high = points.min(axis=0), points.max(axis=0)
        self._terms = np.linalg.lstsq(self._basis(points), points[:, 1], rcond=None)[0]

    def __call__(self, points: Floats) -> Floats:
        """The y of the surface at the points' x and z; beyond the fitted points that of the nearest edge."""
        return np.asarray(self._basis(np.clip(points, self._low, self._high)) @ self._terms)

    def _basis(self, points: Floats) -> Floats:
        x, z = (points[:, [0, 2]] - self._middle[[0, 2]]).T * 20
        return np.stack([np.ones_like(x), x, z, x * x, x * z, z * z], axis=1)
