"""A scene comes in; every place that a looker should see enlarged goes out, found or only expected.

For each person the head, both hands or the places where the arms end, further hands, both feet and, if they
are small in the picture, the whole body; then hands and faces that belong to nobody. What lies outside the
picture has no place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from agent_plugin.tools.body import skeleton
from agent_plugin.tools.body import squares as body
from agent_plugin.tools.domain import Box, Hand, Part, Person, Scene, box_around, clipped
from agent_plugin.tools.policy import Policy

# Structure: a hand is .108 of stature, the torso .288 (Drillis and Contini 1966).
_HAND_OF_TORSO = 0.375
_SIDES = ("left", "right")


@dataclass(frozen=True)
class Place:
    """Where to look: `box_xyxy` in picture pixels, with what belongs around the part, inside the picture."""

    person: int | None
    part: Part
    box_xyxy: Box
    found: bool = True


def places(scene: Scene, policy: Policy) -> tuple[Place, ...]:
    """All of them, the largest people first, each person from the hands to the feet."""
    people = sorted(scene.people, key=lambda one: -_area(one.box_xyxy))
    found = [place for person in people for place in _of_person(scene, person, policy)]
    found += _of_nobody(scene, policy)
    size = scene.frame.width, scene.frame.height
    seen = [
        Place(one.person, one.part, clipped(one.box_xyxy, *size), one.found)
        for one in found
        if _is_inside(one.box_xyxy, *size)
    ]
    return tuple(one for one in seen if _shorter(one.box_xyxy) >= policy.sheet.min_side_px)


def _of_person(scene: Scene, person: Person, policy: Policy) -> Iterator[Place]:
    rules, number = policy.sheet, person.number
    if not person.pose.legs_alone:
        for side in _SIDES:
            yield from _hand_or_wrist(person, side, policy)
        for hand in person.other_hands:
            yield _hand(hand, number, rules.hand_grown)
        yield Place(number, Part.HEAD, _grown(person.head.box_xyxy, rules.head_grown))
    for side in _SIDES:
        yield from _foot(person, side, policy)
    longer = max(scene.frame.width, scene.frame.height)
    if len(scene.people) > 1 and _longer(person.box_xyxy) < rules.small_person * longer:
        yield Place(number, Part.BODY, _grown(person.box_xyxy, rules.body_grown))


def _hand_or_wrist(person: Person, side: str, policy: Policy) -> Iterator[Place]:
    """The hand on a wrist; where none was found, the place where the arm ends, unless it is a mere guess."""
    hand = person.left_hand if side == "left" else person.right_hand
    part = Part(f"{side}_hand")
    if hand is not None:
        yield Place(person.number, part, _grown(_square(hand.box_xyxy), policy.sheet.hand_grown))
        return
    if float(person.pose.visibility[skeleton.ARMS[side][2]]) < policy.sheet.guessed_wrist:
        return
    square = body.hand_square(person.pose, side, policy.people)
    half = policy.sheet.wrist_grown * _HAND_OF_TORSO * person.scale_px / 2
    box = square.x_px - half, square.y_px - half, square.x_px + half, square.y_px + half
    yield Place(person.number, part, box, found=False)


def _foot(person: Person, side: str, policy: Policy) -> Iterator[Place]:
    """Where the foot's points are seen; guessed feet under a table show nothing."""
    points = list(skeleton.FEET[side])
    if float(person.pose.visibility[points].max()) < policy.people.min_visibility:
        return
    box = _square(box_around(person.pose.xy_px[points]))
    yield Place(person.number, Part(f"{side}_foot"), _grown(box, policy.sheet.foot_grown))


def _of_nobody(scene: Scene, policy: Policy) -> Iterator[Place]:
    for hand in scene.loose_hands:
        yield _hand(hand, None, policy.sheet.hand_grown)
    for face in scene.loose_faces:
        yield Place(None, Part.FACE, _grown(face.box_xyxy, policy.sheet.head_grown))
    for row in scene.not_checked:
        if row.person is None and row.box_xyxy is not None:
            yield Place(None, Part.BODY, _grown(row.box_xyxy, policy.sheet.body_grown))


def _hand(hand: Hand, person: int | None, grown: float) -> Place:
    return Place(person, Part(f"{hand.looks}_hand"), _grown(_square(hand.box_xyxy), grown))


def _square(box_xyxy: Box) -> Box:
    """Around the same middle, as high as wide: what a limb's points leave out lies to their sides."""
    x, y, half = (box_xyxy[0] + box_xyxy[2]) / 2, (box_xyxy[1] + box_xyxy[3]) / 2, _longer(box_xyxy) / 2
    return x - half, y - half, x + half, y + half


def _grown(box_xyxy: Box, times: float) -> Box:
    x, y = (box_xyxy[0] + box_xyxy[2]) / 2, (box_xyxy[1] + box_xyxy[3]) / 2
    wide, high = times * (box_xyxy[2] - box_xyxy[0]) / 2, times * (box_xyxy[3] - box_xyxy[1]) / 2
    return x - wide, y - high, x + wide, y + high


def _is_inside(box_xyxy: Box, width_px: int, height_px: int) -> bool:
    """Is the middle in the picture? Of the rest an edge shows nothing."""
    x, y = (box_xyxy[0] + box_xyxy[2]) / 2, (box_xyxy[1] + box_xyxy[3]) / 2
    return 0 <= x <= width_px and 0 <= y <= height_px


def _area(box_xyxy: Box) -> float:
    return (box_xyxy[2] - box_xyxy[0]) * (box_xyxy[3] - box_xyxy[1])


def _longer(box_xyxy: Box) -> float:
    return max(box_xyxy[2] - box_xyxy[0], box_xyxy[3] - box_xyxy[1])


def _shorter(box_xyxy: Box) -> float:
    return min(box_xyxy[2] - box_xyxy[0], box_xyxy[3] - box_xyxy[1])
