"""A frame's poses come in; each body once, and places where the pose model overlooked somebody, go out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from agent_plugin.tools.body import skeleton
from agent_plugin.tools.body.crops import Square
from agent_plugin.tools.body.outline import Cells, explained, regions
from agent_plugin.tools.domain import Pose, Silhouette
from agent_plugin.tools.policy import PeopleRules

# Structure: nose, torso, elbows, knees.
_BODY = [
    skeleton.NOSE,
    *skeleton.TORSO,
    *(joint for side in ("left", "right") for joint in (skeleton.ARMS[side][1], skeleton.LEGS[side][1])),
]


def distinct(poses: Sequence[Pose], rules: PeopleRules) -> list[Pose]:
    """Each body once; two fits of one trunk may differ in which side is left."""
    kept: list[Pose] = []
    for pose in poses:
        if all(apart(pose, other) > rules.same_trunk for other in kept):
            kept.append(pose)
    return kept


def unexplained(silhouette: Silhouette, poses: Sequence[Pose], rules: PeopleRules) -> Cells:
    """Cells (n, n) that the mask takes for people and that no skeleton is near."""
    rest: Cells = (silhouette.alpha > rules.overlooked_alpha) & ~explained(silhouette, poses)
    return rest


def overlooked(silhouette: Silhouette, rest: Cells, rules: PeopleRules) -> list[Square]:
    """Where unexplained cells (n, n) stand high enough for a whole person."""
    side = silhouette.alpha.shape[0]
    squares: list[Square] = []
    for region in regions(rest):
        rows, columns = np.nonzero(region)
        high, wide = np.ptp(rows) + 1, np.ptp(columns) + 1
        if high >= rules.overlooked_height * side and region.sum() >= rules.overlooked_fill * high * wide:
            corners = np.array([(columns.min(), rows.min()), (columns.max(), rows.max())])
            low, top = silhouette.to_picture(corners)
            size = rules.overlooked_boxes * float(max(top - low))
            middle = (low + top) / 2
            squares.append(Square(float(middle[0]), float(middle[1]), size))
    squares.sort(key=lambda square: -square.side_px)
    return squares[: rules.overlooked_most]


def fills(pose: Pose, silhouette: Silhouette, rest: Cells, rules: PeopleRules) -> bool:
    """Does a body found in a second crop lie on unexplained cells (n, n), and not on known people?"""
    columns, rows = silhouette.to_cells(pose.xy_px[_BODY]).astype(int).T
    side = rest.shape[0]
    inside = (columns >= 0) & (columns < side) & (rows >= 0) & (rows < side)
    if inside.sum() < rules.overlooked_joints:
        return False
    return bool(rest[rows[inside], columns[inside]].mean() >= rules.overlooked_share)


def on_its_head(pose: Pose) -> bool:
    """Does the body stand on its head? In a second crop that means hands, gloves or shoes."""
    right, down = pose.xy_px[skeleton.HEAD].mean(axis=0) - skeleton.hips(pose.xy_px)
    return bool(down > abs(right))


def apart(first: Pose, second: Pose) -> float:
    """Mean distance of the trunks in torso lengths of the larger, whichever way round their sides are."""
    scale = max(skeleton.scale_px(first), skeleton.scale_px(second), 1e-6)
    ways = (second.xy_px[skeleton.TORSO], second.xy_px[skeleton.TORSO_SWAPPED])
    nearest = min(float(np.linalg.norm(first.xy_px[skeleton.TORSO] - way, axis=1).mean()) for way in ways)
    return nearest / scale
