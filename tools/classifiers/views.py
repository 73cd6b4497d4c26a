"""A classifier's input: a frame and a body, limb, hand or face come in; a crop's feature maps go out.

Beside the maps of MediaPipe's networks lie drawings of what was found (the skeleton's limbs, the hand's
fingers, the face's parts, the person mask), so that a classifier can see what the answer leaves unexplained.
All arrays are (channels, rows, columns), float32; the middle scale is half as fine as the fine one, and the
coarse one half of that. Right arms, right legs and hands that look left are mirrored, so that a classifier
gets one side of each.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from agent_plugin.tools.body import skeleton
from agent_plugin.tools.body.crops import Crop, Square, cut
from agent_plugin.tools.body.hand_points import MIDDLE_KNUCKLE, WRIST
from agent_plugin.tools.body.squares import body_box
from agent_plugin.tools.classifiers import sheets
from agent_plugin.tools.domain import Box, Face, Frame, Hand, Part, Pixels, Points, Pose, Silhouette
from agent_plugin.tools.landmarks.backbone import FACE, HAND, INPUT_PX, Backbone, Network

BODY_VIEWS = ("whole", "upper", "lower")
# Structure: the networks learned crops cut and drawn so.
_WHOLE_BOXES, _UPPER_TORSOS, _LEGS_BOXES = 1.35, 2.9, 1.35
_CLOSER = 0.85  # of the whole view's side; a crop that is hardly closer shows nothing new
_INSIDE = 0.5  # of the legs' points
_HAND_BOXES, _FACE_BOXES = 1.7, 1.7
_WRIST_TORSOS, _BEYOND_WRIST = 1.1, 0.25  # a hand is 0.37 torsos long, one drawn double 0.75
_TORSOS_OF_FOREARM = 1.6  # a torso seen from its end is measured by the forearm
_FINGERS_TORSOS = 0.68  # so that a hand fills as much of the square as one that was found
_LEAST_PALM_TORSOS = 0.05  # wrist to knuckles; a hand that points at the camera has no direction
_HAND_POINTS = 21
_FINE_CELLS = {"body": 32, "hand": 56, "face": 64}


@dataclass(frozen=True, eq=False)
class View:
    """One crop as a classifier gets it."""

    name: str
    square: Square
    fine: Points
    middle: Points
    coarse: Points


def body_squares(frame: Frame, pose: Pose, upright_within_deg: float) -> dict[str, Square]:
    """The whole person; and trunk with arms, and the legs, where those crops are much closer.

    A person who leans more than `upright_within_deg` is turned upright: the networks learned from upright
    people.
    """
    turn_deg = _upright_deg(pose, upright_within_deg)
    torso_px = max(skeleton.scale_px(pose), 1.0)
    if turn_deg:
        points = np.clip(pose.xy_px, 0, (frame.width, frame.height)).astype(np.float32)
        whole = _around(points, turn_deg, _WHOLE_BOXES)
    else:
        x0, y0, x1, y1 = body_box(pose, frame.width, frame.height)
        whole = Square((x0 + x1) / 2, (y0 + y1) / 2, _WHOLE_BOXES * max(x1 - x0, y1 - y0, 1.0))
    chest_x, chest_y = skeleton.shoulders(pose.xy_px) * 0.75 + skeleton.hips(pose.xy_px) * 0.25
    closer = {"upper": Square(float(chest_x), float(chest_y), _UPPER_TORSOS * torso_px, turn_deg)}
    legs = pose.xy_px[[*skeleton.LEGS["left"], *skeleton.LEGS["right"], *skeleton.TOES]]
    inside = _inside(legs, frame)
    if inside.mean() >= _INSIDE:
        lower = _around(legs[inside], turn_deg, _LEGS_BOXES)
        closer["lower"] = replace(lower, side_px=max(lower.side_px, _LEGS_BOXES * torso_px))
    near = {name: square for name, square in closer.items() if square.side_px < _CLOSER * whole.side_px}
    return {"whole": whole, **near}


def wrist_squares(frame: Frame, pose: Pose) -> dict[Part, Square]:
    """Where each forearm in the picture ends, turned so that it points up; the left one is mirrored.

    Unlike a hand's square it needs no hand: it shows a stump as well as two hands on one wrist.
    """
    squares: dict[Part, Square] = {}
    for side, (_, elbow, wrist) in skeleton.ARMS.items():
        along = pose.xy_px[wrist] - pose.xy_px[elbow]
        torso_px = max(skeleton.scale_px(pose), _TORSOS_OF_FOREARM * skeleton.length(along), 1.0)
        middle = pose.xy_px[wrist] + skeleton.unit(along) * _BEYOND_WRIST * torso_px
        if _inside(np.stack([pose.xy_px[wrist], middle]), frame).all():
            turn_deg = math.degrees(math.atan2(float(along[0]), -float(along[1])))
            x_px, y_px = (float(value) for value in middle)
            squares[Part(f"{side}_hand")] = Square(
                x_px, y_px, _WRIST_TORSOS * torso_px, turn_deg, side == "left"
            )
    return squares


def finger_squares(frame: Frame, pose: Pose) -> dict[Part, Square]:
    """Where the skeleton has each hand in the picture, its fingers up; the left one is mirrored.

    The hand model overlooks hands that are small, or wrong enough; the skeleton still has them.
    """
    squares: dict[Part, Square] = {}
    for side, (_, elbow, wrist) in skeleton.ARMS.items():
        knuckles = pose.xy_px[list(skeleton.KNUCKLES[side])].mean(axis=0)
        forearm, palm = pose.xy_px[wrist] - pose.xy_px[elbow], knuckles - pose.xy_px[wrist]
        torso_px = max(skeleton.scale_px(pose), _TORSOS_OF_FOREARM * skeleton.length(forearm), 1.0)
        if _inside(np.stack([pose.xy_px[wrist], knuckles]), frame).all():
            along = palm if skeleton.length(palm) > _LEAST_PALM_TORSOS * torso_px else forearm
            turn_deg = math.degrees(math.atan2(float(along[0]), -float(along[1])))
            x_px, y_px = (float(value) for value in knuckles)
            squares[Part(f"{side}_hand")] = Square(
                x_px, y_px, _FINGERS_TORSOS * torso_px, turn_deg, side == "left"
            )
    return squares


def body_view(
    frame: Frame, pose: Pose, silhouette: Silhouette, name: str, square: Square, network: Backbone
) -> View:
    """The pose network's maps over a square of a person."""
    cells = _FINE_CELLS["body"]
    xy = cells_of(square, pose.xy_px, cells)
    drawn = sheets.figure(xy, cells, "right" if square.mirrored else "left")
    return _of_pose(name, frame, silhouette, square, drawn, network)


def hand_square(hand: Hand) -> Square:
    """Turned so that the middle finger points up, and mirrored so that it looks like a right hand."""
    along = hand.xy_px[MIDDLE_KNUCKLE] - hand.xy_px[WRIST]
    turn_deg = math.degrees(math.atan2(float(along[0]), -float(along[1])))
    return replace(_around(hand.xy_px, turn_deg, _HAND_BOXES), mirrored=hand.looks == "left")


def hand_view(frame: Frame, hand: Hand, network: Network, square: Square | None = None) -> View:
    """The hand network's maps over the hand's square, or over one near it."""
    return hand_views(frame, hand, network, square)[0]


def hand_views(frame: Frame, hand: Hand, network: Network, square: Square | None = None) -> tuple[View, View]:
    """One crop of a hand for two classifiers: with the hand as found, and as the network answers now."""
    maps = _hand_maps(frame, square or hand_square(hand), network)
    cells = _FINE_CELLS["hand"]
    drawn = sheets.hand(cells_of(maps.square, hand.xy_px, cells), cells)
    return maps.view("hand", drawn), maps.with_answer("fingers")


def fingers_view(frame: Frame, square: Square, network: Network) -> View:
    """The hand network's maps over a square where a hand should be, found or not."""
    return _hand_maps(frame, square, network).with_answer("fingers")


def wrist_view(
    frame: Frame, pose: Pose, silhouette: Silhouette, part: Part, square: Square, network: Network
) -> View:
    """The hand network's maps over the square where an arm ends."""
    cells = _FINE_CELLS["hand"]
    arm = Part(part.replace("hand", "arm"))
    drawn = np.concatenate(
        [sheets.limb(cells_of(square, pose.xy_px, cells), cells, arm), _mask(silhouette, square, cells)[None]]
    )
    return _hand_maps(frame, square, network).view("wrist", drawn)


def face_square(face: Face) -> Square:
    """Turned upright."""
    return _around(face.xy_px, face.roll_deg, _FACE_BOXES)


def face_view(frame: Frame, face: Face, network: Network, square: Square | None = None) -> View:
    """The face network's maps over the face's square, or over one near it."""
    square = square or face_square(face)
    crop = cut(frame.pixels, square, FACE.input_px)
    _, (fine, middle, coarse) = network.run(crop.pixels)
    cells = _FINE_CELLS["face"]
    drawn = sheets.face(cells_of(square, face.xy_px, cells), cells, mirrored=square.mirrored)
    return View(
        "face",
        square,
        np.concatenate([_channels_first(fine), drawn, _colours(crop.pixels, cells)]),
        _channels_first(middle),
        _channels_first(coarse),
    )


def box_in_picture(square: Square, cells_xyxy: Box, cells: int) -> Box:
    """The upright box around a box of cells."""
    x0, y0, x1, y1 = cells_xyxy
    corners = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], dtype=np.float32)
    placed = Crop(np.zeros((cells, cells, 3), dtype=np.uint8), square).to_picture(corners)
    (left, top), (right, bottom) = placed.min(axis=0), placed.max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def cells_of(square: Square, xy_px: Points, cells: int) -> Points:
    """Picture points (n, 2) in cells of a square, the way back of `Crop.to_picture`."""
    moved = (xy_px - np.array([square.x_px, square.y_px], dtype=np.float32)) @ square.axes.astype(np.float32)
    placed: Points = (moved * (cells / square.side_px) + cells / 2).astype(np.float32)
    return placed


def _of_pose(
    name: str, frame: Frame, silhouette: Silhouette, square: Square, drawn: Points, network: Backbone
) -> View:
    maps = network.run(cut(frame.pixels, square, INPUT_PX).pixels)
    cells = _FINE_CELLS["body"]
    heat = maps.heat.reshape(cells, 2, cells, 2, -1).max(axis=(1, 3))
    fine = np.concatenate([maps.part_map, maps.edge_map, heat / np.float32(10)], axis=2, dtype=np.float32)
    return View(
        name,
        square,
        np.concatenate([_channels_first(fine), drawn, _mask(silhouette, square, cells)[None]]),
        _channels_first(maps.joint_map),
        _channels_first(maps.limb_map),
    )


@dataclass(frozen=True, eq=False)
class _HandMaps:
    """The hand network's maps over a square, and the points of the hand that it answered with, in cells."""

    square: Square
    fine: Points
    middle: Points
    coarse: Points
    colours: Points
    answer: Points

    def view(self, name: str, drawn: Points) -> View:
        fine = np.concatenate([self.fine, drawn, self.colours])
        return View(name, self.square, fine, self.middle, self.coarse)

    def with_answer(self, name: str) -> View:
        """The network's own answer drawn: some hand, wherever one can be."""
        return self.view(name, sheets.hand(self.answer, _FINE_CELLS["hand"]))


def _hand_maps(frame: Frame, square: Square, network: Network) -> _HandMaps:
    crop = cut(frame.pixels, square, HAND.input_px)
    answers, (fine, middle, half, coarse) = network.run(crop.pixels)
    cells = _FINE_CELLS["hand"]
    wide = np.repeat(np.repeat(coarse, 2, axis=0), 2, axis=1)
    points = answers[0].reshape(_HAND_POINTS, 3)[:, :2]
    return _HandMaps(
        square,
        _channels_first(fine),
        _channels_first(middle),
        _channels_first(np.concatenate([half, wide], axis=2)),
        _colours(crop.pixels, cells),
        np.asarray(points * (cells / HAND.input_px), dtype=np.float32),
    )


def _upright_deg(pose: Pose, upright_within_deg: float) -> float:
    lean_deg = skeleton.lean_deg(pose)
    return lean_deg if abs(lean_deg) > upright_within_deg else 0.0


def _inside(xy_px: Points, frame: Frame) -> NDArray[np.bool_]:
    within = (xy_px >= 0) & (xy_px <= (frame.width, frame.height))
    return np.asarray(within.all(axis=1))


def _around(xy_px: Points, turn_deg: float, boxes: float) -> Square:
    """A turned square around points, as many of their box's longer sides wide."""
    turned = cells_of(Square(0.0, 0.0, 1.0, turn_deg), xy_px, 1) - 0.5
    low, high = turned.min(axis=0), turned.max(axis=0)
    frame = Crop(np.zeros((1, 1, 3), dtype=np.uint8), Square(0.0, 0.0, 1.0, turn_deg))
    x_px, y_px = frame.to_picture(((low + high) / 2 + 0.5)[None])[0]
    return Square(float(x_px), float(y_px), boxes * max(float((high - low).max()), 1.0), turn_deg)


def _channels_first(maps: NDArray[Any]) -> Points:
    first: Points = np.ascontiguousarray(np.moveaxis(maps, 2, 0), dtype=np.float32)
    return first


def _colours(pixels: Pixels, cells: int) -> Points:
    small = cv2.resize(pixels, (cells, cells), interpolation=cv2.INTER_AREA)
    return _channels_first(np.asarray(small, dtype=np.float32) / 255)


def _mask(silhouette: Silhouette, square: Square, cells: int) -> Points:
    grid = (np.mgrid[0:cells, 0:cells][::-1].reshape(2, -1).T + 0.5).astype(np.float32)
    crop = Crop(np.zeros((cells, cells, 3), dtype=np.uint8), square)
    at = silhouette.to_cells(crop.to_picture(grid)).astype(np.float32) - 0.5
    seen = cv2.remap(
        silhouette.alpha.astype(np.float32), at[:, 0].copy(), at[:, 1].copy(), cv2.INTER_LINEAR, borderValue=0
    )
    mask: Points = np.asarray(seen, dtype=np.float32).reshape(cells, cells)
    return mask
