"""Drawings for the classifiers: points in cells come in, one sheet per part goes out.

Sheets are (parts, cells, cells): 1 where the part lies and 0 elsewhere, with soft edges.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from agent_plugin.tools.body import skeleton
from agent_plugin.tools.domain import Part, Pixels, Points

# Structure: points to draw. Trunk to tip along the bones, then what lies beside them: fingers, heel.
LIMBS = {
    Part.LEFT_ARM: (*skeleton.ARMS["left"], 19, 17, 21),
    Part.RIGHT_ARM: (*skeleton.ARMS["right"], 20, 18, 22),
    Part.LEFT_LEG: (*skeleton.LEGS["left"], skeleton.LEFT_TOE, skeleton.LEFT_HEEL),
    Part.RIGHT_LEG: (*skeleton.LEGS["right"], skeleton.RIGHT_TOE, skeleton.RIGHT_HEEL),
}
# Structure: a hand's points, finger by finger from the wrist, and the palm's.
_FINGERS = tuple((0, first, first + 1, first + 2, first + 3) for first in (1, 5, 9, 13, 17))
_PALM = (0, 1, 5, 9, 13, 17)
# Structure: MediaPipe's face points: the outer ring, both eyes and brows, the lips.
_OVAL = (
    *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377),
    *(152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109),
)
_RIGHT_EYE = (33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246)
_LEFT_EYE = (263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466)
_LIPS = (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185)
# Structure: how bright bones are drawn, that the joints stand out.
_LIMB_BONES = 0.4


def figure(xy: Points, cells: int, own: str) -> Points:
    """Sheets (6, cells, cells) of a pose's points (33, 2) in cells.

    Head, trunk, the own side's arm, the other's, the own side's leg, the other's.
    """
    trunk = xy[skeleton.TORSO_OUTLINE]
    thick = max(1.0, float(np.linalg.norm(trunk[:2].mean(axis=0) - trunk[2:].mean(axis=0))) * 0.2)
    sides = ("left", "right") if own == "left" else ("right", "left")
    sheets = [_dot(xy[skeleton.HEAD].mean(axis=0), thick * 2.2, cells), _filled(trunk, cells)]
    sheets += [_line(xy[list(LIMBS[Part(f"{side}_arm")][:4])], thick, cells) for side in sides]
    sheets += [_line(xy[list(LIMBS[Part(f"{side}_leg")][:4])], thick, cells) for side in sides]
    return np.stack(sheets)


def limb(xy: Points, cells: int, part: Part) -> Points:
    """A sheet (1, cells, cells) of a pose's points (33, 2) in cells: thin bones with dots at the joints."""
    bones = _LIMB_BONES * _line(xy[list(LIMBS[part][:4])], 1, cells)
    dots = [_dot(point, 2, cells) for point in xy[list(LIMBS[part])]]
    sheet: Points = np.stack([bones, *dots]).max(axis=0, keepdims=True)
    return sheet


def hand(xy: Points, cells: int) -> Points:
    """Sheets (6, cells, cells) of a hand's points (21, 2) in cells: palm, and fingers from the thumb on."""
    thick = max(1.0, float(np.linalg.norm(xy[5] - xy[17])) * 0.22)
    return np.stack(
        [_filled(xy[list(_PALM)], cells)] + [_line(xy[list(chain)], thick, cells) for chain in _FINGERS]
    )


def face(xy: Points, cells: int, *, mirrored: bool) -> Points:
    """Sheets (4, cells, cells) of a face's points (478, 2) in cells.

    Outline, the eye on the crop's left if the face is upright, the other, and the lips.
    """
    eyes = (_LEFT_EYE, _RIGHT_EYE) if mirrored else (_RIGHT_EYE, _LEFT_EYE)
    return np.stack([_filled(xy[list(ring)], cells) for ring in (_OVAL, *eyes, _LIPS)])


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
