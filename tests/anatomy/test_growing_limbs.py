"""A limb that grows in a video is found when and where it does; limbs that turn, or come nearer, are not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from agent_plugin.tools.anatomy import growing_limbs
from agent_plugin.tools.anatomy.check import Spell
from agent_plugin.tools.body import skeleton
from agent_plugin.tools.domain import Category, Frame, Part, Person, Scene
from agent_plugin.tools.policy import STANDARD
from agent_plugin.tools.weighing.clip import Clip
from tests import builders
from tests.builders import Body
from tests.evidence.samples import info

LIMITS = STANDARD.verdict.standard
STEP_S = 1 / 12
FRAME = np.zeros((1200, 1200, 3), dtype=np.uint8)
BODY = Body(torso_px=200, at_px=(600, 600), arms={"left": (80, 80), "right": (10, 10)})
ARM, LEG = skeleton.ARMS["left"], skeleton.LEGS["left"]
FRAMES = 36


def _stretched(times: float, joints: Sequence[int] = ARM, *, torso_px: float = 200) -> Person:
    """Somebody whose limb is so many times as long, in the same direction."""
    person = builders.person(replace(BODY, torso_px=torso_px))
    points = person.pose.xy_px.copy()
    root = points[joints[0]]
    points[list(joints[1:])] = root + times * (points[list(joints[1:])] - root)
    return replace(person, pose=replace(person.pose, xy_px=points))


def _spells(someone: Callable[[float], Person]) -> list[Spell]:
    """What is told of a clip; `someone` is the person at a share of its time."""
    watch = growing_limbs.Watch(STANDARD)
    for number in range(FRAMES):
        watch.see(Scene(Frame(FRAME, at_s=number * STEP_S), (someone(number / (FRAMES - 1)),)))
    return list(watch.spells())


def _from_to(share: float, first: float, last: float) -> float:
    """What changes in the middle of the clip."""
    return float(np.interp(share, (0.4, 0.6), (first, last)))


def _grown_by_half(share: float) -> float:
    return _from_to(share, 1.0, 1.5)


@pytest.mark.parametrize(("joints", "part"), [(ARM, Part.LEFT_ARM), (LEG, Part.LEFT_LEG)])
def test_a_limb_that_grows_by_half_is_asked_about_from_when_it_grows(
    joints: tuple[int, int, int], part: Part
) -> None:
    (spell,) = _spells(lambda share: _stretched(_grown_by_half(share), joints))
    assert (spell.suspicion.category, spell.suspicion.person, spell.suspicion.part) == (
        Category.LIMB_LENGTH,
        1,
        part,
    )
    assert LIMITS.review <= spell.suspicion.score < LIMITS.block
    whole_s = (FRAMES - 1) * STEP_S
    assert spell.start_s == pytest.approx(0.48 * whole_s, abs=2 * STEP_S)
    assert spell.end_s == pytest.approx(whole_s + STEP_S)
    assert spell.at_s >= 0.6 * whole_s - STEP_S


NOTHING: dict[str, Callable[[float], Person]] = {
    "a steady arm": lambda _: _stretched(1.0),
    "an arm that turns to the picture's plane": lambda share: _stretched(_from_to(share, 0.6, 1.0)),
    "somebody who comes nearer": lambda share: _stretched(1.0, torso_px=200 + 200 * share),
    "an arm that is long all the time": lambda _: _stretched(1.5),
    "one freak frame": lambda share: _stretched(1.6 if 0.49 < share < 0.51 else 1.0),
    "a shoulder that is moved": lambda share: _stretched(_from_to(share, 1.0, 1.12)),
}


@pytest.mark.parametrize("someone", NOTHING.values(), ids=NOTHING)
def test_nothing_else_grows(someone: Callable[[float], Person]) -> None:
    assert all(spell.suspicion.score < LIMITS.review for spell in _spells(someone))


def test_a_limb_that_is_hardly_seen_is_not_watched() -> None:
    def hidden(share: float) -> Person:
        person = _stretched(_grown_by_half(share))
        dim = np.full(33, 0.2, dtype=np.float32)
        return replace(person, pose=replace(person.pose, visibility=dim))

    assert _spells(hidden) == []


@pytest.mark.parametrize("on_a_screen", [False, True])
def test_a_video_tells_of_it_but_not_of_a_limb_that_a_screens_edge_may_have_cut(on_a_screen: bool) -> None:
    clip = Clip(STANDARD, info("video", 1200, 1200, duration_s=3.0))
    for number in range(FRAMES):
        person = _stretched(_grown_by_half(number / (FRAMES - 1)))
        person = replace(person, pictured_in=(100, 100, 1100, 1100) if on_a_screen else None)
        clip.add(Scene(Frame(FRAME, at_s=number * STEP_S), (person,)))
    grown = [each for each in clip.findings() if "grows" in each.for_marketer]
    named = [(each.category, each.part) for each in grown]
    assert named == ([] if on_a_screen else [(Category.LIMB_LENGTH, Part.LEFT_ARM)])
