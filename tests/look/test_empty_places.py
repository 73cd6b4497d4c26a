"""A place of the ad without a body: a control that is sound for sure, or none."""

from __future__ import annotations

import random

import numpy as np
import pytest

from agent_plugin.tools.body.skin import skin_share
from agent_plugin.tools.domain import Box, Part, Pixels, Tile, overlap
from agent_plugin.tools.look.controls import control_tile
from agent_plugin.tools.look.empty_places import empty_place
from agent_plugin.tools.policy import STANDARD

SHEET = STANDARD.sheet
PERSON: Box = (0.0, 0.0, 300.0, 600.0)
HEAD = Tile(number=1, caption="head", box_xyxy=(100, 20, 200, 120), parts=(Part.HEAD,))
SKIN = [(255, 219, 172), (224, 172, 105), (141, 85, 36), (84, 53, 28)]  # light to dark


def scenery(colour: tuple[int, int, int], spread: int = 40) -> Pixels:
    grain = np.random.default_rng(3).integers(-spread, spread + 1, (600, 800, 1))
    return np.clip(np.array(colour) + grain, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("seed", range(5))
def test_it_lies_beside_everybody(seed: int) -> None:
    box = empty_place(scenery((40, 90, 160)), [PERSON], 120, random.Random(seed), SHEET)
    assert box is not None
    assert overlap(box, PERSON) == 0
    assert (box[2] - box[0], box[3] - box[1]) == pytest.approx((120, 120))


@pytest.mark.parametrize("tone", SKIN)
def test_where_it_might_be_skin_of_any_tone_there_is_none(tone: tuple[int, int, int]) -> None:
    assert skin_share(scenery(tone, spread=10)) > 0.9
    assert empty_place(scenery(tone, spread=10), [PERSON], 120, random.Random(1), SHEET) is None


def test_a_blank_wall_and_a_picture_full_of_people_have_none() -> None:
    assert empty_place(scenery((40, 90, 160), spread=0), [PERSON], 120, random.Random(1), SHEET) is None
    full: Box = (0.0, 0.0, 800.0, 600.0)
    assert empty_place(scenery((40, 90, 160)), [full], 120, random.Random(1), SHEET) is None


def test_sound_controls_are_such_places_as_often_as_not_where_people_are_known() -> None:
    frames = {1: scenery((40, 90, 160))}

    def names(people: list[Box]) -> set[str]:
        lots = [random.Random(seed) for seed in range(20)]
        return {control_tile(False, (HEAD,), frames, lot, SHEET, people).name for lot in lots}

    known = names([PERSON])
    assert "a place without a body" in known
    assert any("sound" in name for name in known)
    assert all("sound" in name for name in names([]))


def test_a_head_without_any_colour_of_skin_is_not_broken_for_a_control() -> None:
    frames = {1: scenery((24, 24, 28), spread=12)}
    made = control_tile(True, (HEAD,), frames, random.Random(1), SHEET)
    assert made.name.startswith("face.sound.photo")
