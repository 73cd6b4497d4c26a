"""Hands on skin and in hands: grown-ups in sportswear; and an OK sign's ring is closed."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pytest

from tests.training.renderer import need_renderer

need_renderer()

SEEDS = range(16)
TOUCHING_M = 0.02


@pytest.fixture(scope="module")
def subjects(studio: Any) -> list[Any]:
    importlib.import_module("training.render.defects").load()
    staged = importlib.import_module("training.render.staged")
    return [staged.draw_subject(studio, np.random.default_rng(seed), "skin", 0.0) for seed in SEEDS]


def test_everyone_is_grown_up_and_wears_sportswear(subjects: list[Any]) -> None:
    assert all(subject.traits.phenotype["age"] >= 0.55 for subject in subjects)
    names = {garment.name for subject in subjects for garment in subject.outfit}
    assert names == {"shorts", "sports_top", "shoes"}
    assert all({"shorts", "sports_top"} <= {g.name for g in subject.outfit} for subject in subjects)


def test_some_hands_meet_and_some_rest_on_the_body(subjects: list[Any]) -> None:
    places = [subject.pose.arms[0] for subject in subjects]
    meeting = [place.startswith("meeting") for place in places]
    assert any(meeting)
    assert any("/" not in place for place in places)


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("seed", range(4))
def test_the_ring_of_an_ok_sign_is_closed(studio: Any, adult: Any, side: str, seed: int) -> None:
    frames = importlib.import_module("training.render.hand_frames")
    poses = importlib.import_module("training.render.hand_poses")
    hand = frames.read_hand(studio.body, adult, side)
    turns = poses.gesture_turns(np.random.default_rng(seed), hand, "ring")
    posed = importlib.import_module("training.render.skeleton").apply_pose(studio.body, adult, turns)
    rest = np.linalg.norm(adult.vertices[hand.tips[1]] - adult.vertices[hand.tips[2]])
    apart = np.linalg.norm(posed.vertices[hand.tips[1]] - posed.vertices[hand.tips[2]])
    assert apart < TOUCHING_M < rest
