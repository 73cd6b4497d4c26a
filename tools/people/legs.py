"""A frame in which nobody was found comes in; poses of legs whose trunk is cut off go out.

Where the upper edge cuts a picture at the hips, MediaPipe's detector, which looks for a trunk and a face,
finds nobody. Its network, run where the hips should be, answers with legs. It also sees legs in hands and
cheeks, so several starts have to come to the same ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from agent_plugin.tools.body import skeleton
from agent_plugin.tools.body.crops import Square
from agent_plugin.tools.body.outline import Cells, regions
from agent_plugin.tools.domain import Box, Frame, Hand, Pose, Silhouette
from agent_plugin.tools.landmarks.backbone import Backbone
from agent_plugin.tools.people.fit import Fit, agreed, fit
from agent_plugin.tools.policy import LegsRules, PeopleRules

# Structure: knee, ankle and toe of each side, and the same with left taken for right.
_LEFT, _RIGHT = ((*skeleton.LEGS[side][1:], skeleton.FEET[side][2]) for side in ("left", "right"))
_LOW = [joint for pair in zip(_LEFT, _RIGHT, strict=True) for joint in pair]
_SWAPPED = [joint for pair in zip(_RIGHT, _LEFT, strict=True) for joint in pair]


def without_trunk(
    frame: Frame, silhouette: Silhouette, hands: Sequence[Hand], backbone: Backbone, rules: PeopleRules
) -> list[Pose]:
    """People of whom only the legs are in the frame; a hand that fills it has fingers, not legs."""
    filling_px = rules.filling_hand * max(frame.width, frame.height)
    if any(hand.length_px >= filling_px for hand in hands):
        return []
    found: list[Pose] = []
    for box in _columns(frame, silhouette, rules):
        fits = [fit(frame, square, backbone) for square in _starts(box, rules.legs)]
        one = agreed(fits, apart, rules.legs.agreement)
        if one is not None and _stands(one, frame, silhouette, rules.legs):
            found.append(_legs_alone(one.pose))
    return found


def _legs_alone(pose: Pose) -> Pose:
    """The pose with nothing seen above the hips: it is guessed from the legs."""
    visibility = pose.visibility.copy()
    visibility[: skeleton.LEFT_HIP] = 0.0
    return replace(pose, visibility=visibility)


def apart(first: Pose, second: Pose) -> float:
    """Mean distance of knees, ankles and toes in leg lengths, whichever leg is called the left one."""
    legs_px = max(length_px(first), length_px(second), 1e-6)
    ways = (second.xy_px[_LOW], second.xy_px[_SWAPPED])
    return min(float(np.linalg.norm(first.xy_px[_LOW] - way, axis=1).mean()) for way in ways) / legs_px


def length_px(pose: Pose) -> float:
    """Of a leg, along its bones: the mean of both."""
    bones = [np.diff(pose.xy_px[list(leg)], axis=0) for leg in skeleton.LEGS.values()]
    return float(np.linalg.norm(np.concatenate(bones), axis=1).sum()) / 2


def _columns(frame: Frame, silhouette: Silhouette, rules: PeopleRules) -> Iterator[Box]:
    """Boxes of the mask's cells that reach up to the upper edge, side by side; a mask may have gaps."""
    cells: Cells = np.zeros(silhouette.alpha.shape, dtype=bool)
    for region in regions(silhouette.alpha > rules.overlooked_alpha):
        cells |= region
    columns = np.nonzero(cells.any(axis=0))[0]
    for part in np.split(columns, np.nonzero(np.diff(columns) > 1)[0] + 1):
        rows = np.nonzero(cells[:, part].any(axis=1))[0]
        if rows.size == 0:
            continue
        corners = np.array([(part[0], rows[0]), (part[-1] + 1, rows[-1] + 1)])
        (x0, y0), (x1, y1) = silhouette.to_picture(corners).tolist()
        if y0 <= rules.legs.upper_gap * frame.height and y1 - y0 >= rules.legs.least_height * frame.height:
            yield x0, y0, x1, y1


def _starts(box: Box, rules: LegsRules) -> Iterator[Square]:
    x0, _, x1, soles_px = box
    for share in rules.hips_at:
        yield Square((x0 + x1) / 2, share * soles_px, rules.body_of_legs * (1 - share) * soles_px)


def _stands(one: Fit, frame: Frame, silhouette: Silhouette, rules: LegsRules) -> bool:
    """Is it upright, cut by the upper edge, and are the legs there to see?"""
    pose = one.pose
    shoulders_px = float(skeleton.shoulders(pose.xy_px)[1])
    hips_px = float(skeleton.hips(pose.xy_px)[1])
    ankles_px = float(skeleton.midpoint(pose.xy_px, skeleton.LEFT_ANKLE, skeleton.RIGHT_ANKLE)[1])
    return (
        shoulders_px <= rules.shoulders_above * frame.height
        and shoulders_px < hips_px < ankles_px
        and length_px(pose) >= rules.least_length * frame.height
        and float(pose.visibility[_LOW].mean()) >= rules.least_visibility
        and _share_on_people(pose, frame, silhouette, rules) >= rules.least_on_people
    )


def _share_on_people(pose: Pose, frame: Frame, silhouette: Silhouette, rules: LegsRules) -> float:
    points = pose.xy_px[_LOW]
    inside = ((points >= 0) & (points < (frame.width, frame.height))).all(axis=1)
    side = silhouette.alpha.shape[0]
    columns, rows = np.clip(silhouette.to_cells(points).astype(int), 0, side - 1).T
    return float((inside & (silhouette.alpha[rows, columns] >= rules.people_alpha)).mean())
