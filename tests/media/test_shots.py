"""Which shot a frame belongs to, and when a part of a picture moves as the motion before does not explain."""

from __future__ import annotations

import numpy as np
import pytest

from agent_plugin.tools.domain import Frame, Pixels
from agent_plugin.tools.media.shots import Sample, Shots
from agent_plugin.tools.policy import STANDARD

RULES = STANDARD.sampling
HIGH, WIDE = 640, 360


def room(light: int = 120, *, arm_at: int | None = None, noise: int = 0) -> Pixels:
    """A plain room; a bright arm in it, so many pixels from the left."""
    pixels = np.full((HIGH, WIDE, 3), light, np.uint8)
    if arm_at is not None:
        pixels[200:320, arm_at : arm_at + 40] = 250
    speckles = np.random.default_rng(noise).integers(-noise, noise + 1, pixels.shape)
    noisy: Pixels = np.clip(pixels + speckles, 0, 255).astype(np.uint8)
    return noisy


def watched(*frames: Pixels) -> list[Sample]:
    shots = Shots(RULES)
    return [shots.sample(Frame(pixels, number, number / 10)) for number, pixels in enumerate(frames)]


def test_a_cut_begins_a_shot() -> None:
    samples = watched(room(40), room(40), room(180), room(180), room(40))
    assert [each.frame.shot for each in samples] == [0, 0, 1, 1, 2]
    assert not any(each.stands_out for each in samples), "a cut is no motion"


@pytest.mark.parametrize("noise", [0, 12])
def test_an_arm_that_appears_stands_out_and_so_does_its_going(noise: int) -> None:
    rows = [None, None, None, 160, 160, 160, None, None]
    samples = watched(*(room(arm_at=arm_at, noise=noise) for arm_at in rows))
    assert [each.stands_out for each in samples] == [False] * 3 + [True, False, False, True, False]


def test_an_arm_that_waves_all_the_time_does_not() -> None:
    samples = watched(*(room(arm_at=100 + 60 * (number % 3)) for number in range(20)))
    assert not any(each.stands_out for each in samples[2:])


def test_the_motion_of_an_earlier_shot_is_forgotten() -> None:
    waving = [room(arm_at=100 + 60 * (number % 3)) for number in range(10)]
    samples = watched(*waving, room(220), room(220), room(220, arm_at=100), room(20, arm_at=100))
    assert [each.frame.shot for each in samples[9:]] == [0, 1, 1, 1, 2]


@pytest.mark.parametrize("size", [(3, 5), (90, 728), (4000, 2000)])
def test_any_size_has_shots(size: tuple[int, int]) -> None:
    dark, light = np.zeros((*size, 3), np.uint8), np.full((*size, 3), 255, np.uint8)
    assert [each.frame.shot for each in watched(dark, dark, light)] == [0, 0, 1]
