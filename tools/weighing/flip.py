"""The flip pass of a still: the suspicions of both passes come in, one list weighed from both goes out.

This is test-time augmentation: a body is as sound in the flipped picture as in the picture, but the models'
outputs vary, and where the two passes differ, one of them errs. Each suspicion is paired by rank with one of
the same category from the other pass, the surest with the surest. What only one pass suspects counts less,
unless the other could not make the part out, and never enough to block.
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

# The part was there and could not be made out.
_DIM = (Reason.TOO_SMALL, Reason.BLURRED, Reason.NOT_FOUND)
# On which part a check looks, where that is another one.
_LOOKED_FOR_ON = {Part.NECK: Part.HEAD, Part.FACE: Part.HEAD}
Place = tuple[int | None, Part]


def brought_back(found: Iterable[Suspicion], mirror: Scene, picture: Scene) -> list[Suspicion]:
    """The flip pass's suspicions in the picture's coordinates, with the first pass's person numbers.

    People who appear only in the flip pass are left out: most are a skeleton laid over a hand or a wall.
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
    """The scene of one pass, with the faces that only the other found: a face found once is not missing."""
    owners = _owners(scene, other)
    known: dict[int | None, Face | None] = {each.number: each.head.face for each in other.people}
    people = [
        _with_face(each, known.get(owners[each.number]), scene.frame.width, rules) for each in scene.people
    ]
    if all(new is old for new, old in zip(people, scene.people, strict=True)):
        return scene
    return replace(scene, people=tuple(people))


def _with_face(person: Person, face: Face | None, width_px: int, rules: VerdictRules) -> Person:
    """A person whose face was not found, with the face that the other pass found in their head."""
    if face is None or person.head.faces:
        return person
    there, facing = mirrored_face(face, width_px), person.head.facing
    if not person.head.holds(there):
        return person
    # If the head seems to face elsewhere, the face's direction is not used.
    trusted = facing is None or angle_between_deg(there.yaw_deg, facing.yaw_deg) <= rules.other_pass_face_deg
    return replace(person, head=replace(person.head, faces=(there,), face=there if trusted else None))


def unseen(scene: Scene) -> dict[Place, Reason]:
    """The parts that could not be checked, by person, and why."""
    return {(person.number, row.part): row.reason for person in scene.people for row in person.not_checked}


def unseen_flipped(mirror: Scene, picture: Scene) -> dict[Place, Reason]:
    """The same for the flip pass, by the numbers and sides of the first pass."""
    owners = _owners(mirror, picture)
    return {
        (owner, mirrored_part(part)): why
        for (number, part), why in unseen(mirror).items()
        if (owner := owners[number]) is not None
    }


def overlooked_flipped(mirror: Scene, picture: Scene) -> dict[Place, Reason]:
    """Every part of people whom the flip pass did not find: it cannot contradict a suspicion about them."""
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
    """Both passes as one; the second's suspicions and unchecked parts are in the picture's coordinates."""
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
    # The picture is what people see: where both passes mean the same place, the first one's is shown.
    is_first_shown = seen.score >= mirrored.score or overlap(seen.box_xyxy, mirrored.box_xyxy) > 0
    surer, other = max(seen.score, mirrored.score), min(seen.score, mirrored.score)
    score = rules.surer_pass * surer + (1.0 - rules.surer_pass) * other
    shown, rest = (seen, mirrored) if is_first_shown else (mirrored, seen)
    return _with_other(shown, rest.score, score, f"the surer weighs {rules.surer_pass:.2g}", is_first_shown)


def _of_one(
    alone: Suspicion, is_first: bool, unseen: Mapping[Place, Reason], rules: VerdictRules
) -> Suspicion:
    """One pass's suspicion alone: the other denies it, could not make the part out, or finds it cut off."""
    why = unseen.get((alone.person, _LOOKED_FOR_ON.get(alone.part, alone.part)))
    score, because = rules.surer_pass * alone.score, "the other denies it"
    if why in _DIM:
        score = max(score, min(alone.score, rules.one_pass_most))
        because = "the other could not make the part out"
    elif why is Reason.CUT_OFF:
        # What the picture's edge cuts off in one pass was guessed in the other.
        score, because = (1.0 - rules.surer_pass) * alone.score, "the other finds the part cut off"
    return _with_other(alone, 0.0, score, because, is_first)


def _with_other(shown: Suspicion, other: float, score: float, because: str, is_first: bool) -> Suspicion:
    """One pass's suspicion with the score of both, and a step for what the other scores."""
    source = "mirrored picture" if is_first else "picture as it is"
    other_pass = Step(name=StepName.OTHER_PASS, source=source, after=other)
    both = Step(name=StepName.BOTH_PASSES, source="policy", before=shown.score, after=score, because=because)
    return replace(shown, score=score, steps=(*shown.steps, other_pass, both))


def _owners(mirror: Scene, picture: Scene) -> dict[int | None, int | None]:
    """The first pass's number of each person of the flip pass."""
    return {person.number: _owner(person, picture, mirror.frame.width) for person in mirror.people}


def _owner(person: Person, picture: Scene, width: int) -> int | None:
    """The first pass's number of whoever stands where the flip pass has this person."""
    box = _flipped(person.box_xyxy, width)
    best = max(picture.people, key=lambda each: overlap(each.box_xyxy, box), default=None)
    return None if best is None or overlap(best.box_xyxy, box) <= 0 else best.number


def _flipped(box_xyxy: Box, width: int) -> Box:
    x0, y0, x1, y1 = box_xyxy
    return width - x1, y0, width - x0, y1
