"""A view's square and the person's labelled defects come in; the classifier's targets go out.

For each category of a kind: 1 there, 0 not, -1 not to be judged in this view; and a map of the place's cells.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent_plugin.tools.body import skeleton
from agent_plugin.tools.body.crops import Square
from agent_plugin.tools.classifiers import sheets, views
from agent_plugin.tools.classifiers.networks import ARM_CATEGORIES, CATEGORIES, PLACE_CELLS
from agent_plugin.tools.domain import Category, Part, Points, Pose, box_around

Numbers = NDArray[Any]
SEEN_IN_VIEW = 0.6  # of a defect's box: less is neither here nor absent
GLIMPSED = 0.05  # less than this is absent
AT_WRIST = 0.25  # of a view's side: as far as a hand is long
NEAR_MIDDLE = 0.36  # of a view's side: half a hand's length and what the skeleton errs
SURELY_NEARER = 0.9  # times the other limb's distance: between two limbs as near nothing is said
_EXTRA = (Category.EXTRA_ARM, Category.EXTRA_HAND, Category.EXTRA_LEG)
_HAND = (Category.MISSING_HAND, Category.HAND_SIZE)


def labels(kind: str, square: Square, defects: Iterable[dict[str, Any]]) -> tuple[Numbers, Numbers]:
    """Of a body, a hand or a face."""
    categories, cells = CATEGORIES[kind], PLACE_CELLS[kind]
    targets, place = _sound(kind)
    for defect in defects:
        # What the kind is not read for may still look like what it is: an arm's picture with a sixth finger.
        if defect["category"] not in categories or defect["box_xyxy"] is None:
            targets[:] = -1
            continue
        number = categories.index(defect["category"])
        seen, where = _seen(square, defect, cells)
        targets[number] = 1 if seen >= SEEN_IN_VIEW else -1 if seen > GLIMPSED else 0
        place[number][where] = targets[number] == 1
    return targets, place


def finger_labels(square: Square, defects: Iterable[dict[str, Any]]) -> tuple[Numbers, Numbers]:
    """Of a hand where the skeleton has one: each way in which it is wrong, and last, whether in any.

    One at the rim is another hand than the one that is meant, and not judged.
    """
    targets, place = _sound("fingers")
    for defect in defects:
        for category in (defect["category"], *defect.get("also", ())):
            one, where = labels("fingers", square, [{**defect, "category": category}])
            targets = np.where(one, one if _in_the_middle(square, defect) else -1, targets).astype(np.int8)
            place |= where
    wrong = targets.max() if (targets == 1).any() else targets.min()
    any_place = place.max(axis=0, keepdims=True)
    return np.append(targets, np.int8(wrong)), np.concatenate([place, any_place])


def _in_the_middle(square: Square, defect: dict[str, Any]) -> bool:
    box = defect["box_xyxy"]
    if box is None:
        return False
    middle = _box_in_cells(square, box, 1).reshape(2, 2).mean(axis=0)
    return bool(np.abs(middle - 0.5).max() <= NEAR_MIDDLE)


def wrist_labels(
    square: Square, part: Part, pose: Pose, defects: Iterable[dict[str, Any]]
) -> tuple[Numbers, Numbers]:
    """Of the place where an arm ends; where the arm itself is wrong, its end is not judged.

    Nor is one whose stump is not where the skeleton has the wrist: a view of it shows something else.
    """
    targets, place = _sound("wrist")
    arm = Part(part.replace("hand", "arm"))
    for defect in defects:
        if defect["category"] in CATEGORIES["wrist"] and defect["box_xyxy"] is not None:
            number = CATEGORIES["wrist"].index(defect["category"])
            targets[number], where = _of_arm(square, arm, pose, defect)
            if targets[number] == 1 and defect["category"] == Category.MISSING_HAND:
                targets[number] = 1 if _ends_there(square, arm, pose, defect) else -1
            place[number][where] = targets[number] == 1
        elif defect["category"] in ARM_CATEGORIES:
            targets[:] = -1
    return targets, place


def _ends_there(square: Square, arm: Part, pose: Pose, defect: dict[str, Any]) -> bool:
    x0, y0, x1, y1 = defect["box_xyxy"]
    wrist = pose.xy_px[sheets.LIMBS[arm][2]]
    return bool(np.hypot((x0 + x1) / 2 - wrist[0], (y0 + y1) / 2 - wrist[1]) <= AT_WRIST * square.side_px)


def _sound(kind: str) -> tuple[Numbers, Numbers]:
    categories, cells = len(CATEGORIES[kind]), PLACE_CELLS[kind]
    return np.zeros(categories, np.int8), np.zeros((categories, cells, cells), np.uint8)


def _of_arm(
    square: Square, part: Part, pose: Pose, defect: dict[str, Any]
) -> tuple[int, tuple[slice, slice]]:
    """An extra limb is there wherever it is seen; any other defect is that of the nearest limb."""
    own: bool | None = True
    if defect.get("side") == "both":
        # The labelled box is around the limbs of both sides; this one's is where the skeleton has it.
        defect = {**defect, "box_xyxy": box_around(pose.xy_px[_points(defect["category"], part)])}
    elif defect["category"] not in _EXTRA:
        own = nearer(part, pose, defect)
    seen, where = _seen(square, defect, PLACE_CELLS["wrist"])
    if own is None or own is False:
        return (-1 if own is None else 0), where
    # Where the place of a limb's own defect is not in view, the skeleton has the limb elsewhere.
    unseen = 0 if defect["category"] in _EXTRA and seen <= GLIMPSED else -1
    return (1 if seen >= SEEN_IN_VIEW else unseen), where


def nearer(part: Part, pose: Pose, defect: dict[str, Any]) -> bool | None:
    """Whether a defect is this limb's and not that of the other side; none: between two as near."""
    side, limb = part.split("_")
    if defect.get("limb", limb) != limb:
        return False
    x0, y0, x1, y1 = defect["box_xyxy"]
    middle = np.array([(x0 + x1) / 2, (y0 + y1) / 2])
    both = part, Part(f"{'right' if side == 'left' else 'left'}_{limb}")
    far, other_far = (
        np.linalg.norm(pose.xy_px[_points(defect["category"], each)] - middle, axis=1).mean() for each in both
    )
    if max(far, other_far) * SURELY_NEARER <= min(far, other_far):
        return None
    return bool(far < other_far)


def _points(category: str, part: Part) -> list[int]:
    if category in _HAND:
        return list(sheets.LIMBS[part][2:])
    return list(
        skeleton.FEET[part.split("_")[0]] if category == Category.FOOT_REVERSED else sheets.LIMBS[part]
    )


def _seen(square: Square, defect: dict[str, Any], cells: int) -> tuple[float, tuple[slice, slice]]:
    """The share of a defect's box that is in view, and which cells, at least one, it fills there."""
    box = _box_in_cells(square, defect["box_xyxy"], cells)
    seen = np.clip(box, 0, cells)
    x0, y0 = (int(v) for v in np.minimum(np.round(seen[:2]), cells - 1))
    x1, y1 = (int(v) for v in np.round(seen[2:]))
    share = _area(tuple(seen)) / max(_area(tuple(box)), 1e-6)
    return share, (slice(y0, max(y1, y0 + 1)), slice(x0, max(x1, x0 + 1)))


def _box_in_cells(square: Square, box_xyxy: Iterable[float], cells: int) -> Numbers:
    x0, y0, x1, y1 = box_xyxy
    corners: Points = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], dtype=np.float32)
    placed = views.cells_of(square, corners, cells)
    return np.concatenate([placed.min(axis=0), placed.max(axis=0)])


def _area(box: tuple[float, ...]) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])
