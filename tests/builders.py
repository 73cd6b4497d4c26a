"""Synthetic people: how a body stands comes in, the types that the finder gives go out, without any model.

A body is described in torso lengths (shoulders to hips) with the average proportions of Drillis and Contini
(1966) and seen from straight ahead. Angles in the picture are clockwise from upright; a limb's angles are
away from the body's middle line: 0 hangs down, 90 points straight to the person's side, 180 up.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import cv2
import numpy as np

from agent_plugin.tools.anatomy.measures import PAIRS
from agent_plugin.tools.body import skeleton
from agent_plugin.tools.body.squares import body_box
from agent_plugin.tools.domain import (
    Face,
    Frame,
    Hand,
    Head,
    Part,
    Person,
    Points,
    Pose,
    Scene,
    Silhouette,
)
from agent_plugin.tools.policy import STANDARD

# Every category with the thresholds of the scores' scale: the rules, whatever real pictures say of a check.
AT_SCALE = STANDARD.model_copy(update={"verdict": STANDARD.verdict.at_scale()})

Side = Literal["left", "right"]
SIDES: tuple[Side, Side] = ("left", "right")
OUTWARDS = {"left": 1.0, "right": -1.0}  # the left side of who faces the camera is the picture's right
OTHER: dict[Side, Side] = {"left": "right", "right": "left"}

TORSO_M = 0.5
UPPER_ARM, FOREARM, THIGH, SHANK, HAND = 0.65, 0.5, 0.85, 0.85, 0.375
SHOULDER, HIP = 0.33, 0.2  # from the middle line
FACE, CHIN, NECK_IN_FACES = 0.34, -1.16, 0.35
FOREHEAD_POINT, CHIN_POINT = 10, 152
EYE_POINTS = [263, 362, 373, 374, 380, 385, 386, 387]  # all of one side
_FINER = 4  # what is drawn has soft edges, as the mask model's have
_HEAD = np.array(  # nose, inner to outer eye on the left and on the right, ears, mouth
    [
        *((0.0, -1.36, -0.2), (0.03, -1.43, -0.17), (0.06, -1.43, -0.16), (0.09, -1.43, -0.14)),
        *((-0.03, -1.43, -0.17), (-0.06, -1.43, -0.16), (-0.09, -1.43, -0.14)),
        *((0.14, -1.39, 0.0), (-0.14, -1.39, 0.0), (0.05, -1.27, -0.16), (-0.05, -1.27, -0.16)),
    ]
)
_FINGERS = (
    (0.13, -0.45, 8, 0.46),
    (0.02, -0.48, 0, 0.52),
    (-0.09, -0.45, -8, 0.47),
    (-0.18, -0.38, -18, 0.37),
)
_THUMB = ((0.12, -0.1), (0.24, -0.2), (0.33, -0.3), (0.4, -0.38))


@dataclass(frozen=True)
class Body:
    """How one person stands in the picture."""

    at_px: tuple[float, float] = (600.0, 600.0)  # the middle of the hips
    torso_px: float = 150.0
    yaw_deg: float = 0.0  # 0 faces the camera, 90 the picture's right, 180 away
    head_yaw_deg: float | None = None  # as the skeleton has it; none: as the body
    tilt_deg: float = 0.0
    arms: dict[Side, tuple[float, float]] = field(
        default_factory=lambda: {"left": (15, 10), "right": (15, 10)}
    )
    legs: dict[Side, tuple[float, float]] = field(default_factory=lambda: {"left": (5, 3), "right": (5, 3)})
    times: dict[Part, float] = field(
        default_factory=dict[Part, float]
    )  # arms, legs, hands, the neck, the face: as long

    @property
    def raised(self) -> float:
        """How much higher than usual the chin is, in torso lengths."""
        return (self.times.get(Part.NECK, 1.0) - 1.0) * (-1.0 - CHIN)

    def place(self, xy_torsos: Iterable[tuple[float, float]]) -> Points:
        """Points given from the hips in torso lengths, in picture pixels; they lean with the body."""
        turned = np.array(list(xy_torsos)) @ _clockwise(self.tilt_deg)
        return (turned * self.torso_px + self.at_px).astype(np.float32)


@dataclass(frozen=True, eq=False)
class Shape:
    """Something person-like in the picture: a thick line through the points, or a patch between them."""

    xy_px: Points
    width_px: float | None = None  # none for a patch


def pose(body: Body, *, visibility: float = 1.0) -> Pose:
    """The skeleton of a body, as sure as said."""
    joints = _joints(body)
    turned = joints @ _turned(body.yaw_deg)
    head_deg = body.yaw_deg if body.head_yaw_deg is None else body.head_yaw_deg
    turned[skeleton.HEAD] = joints[skeleton.HEAD] @ _turned(head_deg)
    turned[:, :2] = turned[:, :2] @ _clockwise(body.tilt_deg)
    xy_px = turned[:, :2] * body.torso_px + body.at_px
    return Pose(
        xy_px.astype(np.float32),
        (turned * TORSO_M).astype(np.float32),
        np.full(33, visibility, dtype=np.float32),
    )


def legs_alone(of: Pose) -> Pose:
    """The same skeleton as where all above the hips is guessed."""
    visibility = of.visibility.copy()
    visibility[: skeleton.LEFT_HIP] = 0
    return replace(of, visibility=visibility)


def hand(
    wrist_px: Sequence[float],
    *,
    towards_deg: float = 0.0,
    length_px: float = 60.0,
    looks: Side = "right",
    looks_score: float = 0.97,
) -> Hand:
    """A flat hand with its palm to the camera."""
    points = [(0.0, 0.0), *_THUMB]
    for x, y, fan_deg, length in _FINGERS:
        along = np.array((math.sin(math.radians(fan_deg)), -math.cos(math.radians(fan_deg))))
        points += [tuple(np.array((x, y)) + along * length * share) for share in (0.0, 0.45, 0.75, 1.0)]
    flat = np.array(points) * (1.0 if looks == "right" else -1.0, 1.0)
    turned = flat @ _clockwise(towards_deg)
    world_m = np.concatenate([turned * 0.19, np.zeros((21, 1))], axis=1)
    xy_px = turned * length_px + np.asarray(wrist_px)
    return Hand(xy_px.astype(np.float32), world_m.astype(np.float32), looks, looks_score)


def hand_on(of: Pose, side: Side, *, looks: Side | None = None, times: float = 1.0) -> Hand:
    """The person's own hand, in line with its forearm."""
    _, elbow, wrist = (of.xy_px[index] for index in skeleton.ARMS[side])
    towards_deg = heading_deg(wrist - elbow)
    length_px = times * HAND * skeleton.scale_px(of)
    return hand(wrist.tolist(), towards_deg=towards_deg, length_px=length_px, looks=looks or side)


def heading_deg(along_px: Points) -> float:
    """A direction in the picture, clockwise from up."""
    return math.degrees(math.atan2(float(along_px[0]), -float(along_px[1])))


def face(
    chin_px: Sequence[float],
    height_px: float,
    *,
    yaw_deg: float = 0.0,
    roll_deg: float = 0.0,
    eye_down: float = 0.0,
) -> Face:
    """Points on an even oval but for a lower eye; only chin and forehead are where a face's are."""
    angles, rings = np.arange(478) * 2.4, np.sqrt(np.arange(1, 479) / 478)
    wide = 0.36 * max(0.2, abs(math.cos(math.radians(yaw_deg))))
    oval = np.stack([wide * rings * np.cos(angles), 0.5 * rings * np.sin(angles) - 0.5], axis=1)
    oval[PAIRS[:, 0]] = oval[PAIRS[:, 1]] * (-1.0, 1.0)
    oval[EYE_POINTS, 1] += eye_down
    oval[FOREHEAD_POINT], oval[CHIN_POINT] = (0.0, -1.0), (0.0, 0.0)
    xy_px = (oval * height_px) @ _clockwise(roll_deg) + np.asarray(chin_px)
    return Face(xy_px.astype(np.float32), yaw_deg, 0.0, roll_deg)


def own_face(body: Body, *, yaw_deg: float, roll_deg: float = 0.0, eye_down: float = 0.0) -> Face:
    """The face on a body's neck."""
    return face_on_neck(
        neck_root(body),
        body.times.get(Part.FACE, 1.0) * FACE * body.torso_px,
        yaw_deg=yaw_deg,
        roll_deg=body.tilt_deg + roll_deg,
        eye_down=eye_down,
    )


def neck_root(body: Body) -> Points:
    """Where a body's neck begins, in picture pixels."""
    root: Points = body.place([(0.0, CHIN + NECK_IN_FACES * FACE - body.raised)])[0]
    return root


def face_on_neck(
    root_px: Points,
    height_px: float,
    *,
    yaw_deg: float = 0.0,
    roll_deg: float = 0.0,
    eye_down: float = 0.0,
) -> Face:
    """A face whose neck begins here; it rolls about that place."""
    chin_px = np.array([(0.0, -NECK_IN_FACES * height_px)]) @ _clockwise(roll_deg) + root_px
    return face(chin_px[0], height_px, yaw_deg=yaw_deg, roll_deg=roll_deg, eye_down=eye_down)


def person(
    body: Body | None = None, number: int = 1, *, with_face: bool = True, hands: Iterable[Side] = SIDES
) -> Person:
    """A person as the finder would tell of them, but for the silhouette, which `scene` draws."""
    body = body or Body()
    seen, own = pose(body), set(hands)
    height_px = skeleton.head_height_px(seen)
    x_px, y_px = (float(value) for value in seen.xy_px[skeleton.HEAD].mean(axis=0))
    half = height_px / 2
    head_deg = body.yaw_deg if body.head_yaw_deg is None else body.head_yaw_deg
    face_seen = own_face(body, yaw_deg=head_deg) if with_face else None
    faces = (face_seen,) if face_seen is not None else ()
    return Person(
        number=number,
        box_xyxy=body_box(seen, 100_000, 100_000),
        scale_px=skeleton.scale_px(seen),
        pose=seen,
        head=Head((x_px - half, y_px - half, x_px + half, y_px + half), height_px, 0.2, faces, face_seen),
        left_hand=hand_on(seen, "left", times=body.times.get(Part.LEFT_HAND, 1.0)) if "left" in own else None,
        right_hand=hand_on(seen, "right", times=body.times.get(Part.RIGHT_HAND, 1.0))
        if "right" in own
        else None,
    )


def shapes_of(of: Pose) -> list[Shape]:
    """A body's outline: limbs as thick as average ones in close clothes, trunk, neck and head."""
    points, torso_px = of.xy_px, skeleton.scale_px(of)
    shapes = [Shape(points[[11, 12, 24, 23]])]
    shapes += [Shape(points[[a, b]], 0.3 * torso_px) for a, b in ((11, 12), (23, 24), (11, 23), (12, 24))]
    for side in SIDES:
        shapes.append(Shape(points[list(skeleton.ARMS[side])], 0.17 * torso_px))
        hip, knee, ankle = skeleton.LEGS[side]
        shapes.append(Shape(points[[hip, knee]], 0.3 * torso_px))
        shapes.append(Shape(points[[knee, ankle]], 0.2 * torso_px))
        shapes.append(Shape(points[list(skeleton.FEET[side])], 0.15 * torso_px))
        shapes.append(Shape(hand_on(of, side).xy_px[[0, 9, 12]], 0.15 * torso_px))
    head = points[skeleton.HEAD].mean(axis=0)
    shapes.append(Shape(np.stack([head, head + 0.01]), 0.36 * torso_px))
    shapes.append(Shape(np.stack([head, skeleton.shoulders(points)]), 0.2 * torso_px))
    return shapes


def silhouette(of: Person, shapes: Iterable[Shape]) -> Silhouette:
    """What the person-mask model would see around a person if the picture held these shapes."""
    x0, y0, x1, y1 = of.box_xyxy
    side_px = STANDARD.people.silhouette_boxes * max(x1 - x0, y1 - y0)
    cells = STANDARD.people.silhouette_px
    corner = (x0 + x1 - side_px) / 2, (y0 + y1 - side_px) / 2
    canvas = np.zeros((cells * _FINER, cells * _FINER), dtype=np.float32)
    fine = Silhouette(canvas, *corner, side_px / cells / _FINER)
    for shape in shapes:
        points = fine.to_cells(shape.xy_px).round().astype(np.int32)
        if shape.width_px is None:
            cv2.fillPoly(canvas, [points], (1.0,))
        else:
            thickness = max(1, round(shape.width_px / fine.px_per_cell))
            cv2.polylines(canvas, [points], isClosed=False, color=(1.0,), thickness=thickness)
    alpha = canvas.reshape(cells, _FINER, cells, _FINER).mean(axis=(1, 3), dtype=np.float32)
    return Silhouette(alpha, *corner, side_px / cells)


def scene(
    people: Sequence[Person],
    *,
    more: Iterable[Shape] = (),
    loose_hands: Sequence[Hand] = (),
    side_px: int = 1200,
    outlined: bool = True,
) -> Scene:
    """A frame that shows these people, their outlines drawn, and more shapes that no skeleton is known of."""
    frame = Frame(np.zeros((side_px, side_px, 3), dtype=np.uint8))
    if not outlined:
        return Scene(frame, tuple(people), tuple(loose_hands))
    shapes = [shape for each in people for shape in shapes_of(each.pose)] + list(more)
    drawn = tuple(replace(each, silhouette=silhouette(each, shapes)) for each in people)
    return Scene(frame, drawn, tuple(loose_hands))


def _joints(body: Body) -> Points:
    """All 33 points (n, 3) of a body that faces the camera."""
    joints = np.zeros((33, 3), dtype=np.float32)
    joints[skeleton.HEAD] = _HEAD - np.array((0.0, body.raised, 0.0))
    for side in SIDES:
        out = OUTWARDS[side]
        shoulder, elbow, wrist = skeleton.ARMS[side]
        arm, leg = (body.times.get(Part(f"{side}_{limb}"), 1.0) for limb in ("arm", "leg"))
        lengths = (arm * UPPER_ARM, arm * FOREARM)
        top = (out * SHOULDER, -1.0)
        _chain(joints, (shoulder, elbow, wrist), top, body.arms[side], lengths, out)
        lengths = (leg * THIGH, leg * SHANK)
        _chain(joints, skeleton.LEGS[side], (out * HIP, 0.0), body.legs[side], lengths, out)
        beyond = (joints[wrist] - joints[elbow]) / (arm * FOREARM)
        for tip, reach in zip((wrist + 2, wrist + 4, wrist + 6), (0.18, 0.2, 0.1), strict=True):
            joints[tip] = joints[wrist] + beyond * reach
        ankle, heel, toe = skeleton.FEET[side]
        joints[heel] = joints[ankle] + np.array((0.0, 0.08, 0.06))
        joints[toe] = joints[ankle] + np.array((out * 0.05, 0.14, -0.25))
    return joints


def _chain(
    joints: Points,
    indices: tuple[int, int, int],
    start: tuple[float, float],
    angles_deg: tuple[float, float],
    lengths: tuple[float, float],
    out: float,
) -> None:
    joints[indices[0], :2] = start
    for before, after, angle_deg, length in zip(indices, indices[1:], angles_deg, lengths, strict=False):
        angle = math.radians(angle_deg)
        joints[after, :2] = joints[before, :2] + np.array((out * math.sin(angle), math.cos(angle))) * length


def _clockwise(angle_deg: float) -> Points:
    """For rows (n, 2) with y down."""
    angle = math.radians(angle_deg)
    cos, sin = math.cos(angle), math.sin(angle)
    return np.array([(cos, sin), (-sin, cos)], dtype=np.float32)


def _turned(yaw_deg: float) -> Points:
    """For rows (n, 3): what faces the camera turns to the picture's right."""
    yaw = math.radians(yaw_deg)
    cos, sin = math.cos(yaw), math.sin(yaw)
    return np.array([(cos, 0.0, sin), (0.0, 1.0, 0.0), (-sin, 0.0, cos)], dtype=np.float32)
