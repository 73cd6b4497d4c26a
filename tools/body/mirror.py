"""A person comes in, their mirror image goes out: left is right, in points, outline, face and hands."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from agent_plugin.tools.domain import Face, Hand, Head, Part, Person, Pose, Silhouette

# Structure: the pose points by their counterparts: nose, eyes, ears, mouth, then pair by pair downwards.
_SWAPPED = np.array(
    [0, 4, 5, 6, 1, 2, 3, 8, 7, 10, 9] + [each for left in range(11, 33, 2) for each in (left + 1, left)]
)
_OTHER_SIDE = {"left": "right", "right": "left"}
# Structure: x turns round.
_FLIP_2 = np.array([-1, 1], dtype=np.float32)
_FLIP_3 = np.array([-1, 1, 1], dtype=np.float32)


def mirrored(person: Person) -> Person:
    """Mirrored about the picture's left edge; readings and facings are left out."""
    x0, y0, x1, y1 = person.box_xyxy
    return replace(
        person,
        box_xyxy=(-x1, y0, -x0, y1),
        pose=mirrored_pose(person.pose),
        head=_head(person.head),
        silhouette=None if person.silhouette is None else _silhouette(person.silhouette),
        left_hand=None if person.right_hand is None else _hand(person.right_hand),
        right_hand=None if person.left_hand is None else _hand(person.left_hand),
        other_hands=tuple(_hand(each) for each in person.other_hands),
        torso=None,
        readings=(),
    )


def mirrored_part(part: Part) -> Part:
    """The same part on the other side; a part without sides stays as it is."""
    side, _, name = part.value.partition("_")
    return Part(f"{_OTHER_SIDE[side]}_{name}") if side in _OTHER_SIDE else part


def mirrored_pose(pose: Pose) -> Pose:
    """Mirrored about the picture's left edge."""
    return Pose(pose.xy_px[_SWAPPED] * _FLIP_2, pose.world_m[_SWAPPED] * _FLIP_3, pose.visibility[_SWAPPED])


def _silhouette(silhouette: Silhouette) -> Silhouette:
    across_px = silhouette.alpha.shape[1] * silhouette.px_per_cell
    return replace(
        silhouette,
        alpha=np.ascontiguousarray(silhouette.alpha[:, ::-1]),
        x0_px=-silhouette.x0_px - across_px,
    )


def _hand(hand: Hand) -> Hand:
    return replace(
        hand,
        xy_px=hand.xy_px * _FLIP_2,
        world_m=hand.world_m * _FLIP_3,
        looks="left" if hand.looks == "right" else "right",
    )


def mirrored_face(face: Face, width_px: float = 0.0) -> Face:
    """Mirrored in a picture so wide; about the left edge where no width is given."""
    xy_px = face.xy_px * _FLIP_2 + np.array([width_px, 0.0], dtype=np.float32)
    return replace(face, xy_px=xy_px, yaw_deg=-face.yaw_deg, roll_deg=-face.roll_deg)


def _head(head: Head) -> Head:
    x0, y0, x1, y1 = head.box_xyxy
    return replace(
        head,
        box_xyxy=(-x1, y0, -x0, y1),
        faces=tuple(mirrored_face(face) for face in head.faces),
        face=None if head.face is None else mirrored_face(head.face),
        facing=None,
    )
