"""A second look at a still, in a mirror: what both looks suspect comes in; weighed together, it goes out.

A body is as sound in a mirror as without one, but what the models see of it wavers: where two looks differ,
one errs. So each suspicion is held against one of the same kind from the other look, by rank: the surest with
the surest, and so on. What only one look suspects counts less, unless the other could not make it out, and
never enough to block.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from agent_plugin.tools.anatomy import Suspicion
from agent_plugin.tools.body.mirror import mirrored_face, mirrored_part
from agent_plugin.tools.body.skeleton import angle_between_deg
from agent_plugin.tools.domain import (
    Box,
    Category,
    Face,
    Part,
    Person,
    Reason,
    Scene,
    Step,
    StepName,
    overlap,
)
from agent_plugin.tools.policy import VerdictRules

# A part that was there and could not be made out.
_DIM = (Reason.TOO_SMALL, Reason.BLURRED, Reason.NOT_FOUND)
# Where what is wrong with a part is looked for, if not on the part itself.
_LOOKED_FOR_ON = {Part.NECK: Part.HEAD, Part.FACE: Part.HEAD}
Place = tuple[int | None, Part]


def brought_back(found: Iterable[Suspicion], mirror: Scene, picture: Scene) -> list[Suspicion]:
    """What is suspected in the mirror, as it lies in the picture and of whom the first look sees there.

    Somebody whom only the mirror shows is left out: most of them are a skeleton laid over a hand or a wall.
    """
    width, owners = mirror.frame.width, {None: None, **_owners(mirror, picture)}
    return [
        replace(
            each,
            person=owners[each.person],
            part=mirrored_part(each.part),
            box_xyxy=_flipped(each.box_xyxy, width),
        )
        for each in found
        if each.person is None or owners[each.person] is not None
    ]


def with_faces_of(scene: Scene, other: Scene, rules: VerdictRules) -> Scene:
    """The scene of one look, with the faces that only the other found: what one finds is not missing."""
    owners = _owners(scene, other)
    known: dict[int | None, Face | None] = {each.number: each.head.face for each in other.people}
    people = [
        _with_face(each, known.get(owners[each.number]), scene.frame.width, rules) for each in scene.people
    ]
    if all(new is old for new, old in zip(people, scene.people, strict=True)):
        return scene
    return replace(scene, people=tuple(people))


def _with_face(person: Person, face: Face | None, width_px: int, rules: VerdictRules) -> Person:
    """Somebody in whose head no face was found, with the face that a mirror shows there."""
    if face is None or person.head.faces:
        return person
    there, facing = mirrored_face(face, width_px), person.head.facing
    if not person.head.holds(there):
        return person
    # Where the head is seen to face elsewhere, the face is not trusted with its direction.
    trusted = facing is None or angle_between_deg(there.yaw_deg, facing.yaw_deg) <= rules.other_pass_face_deg
    return replace(person, head=replace(person.head, faces=(there,), face=there if trusted else None))


def unseen(scene: Scene) -> dict[Place, Reason]:
    """Of whom which parts could not be looked at, and why."""
    return {(person.number, row.part): row.reason for person in scene.people for row in person.not_checked}


def unseen_flipped(mirror: Scene, picture: Scene) -> dict[Place, Reason]:
    """The same of a mirror, by the numbers and sides of the first look."""
    owners = _owners(mirror, picture)
    return {
        (owner, mirrored_part(part)): why
        for (number, part), why in unseen(mirror).items()
        if (owner := owners[number]) is not None
    }


def overlooked_flipped(mirror: Scene, picture: Scene) -> dict[Place, Reason]:
    """Every part of those whom the mirror does not show: its silence about them denies nothing."""
    shown = set(_owners(mirror, picture).values())
    overlooked = [person.number for person in picture.people if person.number not in shown]
    return {(number, part): Reason.NOT_FOUND for number in overlooked for part in Part}


def weighed(
    first: Sequence[Suspicion],
    second: Sequence[Suspicion],
    rules: VerdictRules,
    *,
    unseen_first: Mapping[Place, Reason] | None = None,
    unseen_second: Mapping[Place, Reason] | None = None,
) -> list[Suspicion]:
    """Both looks as one; the second's suspicions, and what it could not look at, have been brought back."""
    found: list[Suspicion] = []
    for category in dict.fromkeys(each.category for each in (*first, *second)):
        seen, mirrored = _ranked(first, category), _ranked(second, category)
        found += [_of_both(*pair, rules) for pair in zip(seen, mirrored, strict=False)]
        found += [_of_one(each, True, unseen_second or {}, rules) for each in seen[len(mirrored) :]]
        found += [_of_one(each, False, unseen_first or {}, rules) for each in mirrored[len(seen) :]]
    return found


def _ranked(found: Iterable[Suspicion], category: Category) -> list[Suspicion]:
    return sorted((each for each in found if each.category is category), key=lambda each: -each.score)


def _of_both(seen: Suspicion, mirrored: Suspicion, rules: VerdictRules) -> Suspicion:
    # The picture is what people see: where both looks mean the same place, the first one tells of it.
    is_told_first = seen.score >= mirrored.score or overlap(seen.box_xyxy, mirrored.box_xyxy) > 0
    surer, other = max(seen.score, mirrored.score), min(seen.score, mirrored.score)
    score = rules.surer_pass * surer + (1.0 - rules.surer_pass) * other
    told, rest = (seen, mirrored) if is_told_first else (mirrored, seen)
    return _with_other(told, rest.score, score, f"the surer weighs {rules.surer_pass:.2g}", is_told_first)


def _of_one(
    alone: Suspicion, is_first: bool, unseen: Mapping[Place, Reason], rules: VerdictRules
) -> Suspicion:
    """What the other look is silent about: it denies it, could not make it out, or finds it cut off."""
    why = unseen.get((alone.person, _LOOKED_FOR_ON.get(alone.part, alone.part)))
    score, because = rules.surer_pass * alone.score, "the other denies it"
    if why in _DIM:
        score = max(score, min(alone.score, rules.one_pass_most))
        because = "the other could not make the part out"
    elif why is Reason.CUT_OFF:
        # What the picture's edge cuts off in one look was guessed in the other.
        score, because = (1.0 - rules.surer_pass) * alone.score, "the other finds the part cut off"
    return _with_other(alone, 0.0, score, because, is_first)


def _with_other(told: Suspicion, other: float, score: float, because: str, is_first: bool) -> Suspicion:
    """One look's suspicion with the score of both, and what the other look scores."""
    source = "mirrored picture" if is_first else "picture as it is"
    look = Step(name=StepName.OTHER_PASS, source=source, after=other)
    both = Step(name=StepName.BOTH_PASSES, source="policy", before=told.score, after=score, because=because)
    return replace(told, score=score, steps=(*told.steps, look, both))


def _owners(mirror: Scene, picture: Scene) -> dict[int | None, int | None]:
    """Who of the first look each person of the mirror is."""
    return {person.number: _owner(person, picture, mirror.frame.width) for person in mirror.people}


def _owner(person: Person, picture: Scene, width: int) -> int | None:
    """Who of the first look stands where the mirror has this person."""
    box = _flipped(person.box_xyxy, width)
    best = max(picture.people, key=lambda each: overlap(each.box_xyxy, box), default=None)
    return None if best is None or overlap(best.box_xyxy, box) <= 0 else best.number


def _flipped(box_xyxy: Box, width: int) -> Box:
    x0, y0, x1, y1 = box_xyxy
    return width - x1, y0, width - x0, y1
