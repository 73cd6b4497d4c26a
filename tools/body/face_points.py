"""MediaPipe's 478 face points by name; a face comes in, its height in picture pixels goes out, in three ways.

Nodding foreshortens a face, turning narrows it, and its box leans with it. Each height has a name of its own,
and each threshold says which it means.
"""

from __future__ import annotations

from agent_plugin.tools.body import skeleton
from agent_plugin.tools.domain import Face

# Structure: which of the 478 points is which, the one on the picture's left first.
FOREHEAD, CHIN = 10, 152
CHEEKS, EYES = [234, 454], [33, 263]
# Structure: cheek to cheek over chin to forehead.
WIDTH_OF_HEIGHT = 0.75


def chin_to_forehead_px(face: Face) -> float:
    """As the picture shows it: shorter in a face that nods."""
    return skeleton.length(face.xy_px[FOREHEAD] - face.xy_px[CHIN])


def face_height_px(face: Face) -> float:
    """Chin to forehead, or what the face's width says where nodding foreshortens it."""
    left, right = face.xy_px[CHEEKS]
    return max(chin_to_forehead_px(face), skeleton.length(left - right) / WIDTH_OF_HEIGHT)


def face_box_height_px(face: Face) -> float:
    """Of the upright box around all its points: longer in a face that leans."""
    _, top, _, bottom = face.box_xyxy
    return bottom - top
