"""A person comes in; the parts that could not be judged go out, each with its reason in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from agent_plugin.tools.body import skeleton
from agent_plugin.tools.body import squares as body
from agent_plugin.tools.body.crops import Square
from agent_plugin.tools.body.skin import much_skin
from agent_plugin.tools.domain import (
    Box,
    Face,
    Frame,
    NotChecked,
    Part,
    Person,
    Pose,
    Reason,
    Silhouette,
    box_around,
    clipped,
)
from agent_plugin.tools.people.quality import why_not
from agent_plugin.tools.people.second_faces import faces_apart
from agent_plugin.tools.policy import PeopleRules, SkinRules

_SENTENCES = {
    Reason.TOO_SMALL: "too small in the picture",
    Reason.BLURRED: "too blurred",
    Reason.COVERED: "covered or turned away",
    Reason.CUT_OFF: "cut off by the edge of the picture",
    Reason.NOT_FOUND: "not recognised where it should be; at best it was looked at coarsely",
}


def parts(frame: Frame, person: Person, rules: PeopleRules) -> Iterator[NotChecked]:
    """Every part that the checks must leave out."""
    if person.pictured_in is not None:
        yield _pictured(person, person.pictured_in)
    if person.pose.legs_alone:
        yield from _above_the_hips(person, rules)
        yield from (row for side in skeleton.LEGS for row in _leg(frame, person, side, rules))
        return
    yield from _head(frame, person, rules)
    for side in skeleton.ARMS:
        yield from _hand(frame, person, side, rules)
        yield from _limb(frame, person, Part(f"{side}_arm"), skeleton.ARMS[side], rules)
        yield from _leg(frame, person, side, rules)


def crowd(count: int, rules: PeopleRules) -> Iterator[NotChecked]:
    """More people than are looked at."""
    if count >= rules.max_people:
        words = f"{rules.max_people} people were looked at; anyone beyond them was not."
        yield NotChecked(person=None, part=Part.BODY, reason=Reason.TOO_MANY_PEOPLE, explanation=words)


def prints(poses: Sequence[Pose]) -> Iterator[NotChecked]:
    """Figures on clothes."""
    words = "A figure on somebody's clothes was taken for a print and not judged."
    for pose in poses:
        box = box_around(pose.xy_px)
        yield NotChecked(person=None, part=Part.BODY, reason=Reason.PICTURED, box_xyxy=box, explanation=words)


def strangers(faces: Iterable[Face], people: Sequence[Person], rules: PeopleRules) -> Iterator[NotChecked]:
    """Faces whose body was not found, except a second face on somebody's trunk, which a check looks at."""
    words = "Somebody here was not recognised: only a face was found, and no body that is theirs."
    for face in faces:
        beside = [
            other
            for person in people
            for other in person.head.faces
            if faces_apart(face, other) <= rules.same_face
        ]
        if all((other.trunk_apart or 0.0) >= rules.under_faces.other_trunk for other in beside):
            box, why = face.box_xyxy, Reason.NOT_FOUND
            yield NotChecked(person=None, part=Part.BODY, reason=why, box_xyxy=box, explanation=words)


def somebody(frame: Frame, silhouette: Silhouette, rules: PeopleRules) -> Iterator[NotChecked]:
    """Where nobody was recognised and the person mask, or else much skin, shows somebody: its box."""
    cells = silhouette.alpha > rules.overlooked_alpha
    px = silhouette.px_per_cell**2 * float(cells.sum())
    if px < rules.somebody_share * frame.width * frame.height:
        yield from skin(frame, rules.skin)
        return
    rows, columns = np.nonzero(cells)
    corners = np.array([(columns.min(), rows.min()), (columns.max() + 1, rows.max() + 1)])
    (x0, y0), (x1, y1) = silhouette.to_picture(corners)
    box = clipped((float(x0), float(y0), float(x1), float(y1)), frame.width, frame.height)
    words = "Somebody seems to be here who was not recognised: no part of them was checked."
    yield NotChecked(person=None, part=Part.BODY, reason=Reason.NOT_FOUND, box_xyxy=box, explanation=words)


def skin(frame: Frame, rules: SkinRules) -> Iterator[NotChecked]:
    """Where nobody was recognised and much of the picture has skin's colours: a close-up, or wood."""
    box = much_skin(frame.pixels, rules)
    if box is not None:
        words = (
            "Much of the picture has the colours of skin here, and nobody was recognised: where it is "
            "somebody, seen from near or in part, nothing of them was checked."
        )
        yield NotChecked(
            person=None, part=Part.BODY, reason=Reason.NOT_FOUND, box_xyxy=box, explanation=words
        )


def tiny(frame: Frame, rules: PeopleRules) -> Iterator[NotChecked]:
    """A picture in which nobody is large enough to be judged, whoever is found in it."""
    if min(frame.width, frame.height) < rules.min_picture_px:
        words = (
            f"The picture is {frame.width} x {frame.height} pixels: too small to see who is in it, or to "
            "judge anybody. Give it larger, or the picture that it was made from."
        )
        yield NotChecked(person=None, part=Part.BODY, reason=Reason.TOO_SMALL, explanation=words)


def faces_alone(faces: Iterable[Face]) -> Iterator[NotChecked]:
    """Faces in a frame in which nobody was recognised."""
    words = "A face is here, and no body was recognised: nothing but the face was looked at."
    for face in faces:
        box, why = face.box_xyxy, Reason.NOT_FOUND
        yield NotChecked(person=None, part=Part.BODY, reason=why, box_xyxy=box, explanation=words)


def _head(frame: Frame, person: Person, rules: PeopleRules) -> Iterator[NotChecked]:
    x0, y0, x1, y1 = person.head.box_xyxy
    tight = Square((x0 + x1) / 2, (y0 + y1) / 2, x1 - x0)
    why = why_not(frame.pixels, tight, min_side_px=rules.min_head_px, rules=rules)
    if why is not None:
        yield _row(person, Part.HEAD, why[0], tight)


def _hand(frame: Frame, person: Person, side: str, rules: PeopleRules) -> Iterator[NotChecked]:
    part = Part(f"{side}_hand")
    hand = person.left_hand if side == "left" else person.right_hand
    wide = body.hand_square(person.pose, side, rules)
    tight = Square(wide.x_px, wide.y_px, rules.hand_of_torso * person.scale_px)
    why = why_not(frame.pixels, tight, min_side_px=rules.min_hand_px, rules=rules)
    if why is not None and (hand is None or why[0] is not Reason.CUT_OFF):
        yield _row(person, part, why[0], tight)
    elif hand is None:
        seen = float(person.pose.visibility[skeleton.ARMS[side][2]]) >= rules.min_visibility
        yield _row(person, part, Reason.NOT_FOUND if seen else Reason.COVERED, tight)


def _above_the_hips(person: Person, rules: PeopleRules) -> Iterator[NotChecked]:
    """All of it lies beyond the upper edge, or so near to it that it was guessed."""
    yield _row(person, Part.HEAD, Reason.CUT_OFF, body.head_square(person.pose, rules))
    for side in skeleton.ARMS:
        around = body.hand_square(person.pose, side, rules)
        yield _row(person, Part(f"{side}_hand"), Reason.CUT_OFF, around)
        yield _row(person, Part(f"{side}_arm"), Reason.CUT_OFF, around)


def _leg(frame: Frame, person: Person, side: str, rules: PeopleRules) -> Iterator[NotChecked]:
    yield from _limb(frame, person, Part(f"{side}_leg"), skeleton.LEGS[side], rules)


def _limb(
    frame: Frame, person: Person, part: Part, joints: tuple[int, int, int], rules: PeopleRules
) -> Iterator[NotChecked]:
    points = person.pose.xy_px[list(joints)]
    outside = (points < 0) | (points > (frame.width, frame.height))
    x0, y0, x1, y1 = box_around(points)
    around = Square((x0 + x1) / 2, (y0 + y1) / 2, max(x1 - x0, y1 - y0))
    if outside.any():
        yield _row(person, part, Reason.CUT_OFF, around)
    elif float(person.pose.visibility[list(joints)].min()) < rules.min_visibility:
        yield _row(person, part, Reason.COVERED, around)


def _pictured(person: Person, inner_xyxy: Box) -> NotChecked:
    return NotChecked(
        person=person.number,
        part=Part.BODY,
        reason=Reason.PICTURED,
        box_xyxy=inner_xyxy,
        explanation=f"Person {person.number}'s place seems to be a picture within the picture (a poster, a "
        "screen, a card): what its edge cuts off was not judged.",
    )


def _row(person: Person, part: Part, reason: Reason, square: Square) -> NotChecked:
    words = part.value.replace("_", " ")
    return NotChecked(
        person=person.number,
        part=part,
        reason=reason,
        box_xyxy=square.box_xyxy,
        explanation=f"Person {person.number}'s {words} is {_SENTENCES[reason]}.",
    )
