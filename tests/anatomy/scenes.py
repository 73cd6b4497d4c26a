"""Cases as data: the JSON of `cases/` comes in, checked and typed; scenes, also mirrored ones, go out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, TypeAdapter

from agent_plugin.tools.body import skeleton
from agent_plugin.tools.domain import (
    Box,
    Category,
    Face,
    Facing,
    Hand,
    NotChecked,
    Part,
    Person,
    Points,
    Pose,
    Reading,
    Reason,
    Scene,
    Silhouette,
)
from tests import builders
from tests.builders import OTHER, Body, Shape, Side

FOLDER = Path(__file__).parent / "cases"
SIDE_IN_TORSOS = 9.0  # of the picture; people are placed from its middle
Where = tuple[float, float]
Grade = Literal["block", "review", "none", "silent"]
_PLACES: dict[Part, Where] = {  # of what is read, in torso lengths from the hips
    Part.HEAD: (0, -1.4),
    Part.FACE: (0, -1.35),
    Part.NECK: (0, -1.1),
    Part.LEFT_ARM: (0.6, -0.5),
    Part.LEFT_HAND: (0.65, 0.3),
    Part.LEFT_LEG: (0.25, 0.85),
    Part.LEFT_FOOT: (0.35, 1.8),
}
_BY_OUTLINE = {Category.EXTRA_LEG}  # outlines take time to draw
_SWAP: dict[str, str] = {"left": "right", "right": "left"}


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Limb(_Row):
    """A limb of no skeleton: points in torso lengths from the person's hips, a hand at its end or none."""

    points: list[Where]
    width: float = 0.17
    hand: Side | None = None
    sure: float = 0.97


class LooseHand(_Row):
    """A hand on no wrist, in torso lengths from the person's hips or from the picture's middle."""

    at: Where
    looks: Side
    towards_deg: float = 0.0
    sure: float = 0.97


class OtherFace(_Row):
    """Another face in the head's crop; its neck begins some face heights from the person's own.

    The trunk under it lies some torso lengths from the person's, where that was looked for.
    """

    neck: Where
    yaw_deg: float = 0.0
    roll_deg: float = 0.0
    trunk_apart: float | None = None


class Torso(_Row):
    """Where the torso faces when its head is hidden."""

    yaw_deg: float
    sureness: float = 0.95


class ReadingRow(_Row):
    """What was read of the case's category: how likely, on which part, in which place if not the usual."""

    probability: float
    part: Part = Part.BODY
    at: Where | None = None


class PersonRow(_Row):
    """One person; what is not told is as on somebody who stands and faces the camera."""

    at: Where = (0.0, 0.0)
    size: float = 1.0
    yaw_deg: float = 0.0
    head_yaw_deg: float | None = None
    tilt_deg: float = 0.0
    arms: dict[Side, Where] = {}
    legs: dict[Side, Where] = {}
    skeleton: Literal["found", "legs alone", "missed"] = "found"
    face_yaw_deg: float | Literal["as the head", "no face", "not theirs"] = "as the head"
    face_roll_deg: float = 0.0
    eye_down: float = 0.0
    other_faces: list[OtherFace] = []
    torso: Torso | None = None
    hands: list[Side] = ["left", "right"]
    limbs: list[Limb] = []
    patches: list[list[Where]] = []
    not_checked: dict[Part, Reason] = {}
    times: dict[Part, float] = {}
    read: list[ReadingRow] = []


class Expected(_Row):
    """What must come out: `none` stays below the review threshold, of `silent` nobody hears at all."""

    score: Grade
    person: int | None = None
    part: Part | None = None


class Case(_Row):
    """A short sentence, a scene and its outcome; `fails_today` says why it does not come out yet."""

    name: str
    fails_today: str | None = None
    people: list[PersonRow] = []
    loose_hands: list[LooseHand] = []
    read: list[ReadingRow] = []
    expect: Expected
    category: Category = Category.NECK_TWIST  # of its file


def read_cases(path: Path) -> list[Case]:
    """All cases of one check."""
    cases = TypeAdapter(list[Case]).validate_json(path.read_bytes())
    return [case.model_copy(update={"category": Category(path.stem)}) for case in cases]


def build(case: Case, torso_px: float = 150.0) -> Scene:
    """The scene of a case, a torso so many pixels long."""
    middle = SIDE_IN_TORSOS * torso_px / 2
    found: list[Person] = []
    shapes: list[Shape] = []
    for row in case.people:
        body = _body(row, middle, torso_px)
        shapes += [Shape(body.place(limb.points), limb.width * body.torso_px) for limb in row.limbs]
        shapes += [Shape(body.place(patch)) for patch in row.patches]
        if row.skeleton != "missed":
            person = _person(row, body, len(found) + 1)
            readings = tuple(_reading(each, case.category, body) for each in row.read)
            found.append(replace(person, readings=readings))
        else:
            shapes += builders.shapes_of(builders.pose(body))
    ground = Body(at_px=(middle, middle), torso_px=torso_px)
    loose = [_hand(each, ground) for each in case.loose_hands]
    outlined = case.category in _BY_OUTLINE
    scene = builders.scene(
        found, more=shapes, loose_hands=loose, side_px=round(2 * middle), outlined=outlined
    )
    return replace(scene, loose_readings=tuple(_reading(each, case.category, ground) for each in case.read))


def _reading(row: ReadingRow, category: Category, body: Body) -> Reading:
    """In a box half a torso length wide."""
    x, y = row.at or _place(row.part)
    (x0, y0), (x1, y1) = body.place([(x - 0.25, y - 0.25), (x + 0.25, y + 0.25)]).tolist()
    return Reading(category, row.probability, row.part, (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))


def _place(part: Part) -> Where:
    x, y = _PLACES.get(part) or _PLACES.get(mirrored_part(part), (0.0, -0.5))
    return (x, y) if part in _PLACES else (-x, y)


def _body(row: PersonRow, middle_px: float, torso_px: float) -> Body:
    standing = Body()
    return Body(
        at_px=(middle_px + row.at[0] * torso_px, middle_px + row.at[1] * torso_px),
        torso_px=row.size * torso_px,
        yaw_deg=row.yaw_deg,
        head_yaw_deg=row.head_yaw_deg,
        tilt_deg=row.tilt_deg,
        arms=standing.arms | row.arms,
        legs=standing.legs | row.legs,
        times=row.times,
    )


def _person(row: PersonRow, body: Body, number: int) -> Person:
    plain = builders.person(body, number, with_face=False, hands=row.hands)
    own, faces = _faces(row, body)
    rows = tuple(
        NotChecked(person=number, part=part, reason=reason, explanation="Told so.")
        for part, reason in row.not_checked.items()
    )
    return replace(
        plain,
        pose=builders.legs_alone(plain.pose) if row.skeleton == "legs alone" else plain.pose,
        head=replace(plain.head, face=own, faces=faces),
        other_hands=tuple(_other_hands(row, body)),
        torso=Facing(row.torso.yaw_deg, row.torso.sureness) if row.torso else None,
        not_checked=rows,
    )


def _faces(row: PersonRow, body: Body) -> tuple[Face | None, tuple[Face, ...]]:
    """The person's own face, and all in the crop of their head."""
    height_px = builders.FACE * body.torso_px
    others = [
        replace(
            builders.face_on_neck(
                (builders.neck_root(body) + np.array(each.neck) * height_px).astype(np.float32),
                height_px,
                yaw_deg=each.yaw_deg,
                roll_deg=each.roll_deg,
            ),
            trunk_apart=each.trunk_apart,
        )
        for each in row.other_faces
    ]
    if row.face_yaw_deg == "no face":
        return None, tuple(others)
    head_deg = body.yaw_deg if body.head_yaw_deg is None else body.head_yaw_deg
    yaw_deg = head_deg if isinstance(row.face_yaw_deg, str) else row.face_yaw_deg
    first = builders.own_face(body, yaw_deg=yaw_deg, roll_deg=row.face_roll_deg, eye_down=row.eye_down)
    return (None if row.face_yaw_deg == "not theirs" else first), (first, *others)


def _other_hands(row: PersonRow, body: Body) -> Sequence[Hand]:
    hands: list[Hand] = []
    for limb in row.limbs:
        if limb.hand is not None:
            before, end = body.place(limb.points[-2:])
            towards_deg = builders.heading_deg(end - before)
            there = LooseHand(at=limb.points[-1], looks=limb.hand, sure=limb.sure)
            hands.append(_hand(there, body, towards_deg))
    return hands


def _hand(row: LooseHand, body: Body, towards_deg: float | None = None) -> Hand:
    return builders.hand(
        body.place([row.at])[0].tolist(),
        towards_deg=row.towards_deg + body.tilt_deg if towards_deg is None else towards_deg,
        length_px=builders.HAND * body.torso_px,
        looks=row.looks,
        looks_score=row.sure,
    )


def mirrored(scene: Scene) -> Scene:
    """The scene as a mirror shows it: left is right, and faces look the other way."""
    width = scene.frame.width
    return Scene(
        scene.frame,
        tuple(_mirrored_person(person, width) for person in scene.people),
        tuple(_mirrored_hand(hand, width) for hand in scene.loose_hands),
        loose_readings=tuple(_mirrored_reading(each, width) for each in scene.loose_readings),
    )


def mirrored_part(part: Part) -> Part:
    """The same part on the other side."""
    side, _, rest = part.value.partition("_")
    return Part(f"{_SWAP[side]}_{rest}") if side in _SWAP else part


def _mirrored_person(person: Person, width: int) -> Person:
    head, torso = person.head, person.torso
    faces = {id(face): _mirrored_face(face, width) for face in head.faces}
    return replace(
        person,
        box_xyxy=_mirrored_box(person.box_xyxy, width),
        pose=_mirrored_pose(person.pose, width),
        head=replace(
            head,
            box_xyxy=_mirrored_box(head.box_xyxy, width),
            faces=tuple(faces.values()),
            face=None if head.face is None else faces[id(head.face)],
        ),
        silhouette=_mirrored_silhouette(person.silhouette, width),
        left_hand=person.right_hand and _mirrored_hand(person.right_hand, width),
        right_hand=person.left_hand and _mirrored_hand(person.left_hand, width),
        other_hands=tuple(_mirrored_hand(hand, width) for hand in person.other_hands),
        torso=torso and Facing(-torso.yaw_deg, torso.sureness),
        readings=tuple(_mirrored_reading(each, width) for each in person.readings),
        not_checked=tuple(
            row.model_copy(update={"part": mirrored_part(row.part)}) for row in person.not_checked
        ),
    )


def _mirrored_box(box_xyxy: Box, width: int) -> Box:
    x0, y0, x1, y1 = box_xyxy
    return width - x1, y0, width - x0, y1


def _mirrored_reading(reading: Reading, width: int) -> Reading:
    return replace(reading, part=mirrored_part(reading.part), box_xyxy=_mirrored_box(reading.box_xyxy, width))


def _mirrored_points(xy_px: Points, width: int) -> Points:
    return (xy_px * (-1, 1) + (width, 0)).astype(np.float32)


def _mirrored_pose(pose: Pose, width: int) -> Pose:
    order = [0, 4, 5, 6, 1, 2, 3, 8, 7, 10, 9]
    for left in range(skeleton.LEFT_SHOULDER, 33, 2):
        order += [left + 1, left]
    world_m = (pose.world_m[order] * (-1, 1, 1)).astype(np.float32)
    return Pose(_mirrored_points(pose.xy_px[order], width), world_m, pose.visibility[order])


def _mirrored_face(face: Face, width: int) -> Face:
    mirrored_px = _mirrored_points(face.xy_px, width)
    return replace(face, xy_px=mirrored_px, yaw_deg=-face.yaw_deg, roll_deg=-face.roll_deg)


def _mirrored_hand(hand: Hand, width: int) -> Hand:
    world_m = (hand.world_m * (-1, 1, 1)).astype(np.float32)
    return Hand(_mirrored_points(hand.xy_px, width), world_m, OTHER[hand.looks], hand.looks_score)


def _mirrored_silhouette(seen: Silhouette | None, width: int) -> Silhouette | None:
    if seen is None:
        return None
    right_px = seen.x0_px + seen.alpha.shape[1] * seen.px_per_cell
    return replace(seen, alpha=np.ascontiguousarray(seen.alpha[:, ::-1]), x0_px=width - right_px)
