"""Parts that come and go over the frames of a drawn clip, and all that only looks like it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

import cv2
import numpy as np
import pytest

from agent_plugin.tools.anatomy import Spell
from agent_plugin.tools.anatomy.pops_in_and_out import Watch
from agent_plugin.tools.body import skeleton
from agent_plugin.tools.domain import Category, Frame, Part, Person, Pixels, Scene
from agent_plugin.tools.policy import STANDARD
from tests import builders
from tests.builders import Body, Shape

SIDE_PX = 900
STEP_S = 0.1
LIMITS = STANDARD.verdict.standard
OUT: tuple[float, float] = (70, 60)  # the left arm, held away from the body
DOWN: tuple[float, float] = (12, 8)
BEHIND: tuple[float, float] = (-25, -40)


@dataclass(frozen=True)
class FrameRow:
    """One frame: how the left arm and the person stand, and what of them is not in the picture."""

    arm: tuple[float, float] = OUT
    without: Part | None = None
    hidden: bool = False  # the arm is behind the body
    blink: Part | None = None  # drawn, but the models miss it
    x_px: float = 420.0
    ground: int = 0  # which background
    caption: bool = False  # something laid over the arm
    nobody: bool = False


def seen(row: FrameRow, at_s: float) -> Scene:
    """The frame at this time."""
    scene = drawn(row)
    return replace(scene, frame=replace(scene.frame, index=round(at_s / STEP_S), at_s=at_s))


@cache
def drawn(row: FrameRow) -> Scene:
    """The frame, drawn, with what the models would say of it."""
    pixels = _ground(row.ground)
    body = Body(at_px=(row.x_px, 480.0), torso_px=150.0, arms={"left": row.arm, "right": DOWN})
    person = builders.person(body)
    shapes = _shapes(person, row.without)
    missed = row.without or row.blink
    if missed is Part.LEFT_ARM or row.hidden or row.caption:
        person = _arm_lost(person, at_hip=row.blink is None)
    if missed in (Part.LEFT_ARM, Part.LEFT_HAND) or row.hidden or row.caption:
        person = replace(person, left_hand=None)
    _draw(pixels, shapes)
    kept = [shape for n, shape in enumerate(shapes) if not (row.caption and n in (ARM, HAND))]
    person = replace(person, silhouette=builders.silhouette(person, kept))
    if row.caption:
        left = round(row.x_px) + 40
        cv2.rectangle(pixels, (left, 150), (left + 330, 420), (250, 220, 40), -1)
    return Scene(Frame(pixels), () if row.nobody else (person,))


ARM, HAND = 5, 9  # of `shapes_of`, on the left


def _shapes(person: Person, without: Part | None) -> list[Shape]:
    shapes = builders.shapes_of(person.pose)
    lost: dict[Part | None, tuple[int, ...]] = {
        Part.LEFT_ARM: (ARM, HAND),
        Part.LEFT_HAND: (HAND,),
        Part.HEAD: (len(shapes) - 2, len(shapes) - 1),
    }
    return [shape for n, shape in enumerate(shapes) if n not in lost.get(without, ())]


def _arm_lost(person: Person, *, at_hip: bool) -> Person:
    """What the pose model makes of an arm that it cannot see."""
    pose, (_, elbow, wrist) = person.pose, skeleton.ARMS["left"]
    visibility, xy_px = pose.visibility.copy(), pose.xy_px.copy()
    visibility[[elbow, wrist]] = 0.2
    if at_hip:
        xy_px[wrist] = xy_px[skeleton.LEFT_HIP]
    return replace(person, pose=replace(pose, visibility=visibility, xy_px=xy_px))


def _ground(number: int) -> Pixels:
    """A background with some pattern, so that a moved camera shows."""
    grey = np.random.default_rng(number).integers(150, 250, (30, 30, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(grey, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_LINEAR), dtype=np.uint8)


def _draw(pixels: Pixels, shapes: Iterable[Shape]) -> None:
    for shape in shapes:
        points = shape.xy_px.round().astype(np.int32)
        if shape.width_px is None:
            cv2.fillPoly(pixels, [points], (60, 40, 90))
        else:
            cv2.polylines(pixels, [points], False, (60, 40, 90), max(1, round(shape.width_px)))


def spells(rows: Iterable[FrameRow]) -> list[Spell]:
    watch = Watch(STANDARD)
    for number, row in enumerate(rows):
        watch.see(seen(row, number * STEP_S))
    return list(watch.spells())


def surest(rows: Iterable[FrameRow]) -> float:
    return max((spell.suspicion.score for spell in spells(rows)), default=0.0)


SHOWN = FrameRow()
NO_ARM, NO_HAND = FrameRow(without=Part.LEFT_ARM), FrameRow(without=Part.LEFT_HAND)
NO_HEAD = FrameRow(without=Part.HEAD)
FOUND: dict[str, tuple[list[FrameRow], Part, float, float]] = {
    "an arm goes and comes back": ([SHOWN] * 8 + [NO_ARM] * 6 + [SHOWN] * 8, Part.LEFT_ARM, 0.8, 1.4),
    "an arm goes for good": ([SHOWN] * 10 + [NO_ARM] * 10, Part.LEFT_ARM, 1.0, 2.0),
    "an arm comes out of nothing": ([NO_ARM] * 10 + [SHOWN] * 10, Part.LEFT_ARM, 0.0, 1.0),
    "an arm comes and goes again and again": (
        ([SHOWN] * 4 + [NO_ARM] * 4) * 3,
        Part.LEFT_ARM,
        0.4,
        2.4,
    ),
    "a hand goes and comes back": ([SHOWN] * 8 + [NO_HAND] * 6 + [SHOWN] * 8, Part.LEFT_HAND, 0.8, 1.4),
    "a head goes and comes back": ([SHOWN] * 8 + [NO_HEAD] * 6 + [SHOWN] * 8, Part.HEAD, 0.8, 1.4),
    "a head goes and the models lose the person in between": (
        [SHOWN] * 8 + [NO_HEAD, NO_HEAD, FrameRow(nobody=True), NO_HEAD, NO_HEAD, NO_HEAD] + [SHOWN] * 8,
        Part.HEAD,
        0.8,
        1.4,
    ),
}


@pytest.mark.parametrize("name", FOUND)
def test_a_part_that_goes_or_comes_without_cause_is_found_with_its_time(name: str) -> None:
    rows, part, start_s, end_s = FOUND[name]
    spell = max(spells(rows), key=lambda each: each.suspicion.score)
    assert spell.suspicion.score >= LIMITS.review
    assert (spell.suspicion.category, spell.suspicion.part) == (Category.POPS_IN_AND_OUT, part)
    assert [spell.start_s, spell.end_s] == pytest.approx([start_s, end_s])
    assert spell.start_s <= spell.at_s <= spell.end_s


def _turning(first: float, last: float, steps: int) -> list[FrameRow]:
    """The arm swings down from where it is held, at even speed."""
    return [FrameRow(arm=(float(a), float(a) - 10.0)) for a in np.linspace(first, last, steps)]


HARMLESS: dict[str, list[FrameRow]] = {
    "nothing happens": [SHOWN] * 20,
    "the models miss an arm that is there": [SHOWN] * 8 + [FrameRow(blink=Part.LEFT_ARM)] * 4 + [SHOWN] * 8,
    "the models miss a hand that is there": [SHOWN] * 8 + [FrameRow(blink=Part.LEFT_HAND)] * 4 + [SHOWN] * 8,
    "one frame lacks an arm": [SHOWN] * 8 + [NO_ARM] + [SHOWN] * 8,
    "an arm swings behind the back": [
        *[SHOWN] * 6,
        *_turning(70, 10, 6),
        *[FrameRow(arm=BEHIND, without=Part.LEFT_ARM, hidden=True)] * 8,
    ],
    "an arm moves quickly": [FrameRow(arm=(a, a - 10.0)) for a in (70, 70, 20, 70, 120, 70, 20, 70, 70, 70)],
    "a caption covers the arm": [SHOWN] * 8 + [FrameRow(caption=True)] * 8 + [SHOWN] * 8,
    "a cut to somebody without that arm in view": [SHOWN] * 8
    + [FrameRow(without=Part.LEFT_ARM, ground=1, x_px=430)] * 8,
    "a cut on the same background": [SHOWN] * 8 + [FrameRow(without=Part.LEFT_ARM, x_px=360)] * 8,
    "a walk out of the picture": [FrameRow(x_px=420.0 + 25 * n) for n in range(20)],
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_has_a_cause_asks_for_nobody(name: str) -> None:
    assert surest(HARMLESS[name]) < LIMITS.review


def test_a_part_gone_for_longer_is_surer() -> None:
    scores = [surest([SHOWN] * 8 + [NO_ARM] * n + [SHOWN] * 8) for n in (1, 2, 3, 4)]
    assert scores == sorted(scores)
    assert scores[0] < LIMITS.review <= scores[-1]
