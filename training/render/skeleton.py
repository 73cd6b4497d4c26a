"""Posing: a rest shape and one turn per bone in; posed vertices, joints and the turns of all bones out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.spatial.transform import Rotation

from training.render.body import Body, Shape
from training.render.types import Floats

FORWARD = np.array([0.0, -1.0, 0.0])
Turns = dict[str, Floats]


@dataclass(frozen=True)
class Posed:
    """A posed person; `turns` and `joints` are indexed by bone number."""

    vertices: Floats
    joints: Floats
    turns: Floats


def turn(x_deg: float = 0.0, y_deg: float = 0.0, z_deg: float = 0.0) -> Floats:
    """A rotation about the fixed axes, x first. Positive z turns a person to their own left."""
    return np.asarray(Rotation.from_euler("xyz", [x_deg, y_deg, z_deg], degrees=True).as_matrix())


def global_turns(body: Body, local: Mapping[str, Floats]) -> Floats:
    """The turns of all bones in world axes, each being its parent's turn followed by its own."""
    turns = np.tile(np.eye(3), (len(body.bones), 1, 1))
    for i, (name, parent) in enumerate(zip(body.bones, body.parents, strict=True)):
        own = local.get(name, np.eye(3))
        turns[i] = turns[parent] @ own if parent >= 0 else own
    return turns


def apply_pose(body: Body, shape: Shape, local: Mapping[str, Floats]) -> Posed:
    """Linear blend skinning of the whole mesh."""
    turns = global_turns(body, local)
    joints = shape.joints.astype(np.float64).copy()
    for i, parent in enumerate(body.parents):
        if parent >= 0:
            joints[i] = joints[parent] + turns[parent] @ (shape.joints[i] - shape.joints[parent])
    shifts = joints - np.einsum("bij,bj->bi", turns, shape.joints)
    moves = np.concatenate([turns, shifts[:, :, None]], axis=2).reshape(len(turns), 12).astype(np.float32)
    blended = (body.weights @ moves).reshape(-1, 3, 4)
    vertices = np.einsum("vij,vj->vi", blended[:, :, :3], shape.vertices) + blended[:, :, 3]
    return Posed(vertices.astype(np.float32), joints, turns)


def facing_deg(turned: Floats, right: Floats, towards: Floats) -> float:
    """The compass angle of a turned forward direction: 0 towards the viewer, positive to the right."""
    ahead = turned @ FORWARD
    return float(np.degrees(np.arctan2(ahead @ right, ahead @ towards)))
