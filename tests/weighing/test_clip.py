"""Held cards count by how long they are in view; a frame comes back with the numbers of its findings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent_plugin.tools.costs import Stopwatch
from agent_plugin.tools.domain import Finding, Frame, Part, Reason, Scene
from agent_plugin.tools.people.finder import PeopleFinder
from agent_plugin.tools.weighing.clip import Clip
from tests.weighing.test_findings import (
    CLIP,
    EMPTY,
    LIMITS,
    POLICY,
    STEP_S,
    STRONG,
    WEAK,
    at,
    best,
    clip,
    gathered,
    somebody,
    still,
    unsure,
)


def slides(*cards: tuple[float, float]) -> tuple[Finding, ...]:
    """Of one person: cards with how suspicious they are and the seconds that each is held."""
    starts_s = [sum(held_s for _, held_s in cards[:n]) for n in range(len(cards))]
    scenes = [
        at(start_s, somebody(score), held_s=held_s)
        for start_s, (score, held_s) in zip(starts_s, cards, strict=True)
    ]
    return gathered(scenes).findings()


@pytest.mark.parametrize("score", [WEAK, STRONG, 1.0])
@pytest.mark.parametrize("cards", [2, 5, 40])
def test_a_card_that_is_held_counts_as_the_still_of_it_does(score: float, cards: int) -> None:
    others = [(0.0, 2.0)] * (cards - 2)
    (finding,) = slides((0.0, 2.0), (score, 2.0), *others)
    assert finding.score == pytest.approx(best(still(at(0, somebody(score))).findings()), abs=1e-3)
    assert (finding.start_s, finding.end_s) == (2.0, 4.0)


@pytest.mark.parametrize("score", [STRONG, 1.0])
def test_a_card_that_only_flashes_asks_for_nobody(score: float) -> None:
    assert best(slides((0.0, 2.0), (score, 0.04), (0.0, 0.06), (0.0, 2.0))) < LIMITS.review


def test_how_long_it_is_in_view_counts_and_not_in_how_many_frames() -> None:
    steady = best(clip(*[0.0] * 10, *[WEAK] * 4, *[0.0] * 16))
    assert best(slides((0.0, 1.0), (WEAK, 0.4), (0.0, 1.6))) == pytest.approx(steady)


def test_held_cards_with_nothing_on_them_part_what_shows_on_both_sides() -> None:
    assert len(slides((STRONG, 1.0), (0.0, 1.0), (STRONG, 1.0))) == 2


def test_a_part_unseen_on_the_card_that_is_held_is_not_checked() -> None:
    (hazy,) = unsure(1, Reason.BLURRED)
    shown = gathered([at(0.0, hazy, held_s=3.0), *[at(3.0 + n / 10, somebody()) for n in range(5)]])
    assert [row.part for row in shown.not_checked()] == [Part.HEAD]


class _Finder(PeopleFinder):
    """Finds in every frame what it is told, and counts the flip passes."""

    def __init__(self, seen: Scene, mirrored: Scene) -> None:
        self._seen, self._mirrored, self.flips = seen, mirrored, 0

    def find(self, frame: Frame, watch: Stopwatch | None = None) -> Scene:
        return replace(self._seen, frame=frame)

    def find_flipped(self, frame: Frame, watch: Stopwatch | None = None) -> Scene:
        self.flips += 1
        return replace(self._mirrored, frame=frame)


@pytest.mark.parametrize(("held_s", "flips"), [(2.0, 1), (0.1, 0), (None, 0)])
def test_a_card_that_is_held_gets_a_stills_flip_pass(held_s: float | None, flips: int) -> None:
    finder = _Finder(at(0, somebody(0.3)), at(0, somebody(0.9, x_px=200.0)))
    shown = Clip(POLICY, CLIP)
    shown.add_scene(finder.find(Frame(EMPTY, at_s=0.0, held_s=held_s)), finder.find_flipped)
    assert finder.flips == flips
    assert best(shown.findings()) == pytest.approx(0.69 if flips else 0.3, abs=1e-3)


def test_a_frame_goes_on_with_the_numbers_of_the_findings() -> None:
    """Sheets are made from what `add_scene` gives: who is alone in a later frame keeps their number."""
    left, right = somebody(x_px=80.0), somebody(x_px=220.0, number=2)
    alone = replace(right, number=1)
    shown, given = Clip(POLICY, CLIP), list[Scene]()
    for number, people in enumerate([(left, right), (left, right), (alone,)]):
        finder = _Finder(at(0, *people), at(0, *people))
        given.append(shown.add_scene(finder.find(Frame(EMPTY, at_s=number * STEP_S)), finder.find_flipped))
    assert [[person.number for person in scene.people] for scene in given] == [[1, 2], [1, 2], [2]]
