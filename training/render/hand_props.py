"""Things in a hand: a posed hand and the name of a shape in; a layer that lies in its palm out."""

from __future__ import annotations

import numpy as np

from training.render.body import Body, Shape
from training.render.hand_frames import read_hand
from training.render.paint import draw_fabric
from training.render.raster import Layer, Material
from training.render.skeleton import Posed
from training.render.surfaces import PARTS, face_operator, vertex_normals
from training.render.types import Floats, Random

STEPS = 28


def held_thing(rng: Random, body: Body, shape: Shape, posed: Posed, side: str, name: str) -> Layer:
    """A "cylinder", "box" or "phone" in the hand of a side."""
    hand = read_hand(body, shape, side)
    across, palm, along = np.eye(3) * hand.wide / 0.065
    if name == "cylinder":
        radius, up, down = rng.uniform(0.016, 0.034), rng.uniform(0.05, 0.14), rng.uniform(0.05, 0.12)
        outline = [(x * radius, z * radius) for x, z in _circle()]
        points, faces = _prism(outline, -down, up, (palm, along, across))
        middle = palm * (radius + 0.014) + along * 0.088
    elif name == "box":
        half = rng.uniform([0.012, 0.02], [0.03, 0.05])
        outline = _rectangle(float(half[0]), float(half[1]))
        points, faces = _prism(
            outline, -rng.uniform(0.04, 0.1), rng.uniform(0.04, 0.12), (palm, along, across)
        )
        middle = palm * (half[0] + 0.014) + along * 0.09
    else:
        outline = _rectangle(0.036, 0.004)
        points, faces = _prism(outline, -0.07, 0.08, (across, palm, along))
        middle = palm * 0.034 + along * 0.105
    rest = (points + middle) @ hand.axes.T
    bone = body.bone(f"wrist.{hand.side}")
    place = rest @ posed.turns[bone].T + posed.joints[bone]
    normal = vertex_normals(place, faces, face_operator(faces, len(place)))
    uv = points[:, [0, 2]] * 8
    material = Material(draw_fabric(rng), gloss=float(rng.uniform(0, 0.4)), shine=float(rng.uniform(10, 50)))
    part = np.full(len(place), PARTS["other"])
    return Layer(place, normal, points, normal, uv, np.ones(len(place)), part, faces, material)


def _circle() -> list[tuple[float, float]]:
    angles = np.linspace(0, 2 * np.pi, STEPS, endpoint=False)
    return [(float(np.cos(a)), float(np.sin(a))) for a in angles]


def _rectangle(x: float, z: float) -> list[tuple[float, float]]:
    return [(-x, -z), (x, -z), (x, z), (-x, z)]


def _prism(
    outline: list[tuple[float, float]], low: float, high: float, axes: tuple[Floats, Floats, Floats]
) -> tuple[Floats, Floats]:
    """An outline along two axes, drawn out along the third, with flat sides and lids."""
    ring = np.array([x * axes[0] + z * axes[1] for x, z in outline])
    points, faces = [], []
    for first, second in zip(ring, np.roll(ring, -1, axis=0), strict=True):
        start = len(points)
        points += [
            first + low * axes[2],
            second + low * axes[2],
            second + high * axes[2],
            first + high * axes[2],
        ]
        faces += [[start, start + 1, start + 2], [start, start + 2, start + 3]]
    for level in (low, high):
        start = len(points)
        points += [level * axes[2], *(ring + level * axes[2])]
        count = len(ring)
        faces += [[start, start + 1 + k, start + 1 + (k + 1) % count] for k in range(count)]
    place, triangles = np.array(points), np.array(faces)
    a, b, c = (place[triangles[:, k]] for k in range(3))
    outside = np.sum(np.cross(b - a, c - a) * ((a + b + c) / 3 - place.mean(axis=0)), axis=1) > 0
    triangles[~outside] = triangles[~outside][:, ::-1]
    return place, triangles
