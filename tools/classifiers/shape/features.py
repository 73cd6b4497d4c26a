"""A person comes in, numbers about their shape go out: the input of the shape classifier.

All lengths are in torso lengths, and a leaning person is turned upright, so that neither camera nor stature
matters. The numbers distinguish left from right; with the mirror image, the same classifier predicts either
side. The only pixels that enter are the person mask's. `shape.npz` was learned on this order and meaning:
change neither alone.
"""

from __future__ import annotations

import math

import numpy as np

from agent_plugin.tools.body import skeleton
from agent_plugin.tools.body.face_points import CHEEKS, CHIN, EYES, chin_to_forehead_px
from agent_plugin.tools.body.hand_points import (
    FIRST_KNUCKLE,
    LAST_KNUCKLE,
    MIDDLE_KNUCKLE,
    MIDDLE_TIP,
    WRIST,
)
from agent_plugin.tools.body.mirror import mirrored
from agent_plugin.tools.classifiers.shape.mask import mask_numbers
from agent_plugin.tools.classifiers.shape.ratios import ratios
from agent_plugin.tools.domain import Hand, Person, Points, Pose

# Structure: the trees learned numbers made with these.
_UPRIGHT_WITHIN_DEG = 45.0  # beyond, the person is turned; below, a lean says how they stand
_LIMIT = 20.0  # torso lengths: farther is a guess far outside of the picture
_NO_HAND_NEAR = 5.0  # torso lengths: out of any arm's reach
_LEAST_FACE = 0.05  # torso lengths: a smaller face is no yardstick for a neck
_LEAST = 1e-6  # against a division by nothing
_ADDED = 1e-3  # to both lengths of a ratio: that of two nothings is even
_OF_FACE, _OF_HAND = 8, 10  # so many numbers each
_FLAT, _DEEP = slice(0, 66), slice(66, 165)  # where the points lie among the numbers


def both_sides(person: Person) -> Points:
    """The person's numbers and those of their mirror image, (2, n): each side as the left one."""
    return np.stack([numbers_of(person), numbers_of(mirrored(person))])


def numbers_of(person: Person) -> Points:
    """Numbers (777,), float32 and finite; what does not show is 0, with a flag beside it."""
    rows = [
        _joints(person),
        *(_bones(person, side) for side in skeleton.ARMS),
        _ratios(person.pose),
        _head(person),
        _face(person),
        _hand(person, "left", person.left_hand),
        _hand(person, "right", person.right_hand),
        _others(person),
        mask_numbers(person),
    ]
    joined = np.concatenate([np.ravel(np.asarray(row, dtype=np.float32)) for row in rows])
    finite: Points = np.nan_to_num(np.clip(joined, -_LIMIT, _LIMIT))
    flat, deep = finite[_FLAT].reshape(-1, 2), finite[_DEEP].reshape(-1, 3)
    return np.concatenate([finite, ratios(flat, deep)])


def _joints(person: Person) -> Points:
    """The points in the picture and in space, upright, and how surely they are seen."""
    pose = person.pose
    lean_deg = skeleton.lean_deg(pose)
    turn = math.radians(-lean_deg if abs(lean_deg) > _UPRIGHT_WITHIN_DEG else 0.0)
    cos, sin = math.cos(turn), math.sin(turn)
    spin = np.array([[cos, sin], [-sin, cos]], dtype=np.float32)
    flat = (pose.xy_px - skeleton.hips(pose.xy_px)) @ spin / np.float32(_scale_px(person))
    deep = (pose.world_m - skeleton.hips(pose.world_m)) / np.float32(_torso_m(pose))
    upright = np.concatenate([deep[:, :2] @ spin, deep[:, 2:]], axis=1)
    return np.concatenate([flat.ravel(), upright.ravel(), pose.visibility]).astype(np.float32)


def _bones(person: Person, side: str) -> Points:
    """Lengths in picture and space, directions, bends, and which way knees, elbows and feet point."""
    pose = person.pose
    arm, leg, foot = skeleton.ARMS[side], skeleton.LEGS[side], skeleton.FEET[side]
    starts = [arm[0], arm[1], arm[2], leg[0], leg[1], foot[0], foot[1]]
    ends = [arm[1], arm[2], skeleton.FINGERTIPS[side], leg[1], leg[2], foot[2], foot[2]]
    flat = _lengths(pose.xy_px[ends] - pose.xy_px[starts]) / _scale_px(person)
    along = pose.world_m[ends] - pose.world_m[starts]
    deep = _lengths(along)
    axes = _axes(pose)
    directions = along / np.maximum(deep, _LEAST)[:, None] @ axes.T
    bends = [_bend(pose, joints, axes) for joints in (arm, leg, (leg[1], foot[0], foot[2]))]
    numbers = np.concatenate([flat, deep / _torso_m(pose), directions.ravel(), *bends])
    return numbers.astype(np.float32)


def _axes(pose: Pose) -> Points:
    """The trunk's own directions: across to the left, up, ahead; rows of unit length."""
    world = pose.world_m
    up = skeleton.unit(skeleton.shoulders(world) - skeleton.hips(world))
    shoulders = world[skeleton.LEFT_SHOULDER] - world[skeleton.RIGHT_SHOULDER]
    across = shoulders + (world[skeleton.LEFT_HIP] - world[skeleton.RIGHT_HIP])
    left = skeleton.unit(across - up * np.float32(across @ up))
    return np.stack([left, up, np.cross(left, up)]).astype(np.float32)


def _bend(pose: Pose, joints: tuple[int, int, int], axes: Points) -> Points:
    """How straight the middle joint is, and where it lies off the line between the others."""
    first, middle, last = (pose.world_m[joint] for joint in joints)
    one, other = skeleton.unit(first - middle), skeleton.unit(last - middle)
    return np.concatenate([[float(one @ other)], -(axes @ (one + other))])


def _ratios(pose: Pose) -> Points:
    """Left against right, bone by bone and limb by limb, in the picture and in space; 0 is even."""
    numbers: list[Points] = []
    for points in (pose.xy_px, pose.world_m):
        for limbs in (skeleton.ARMS, skeleton.LEGS, skeleton.FEET):
            bones = [_lengths(np.diff(points[list(limbs[side])], axis=0)) for side in ("left", "right")]
            left, right = (np.append(each, each.sum()) + _ADDED for each in bones)
            numbers.append(np.log(left / right))
    return np.concatenate(numbers)


def _head(person: Person) -> list[float]:
    """The head's size and place on the shoulders as the skeleton has them, and how many faces it has."""
    points = person.pose.xy_px
    middle, eyes, mouth = (
        points[part].mean(axis=0) for part in (skeleton.HEAD, skeleton.EYES, skeleton.MOUTH)
    )
    spans = [
        points[skeleton.LEFT_EAR] - points[skeleton.RIGHT_EAR],
        eyes - mouth,
        middle - skeleton.shoulders(points),
        points[skeleton.LEFT_SHOULDER] - points[skeleton.RIGHT_SHOULDER],
    ]
    lengths = [skeleton.head_height_px(person.pose), *(skeleton.length(span) for span in spans)]
    numbers = [each / _scale_px(person) for each in lengths]
    return [*numbers, float(len(person.head.faces)), float(person.head.face is not None)]


def _face(person: Person) -> list[float]:
    """The face's height, width, height above the shoulders, eyes, neck in faces, and turns."""
    face = person.head.face
    if face is None:
        return [0.0] * _OF_FACE
    scale, points = _scale_px(person), person.pose.xy_px
    height = chin_to_forehead_px(face) / scale
    width, eyes = (skeleton.length(np.diff(face.xy_px[pair], axis=0)) / scale for pair in (CHEEKS, EYES))
    down = skeleton.unit(skeleton.hips(points) - skeleton.shoulders(points))
    chin = float((skeleton.shoulders(points) - face.xy_px[CHIN]) @ down) / scale
    turns = [math.sin(math.radians(each)) for each in (face.yaw_deg, face.pitch_deg, face.roll_deg)]
    return [height, width, chin, eyes, chin / max(height, _LEAST_FACE), *turns]


def _hand(person: Person, side: str, hand: Hand | None) -> list[float]:
    """The hand on one wrist: there or not, its size, how it lies on the arm, whose it looks."""
    if hand is None:
        return [0.0] * _OF_HAND
    _, elbow, wrist = (person.pose.xy_px[joint] for joint in skeleton.ARMS[side])
    scale, points = _scale_px(person), hand.xy_px
    along = skeleton.unit(wrist - elbow)
    fingers = skeleton.unit(points[MIDDLE_KNUCKLE] - points[WRIST])
    face = person.head.face
    face_px = 0.0 if face is None else chin_to_forehead_px(face)
    return [
        1.0,
        hand.length_px / scale,
        skeleton.length(points[FIRST_KNUCKLE] - points[LAST_KNUCKLE]) / scale,
        skeleton.length(points[WRIST] - wrist) / scale,
        float(along @ fingers),
        float(along[0] * fingers[1] - along[1] * fingers[0]),
        float(hand.looks == side) * hand.looks_score,
        skeleton.length(points[MIDDLE_TIP] - points[MIDDLE_KNUCKLE]) / scale,
        skeleton.length(wrist - elbow) / scale,
        hand.length_px / face_px if face_px else 0.0,
    ]


def _others(person: Person) -> list[float]:
    """Hands on no wrist of theirs: how many, how sure, how far the nearest is from each wrist."""
    hands = person.other_hands
    numbers = [float(len(hands)), float(max((hand.looks_score for hand in hands), default=0.0))]
    for side in skeleton.ARMS:
        wrist = person.pose.xy_px[skeleton.ARMS[side][2]]
        apart = [skeleton.length(hand.xy_px[WRIST] - wrist) / _scale_px(person) for hand in hands]
        numbers.append(min(apart, default=_NO_HAND_NEAR))
    return numbers


def _lengths(vectors: Points) -> Points:
    lengths: Points = np.sqrt((vectors * vectors).sum(axis=1))
    return lengths


def _scale_px(person: Person) -> float:
    return max(person.scale_px, _LEAST)


def _torso_m(pose: Pose) -> float:
    return max(skeleton.length(skeleton.shoulders(pose.world_m) - skeleton.hips(pose.world_m)), _LEAST)
