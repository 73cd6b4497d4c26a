"""What a readout is shown: a frame and a body, hand or face in; one crop's inner maps at three scales out.

Beside the maps of MediaPipe's networks lie drawings of what was found (the skeleton's limbs, the hand's
fingers, the face's parts, the person mask), so that a readout can see what the answer leaves unexplained.
All arrays are (channels, rows, columns), float32; the middle scale is half as fine as the fine one, and the
coarse one half of that.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from agent_plugin.tools import skeleton
from agent_plugin.tools.domain import Box, Face, Frame, Hand, Pixels, Points, Pose, Silhouette
from agent_plugin.tools.people.backbone import FACE, HAND, INPUT_PX, Backbone, Network
from agent_plugin.tools.people.body import body_box
from agent_plugin.tools.people.crops import Crop, Square, cut

BODY_VIEWS = ("whole", "upper", "lower")
_WHOLE_BOXES, _UPPER_TORSOS, _LEGS_BOXES = 1.35, 2.9, 1.35
_CLOSER = 0.85  # of the whole view's side; a crop that is hardly closer shows nothing new
_LEGS_INSIDE = 0.5  # of their points
_HAND_BOXES, _FACE_BOXES = 1.7, 1.7
_FINGERS = tuple((0, first, first + 1, first + 2, first + 3) for first in (1, 5, 9, 13, 17))
_PALM = (0, 1, 5, 9, 13, 17)
# MediaPipe's face points: the outer ring, both eyes and brows, the lips.
_OVAL = (
    *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377),
    *(152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109),
)
_RIGHT_EYE = (33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246)
_LEFT_EYE = (263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466)
_LIPS = (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185)
_FINE_CELLS = {"body": 32, "hand": 56, "face": 64}


@dataclass(frozen=True, eq=False)
class View:
    """One crop as a readout sees it."""

    name: str
    square: Square
    fine: Points
    middle: Points
    coarse: Points


def body_squares(frame: Frame, pose: Pose, upright_within_deg: float) -> dict[str, Square]:
    """The whole person, and, where they are much closer looks, trunk with arms and the legs.

    Who leans more than `upright_within_deg` is turned upright: only upright people were learned from.
    """
    lean_deg = skeleton.lean_deg(pose)
    turn_deg = lean_deg if abs(lean_deg) > upright_within_deg else 0.0
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
    inside = ((legs >= 0) & (legs <= (frame.width, frame.height))).all(axis=1)
    if inside.mean() >= _LEGS_INSIDE:
        lower = _around(legs[inside], turn_deg, _LEGS_BOXES)
        closer["lower"] = replace(lower, side_px=max(lower.side_px, _LEGS_BOXES * torso_px))
    near = {name: square for name, square in closer.items() if square.side_px < _CLOSER * whole.side_px}
    return {"whole": whole, **near}


def body_view(
    frame: Frame, pose: Pose, silhouette: Silhouette, name: str, square: Square, network: Backbone
) -> View:
    """The pose network's maps over a square of a person."""
    crop = cut(frame.pixels, square, INPUT_PX)
    look = network.look(crop.pixels)
    cells = _FINE_CELLS["body"]
    heat = look.heat.reshape(cells, 2, cells, 2, -1).max(axis=(1, 3))
    drawn = _limbs(_in_cells(crop, pose.xy_px, cells), cells)
    mask = _mask(silhouette, square, cells)
    fine = np.concatenate([look.part_map, look.edge_map, heat / np.float32(10)], axis=2, dtype=np.float32)
    return View(
        name,
        square,
        np.concatenate([_channels_first(fine), drawn, mask[None]]),
        _channels_first(look.joint_map),
        _channels_first(look.limb_map),
    )


def hand_view(frame: Frame, hand: Hand, network: Network) -> View:
    """The hand network's maps, the hand turned so that its middle finger points up."""
    along = hand.xy_px[9] - hand.xy_px[0]
    turn_deg = math.degrees(math.atan2(float(along[0]), -float(along[1])))
    square = _around(hand.xy_px, turn_deg, _HAND_BOXES)
    crop = cut(frame.pixels, square, HAND.input_px)
    _, (fine, middle, half, coarse) = network.look(crop.pixels)
    cells = _FINE_CELLS["hand"]
    drawn = _fingers(_in_cells(crop, hand.xy_px, cells), cells)
    wide = np.repeat(np.repeat(coarse, 2, axis=0), 2, axis=1)
    return View(
        "hand",
        square,
        np.concatenate([_channels_first(fine), drawn, _colours(crop.pixels, cells)]),
        _channels_first(middle),
        _channels_first(np.concatenate([half, wide], axis=2)),
    )


def face_view(frame: Frame, face: Face, network: Network) -> View:
    """The face network's maps, the face turned upright."""
    square = _around(face.xy_px, face.roll_deg, _FACE_BOXES)
    crop = cut(frame.pixels, square, FACE.input_px)
    _, (fine, middle, coarse) = network.look(crop.pixels)
    cells = _FINE_CELLS["face"]
    drawn = _features(_in_cells(crop, face.xy_px, cells), cells)
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
    turn = math.radians(square.turn_deg)
    back = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]], dtype=np.float32)
    moved = (xy_px - np.array([square.x_px, square.y_px], dtype=np.float32)) @ back
    placed: Points = (moved * (cells / square.side_px) + cells / 2).astype(np.float32)
    return placed


def _in_cells(crop: Crop, xy_px: Points, cells: int) -> Points:
    return cells_of(crop.square, xy_px, cells)


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


def _limbs(xy: Points, cells: int) -> Points:
    """Head, trunk, left and right arm, left and right leg, each on a sheet of its own."""
    trunk = xy[[skeleton.LEFT_SHOULDER, skeleton.RIGHT_SHOULDER, skeleton.RIGHT_HIP, skeleton.LEFT_HIP]]
    thick = max(1.0, float(np.linalg.norm(trunk[:2].mean(axis=0) - trunk[2:].mean(axis=0))) * 0.2)
    sheets = [_dot(xy[skeleton.HEAD].mean(axis=0), thick * 2.2, cells), _filled(trunk, cells)]
    for side in skeleton.ARMS:
        sheets.append(_line(xy[[*skeleton.ARMS[side], 19 if side == "left" else 20]], thick, cells))
    for side in skeleton.LEGS:
        toe = skeleton.FEET[side][2]
        sheets.append(_line(xy[[*skeleton.LEGS[side], toe]], thick, cells))
    return np.stack(sheets)


def _fingers(xy: Points, cells: int) -> Points:
    thick = max(1.0, float(np.linalg.norm(xy[5] - xy[17])) * 0.22)
    return np.stack(
        [_filled(xy[list(_PALM)], cells)] + [_line(xy[list(chain)], thick, cells) for chain in _FINGERS]
    )


def _features(xy: Points, cells: int) -> Points:
    return np.stack([_filled(xy[list(ring)], cells) for ring in (_OVAL, _RIGHT_EYE, _LEFT_EYE, _LIPS)])


def _line(points: Points, thick: float, cells: int) -> Points:
    sheet = np.zeros((cells, cells), dtype=np.uint8)
    cv2.polylines(sheet, [_fixed(points)], False, 255, max(1, round(thick)), cv2.LINE_AA, 4)
    return _unit_range(sheet)


def _filled(points: Points, cells: int) -> Points:
    sheet = np.zeros((cells, cells), dtype=np.uint8)
    cv2.fillPoly(sheet, [_fixed(points)], 255, cv2.LINE_AA, 4)
    return _unit_range(sheet)


def _dot(middle: Points, across: float, cells: int) -> Points:
    return _line(np.stack([middle, middle + 0.01]), across, cells)


def _fixed(points: Points) -> NDArray[np.int32]:
    """OpenCV's fixed point numbers with four bits, kept within what it can draw."""
    return np.asarray(np.clip(points * 16 - 8, -30000, 30000), dtype=np.int32)


def _unit_range(sheet: Pixels) -> Points:
    return np.asarray(sheet, dtype=np.float32) / np.float32(255)
