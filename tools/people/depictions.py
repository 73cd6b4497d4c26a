"""A frame and its poses come in; who is only pictured, in an inner picture or on clothes, goes out.

A poster, a screen or a photograph on the wall ends in four straight edges that meet in corners; a part that
its edge cuts off is not missing. A print on a shirt lies within the trunk of somebody much larger. The
largest person is never taken for pictured: an advertisement may itself look like a framed photograph.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from agent_plugin.tools.body import skeleton
from agent_plugin.tools.body.crops import shrunk
from agent_plugin.tools.domain import Box, Frame, Pose, Silhouette
from agent_plugin.tools.policy import DepictionRules

Mask = NDArray[np.bool_]
_HEAD_AND_SHOULDERS = [skeleton.NOSE, skeleton.LEFT_SHOULDER, skeleton.RIGHT_SHOULDER]


@dataclass(frozen=True)
class _Line:
    """A straight upright edge: its column and its ends; a level one likewise, with rows for columns."""

    at: int
    start: int
    end: int

    @property
    def length(self) -> int:
        return self.end - self.start


def on_clothes(poses: Sequence[Pose], rules: DepictionRules) -> list[Pose]:
    """The poses of people who are printed on what somebody else wears."""
    return [
        pose for pose in poses if any(_lies_on(pose, other, rules) for other in poses if other is not pose)
    ]


def inner_frames(
    frame: Frame, poses: Sequence[Pose], silhouette: Silhouette, rules: DepictionRules
) -> dict[int, Box]:
    """The pictures within the picture, by the number of the pose that lies in it."""
    if len(poses) < 2:
        return {}
    largest = max(poses, key=skeleton.scale_px)
    rectangles = list(_rectangles(frame, rules))
    found: dict[int, Box] = {}
    for number, pose in enumerate(poses):
        around = [
            box
            for box in rectangles
            if _is_inside(pose, silhouette, box, rules) and not _is_inside(largest, silhouette, box, rules)
        ]
        if pose is not largest and around:
            found[number] = min(around, key=lambda box: (box[2] - box[0]) * (box[3] - box[1]))
    return found


def _lies_on(pose: Pose, wearer: Pose, rules: DepictionRules) -> bool:
    if skeleton.scale_px(pose) > rules.print_of_wearer * skeleton.scale_px(wearer):
        return False
    trunk = wearer.xy_px[skeleton.TORSO_OUTLINE].reshape(-1, 1, 2)
    points = pose.xy_px[pose.visibility >= rules.surely_seen]
    return len(points) > 0 and all(
        cv2.pointPolygonTest(trunk, (float(x_px), float(y_px)), False) >= 0 for x_px, y_px in points
    )


def _is_inside(pose: Pose, silhouette: Silhouette, box_xyxy: Box, rules: DepictionRules) -> bool:
    """Do head, shoulders and nearly all visible points lie inside? Beyond the edge a body is invented."""
    inside = np.asarray(((pose.xy_px >= box_xyxy[:2]) & (pose.xy_px <= box_xyxy[2:])).all(axis=1))
    cells = silhouette.alpha.shape[0]
    columns, rows = np.clip(silhouette.to_cells(pose.xy_px).astype(int), 0, cells - 1).T
    seen = (pose.visibility >= rules.surely_seen) & (silhouette.alpha[rows, columns] >= rules.least_alpha)
    mostly = not seen.any() or inside[seen].mean() >= rules.inside_share
    return bool(inside[_HEAD_AND_SHOULDERS].all() and mostly)


def _rectangles(frame: Frame, rules: DepictionRules) -> Iterator[Box]:
    """Upright rectangles whose four edges can be followed from corner to corner."""
    small, grow = shrunk(frame.pixels, rules.seen_at_px)
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    uprights = _lines(_steps(grey, (1, 0), rules), rules)
    levels = _lines(_steps(grey, (0, 1), rules).T, rules)
    height, width = grey.shape
    near = rules.corner * max(height, width)
    for number, left in enumerate(uprights):
        for right in uprights[number + 1 :]:
            if abs(left.start - right.start) > near or abs(left.end - right.end) > near:
                continue
            top, bottom = (left.start + right.start) / 2, (left.end + right.end) / 2
            ends = [
                any(
                    abs(level.at - row) <= near and _spans(level, left.at, right.at, near) for level in levels
                )
                for row in (top, bottom)
            ]
            area = (right.at - left.at) * (bottom - top)
            if all(ends) and rules.least_area <= area / (width * height) <= rules.most_area:
                yield left.at * grow, top * grow, right.at * grow, bottom * grow


def _steps(grey: MatLike, order: tuple[int, int], rules: DepictionRules) -> Mask:
    """Where the picture changes abruptly, from left to right or from top to bottom."""
    return np.asarray(np.abs(np.asarray(cv2.Sobel(grey, cv2.CV_32F, *order))) > rules.edge)


def _spans(level: _Line, left: int, right: int, near: float) -> bool:
    return level.start <= left + near and level.end >= right - near


def _lines(edges: Mask, rules: DepictionRules) -> list[_Line]:
    """The longest edge of each column, where it is long; of near columns the longest; from left to right."""
    height, width = edges.shape
    closed = cv2.morphologyEx(edges.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((rules.gap_px, 1), np.uint8))
    found: list[_Line] = []
    for column in np.flatnonzero(closed.sum(axis=0) >= rules.least_side * max(height, width)):
        steps = np.flatnonzero(np.diff(np.concatenate([[0], closed[:, column], [0]])))
        start, end = max(zip(steps[::2], steps[1::2], strict=True), key=lambda run: int(run[1] - run[0]))
        if end - start >= rules.least_side * max(height, width):
            found.append(_Line(int(column), int(start), int(end)))
    kept: list[_Line] = []
    for line in sorted(found, key=lambda each: -each.length):
        if not any(_is_same(line, other, rules.gap_px) for other in kept):
            kept.append(line)
    return sorted(kept[: rules.most_lines], key=lambda each: each.at)


def _is_same(first: _Line, second: _Line, near: int) -> bool:
    return abs(first.at - second.at) <= near and first.start <= second.end and second.start <= first.end
