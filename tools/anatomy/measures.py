"""A person, hand or face comes in; one length, size or bend goes out, or none where it means nothing.

Lengths are in the picture, in torso lengths or in face heights whose nodding is undone, so that no camera and
no stature matters. Directions come from the skeleton in space and hold however the
body leans.
"""

from __future__ import annotations

import math
from typing import cast

import numpy as np
from numpy.typing import NDArray

from agent_plugin.tools.body import skeleton
from agent_plugin.tools.body.face_points import CHIN, face_height_px
from agent_plugin.tools.domain import Face, Hand, Person, Points, Pose
from agent_plugin.tools.policy import MeasureRules, NeckTwistRules

# Structure: places all over a disc.
_GRID = np.stack(np.meshgrid(np.linspace(-1, 1, 21), np.linspace(-1, 1, 21)), axis=2).reshape(-1, 2)
_DISC = _GRID[np.linalg.norm(_GRID, axis=1) <= 1].astype(np.float32)
# Structure: face points right and left of the same thing: eyes, lids, brows, nostrils, mouth, cheeks and jaw.
PAIRS = np.array(
    [
        *((33, 263), (133, 362), (159, 386), (145, 374), (160, 385), (158, 387), (144, 380), (153, 373)),
        *((70, 300), (105, 334), (107, 336), (46, 276), (55, 285), (98, 327), (48, 278)),
        *((61, 291), (37, 267), (84, 314), (50, 280), (205, 425)),
        *((234, 454), (172, 397), (136, 365), (58, 288), (93, 323)),
    ]
)


def limb_in_torsos(person: Person, joints: tuple[int, int, int]) -> float:
    """An arm or a leg along its bones, foreshortened as it is."""
    first, middle, last = (person.pose.xy_px[index] for index in joints)
    along = skeleton.length(middle - first) + skeleton.length(last - middle)
    return along / max(person.scale_px, 1e-6)


def head_in_outline(person: Person, rules: NeckTwistRules) -> float:
    """The share of the head's place that the person mask holds; without a mask all of it."""
    if person.silhouette is None:
        return 1.0
    x0, y0, x1, y1 = person.head.box_xyxy
    reach = np.array([rules.head_width * (x1 - x0), y1 - y0], dtype=np.float32) * (rules.within_head / 2)
    places: Points = (_DISC * reach + np.array([x0 + x1, y0 + y1]) / 2).astype(np.float32)
    columns, rows = person.silhouette.to_cells(places).astype(int).T
    side = person.silhouette.alpha.shape[0]
    inside = (np.minimum(columns, rows) >= 0) & (np.maximum(columns, rows) < side)
    return float((person.silhouette.alpha[rows[inside], columns[inside]] > rules.head_alpha).sum()) / len(
        places
    )


def face_in_torsos(person: Person) -> float | None:
    """The face's height."""
    face = person.head.face
    return None if face is None else face_height_px(face) / max(person.scale_px, 1e-6)


def neck_in_faces(person: Person, rules: MeasureRules) -> float | None:
    """From the chin down to the height of the shoulders, along the spine, in face heights.

    A small face does not make a neck long: the face counts as at least so much of the torso.
    """
    face = person.head.face
    if face is None:
        return None
    points = person.pose.xy_px
    down = skeleton.unit(skeleton.hips(points) - skeleton.shoulders(points))
    drop = (skeleton.shoulders(points) - face.xy_px[CHIN]) @ down
    return float(drop) / max(face_height_px(face), rules.least_face_of_torso * person.scale_px, 1e-6)


def hand_in_torsos(person: Person, hand: Hand) -> float:
    """From the wrist to the tip of the middle finger."""
    return hand.length_px / max(person.scale_px, 1e-6)


def torso_in_view(person: Person) -> float:
    """How much of the torso's length the picture shows, 0 when it points at the camera, 1 square to it."""
    spine = skeleton.shoulders(person.pose.world_m) - skeleton.hips(person.pose.world_m)
    return skeleton.length(spine[:2]) / max(skeleton.length(spine), 1e-6)


def knee_behind_deg(pose: Pose, side: str) -> float:
    """By how much the knee lies behind the line from hip to ankle, seen from the hip; natural is negative."""
    return -_ahead_deg(pose, skeleton.LEGS[side], across=(skeleton.LEFT_HIP, skeleton.RIGHT_HIP))


def elbow_ahead_deg(pose: Pose, side: str) -> float:
    """By how much the elbow lies before the line from shoulder to wrist; natural is mostly negative."""
    return _ahead_deg(pose, skeleton.ARMS[side], across=(skeleton.LEFT_SHOULDER, skeleton.RIGHT_SHOULDER))


def halves_apart(face: Face) -> float:
    """How much the two halves differ after the head's turn is taken out, in face heights.

    Lines between paired points of a symmetric face are parallel in space, and in a picture but for
    perspective and the models' smooth errors, which change steadily over the face and are fitted away.
    """
    points = face.xy_px.astype(np.float64)
    right, left = points[PAIRS[:, 0]], points[PAIRS[:, 1]]
    size = face_height_px(face)
    lines, middles = (left - right) / size, (left + right) / 2 / size
    _, _, axes = np.linalg.svd(lines)
    along, across = lines @ axes[0], lines @ axes[1]
    steady = np.column_stack([np.ones(len(along)), middles - middles.mean(axis=0)]) * along[:, None]
    # pyright loses NumPy's own types here
    rest = cast("NDArray[np.float64]", across - steady @ (np.linalg.pinv(steady) @ across))
    return math.sqrt(float((rest @ rest) / len(rest)))


def _ahead_deg(pose: Pose, joints: tuple[int, int, int], across: tuple[int, int]) -> float:
    """The middle joint's offset from the line between the others, towards where the body faces."""
    world = pose.world_m.astype(np.float64)
    first, middle, last = (world[index] for index in joints)
    up = skeleton.shoulders(pose.world_m) - skeleton.hips(pose.world_m)
    ahead = np.cross(world[across[0]] - world[across[1]], up)
    line = (last - first) / max(float(np.linalg.norm(last - first)), 1e-6)
    bone: Points = middle - first
    off = bone - line * (bone @ line)
    share = float(off @ ahead) / max(float(np.linalg.norm(ahead) * np.linalg.norm(bone)), 1e-6)
    return math.degrees(math.asin(min(1.0, max(-1.0, share))))
