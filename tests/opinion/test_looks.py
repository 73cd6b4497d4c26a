"""Where the specialists look: everything that was seen, suspected or not."""

from __future__ import annotations

import pytest

from agent_plugin.tools.domain import Category, Finding, Part, PartSeen, PersonSeen, Specialist
from agent_plugin.tools.opinion.asking.looks import Look, finding_look, looks
from tests.evidence.scenes import info, person
from tests.opinion.asked import NECK, PARTS, PEOPLE, RULES, found, parts_of

INFO = info("image", 640, 500)
VIDEO = info("video", 640, 500, duration_s=5.0)


def _looks(
    findings: tuple[Finding, ...] = (),
    people: tuple[PersonSeen, ...] = PEOPLE,
    parts: tuple[PartSeen, ...] = PARTS,
    *,
    whole: bool = False,
) -> tuple[Look, ...]:
    return looks(findings, people, parts, INFO, RULES, whole_picture=whole)


def test_each_specialist_looks_at_its_part_of_everyone() -> None:
    seen = _looks()
    for number in (1, 2):
        own = [look.specialist for look in seen if look.person == number]
        assert sorted(own) == sorted([Specialist.HANDS, Specialist.HANDS, *list(Specialist)[1:4]])


def test_a_finding_that_is_shown_anyway_changes_nothing() -> None:
    assert _looks((found(),)) == _looks()


def test_a_finding_elsewhere_is_looked_at_too() -> None:
    odd = found(category=Category.EXTRA_FINGER, part=Part.LEFT_HAND, box=(580, 400, 620, 440))
    (added,) = set(_looks((odd,))) - set(_looks())
    assert added.specialist is Specialist.HANDS
    assert added.box_xyxy[0] < 580
    assert added.box_xyxy[2] > 620


def test_a_finding_not_worth_a_question_is_not_looked_at() -> None:
    odd = found(category=Category.EXTRA_FINGER, box=(580, 400, 620, 440), score=RULES.min_score - 0.01)
    assert _looks((odd,)) == _looks()


def test_head_and_torso_are_shown_together() -> None:
    (look,) = [one for one in _looks() if one.specialist is Specialist.HEAD_NECK_TORSO and one.person == 1]
    assert look.box_xyxy == (140, 40, 240, 280)


def test_where_no_face_was_found_the_head_is_looked_at() -> None:
    some = tuple(row for row in PARTS if row.part is not Part.FACE)
    faces = [look for look in _looks(parts=some) if look.specialist is Specialist.FACE]
    assert {look.box_xyxy for look in faces} == {row.box_xyxy for row in PARTS if row.part is Part.HEAD}


def test_a_person_without_parts_is_looked_at_by_their_box() -> None:
    seen = _looks(people=PEOPLE[:1], parts=())
    assert {look.specialist for look in seen} == {Specialist.HEAD_NECK_TORSO, Specialist.LIMBS}
    assert PEOPLE[0].box_xyxy in {look.box_xyxy for look in seen}


def test_hands_alone_are_looked_at_as_hands() -> None:
    alone = person(1, (10, 10, 300, 400), checked=(Part.LEFT_HAND, Part.RIGHT_HAND))
    loose = PartSeen(person=None, part=Part.LEFT_HAND, box_xyxy=(20, 20, 290, 390))
    for parts in ((), (loose,)):
        (look,) = _looks(people=(alone,), parts=parts)
        assert look.specialist is Specialist.HANDS


def test_the_scene_is_looked_at_where_people_may_mingle() -> None:
    assert Specialist.SCENE not in {look.specialist for look in _looks(people=PEOPLE[:1])}
    (together,) = [look for look in _looks() if look.specialist is Specialist.SCENE]
    assert together.box_xyxy == (100, 40, 540, 480)


def test_the_scene_is_the_whole_picture_where_that_may_be_shown() -> None:
    assert _looks(people=PEOPLE[:1], whole=True)[0].box_xyxy == (0, 0, 640, 500)


def test_nobody_is_nowhere_to_look() -> None:
    assert _looks(people=(), parts=(), whole=True) == ()


def test_a_part_that_is_too_small_is_not_shown() -> None:
    tiny = PartSeen(person=1, part=Part.LEFT_HAND, box_xyxy=(5, 5, 15, 20))
    assert tiny.box_xyxy not in {look.box_xyxy for look in _looks(parts=(*PARTS, tiny))}


def test_the_largest_people_are_looked_at_where_there_are_many() -> None:
    crowd = tuple(person(n, (0, 0, 20.0 * n, 30.0 * n)) for n in range(1, 9))
    shown = {look.person for look in _looks(people=crowd, parts=())} - {None}
    assert shown == {8, 7, 6, 5}


def test_of_a_video_the_suspected_moment_takes_the_place_of_the_best_view() -> None:
    parts = parts_of(1, PEOPLE[0].box_xyxy, at_s=1.0)
    seen = looks((found(at_s=3.0),), PEOPLE[:1], parts, VIDEO, RULES, whole_picture=False)
    necks = [look for look in seen if look.specialist is Specialist.HEAD_NECK_TORSO]
    assert [look.at_s for look in necks] == [3.0]


@pytest.mark.parametrize("category", Category)
def test_what_is_suspected_lies_inside_what_is_shown(category: Category) -> None:
    look = finding_look(found(category=category), INFO, RULES)
    assert look.specialist is category.row.specialist
    assert look.box_xyxy[0] <= NECK[0]
    assert look.box_xyxy[3] >= NECK[3]
