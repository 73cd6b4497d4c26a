"""Which views of a part are remembered: large, sharp and unhidden ones, and where nobody's hand lies."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from agent_plugin.tools.domain import (
    Frame,
    Hand,
    MediaInfo,
    NotChecked,
    Part,
    PartSeen,
    Person,
    Reason,
    Scene,
)
from agent_plugin.tools.policy import STANDARD
from agent_plugin.tools.weighing.best_views import BestViews
from tests import builders
from tests.builders import Body
from tests.evidence.scenes import info

SIDE_PX = 400
_EMPTY = np.zeros((SIDE_PX, SIDE_PX, 3), dtype=np.uint8)
STILL, CLIP = info("image", SIDE_PX, SIDE_PX), info("video", SIDE_PX, SIDE_PX, duration_s=3.0)


def somebody(torso_px: float = 60.0, number: int = 1, **more: Any) -> Person:
    return builders.person(Body(at_px=(200, 220), torso_px=torso_px), number, **more)


def sharp(person: Person, sharpness: float) -> Person:
    return replace(person, head=replace(person.head, sharpness=sharpness))


def doubted(person: Person, part: Part, reason: Reason = Reason.BLURRED) -> Person:
    row = NotChecked(
        person=person.number, part=part, reason=reason, box_xyxy=(250, 200, 280, 230), explanation="It is so."
    )
    return replace(person, not_checked=(*person.not_checked, row))


def seen(*people: Person | None, media: MediaInfo = CLIP) -> dict[Part, PartSeen]:
    """One person over frames that are half a second apart; of each part the last row."""
    views = BestViews(STANDARD, media)
    for number, person in enumerate(people):
        views.add(Scene(Frame(_EMPTY, number, number / 2), (person,) if person else ()))
    return {row.part: row for row in views.parts()}


def test_a_still_shows_each_part_once_and_without_a_moment() -> None:
    rows = seen(somebody(), media=STILL)
    assert set(rows) == {Part.BODY, Part.HEAD, Part.FACE, Part.TORSO, Part.LEFT_HAND, Part.RIGHT_HAND}
    assert {(row.person, row.at_s) for row in rows.values()} == {(1, None)}


def test_the_largest_view_of_a_part_is_the_one_kept() -> None:
    rows = seen(somebody(40), somebody(60), somebody(50))
    assert {row.at_s for row in rows.values()} == {0.5}


def test_a_sharp_view_of_a_body_is_better_than_a_slightly_larger_smear() -> None:
    rows = seen(sharp(somebody(60), 0.2), sharp(somebody(66), 0.05))
    assert {rows[part].at_s for part in (Part.BODY, Part.HEAD, Part.TORSO)} == {0.0}


def test_body_torso_and_head_come_from_one_moment_and_hands_from_their_own() -> None:
    large = doubted(doubted(somebody(66), Part.LEFT_HAND), Part.RIGHT_HAND)
    rows = seen(somebody(60), large)
    assert {rows[part].at_s for part in (Part.BODY, Part.HEAD, Part.TORSO)} == {0.5}
    assert {rows[part].at_s for part in (Part.LEFT_HAND, Part.RIGHT_HAND)} == {0.0}


def test_where_no_hand_was_found_the_place_of_the_wrist_is_kept_until_one_is() -> None:
    without = doubted(somebody(hands=("right",)), Part.LEFT_HAND, Reason.NOT_FOUND)
    assert seen(without)[Part.LEFT_HAND].box_xyxy == (250, 200, 280, 230)
    assert seen(without, somebody(20))[Part.LEFT_HAND].at_s == 0.5


def test_a_covered_hand_is_nowhere() -> None:
    assert Part.LEFT_HAND not in seen(doubted(somebody(hands=()), Part.LEFT_HAND, Reason.COVERED))


def test_hands_of_nobody_are_those_of_one_moment_and_not_too_many() -> None:
    views = BestViews(STANDARD, CLIP)
    hands: list[Hand] = [builders.hand((40 * n, 200), length_px=20 + n) for n in range(1, 8)]
    views.add(Scene(Frame(_EMPTY, 0, 0.0), loose_hands=tuple(hands[:1])))
    views.add(Scene(Frame(_EMPTY, 1, 0.5), loose_hands=tuple(hands)))
    rows = views.parts()
    assert {(row.person, row.at_s) for row in rows} == {(None, 0.5)}
    assert len(rows) == STANDARD.judge.max_loose_hands


def test_boxes_lie_in_the_picture() -> None:
    rows = seen(builders.person(Body(at_px=(395, 220), torso_px=100)))
    for row in rows.values():
        x0, y0, x1, y1 = row.box_xyxy
        assert 0 <= x0 < x1 <= SIDE_PX
        assert 0 <= y0 < y1 <= SIDE_PX
