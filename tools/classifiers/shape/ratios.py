"""Points in torso lengths come in; ratios and products that trees cannot form themselves go out.

A tree compares one number with one threshold. That an arm is long for its leg, or that a knee bends away from
where the toes point, takes two. `shape.npz` was learned on this order and meaning: change neither alone.
"""

from __future__ import annotations

import numpy as np

from agent_plugin.tools.body import skeleton
from agent_plugin.tools.domain import Points

_SIDES = ("left", "right")
# Structure: the trees learned numbers made with these.
_ADDED = 1e-2  # torso lengths, to both lengths of a ratio: that of two nothings is even
_LEAST = 1e-3  # against a division by nothing
_FARTHEST = 3.0  # head heights from the ears to the nose: more is a misfit


def ratios(flat: Points, deep: Points) -> Points:
    """102 numbers of points in the picture (33, 2) and in space (33, 3), upright, in torso lengths."""
    numbers = np.concatenate(
        [np.ravel(each) for each in (*_length_ratios(flat, deep), *_bending_products(flat, deep))]
    )
    finite: Points = np.nan_to_num(numbers.astype(np.float32))
    return finite


def _length_ratios(flat: Points, deep: Points) -> list[Points]:
    """Bones and limbs of both sides against each other, the other side, the head and the whole figure."""
    upper, fore, hand, thigh, shank, foot = _bones(flat)
    arm, leg = upper + fore, thigh + shank
    deep_upper, deep_fore, _, deep_thigh, deep_shank, _ = _bones(deep)
    head, shoulders = _head(flat), _apart(flat, skeleton.LEFT_SHOULDER, skeleton.RIGHT_SHOULDER)
    ankles = flat[[skeleton.LEFT_ANKLE, skeleton.RIGHT_ANKLE], 1]
    tall = np.maximum(ankles.max(), 0.0) - flat[skeleton.NOSE, 1]
    pairs: list[tuple[Points | float, Points | float]] = [
        *((arm, leg), (arm, leg.max()), (upper, fore), (thigh, shank), (upper, thigh), (fore, thigh)),
        *((shank, fore), (hand, fore), (foot, shank), (arm, head), (leg, head), (hand, head)),
        *((arm, shoulders), (arm, tall), (leg, tall), (head, tall), (shoulders, tall)),
        *((arm, deep_upper + deep_fore), (leg, deep_thigh + deep_shank)),
        *((each[:1], each[1:]) for each in (upper, fore, hand, thigh, shank, foot, arm, leg)),
    ]
    reach = [_reach(flat, limbs) for limbs in (skeleton.ARMS, skeleton.LEGS)]
    straight = [far / (along + _ADDED) for far, along in zip(reach, (arm, leg), strict=True)]
    return [arm, leg, tall, *straight, *(_ratio(one, other) for one, other in pairs)]


def _bending_products(flat: Points, deep: Points) -> list[Points]:
    """How knees, elbows and feet turn, times where nose, trunk and toes say that the body faces."""
    ears = (flat[skeleton.LEFT_EAR] + flat[skeleton.RIGHT_EAR]) / 2
    nose = np.clip((flat[skeleton.NOSE] - ears)[0] / (_head(flat) + _ADDED), -_FARTHEST, _FARTHEST)
    ahead, _, depth = _ahead(deep)
    across = flat[skeleton.LEFT_SHOULDER, 0] - flat[skeleton.RIGHT_SHOULDER, 0]
    steps = np.stack([flat[foot[2]] - flat[foot[0]] for foot in skeleton.FEET.values()])
    toes = steps / np.maximum(np.linalg.norm(steps, axis=1), _LEAST)[:, None]
    knees, elbows = _turns(flat, skeleton.LEGS), _turns(flat, skeleton.ARMS)
    facing = [ahead, np.sign(ahead), nose, np.sign(nose)]
    numbers = [nose, ahead, depth, across, nose * ahead, (toes[0] * toes[1]).sum(), toes[:, 0].prod()]
    numbers += [knees, *(knees * way for way in facing), knees * toes[:, 0]]
    numbers += [toes[:, 0], *(toes[:, 0] * way for way in facing), steps[:, 0], steps[:, 0] * ahead]
    numbers += [elbows, *(elbows * way for way in facing)]
    numbers += [elbows * across, elbows * np.sign(across), elbows * np.sign(depth)]
    return [np.asarray(each, dtype=np.float32) for each in numbers]


def _bones(points: Points) -> list[Points]:
    """Upper arm, forearm, hand, thigh, shank and foot, each of the left and the right."""
    chains = [
        [
            *zip(skeleton.ARMS[side], (*skeleton.ARMS[side][1:], skeleton.FINGERTIPS[side]), strict=True),
            *zip(skeleton.LEGS[side], (*skeleton.LEGS[side][1:], skeleton.FEET[side][2]), strict=True),
        ]
        for side in _SIDES
    ]
    return [np.array([_apart(points, *bone) for bone in pair]) for pair in zip(*chains, strict=True)]


def _reach(points: Points, limbs: dict[str, tuple[int, int, int]]) -> Points:
    return np.array([_apart(points, limbs[side][0], limbs[side][2]) for side in _SIDES])


def _turns(flat: Points, limbs: dict[str, tuple[int, int, int]]) -> Points:
    """The sine of the turn at the middle joint, left and right; clockwise in the picture is above 0."""
    numbers: list[float] = []
    for first, middle, last in (limbs[side] for side in _SIDES):
        (x0, y0), (x1, y1) = flat[middle] - flat[first], flat[last] - flat[middle]
        numbers.append(float((x0 * y1 - y0 * x1) / (np.hypot(x0, y0) * np.hypot(x1, y1) + _LEAST)))
    return np.array(numbers)


def _ahead(deep: Points) -> Points:
    """The unit vector that the trunk in space faces along."""
    up = skeleton.shoulders(deep) - skeleton.hips(deep)
    shoulders = deep[skeleton.LEFT_SHOULDER] - deep[skeleton.RIGHT_SHOULDER]
    across = shoulders + deep[skeleton.LEFT_HIP] - deep[skeleton.RIGHT_HIP]
    ahead: Points = np.cross(skeleton.unit(across), skeleton.unit(up))
    return ahead


def _head(flat: Points) -> float:
    """From eyes to mouth."""
    return skeleton.length(flat[skeleton.EYES].mean(axis=0) - flat[skeleton.MOUTH].mean(axis=0))


def _apart(points: Points, first: int, second: int) -> float:
    return skeleton.length(points[second] - points[first])


def _ratio(one: Points | float, other: Points | float) -> Points:
    """The logarithm of two lengths' ratio; what lies upside down is no length."""
    longer, shorter = (np.maximum(np.asarray(each) + _ADDED, _LEAST) for each in (one, other))
    return np.asarray(np.log(longer / shorter), dtype=np.float32)
