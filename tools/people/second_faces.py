"""Whose is a second face? A frame and its people in; their faces, with the distance of their trunks, out.

Of two people who embrace, the pose model often finds one. Its network, looking straight at where the second
face's body should be, then answers with a trunk of its own; under the second head of one body it answers with
the same trunk once more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from agent_plugin.tools.domain import Face, Frame, Person, Points, Pose
from agent_plugin.tools.people.backbone import INPUT_PX, Backbone, Look
from agent_plugin.tools.people.crops import Square, cut
from agent_plugin.tools.people.crowd import apart

_BELOW, _SIDE = 3.0, 9.0  # face heights: a person is some 10 tall, and the network likes hips in the middle
_POINTS = 33  # of a pose; the network has more:
_MIDDLE, _RIM = 33, 34  # between the hips, and how far the body reaches
_BOXES = 1.25  # of the body's reach on both sides, as MediaPipe follows a body from frame to frame
_AGAIN = 2  # by then the square has settled


def distinct(faces: Iterable[Face], same_face: float) -> tuple[Face, ...]:
    """Each face once: what splits a face (a pole, a strand of hair) may have it found twice in one place.

    Faces are the same whose middles lie closer than `same_face` of the taller one's height.
    """
    kept: list[Face] = []
    for face in faces:
        if all(_apart(face, other) > same_face for other in kept):
            kept.append(face)
    return tuple(kept)


def _apart(first: Face, second: Face) -> float:
    tallest = max(box[3] - box[1] for box in (first.box_xyxy, second.box_xyxy))
    between = first.xy_px.mean(axis=0) - second.xy_px.mean(axis=0)
    return float(np.linalg.norm(between)) / max(tallest, 1e-6)


def with_trunks(frame: Frame, people: Sequence[Person], backbone: Backbone) -> tuple[Person, ...]:
    """The people; a face beside somebody's own that no other head holds knows how far its trunk is."""
    return tuple(_with_trunks(frame, person, people, backbone) for person in people)


def _with_trunks(frame: Frame, person: Person, people: Sequence[Person], backbone: Backbone) -> Person:
    own, faces = person.head.face, person.head.faces
    if own is None or len(faces) == 1:
        return person
    others = [each.head for each in people if each is not person]
    told = tuple(
        face
        if face is own or any(head.holds(face) for head in others)
        else replace(face, trunk_apart=apart(person.pose, _pose_under(frame, face, backbone)))
        for face in faces
    )
    return replace(person, head=replace(person.head, faces=told))


def _pose_under(frame: Frame, face: Face, backbone: Backbone) -> Pose:
    """What the pose network answers where a body should hang under this face."""
    _, top, _, bottom = face.box_xyxy
    x_px, y_px = (float(value) for value in face.xy_px.mean(axis=0))
    square = Square(x_px, y_px + _BELOW * (bottom - top), max(_SIDE * (bottom - top), 1.0))
    look, xy_px = _look(frame, square, backbone)
    for _ in range(_AGAIN):
        reach_px = float(np.linalg.norm(xy_px[_RIM] - xy_px[_MIDDLE]))
        x_px, y_px = (float(value) for value in xy_px[_MIDDLE])
        look, xy_px = _look(frame, Square(x_px, y_px, max(2 * _BOXES * reach_px, 1.0)), backbone)
    visibility = 1 / (1 + np.exp(-np.clip(look.points[:_POINTS, 3], -30, 30)))
    return Pose(xy_px[:_POINTS], look.world_m[:_POINTS], visibility.astype(np.float32))


def _look(frame: Frame, square: Square, backbone: Backbone) -> tuple[Look, Points]:
    crop = cut(frame.pixels, square, INPUT_PX)
    look = backbone.look(crop.pixels)
    return look, crop.to_picture(look.points[:, :2])
