"""A pose in, the squares and boxes of its parts in the picture out."""

from __future__ import annotations

import numpy as np

from agent_plugin.tools.body import skeleton
from agent_plugin.tools.body.crops import Square
from agent_plugin.tools.domain import Box, Pose
from agent_plugin.tools.policy import PeopleRules

# Structure: how a body is built.
_HAND_BEYOND_WRIST = 0.25  # forearms from the wrist to the middle of the hand's reach
_HAIR = 0.65  # head heights from the middle of the face points to the crown


def head_square(pose: Pose, rules: PeopleRules) -> Square:
    """Where to look for the face, turned so that the head stands upright."""
    x_px, y_px = pose.xy_px[skeleton.HEAD].mean(axis=0)
    turn = skeleton.head_turn_deg(pose)
    return Square(
        float(x_px),
        float(y_px),
        rules.head_crop_heads * skeleton.head_height_px(pose),
        turn if abs(turn) > rules.upright_within_deg else 0.0,
    )


def hand_square(pose: Pose, side: str, rules: PeopleRules) -> Square:
    """Around the place where the forearm ends in a hand."""
    _, elbow, wrist = (pose.xy_px[index] for index in skeleton.ARMS[side])
    torso = skeleton.scale_px(pose)
    forearm = skeleton.length(wrist - elbow)
    middle = wrist + skeleton.unit(wrist - elbow) * _HAND_BEYOND_WRIST * max(forearm, 0.3 * torso)
    side_px = rules.hand_crop_forearms * max(forearm, 0.5 * torso)
    return Square(float(middle[0]), float(middle[1]), side_px)


def silhouette_square(box_xyxy: Box, rules: PeopleRules) -> Square:
    """Where the person mask is taken: the body's box with room for limbs that the skeleton misses."""
    x0, y0, x1, y1 = box_xyxy
    side_px = rules.silhouette_boxes * max(x1 - x0, y1 - y0, 1.0)
    return Square((x0 + x1) / 2, (y0 + y1) / 2, side_px)


def body_box(pose: Pose, width_px: int, height_px: int) -> Box:
    """Around the points and the crown, clipped to the picture."""
    middle = pose.xy_px[skeleton.HEAD].mean(axis=0)
    reach = _HAIR * skeleton.head_height_px(pose)
    low = np.minimum(pose.xy_px.min(axis=0), middle - reach)
    high = np.maximum(pose.xy_px.max(axis=0), middle + reach)
    edge = np.array([width_px, height_px])
    low, high = np.clip(low, 0, edge), np.clip(high, 0, edge)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])
