"""Tiles: one for each place, overlapping ones as one, further suspicions added, captions without a hint."""

from __future__ import annotations

from agent_plugin.tools.domain import Box, Category, Part
from agent_plugin.tools.policy import STANDARD
from agent_plugin.tools.sheet.places import Place
from agent_plugin.tools.sheet.tiles import numbered, spots
from tests.evidence.samples import finding, info

RULES, STILL = STANDARD.sheet, info("image", 900, 1200)
LEFT: Box = (100.0, 100.0, 200.0, 200.0)
NEARLY_LEFT: Box = (105.0, 105.0, 205.0, 205.0)
HEAD: Box = (400.0, 100.0, 500.0, 220.0)
TWO = (Place(1, Part.LEFT_HAND, LEFT), Place(1, Part.HEAD, HEAD))


def test_the_order_is_the_body_s_not_the_suspicion_s() -> None:
    suspected = [finding(1, HEAD, score=0.99)]
    shown = spots(TWO, suspected, STILL, RULES, 16)
    assert [spot.places[0].part for spot in shown] == [Part.LEFT_HAND, Part.HEAD]


def test_places_that_overlap_are_one_tile_with_both_names() -> None:
    both = (*TWO, Place(2, Part.RIGHT_HAND, NEARLY_LEFT))
    tiles = numbered(spots(both, [], STILL, RULES, 16), 1, people=2)
    assert len(tiles) == 2
    assert tiles[0].caption == "person 1, left hand and person 2, right hand"
    assert tiles[0].parts == (Part.LEFT_HAND, Part.RIGHT_HAND)


def test_a_suspicion_that_no_tile_shows_gets_one_of_its_own() -> None:
    leg = finding(1, (600.0, 800.0, 700.0, 1100.0), category=Category.EXTRA_LEG, part=Part.LEFT_LEG)
    tiles = numbered(spots(TWO, [leg], STILL, RULES, 16), 1, people=1)
    assert tiles[-1].box_xyxy == leg.box_xyxy
    assert tiles[-1].caption == "left leg"


def test_a_suspicion_that_a_tile_shows_adds_none() -> None:
    assert len(spots(TWO, [finding(1, HEAD)], STILL, RULES, 16)) == 2


def test_a_caption_names_people_only_where_there_are_several() -> None:
    assert [tile.caption for tile in numbered(spots(TWO, [], STILL, RULES, 16), 1, people=1)] == [
        "left hand",
        "head",
    ]


def test_a_caption_says_what_was_expected_and_not_found() -> None:
    place = Place(1, Part.LEFT_HAND, LEFT, found=False)
    (tile,) = numbered(spots([place], [], STILL, RULES, 16), 5, people=1)
    assert (tile.number, tile.caption, tile.found) == (5, "left hand, not found", False)


def test_what_finds_no_room_is_still_named() -> None:
    many = [Place(1, Part.LEFT_HAND, (20.0 * n, 0.0, 20.0 * n + 15, 15.0)) for n in range(40)]
    assert len(spots(many, [], STILL, RULES, 16)) == 40


def in_crowd(number: int) -> list[Place]:
    """Somebody small: two hands, a head, and the whole of them."""
    x = 60.0 * number
    hands = [
        Place(number, part, (x, y, x + 10, y + 10))
        for part, y in ((Part.LEFT_HAND, 50.0), (Part.RIGHT_HAND, 80.0))
    ]
    return [
        *hands,
        Place(number, Part.HEAD, (x, 0.0, x + 10, 12.0)),
        Place(number, Part.BODY, (x, 0.0, x + 30, 120.0)),
    ]


def test_in_a_crowd_the_smallest_are_shown_whole_so_that_everybody_is_shown() -> None:
    crowd = [place for number in range(1, 11) for place in in_crowd(number)]
    shown = spots(crowd, [], STILL, RULES, 16)
    assert {spot.places[0].person for spot in shown} == set(range(1, 11))
    parts_of = {n: [s.places[0].part for s in shown if s.places[0].person == n] for n in (1, 2, 9, 10)}
    assert len(parts_of[1]) == len(parts_of[2]) == 4
    assert parts_of[9] == parts_of[10] == [Part.BODY]
