"""Silhouettes and skeletons come in; the cells that known bones with flesh and clothes explain go out."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations, pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from agent_plugin.tools.body import skeleton
from agent_plugin.tools.domain import Points, Pose, Silhouette
from agent_plugin.tools.policy import OUTLINE, OutlineRules

Cells = NDArray[np.bool_]
# Structure: the bones to paint, as pairs of points.
_BONES = {
    "arm": [bone for joints in skeleton.ARMS.values() for bone in pairwise(joints)],
    "leg": [bone for joints in skeleton.LEGS.values() for bone in pairwise(joints)],
    "foot": [bone for joints in skeleton.FEET.values() for bone in combinations(joints, 2)],
    "trunk": list(combinations(skeleton.TORSO, 2)),
}


def explained(
    silhouette: Silhouette, poses: Iterable[Pose], hands: Iterable[Points] = (), rules: OutlineRules = OUTLINE
) -> Cells:
    """Cells (n, n) near a bone, a head, or inside one of the given hands (21, 2), in picture pixels."""
    canvas = np.zeros(silhouette.alpha.shape, dtype=np.uint8)
    for pose in poses:
        _paint(canvas, silhouette, pose, rules)
    for hand in hands:
        outline = cv2.convexHull(silhouette.to_cells(hand).round().astype(np.int32))
        cv2.fillConvexPoly(canvas, outline, (1,))
    return canvas.astype(bool)


def attached(cells: Cells, points_xy: Points) -> Cells:
    """Those cells (m, m) that are connected, cell by cell, to one at the given points (n, 2), in cells."""
    _, labels = cv2.connectedComponents(cells.astype(np.uint8))
    side = cells.shape[0]
    columns, rows = np.clip(points_xy.round().astype(int), 0, side - 1).T
    own = set(labels[rows, columns].tolist()) - {0}
    joined: Cells = np.isin(labels, list(own))
    return joined


def regions(cells: Cells) -> list[Cells]:
    """The connected pieces of cells (n, n), each as such cells, specks smoothed away, largest first."""
    opened = cv2.morphologyEx(cells.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), dtype=np.uint8))
    count, labels = cv2.connectedComponents(opened.astype(np.uint8))
    pieces = [labels == label for label in range(1, count)]
    return sorted(pieces, key=lambda piece: -int(piece.sum()))


def _paint(canvas: NDArray[np.uint8], silhouette: Silhouette, pose: Pose, rules: OutlineRules) -> None:
    cells = silhouette.to_cells(pose.xy_px)
    unit = skeleton.scale_px(pose) / silhouette.px_per_cell
    for kind, radius in (
        ("arm", rules.arm_radius),
        ("leg", rules.leg_radius),
        ("foot", rules.leg_radius),
        ("trunk", rules.trunk_radius),
    ):
        for first, second in _BONES[kind]:
            _line(canvas, cells[first], cells[second], radius * unit)
    cv2.fillConvexPoly(canvas, cv2.convexHull(cells[skeleton.TORSO_OUTLINE].round().astype(np.int32)), (1,))
    head = cells[skeleton.HEAD].mean(axis=0)
    hair = rules.head_radius * skeleton.head_height_px(pose) / silhouette.px_per_cell
    _line(canvas, head, skeleton.shoulders(cells), hair)
    for _, elbow, wrist in skeleton.ARMS.values():
        tip = cells[wrist] + rules.hand_in_forearms * (cells[wrist] - cells[elbow])
        _line(canvas, cells[wrist], tip, rules.arm_radius * unit)


def _line(canvas: NDArray[np.uint8], start: Points, end: Points, radius: float) -> None:
    (x0, y0), (x1, y1) = start.round().astype(int), end.round().astype(int)
    cv2.line(canvas, (int(x0), int(y0)), (int(x1), int(y1)), (1,), thickness=max(1, round(2 * radius)))
