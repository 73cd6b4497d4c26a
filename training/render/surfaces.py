"""Fixed facts about each surface of the standard body: where a vertex lies on it, which part it belongs to.

Clothes are cut in these coordinates, so that a hem lies at the same place on a child and on a tall adult.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix, diags

from training.render.body import (
    BODY_VERTICES,
    EYE_LEFT,
    EYE_RIGHT,
    LASHES,
    SKIRT,
    TEETH,
    TIGHTS,
    TONGUE,
    Body,
)
from training.render.types import Faces, Floats, Ints

PARTS = {
    "head": 1,
    "torso": 2,
    "left_hand": 3,
    "right_hand": 4,
    "left_foot": 5,
    "right_foot": 6,
    "left_arm": 7,
    "right_arm": 8,
    "left_leg": 9,
    "right_leg": 10,
    "hair": 11,
    "other": 12,
}
_LIMBS = {
    "hand": ("wrist", "finger", "metacarpal"),
    "foot": ("foot", "toe"),
    "arm": ("upperarm", "lowerarm"),
    "leg": ("upperleg", "lowerleg"),
}


@dataclass(frozen=True)
class Surface:
    """A part of the mesh by its vertex numbers, with faces numbered from its own first vertex."""

    vertices: Ints
    faces: Faces
    canon: Floats
    canon_normal: Floats
    along_arm: Floats
    uv: Floats
    part: Floats
    to_vertices: csr_matrix
    smoother: csr_matrix


def read_surfaces(body: Body) -> dict[str, Surface]:
    """The skin, the eyes, lashes, teeth, tongue, the body suit and the skirt."""
    ranges = {
        "skin": np.arange(BODY_VERTICES),
        "eyes": np.r_[EYE_LEFT, EYE_RIGHT],
        "tights": np.r_[TIGHTS],
        "skirt": np.r_[SKIRT],
        "teeth": np.r_[TEETH],
        "tongue": np.r_[TONGUE],
        "lashes": np.r_[LASHES],
    }
    return {name: _surface(body, name, chosen) for name, chosen in ranges.items()}


def vertex_normals(place: Floats, faces: Faces, to_vertices: csr_matrix) -> Floats:
    """Unit normals at the vertices, weighted by the area of the faces around."""
    a, b, c = (place[faces[:, k]] for k in range(3))
    total = to_vertices @ np.cross(b - a, c - a)
    unit = total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-12)
    return np.asarray(unit, np.float32)


def face_operator(faces: Faces, count: int) -> csr_matrix:
    """The matrix which sums a value per face at the vertices of the faces."""
    rows, columns = faces.ravel(), np.repeat(np.arange(len(faces)), 3)
    return coo_matrix((np.ones(len(rows), np.float32), (rows, columns)), (count, len(faces))).tocsr()


def _surface(body: Body, name: str, chosen: Ints) -> Surface:
    renumber = np.full(len(body.canonical), -1)
    renumber[chosen] = np.arange(len(chosen))
    faces = renumber[body.faces[name]]
    faces = faces[(faces >= 0).all(axis=1)]
    canon = body.canonical[chosen]
    to_vertices = face_operator(faces, len(chosen))
    along = _along_arm(body)[chosen]
    return Surface(
        vertices=chosen,
        faces=faces,
        canon=canon,
        canon_normal=vertex_normals(canon, faces, to_vertices),
        along_arm=along,
        uv=_fabric_coordinates(canon, along),
        part=_parts(body)[chosen],
        to_vertices=to_vertices,
        smoother=_smoother(faces, len(chosen)),
    )


def _along_arm(body: Body) -> Floats:
    """0 at the shoulder, 0.5 at the elbow, 1 at the wrist; -1 on everything that is not an arm."""
    joints = {k: w @ body.canonical for k, w in body.keypoints.items()}
    result = np.full(len(body.canonical), -1.0, np.float32)
    for side, name in (("L", "left"), ("R", "right")):
        bones = [
            f"{b}.{side}"
            for b in ("shoulder01", "upperarm01", "upperarm02", "lowerarm01", "lowerarm02", "wrist")
        ]
        hand = [f"{b}{k}" for b in ("finger", "metacarpal") for k in range(1, 6)]
        share = body.weight_of(*bones) + np.where(
            body.canonical[:, 0] * (1 if side == "L" else -1) > 0, 1, 0
        ) * (body.weight_of(*hand))
        upper = _project(body.canonical, joints[f"{name}_shoulder"], joints[f"{name}_elbow"])
        lower = _project(body.canonical, joints[f"{name}_elbow"], joints[f"{name}_wrist"])
        along = np.where(lower > 0, 0.5 + 0.5 * lower, np.minimum(0.5 * upper, 0.5))
        result = np.where(share > 0.4, along, result)
    return result


def _project(points: Floats, start: Floats, end: Floats) -> Floats:
    axis = end - start
    return (points - start) @ axis / (axis @ axis)


def _fabric_coordinates(canon: Floats, along: Floats) -> Floats:
    arm = along > -0.5
    v = np.where(arm, 0.5 - 0.55 * along, canon[:, 2])
    u = np.where(arm, canon[:, 1] + 0.5 * np.abs(canon[:, 0]), canon[:, 0] + 0.6 * canon[:, 1])
    return np.stack([u, v], axis=1).astype(np.float32)


def _parts(body: Body) -> Floats:
    result = np.full(len(body.canonical), PARTS["torso"])
    for bone_number, bone in enumerate(body.bones):
        here = body.bone_of_vertex == bone_number
        if bone in ("head", "neck03", "eye.L", "eye.R"):
            result[here] = PARTS["head"]
        for limb, prefixes in _LIMBS.items():
            if bone.startswith(prefixes):
                result[here] = PARTS[("left_" if bone.endswith(".L") else "right_") + limb]
    return result.astype(np.float32)


def _smoother(faces: Faces, count: int) -> csr_matrix:
    """Moves each vertex to the mean of itself and its neighbours."""
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    both = np.concatenate([edges, edges[:, ::-1], np.repeat(np.arange(count)[:, None], 2, axis=1)])
    links = coo_matrix((np.ones(len(both), np.float32), (both[:, 0], both[:, 1])), (count, count)).tocsr()
    links.data[:] = 1.0
    return diags(1.0 / np.asarray(links.sum(axis=1)).ravel()).astype(np.float32) @ links
