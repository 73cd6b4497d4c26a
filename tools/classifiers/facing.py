"""A frame and a pose come in; where torso and head face goes out, each read without the other's sway.

The pose model lets the head decide where the whole body faces. Its feature maps, taken at the joints, still
hold what collar, elbows, hands and feet show. A small network that reads them was trained on our own rendered
people whose heads were turned at random against their torsos, so that the head tells nothing about the torso;
see training/README.md. Two views are read, each as it is and mirrored: the whole person with the head painted
over, and the upper body. People who lie or stand upside down are not read, because none were rendered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent_plugin.tools.body import skeleton
from agent_plugin.tools.body.crops import OUTSIDE_GREY, Square, cut
from agent_plugin.tools.body.squares import body_box
from agent_plugin.tools.domain import Box, Facing, Frame, Pixels, Points, Pose
from agent_plugin.tools.landmarks.backbone import INPUT_PX, Backbone, PoseMaps
from agent_plugin.tools.policy import PeopleRules
from agent_plugin.tools.setup.weights import read_weights

# Structure: the network learned views and numbers made so.
CLIP = 5.0  # spreads from the mean
_LAYERS = 3
# The left point of each pair: shoulder, elbow, wrist, hip, knee, ankle, heel, toe, three of the hand.
PAIRS = tuple((left, left + 1) for left in (11, 13, 15, 23, 25, 27, 29, 31, 17, 19, 21))
_WHOLE_BOXES, _UPPER_BOXES, _UPPER_HEADS = 1.25, 1.25, 6.5


@dataclass(frozen=True)
class Facings:
    """What was read of one person."""

    torso: Facing
    head: Facing


def readable(pose: Pose, rules: PeopleRules) -> bool:
    """Is the body upright enough for a reading to mean anything?"""
    return abs(skeleton.lean_deg(pose)) <= rules.readable_within_deg


def read_facings(frame: Frame, pose: Pose, backbone: Backbone) -> Facings:
    """Where torso and head face."""
    torso: list[NDArray[Any]] = []
    head: list[NDArray[Any]] = []
    for name, view in (("whole", whole_view(frame, pose)), ("upper", upper_view(frame, pose))):
        for pixels, unmirror in ((view, 1.0), (np.ascontiguousarray(view[:, ::-1]), -1.0)):
            answers = predict(_classifier(), name, features(backbone.run(pixels)))
            back = np.array([unmirror, 1.0])
            torso.append(back * answers[:2])
            if len(answers) > 2:
                head.append(back * answers[2:])
    return Facings(_facing(np.mean(torso, axis=0)), _facing(np.mean(head, axis=0)))


def whole_view(frame: Frame, pose: Pose) -> Pixels:
    """The whole person, (256, 256, 3), the head painted over."""
    x0, y0, x1, y1 = body_box(pose, frame.width, frame.height)
    side_px = _WHOLE_BOXES * max(x1 - x0, y1 - y0, 1.0)
    square = Square((x0 + x1) / 2, (y0 + y1) / 2, side_px)
    return _head_painted_over(cut(frame.pixels, square, INPUT_PX).pixels, square, head_box(pose))


def upper_view(frame: Frame, pose: Pose) -> Pixels:
    """Head, trunk and arms, (256, 256, 3)."""
    x0, y0, x1, y1 = body_box(pose, frame.width, frame.height)
    head_x0, head_y0, head_x1, _ = head_box(pose)
    side_px = min(_UPPER_HEADS * (head_x1 - head_x0), _UPPER_BOXES * max(x1 - x0, y1 - y0, 1.0))
    top = min(y0, head_y0) - 0.08 * side_px
    middle = (head_x0 + head_x1 + x0 + x1) / 4
    return cut(frame.pixels, Square(middle, top + side_px / 2, side_px), INPUT_PX).pixels


def head_box(pose: Pose) -> Box:
    """Crown to chin, without long hair."""
    x_px, y_px = (float(value) for value in pose.xy_px[skeleton.HEAD].mean(axis=0))
    height = skeleton.head_height_px(pose)
    return x_px - 0.45 * height, y_px - 0.62 * height, x_px + 0.45 * height, y_px + 0.55 * height


def features(maps: PoseMaps) -> Points:
    """What the maps say, (n,): at the joints, sorted by the picture's left and right, and over quarters."""
    points = maps.points
    turned = bool(points[skeleton.LEFT_SHOULDER, 0] < points[skeleton.RIGHT_SHOULDER, 0])
    joints = [index for left, right in PAIRS for index in ((left, right) if turned else (right, left))]
    xy = points[joints, :2]
    beliefs = _sample(maps.heat, xy)
    own = np.take_along_axis(beliefs, np.repeat(PAIRS, 2, axis=0), axis=1)
    shoulders, hips = xy[[0, 1]].mean(axis=0), xy[[6, 7]].mean(axis=0)
    size = float(np.linalg.norm(shoulders - hips)) + 1.0
    placed = (xy - xy[[0, 1, 6, 7]].mean(axis=0)) / size
    quarters = maps.body_map.reshape(2, 4, 2, 4, -1).mean(axis=(1, 3))
    parts: Sequence[NDArray[Any]] = (
        _sample(maps.joint_map, xy),
        own,
        placed,
        points[joints, 2] / size,
        points[joints, 3] / 10,
        np.array([1.0 if turned else -1.0]),
        maps.world_m[:33],
        quarters,
    )
    return np.concatenate([np.ravel(part) for part in parts]).astype(np.float32)


def _sample(maps: Points, xy_px: Points) -> Points:
    """Bilinear values of maps (h, w, c) at crop points (n, 2)."""
    side = maps.shape[0]
    at = np.clip(xy_px * side / INPUT_PX - 0.5, 0, side - 1.001)
    low = at.astype(int)
    high = np.minimum(low + 1, side - 1)
    share_x, share_y = (at - low).T[:, :, None]
    top = (1 - share_x) * maps[low[:, 1], low[:, 0]] + share_x * maps[low[:, 1], high[:, 0]]
    bottom = (1 - share_x) * maps[high[:, 1], low[:, 0]] + share_x * maps[high[:, 1], high[:, 0]]
    values: Points = (1 - share_y) * top + share_y * bottom
    return values


def _head_painted_over(pixels: Pixels, square: Square, head_xyxy: Box) -> Pixels:
    scale = INPUT_PX / square.side_px
    x0, y0, x1, y1 = head_xyxy
    corner_x, corner_y, _, _ = square.box_xyxy
    middle_x, middle_y = ((x0 + x1) / 2 - corner_x) * scale, ((y0 + y1) / 2 - corner_y) * scale
    wide, high = max(1.0, 0.6 * (x1 - x0) * scale), max(1.0, 0.58 * (y1 - y0) * scale)
    rows, columns = np.mgrid[0:INPUT_PX, 0:INPUT_PX]
    inside = ((columns - middle_x) / wide) ** 2 + ((rows - middle_y) / high) ** 2 <= 1.0
    painted = pixels.copy()
    painted[inside] = OUTSIDE_GREY
    return painted


def _facing(sin_cos: NDArray[Any]) -> Facing:
    """The direction, and the length of the answer: it is short where the views disagree."""
    sin, cos = (float(value) for value in sin_cos)
    return Facing(float(np.degrees(np.arctan2(sin, cos))), min(1.0, float(np.hypot(sin, cos))))


def predict(classifier: dict[str, Points], view: str, values: Points) -> NDArray[Any]:
    """Sine and cosine, (2,) or (4,), of where the torso faces, and where the view shows it, the head.

    `values` are the numbers (n,) of `features`.
    """
    x = np.clip((values - classifier[f"{view}_mean"]) / classifier[f"{view}_scale"], -CLIP, CLIP)
    for number in range(_LAYERS):
        x = x @ classifier[f"{view}_weights{number}"] + classifier[f"{view}_offset{number}"]
        if number + 1 < _LAYERS:
            x = np.maximum(x, 0)
    answer: NDArray[Any] = x
    return answer


@lru_cache(maxsize=1)
def _classifier() -> dict[str, Points]:
    with np.load(BytesIO(read_weights("facing.npz"))) as stored:
        return {name: stored[name].astype(np.float32) for name in stored.files}
