"""Faces that no skeleton explains come in; the poses of their owners, found from the face down, go out.

Of people who sit close together, at a table or on a bench, MediaPipe often finds one. The others' faces are
found all the same and show where their bodies should hang, so the pose network is run there. It may also
answer with the neighbour's body, so several starts have to come to one body that has its head at the face.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from agent_plugin.tools.body import skeleton
from agent_plugin.tools.body.crops import Square
from agent_plugin.tools.body.face_points import face_box_height_px
from agent_plugin.tools.body.outline import Cells
from agent_plugin.tools.domain import Face, Frame, Pose, Silhouette
from agent_plugin.tools.landmarks.backbone import Backbone
from agent_plugin.tools.people.crowd import apart
from agent_plugin.tools.people.fit import Fit, agreed, fit
from agent_plugin.tools.policy import UnderFaceRules

_JOINTS = [*skeleton.TORSO, skeleton.LEFT_ELBOW, skeleton.RIGHT_ELBOW]


def tiles(frame: Frame, silhouette: Silhouette, rest: Cells, rules: UnderFaceRules) -> list[Square]:
    """Overlapping squares with so many unexplained cells (n, n) that somebody may be in them."""
    side_px = max(frame.width, frame.height) / rules.tiles
    squares = [
        Square(x_px, y_px, side_px)
        for y_px in _steps(frame.height, side_px)
        for x_px in _steps(frame.width, side_px)
    ]
    return [square for square in squares if _share(square.box_xyxy, silhouette, rest) >= rules.tile_share]


def nobodys(faces: Sequence[Face], silhouette: Silhouette, rest: Cells, rules: UnderFaceRules) -> list[Face]:
    """The faces that lie on cells (n, n) of the mask which no skeleton explains."""
    return [face for face in faces if _share(face.box_xyxy, silhouette, rest) >= rules.face_share]


@dataclass(frozen=True, eq=False)
class Strangers:
    """Bodies found under faces, and the faces under which none was found."""

    poses: list[Pose] = field(default_factory=list[Pose])
    faces: list[Face] = field(default_factory=list[Face])


def search(
    frame: Frame,
    faces: Sequence[Face],
    known: Sequence[Pose],
    silhouette: Silhouette,
    backbone: Backbone,
    rules: UnderFaceRules,
) -> Strangers:
    """The body under each face, each body once."""
    found = Strangers()
    for face in faces:
        fits = [fit(frame, square, backbone) for square in _starts(face, rules)]
        pose = _pose_under(face, fits, [*known, *found.poses], rules)
        if pose is not None and _stands(pose, frame, silhouette, rules):
            found.poses.append(pose)
        else:
            found.faces.append(face)
    return found


def _pose_under(face: Face, fits: Sequence[Fit], known: Sequence[Pose], rules: UnderFaceRules) -> Pose | None:
    """The body that hangs under a face, if the starts came to one and it is nobody's yet."""
    one = agreed(fits, apart, rules.agreement)
    if one is None or any(apart(one.pose, other) < rules.other_trunk for other in known):
        return None
    off = one.pose.xy_px[skeleton.HEAD].mean(axis=0) - face.xy_px.mean(axis=0)
    height_px = face_box_height_px(face)
    is_small = height_px <= rules.most_face * skeleton.scale_px(one.pose)
    is_theirs = is_small and skeleton.length(off) <= rules.head_at_face * height_px
    return one.pose if is_theirs else None


def _starts(face: Face, rules: UnderFaceRules) -> list[Square]:
    """Where the body should be, if it goes on in the head's direction."""
    turn = math.radians(face.roll_deg)
    down = np.array([-math.sin(turn), math.cos(turn)]) * face_box_height_px(face)
    middle = face.xy_px.mean(axis=0)
    squares: list[Square] = []
    for below, sides in rules.starts:
        x_px, y_px = (middle + below * down).tolist()
        squares.append(Square(x_px, y_px, max(sides * face_box_height_px(face), 1.0)))
    return squares


def _stands(pose: Pose, frame: Frame, silhouette: Silhouette, rules: UnderFaceRules) -> bool:
    """Is the trunk there to see? One behind a table is guessed, and no yardstick for a head or a hand."""
    points = pose.xy_px[_JOINTS]
    inside = ((points >= 0) & (points < (frame.width, frame.height))).all(axis=1)
    if inside.sum() < rules.least_joints:
        return False
    side = silhouette.alpha.shape[0]
    columns, rows = np.clip(silhouette.to_cells(points[inside]).astype(int), 0, side - 1).T
    return bool((silhouette.alpha[rows, columns] >= rules.people_alpha).all())


def _steps(length_px: float, side_px: float) -> list[float]:
    """Middles of squares that overlap by half, from edge to edge."""
    if length_px <= side_px:
        return [length_px / 2]
    count = math.ceil(2 * (length_px / side_px - 1)) + 1
    steps: list[float] = np.linspace(side_px / 2, length_px - side_px / 2, count).tolist()
    return steps


def _share(box_xyxy: tuple[float, float, float, float], silhouette: Silhouette, cells: Cells) -> float:
    """Of the box's cells, so many are set."""
    corners = np.array([box_xyxy[:2], box_xyxy[2:]], dtype=np.float32)
    (x0, y0), (x1, y1) = np.clip(silhouette.to_cells(corners).round().astype(int), 0, cells.shape[0])
    inside = cells[y0:y1, x0:x1]
    return float(inside.mean()) if inside.size else 0.0
