"""Where a looker should look: every head, hand, arm's end and foot, and what belongs to nobody."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np

from agent_plugin.tools.body import skeleton
from agent_plugin.tools.domain import NotChecked, Part, Reason
from agent_plugin.tools.policy import STANDARD
from agent_plugin.tools.sheet.places import Place, places
from tests import builders
from tests.sheet.scenes import HIGH, WIDE, scene, somebody


def parts(found: tuple[Place, ...]) -> Counter[Part]:
    return Counter(place.part for place in found)


def test_one_person_has_a_head_two_hands_and_two_feet() -> None:
    found = places(scene(somebody()), STANDARD)
    assert parts(found) == Counter(
        [Part.LEFT_HAND, Part.RIGHT_HAND, Part.HEAD, Part.LEFT_FOOT, Part.RIGHT_FOOT]
    )
    assert all(place.found and place.person == 1 for place in found)


def test_a_place_holds_the_whole_hand_with_its_wrist() -> None:
    person = somebody()
    assert person.left_hand is not None
    place = next(one for one in places(scene(person), STANDARD) if one.part is Part.LEFT_HAND)
    x0, y0, x1, y1 = place.box_xyxy
    inside = (person.left_hand.xy_px > (x0, y0)) & (person.left_hand.xy_px < (x1, y1))
    assert inside.all()


def test_where_no_hand_was_found_the_end_of_the_arm_is_looked_at() -> None:
    person = replace(somebody(), left_hand=None)
    place = next(one for one in places(scene(person), STANDARD) if one.part is Part.LEFT_HAND)
    assert not place.found
    x0, y0, x1, y1 = place.box_xyxy
    wrist = person.pose.xy_px[skeleton.LEFT_WRIST]
    assert x0 < wrist[0] < x1
    assert y0 < wrist[1] < y1


def test_a_wrist_that_is_a_mere_guess_gets_no_tile() -> None:
    person = replace(somebody(), left_hand=None)
    seen = person.pose.visibility.copy()
    seen[skeleton.LEFT_WRIST] = 0.05
    hidden = replace(person, pose=replace(person.pose, visibility=seen))
    assert parts(places(scene(hidden), STANDARD))[Part.LEFT_HAND] == 0


def test_hands_that_belong_to_nobody_are_looked_at_too() -> None:
    loose = builders.hand((200.0, 300.0), length_px=80.0)
    found = places(scene(loose_hands=(loose,)), STANDARD)
    assert [place.person for place in found] == [None]


def test_somebody_who_was_not_recognised_is_looked_at_whole() -> None:
    row = NotChecked(
        person=None,
        part=Part.BODY,
        reason=Reason.NOT_FOUND,
        box_xyxy=(100.0, 100.0, 500.0, 900.0),
        explanation="Somebody seems to be here.",
    )
    (place,) = places(scene(not_checked=(row,)), STANDARD)
    assert place.part is Part.BODY
    assert place.box_xyxy[0] < 100.0 < 500.0 < place.box_xyxy[2]


def test_the_people_of_a_group_are_shown_whole_as_well_where_they_are_small() -> None:
    small = [somebody(1, x_px=250.0, torso_px=60.0), somebody(2, x_px=650.0, torso_px=60.0)]
    assert parts(places(scene(*small), STANDARD))[Part.BODY] == 2
    assert parts(places(scene(small[0]), STANDARD))[Part.BODY] == 0


def test_the_larger_person_comes_first() -> None:
    small, large = somebody(1, x_px=200.0, torso_px=70.0), somebody(2, x_px=600.0, torso_px=170.0)
    assert places(scene(small, large), STANDARD)[0].person == 2


def test_what_lies_outside_the_picture_has_no_place() -> None:
    away = somebody(x_px=-700.0)
    assert places(scene(away), STANDARD) == ()


def test_every_place_lies_inside_the_picture() -> None:
    at_the_edge = somebody(x_px=60.0)
    boxes = np.array([place.box_xyxy for place in places(scene(at_the_edge), STANDARD)])
    assert (boxes >= 0).all()
    assert (boxes[:, [0, 2]] <= WIDE).all()
    assert (boxes[:, [1, 3]] <= HIGH).all()
