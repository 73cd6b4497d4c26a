"""The pose model's 33 points by name, and the measures taken from them alone: lengths and facings."""

from __future__ import annotations

import math

import numpy as np

from agent_plugin.tools.domain import Box, Points, Pose

# Structure: which of the 33 points is which.
NOSE, LEFT_EAR, RIGHT_EAR = 0, 7, 8
HEAD = slice(0, 11)
ARM_POINTS, LEG_POINTS = slice(11, 23), slice(25, 33)  # shoulders to fingers, knees to toes
EYES, MOUTH = slice(1, 7), slice(9, 11)
LEFT_SHOULDER, RIGHT_SHOULDER, LEFT_ELBOW, RIGHT_ELBOW, LEFT_WRIST, RIGHT_WRIST = range(11, 17)
LEFT_HIP, RIGHT_HIP, LEFT_KNEE, RIGHT_KNEE, LEFT_ANKLE, RIGHT_ANKLE = range(23, 29)
LEFT_HEEL, RIGHT_HEEL, LEFT_TOE, RIGHT_TOE = range(29, 33)
TORSO = [LEFT_SHOULDER, RIGHT_SHOULDER, LEFT_HIP, RIGHT_HIP]
TORSO_SWAPPED = [RIGHT_SHOULDER, LEFT_SHOULDER, RIGHT_HIP, LEFT_HIP]  # left taken for right
TORSO_OUTLINE = [LEFT_SHOULDER, RIGHT_SHOULDER, RIGHT_HIP, LEFT_HIP]  # from corner to corner
ARMS = {
    "left": (LEFT_SHOULDER, LEFT_ELBOW, LEFT_WRIST),
    "right": (RIGHT_SHOULDER, RIGHT_ELBOW, RIGHT_WRIST),
}
FINGERTIPS = {"left": 19, "right": 20}  # the index finger's
KNUCKLES = {"left": (17, 19), "right": (18, 20)}  # of the little finger and the index
LEGS = {"left": (LEFT_HIP, LEFT_KNEE, LEFT_ANKLE), "right": (RIGHT_HIP, RIGHT_KNEE, RIGHT_ANKLE)}
FEET = {"left": (LEFT_ANKLE, LEFT_HEEL, LEFT_TOE), "right": (RIGHT_ANKLE, RIGHT_HEEL, RIGHT_TOE)}
TOES = (LEFT_TOE, RIGHT_TOE)
# Structure: how a body is built.
NECK_BELOW_MOUTH = 0.6  # of the way from eyes to mouth: the chin
NECK_WIDTH = 0.3  # to each side, of a head's height
HEAD_OF_TORSO = 0.25  # ears to crown and chin, at the least, when neck and ears are both foreshortened
CROWN_AND_CHIN = 1.3  # a head's height over the spread of the face points
SPINE_IN_VIEW = 0.5  # of its length; one that points more at the camera has no direction in the picture


def midpoint(points: Points, first: int, second: int) -> Points:
    """Half way between two of some points (n, 2) or (n, 3), in their unit."""
    middle: Points = (points[first] + points[second]) / 2
    return middle


def shoulders(points: Points) -> Points:
    """The middle between them, of a pose's points (33, 2) or (33, 3), in their unit."""
    return midpoint(points, LEFT_SHOULDER, RIGHT_SHOULDER)


def hips(points: Points) -> Points:
    """The middle between them, of a pose's points (33, 2) or (33, 3), in their unit."""
    return midpoint(points, LEFT_HIP, RIGHT_HIP)


def length(vector: Points) -> float:
    """Of a vector (2,) or (3,), in its own unit."""
    return float(np.linalg.norm(vector))


def unit(vector: Points) -> Points:
    """The direction alone of a vector (2,) or (3,), 1 long; a null vector stays one."""
    direction: Points = vector / max(length(vector), 1e-6)
    return direction


def scale_px(pose: Pose) -> float:
    """The torso's length from shoulders to hips, as if it stood square to the camera.

    The picture's size of a metre comes from all points at once, so that a torso bent towards the camera is
    not taken for a small one.
    """
    spread_m = float(pose.world_m[:, :2].std(axis=0).sum())
    px_per_m = float(pose.xy_px.std(axis=0).sum()) / max(spread_m, 1e-6)
    return px_per_m * length(shoulders(pose.world_m) - hips(pose.world_m))


def head_height_px(pose: Pose) -> float:
    """Chin to crown, from whichever of neck, ears and torso is least foreshortened."""
    neck = length(pose.xy_px[HEAD].mean(axis=0) - shoulders(pose.xy_px))
    ears = length(pose.xy_px[LEFT_EAR] - pose.xy_px[RIGHT_EAR])
    torso = length(shoulders(pose.xy_px) - hips(pose.xy_px))
    return CROWN_AND_CHIN * max(0.75 * neck, ears, HEAD_OF_TORSO * torso)


def neck_box(pose: Pose) -> Box:
    """From the chin down to the line between the shoulders."""
    chin = pose.xy_px[MOUTH].mean(axis=0) + NECK_BELOW_MOUTH * (
        pose.xy_px[MOUTH].mean(axis=0) - pose.xy_px[EYES].mean(axis=0)
    )
    ends = np.stack([chin, shoulders(pose.xy_px)])
    reach = NECK_WIDTH * head_height_px(pose)
    (x0, y0), (x1, y1) = ends.min(axis=0), ends.max(axis=0)
    return float(x0) - reach, float(y0), float(x1) + reach, float(y1)


def head_turn_deg(pose: Pose) -> float:
    """How far the head is tilted clockwise from upright, -180 to 180."""
    crown = pose.xy_px[EYES].mean(axis=0) - pose.xy_px[MOUTH].mean(axis=0)
    neck = pose.xy_px[HEAD].mean(axis=0) - shoulders(pose.xy_px)
    up = unit(crown) + unit(neck)
    return math.degrees(math.atan2(float(up[0]), -float(up[1])))


def lean_deg(pose: Pose) -> float:
    """How far the spine is tilted clockwise from upright in the picture, -180 to 180."""
    up = shoulders(pose.world_m) - hips(pose.world_m)
    return math.degrees(math.atan2(float(up[0]), -float(up[1])))


def shoulder_yaw_deg(pose: Pose) -> float:
    """How far the pose model has the body turned about its spine, however that leans.

    0 with the chest to the camera; positive towards the picture's right when upright.
    """
    return _facing_deg(pose, LEFT_SHOULDER, RIGHT_SHOULDER)


def ears_yaw_deg(pose: Pose) -> float:
    """Where the pose model has the face point, measured as `shoulder_yaw_deg`."""
    return _facing_deg(pose, LEFT_EAR, RIGHT_EAR)


def angle_between_deg(first_deg: float, second_deg: float) -> float:
    """The smaller angle between two directions, 0 to 180."""
    return abs((first_deg - second_deg + 180.0) % 360.0 - 180.0)


def _facing_deg(pose: Pose, left: int, right: int) -> float:
    """The direction across the body, seen as if the spine stood upright."""
    across = pose.world_m[left] - pose.world_m[right]
    up = shoulders(pose.world_m) - hips(pose.world_m)
    seen = length(up[:2]) > SPINE_IN_VIEW * length(up)
    lean = math.radians(lean_deg(pose)) if seen else 0.0
    along_x = float(across[0]) * math.cos(lean) + float(across[1]) * math.sin(lean)
    return math.degrees(math.atan2(float(across[2]), along_x))
