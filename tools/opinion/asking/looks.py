"""Findings, people and the parts seen of them come in; the places where the specialists look go out.

A specialist looks at every part of their subject that was seen, suspected or not, so that what they are shown
does not tell them what was found. The largest people come first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from agent_plugin.tools.domain import (
    Box,
    Category,
    Finding,
    MediaInfo,
    Part,
    PartSeen,
    PersonSeen,
    Specialist,
    clipped,
    overlap,
)
from agent_plugin.tools.policy.opinion import JudgeRules

SPECIALTIES: dict[Specialist, tuple[Category, ...]] = {
    who: tuple(category for category in Category if who in category.row.lookers) for who in Specialist
}
HANDS = (Part.LEFT_HAND, Part.RIGHT_HAND)


@dataclass(frozen=True)
class Look:
    """A place where a specialist looks; the box is without margin, the moment none for an image.

    Around `shown`, if there is one, the picture is painted over: words beside a person are not for the judge.
    """

    specialist: Specialist
    person: int | None
    part: Part
    box_xyxy: Box
    at_s: float | None = None
    shown: Box | None = None


def looks(
    findings: Sequence[Finding],
    people: Sequence[PersonSeen],
    parts: Sequence[PartSeen],
    info: MediaInfo,
    rules: JudgeRules,
    *,
    whole_picture: bool,
) -> tuple[Look, ...]:
    """Where the specialists look, blind.

    Args:
        findings: What the checks found; a place that no other look shows is added, without a word of why.
        people: Everyone who was seen.
        parts: The best view of each part; a person without any is looked at by their box.
        info: Size and kind of the media.
        rules: How many and how small.
        whole_picture: May the scene's specialist see the whole picture?
    """
    known = sorted(people, key=lambda one: -_area(one.box_xyxy))[: rules.max_people]
    planned = [look for one in known for look in _of_person(one, parts)]
    loose = [row for row in parts if row.person is None]
    planned += [look for row in loose[: rules.max_loose_hands] for look in _of_parts([row])]
    planned = _with_suspected(planned, findings, info, rules)
    planned = [look for look in planned if _longer(look.box_xyxy) >= rules.min_crop_px]
    planned = [_of_its_person(look, people, parts, info, rules) for look in planned]
    return tuple(_of_scene(planned, info, whole_picture) + planned)


def finding_look(finding: Finding, info: MediaInfo, rules: JudgeRules, known: Sequence[Look] = ()) -> Look:
    """Where a finding is seen, with enough around it to see whose part it is.

    What the same specialist looks at anyway at that moment shows it best, if it is there.
    """
    who = finding.category.row.specialist
    look = Look(who, finding.person, finding.part, finding.box_xyxy, finding.at_s)
    shown = next((one for one in known if one.person == look.person and _shows(one, look)), None)
    look = replace(look, shown=_with_its_person(look, known))
    if shown and who is not Specialist.SCENE:
        return replace(look, box_xyxy=_around((shown.box_xyxy, finding.box_xyxy)))
    x0, y0, x1, y1 = finding.box_xyxy
    wide = who in (Specialist.HEAD_NECK_TORSO, Specialist.LIMBS)
    side_px = max(x1 - x0, y1 - y0) * (rules.context if wide else 1.0)
    box = _at_least(finding.box_xyxy, max(side_px, rules.min_view_share * max(info.width, info.height)))
    return replace(look, box_xyxy=clipped(box, info.width, info.height))


def _of_its_person(
    look: Look, people: Sequence[PersonSeen], parts: Sequence[PartSeen], info: MediaInfo, rules: JudgeRules
) -> Look:
    """The look with the place of its person at that moment, where that is known.

    Of what belongs to nobody nothing is painted over, nor of limbs: one too many reaches beyond the place of
    the two that are expected.
    """
    if look.person is None or look.specialist is Specialist.LIMBS:
        return look
    own = [row for row in parts if (row.person, row.part, row.at_s) == (look.person, Part.BODY, look.at_s)]
    boxes = [row.box_xyxy for row in own] or [
        one.box_xyxy for one in people if one.person == look.person and look.at_s is None
    ]
    if not boxes:
        return look
    x0, y0, x1, y1 = _around(boxes)
    margin_px = rules.person_margin * max(x1 - x0, y1 - y0)
    person = (x0 - margin_px, y0 - margin_px, x1 + margin_px, y1 + margin_px)
    return replace(look, shown=clipped(_around((person, look.box_xyxy)), info.width, info.height))


def _with_its_person(look: Look, known: Sequence[Look]) -> Box | None:
    """What is shown of the same person at the same moment, and the finding's place."""
    own = [one.shown for one in known if (one.person, one.at_s) == (look.person, look.at_s) and one.shown]
    is_all = look.person is None or look.specialist in (Specialist.LIMBS, Specialist.SCENE)
    return None if is_all or not own else _around((*own, look.box_xyxy))


def _with_suspected(
    planned: Sequence[Look], findings: Sequence[Finding], info: MediaInfo, rules: JudgeRules
) -> list[Look]:
    """Of a video the suspected moment takes the place of the part's best view; else it is added."""
    kept, added = list(planned), list[Look]()
    worth = sorted((one for one in findings if one.score >= rules.min_score), key=lambda one: -one.score)
    for look in (finding_look(one, info, rules) for one in worth[: rules.max_findings]):
        if look.specialist is Specialist.SCENE or any(_shows(one, look) for one in kept + added):
            continue
        added.append(look)
        twin = next((one for one in kept if one.at_s != look.at_s and _same_part(one, look)), None)
        if twin:
            kept[kept.index(twin)] = look
            added.remove(look)
    return kept + added


def _same_part(one: Look, other: Look) -> bool:
    same = one.specialist is other.specialist and one.person == other.person
    return same and (one.specialist is not Specialist.HANDS or one.part is other.part)


def _of_person(person: PersonSeen, parts: Sequence[PartSeen]) -> list[Look]:
    own = [row for row in parts if row.person == person.person]
    if own:
        return _of_parts(own)
    if person.checked and set(person.checked) <= set(HANDS):  # hands alone, as in a close-up
        there = any(row.person is None for row in parts)
        return [] if there else [Look(Specialist.HANDS, None, HANDS[0], person.box_xyxy, person.start_s)]
    x0, y0, x1, y1 = person.box_xyxy
    middle = (y0 + y1) / 2
    places = (
        (Specialist.HEAD_NECK_TORSO, Part.TORSO, (x0, y0, x1, middle)),
        (Specialist.LIMBS, Part.BODY, person.box_xyxy),
        (Specialist.LIMBS, Part.BODY, (x0, middle, x1, y1)),
    )
    return [Look(who, person.person, part, box, person.start_s) for who, part, box in places]


def _of_parts(rows: Sequence[PartSeen]) -> list[Look]:
    found = [_look(Specialist.HANDS, row) for row in rows if row.part in HANDS]
    by_part = {row.part: row for row in rows if row.part not in HANDS}
    head, torso, body = (by_part.get(part) for part in (Part.HEAD, Part.TORSO, Part.BODY))
    face = by_part.get(Part.FACE, head)  # a face that no model finds may be the very one to look at
    found += [_look(Specialist.FACE, face, Part.FACE)] if face else []
    if head or torso:
        found.append(_upper(head, torso, body))
    found += [_look(Specialist.LIMBS, body)] if body else []
    return found


def _upper(head: PartSeen | None, torso: PartSeen | None, body: PartSeen | None) -> Look:
    """Head and torso in one view; where the torso was not found, the body below the head stands for it."""
    rows = [row for row in (head, torso or body) if row]
    rows = [row for row in rows if row.at_s == rows[0].at_s]
    return _look(Specialist.HEAD_NECK_TORSO, rows[0], Part.TORSO, _around(row.box_xyxy for row in rows))


def _of_scene(planned: Sequence[Look], info: MediaInfo, whole_picture: bool) -> list[Look]:
    """The whole picture if it may be shown, else what holds all people of one moment; not for one person."""
    bodies = [look for look in planned if look.part is Part.BODY]
    at_s = bodies[0].at_s if bodies else planned[0].at_s if planned else None
    together = [look for look in bodies if look.at_s == at_s]
    if not planned or (not whole_picture and len({look.person for look in together}) < 2):
        return []
    frame = (0.0, 0.0, float(info.width), float(info.height))
    box = frame if whole_picture else _around(look.box_xyxy for look in together)
    return [Look(Specialist.SCENE, None, Part.BODY, box, at_s)]


def _look(who: Specialist, row: PartSeen, part: Part | None = None, box_xyxy: Box | None = None) -> Look:
    return Look(who, row.person, part or row.part, box_xyxy or row.box_xyxy, row.at_s)


def _shows(shown: Look, wanted: Look) -> bool:
    """Does the one look show the middle of the other's place, to the same specialist at the same moment?"""
    x0, y0, x1, y1 = shown.box_xyxy
    x, y = ((wanted.box_xyxy[n] + wanted.box_xyxy[n + 2]) / 2 for n in (0, 1))
    same = shown.specialist is wanted.specialist and shown.at_s == wanted.at_s
    return same and ((x0 <= x <= x1 and y0 <= y <= y1) or overlap(shown.box_xyxy, wanted.box_xyxy) > 0.5)


def _at_least(box_xyxy: Box, side_px: float) -> Box:
    x0, y0, x1, y1 = box_xyxy
    x, y, half = (x0 + x1) / 2, (y0 + y1) / 2, side_px / 2
    return min(x0, x - half), min(y0, y - half), max(x1, x + half), max(y1, y + half)


def _around(boxes: Iterable[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _area(box_xyxy: Box) -> float:
    return (box_xyxy[2] - box_xyxy[0]) * (box_xyxy[3] - box_xyxy[1])


def _longer(box_xyxy: Box) -> float:
    return max(box_xyxy[2] - box_xyxy[0], box_xyxy[3] - box_xyxy[1])
