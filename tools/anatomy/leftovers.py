"""What the skeletons do not explain: a scene in, leftover limb-like regions of each silhouette out.

The person-mask model outlines everything that looks like a person. Whatever lies farther from every known
bone than flesh and clothes reach is left over; long, narrow pieces of it may be limbs of no known skeleton.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent_plugin.tools.domain import Box, Person, Points, Scene, Silhouette
from agent_plugin.tools.policy import LeftoverRules

_Cells = NDArray[np.uint8]
_BONES = {
    "arm": ((11, 13), (13, 15), (12, 14), (14, 16)),
    "leg": (
        (23, 25),
        (25, 27),
        (24, 26),
        (26, 28),
        (27, 29),
        (29, 31),
        (28, 30),
        (30, 32),
        (27, 31),
        (28, 32),
    ),
    "trunk": ((11, 12), (23, 24), (11, 23), (12, 24), (11, 24), (12, 23)),
}


@dataclass(frozen=True)
class Leftover:
    """One region; lengths are in torso lengths of the person."""

    person: int
    box_xyxy: Box
    length: float  # along its longest axis
    width: float  # its mean width across
    area: float  # in squared torso lengths
    middle_px: tuple[float, float]
    below_hips: float  # how far its lowest point lies under the hips, along the body
    sureness: float  # mean of the mask over it


def leftovers(scene: Scene, person: Person, rules: LeftoverRules) -> list[Leftover]:
    """Regions of a person's silhouette that no known bone, head or hand is near, largest first."""
    import cv2

    silhouette = person.silhouette
    if silhouette is None:
        return []
    explained = np.zeros(silhouette.alpha.shape, dtype=np.uint8)
    for other in scene.people:
        _explain(explained, silhouette, other, rules)
    rest = ((silhouette.alpha > rules.min_alpha) & (explained == 0)).astype(np.uint8)
    kernel = np.ones((3, 3), dtype=np.uint8)
    rest = cv2.morphologyEx(rest, cv2.MORPH_OPEN, kernel).astype(np.uint8)
    count, labels = cv2.connectedComponents(rest)
    found = [_measure(labels == label, silhouette, person) for label in range(1, count)]
    return sorted((each for each in found if each.area > rules.min_area), key=lambda each: -each.area)


def _explain(canvas: _Cells, silhouette: Silhouette, person: Person, rules: LeftoverRules) -> None:
    """Paint everything that a person's skeleton, head and hands account for."""
    import cv2

    cells = silhouette.to_cells(person.pose.xy_px)
    unit = person.scale_px / silhouette.px_per_cell
    for kind, radius in (("arm", rules.arm_radius), ("leg", rules.leg_radius), ("trunk", rules.trunk_radius)):
        for first, second in _BONES[kind]:
            _line(canvas, cells[first], cells[second], radius * unit)
    trunk = cells[[11, 12, 24, 23]].round().astype(np.int32)
    cv2.fillConvexPoly(canvas, trunk, (1,))
    head = cells[0:11].mean(axis=0)
    radius = rules.head_radius * person.head.height_px / silhouette.px_per_cell
    _line(canvas, head, head, radius)
    _line(canvas, head, cells[[11, 12]].mean(axis=0), radius)
    for wrist, elbow in ((15, 13), (16, 14)):
        along = cells[wrist] - cells[elbow]
        tip = cells[wrist] + 0.75 * along
        _line(canvas, cells[wrist], tip, rules.arm_radius * unit)
    for hand in _own_hands(person):
        points = silhouette.to_cells(hand).round().astype(np.int32)
        cv2.fillConvexPoly(canvas, cv2.convexHull(points), (1,))


def _own_hands(person: Person) -> Iterable[Points]:
    return [hand.xy_px for hand in (person.left_hand, person.right_hand) if hand is not None]


def _line(canvas: _Cells, start: Points, end: Points, radius: float) -> None:
    import cv2

    (x0, y0), (x1, y1) = start.round().astype(int), end.round().astype(int)
    cv2.line(canvas, (int(x0), int(y0)), (int(x1), int(y1)), (1,), thickness=max(1, round(2 * radius)))


def _measure(region: NDArray[np.bool_], silhouette: Silhouette, person: Person) -> Leftover:
    rows, columns = np.nonzero(region)
    cells = np.stack([columns, rows], axis=1).astype(np.float32)
    unit = person.scale_px / silhouette.px_per_cell
    centred = cells - cells.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    along = centred @ axes[:, 1]
    length = float(along.max() - along.min() + 1)
    picture = silhouette.to_picture(cells)
    hips = person.pose.xy_px[[23, 24]].mean(axis=0)
    down = hips - person.pose.xy_px[[11, 12]].mean(axis=0)
    below = (picture - hips) @ (down / max(float(np.linalg.norm(down)), 1e-6)) / person.scale_px
    low, high = picture.min(axis=0), picture.max(axis=0) + silhouette.px_per_cell
    middle = picture.mean(axis=0)
    return Leftover(
        person=person.number,
        box_xyxy=(float(low[0]), float(low[1]), float(high[0]), float(high[1])),
        length=length / unit,
        width=len(cells) / length / unit,
        area=len(cells) / unit**2,
        middle_px=(float(middle[0]), float(middle[1])),
        below_hips=float(below.max()),
        sureness=float(silhouette.alpha[region].mean()),
    )


def crowd(rest: Iterable[Leftover], piece: Leftover) -> float:
    """How much else is unexplained around, in squared torso lengths: other people, animals, things worn."""
    return sum(each.area for each in rest if each is not piece)
