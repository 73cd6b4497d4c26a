"""A frame and its people come in; second faces, with the distance of their trunks, go out.

Of two people who embrace, the pose model often finds one. Its network, run where the second face's body
should be, then finds a trunk of its own; under the second head of one body it finds the same trunk again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from agent_plugin.tools.body.crops import Square
from agent_plugin.tools.body.face_points import face_box_height_px
from agent_plugin.tools.domain import Face, Frame, Person, Pose
from agent_plugin.tools.landmarks.backbone import Backbone
from agent_plugin.tools.people.crowd import apart
from agent_plugin.tools.people.fit import fit
from agent_plugin.tools.policy import UnderFaceRules


def distinct(faces: Iterable[Face], same_face: float) -> tuple[Face, ...]:
    """Each face once: a pole or a strand of hair across a face may make two finds of it.

    Two finds are one face if their middles lie closer than `same_face` of the taller one's box.
    """
    kept: list[Face] = []
    for face in faces:
        if all(faces_apart(face, other) > same_face for other in kept):
            kept.append(face)
    return tuple(kept)


def faces_apart(first: Face, second: Face) -> float:
    """Between their middles, in box heights of the taller one."""
    tallest = max(face_box_height_px(first), face_box_height_px(second))
    between = first.xy_px.mean(axis=0) - second.xy_px.mean(axis=0)
    return float(np.linalg.norm(between)) / max(tallest, 1e-6)


def with_trunks(
    frame: Frame, people: Sequence[Person], backbone: Backbone, rules: UnderFaceRules
) -> tuple[Person, ...]:
    """The people; a face beside somebody's own that no other head holds gets its trunk's distance."""
    return tuple(_with_trunks(frame, person, people, backbone, rules) for person in people)


def _with_trunks(
    frame: Frame, person: Person, people: Sequence[Person], backbone: Backbone, rules: UnderFaceRules
) -> Person:
    own, faces = person.head.face, person.head.faces
    if own is None or len(faces) == 1:
        return person
    others = [each.head for each in people if each is not person]
    faces = tuple(
        face
        if face is own or any(head.holds(face) for head in others)
        else replace(face, trunk_apart=apart(person.pose, _pose_under(frame, face, backbone, rules)))
        for face in faces
    )
    return replace(person, head=replace(person.head, faces=faces))


def _pose_under(frame: Frame, face: Face, backbone: Backbone, rules: UnderFaceRules) -> Pose:
    """The pose network's answer where a body should hang under this face."""
    below, sides = (share * face_box_height_px(face) for share in rules.starts[0])
    x_px, y_px = (float(value) for value in face.xy_px.mean(axis=0))
    square = Square(x_px, y_px + below, max(sides, 1.0))
    return fit(frame, square, backbone).pose
