"""Places and suspicions of one moment come in; the tiles of its sheets go out, overlapping ones as one.

The order is by body, never by suspicion: a looker must not learn from it what the checks think. Where a
suspicion lies beside every place, its own place is added, with a caption that says no more than the others.
In a crowd the smallest people are shown whole, in one tile each, so that nobody is left out for others' feet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from agent_plugin.tools.domain import Box, Finding, MediaInfo, Part, Tile, clipped, overlap, shows
from agent_plugin.tools.policy import SheetRules
from agent_plugin.tools.sheet.places import Place
from agent_plugin.tools.words import PARTS


@dataclass(frozen=True)
class Spot:
    """A tile before it has a number: several places may share it."""

    box_xyxy: Box
    places: tuple[Place, ...]


def spots(
    places: Sequence[Place], findings: Sequence[Finding], info: MediaInfo, rules: SheetRules, most: int
) -> tuple[Spot, ...]:
    """What should be shown of one moment, what matters most first: more than `most` only in a throng."""
    merged = _all_in(places, rules)
    for number in _smallest_first(places):
        if len(merged) <= most:
            break
        places = [one for one in places if one.person != number or one.part is Part.BODY]
        merged = _all_in(places, rules)
    for finding in findings:
        if not any(shows(one.box_xyxy, finding.box_xyxy, rules.shown_from) for one in merged):
            box = clipped(finding.box_xyxy, info.width, info.height)
            merged.append(Spot(box, (Place(finding.person, finding.part, box),)))
    return tuple(merged)


def numbered(spots: Iterable[Spot], first: int, *, people: int) -> tuple[Tile, ...]:
    """Tiles from a number on; people are named where there are several."""
    return tuple(
        Tile(
            number=number,
            caption=caption(spot, people),
            box_xyxy=spot.box_xyxy,
            person=spot.places[0].person,
            parts=tuple(dict.fromkeys(place.part for place in spot.places)),
            found=all(place.found for place in spot.places),
        )
        for number, spot in enumerate(spots, start=first)
    )


def caption(spot: Spot, people: int) -> str:
    """Whose part it is and whether it was found, such as `person 2, left hand, not found`."""
    names = dict.fromkeys(_named(place, people) for place in spot.places)
    return " and ".join(names)


def _named(place: Place, people: int) -> str:
    words = "whole person" if place.part is Part.BODY else PARTS[place.part]
    found = "" if place.found else ", not found"
    if place.person is None:
        return "somebody, not recognised" if place.part is Part.BODY else f"{words}, owner not found"
    return f"person {place.person}, {words}{found}" if people > 1 else f"{words}{found}"


def _all_in(places: Sequence[Place], rules: SheetRules) -> list[Spot]:
    merged: list[Spot] = []
    for place in places:
        _merge(merged, Spot(place.box_xyxy, (place,)), rules)
    return merged


def _smallest_first(places: Sequence[Place]) -> list[int]:
    """Those who have a tile as a whole; places come with the largest people first."""
    whole = [one.person for one in places if one.part is Part.BODY and one.person is not None]
    return list(dict.fromkeys(reversed(whole)))


def _merge(merged: list[Spot], spot: Spot, rules: SheetRules) -> None:
    """Add a spot, or widen the one that shows the same; a whole body stands apart."""
    for index, one in enumerate(merged):
        if _is_body(one) == _is_body(spot) and overlap(one.box_xyxy, spot.box_xyxy) > rules.same_tile:
            box = _around(one.box_xyxy, spot.box_xyxy)
            merged[index] = replace(one, box_xyxy=box, places=(*one.places, *spot.places))
            return
    merged.append(spot)


def _is_body(spot: Spot) -> bool:
    return spot.places[0].part is Part.BODY


def _around(first: Box, second: Box) -> Box:
    return (
        min(first[0], second[0]),
        min(first[1], second[1]),
        max(first[2], second[2]),
        max(first[3], second[3]),
    )
