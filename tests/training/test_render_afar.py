"""Hands of people seen whole: wrong in one way or several, on one hand, sound ones staged alike."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pytest

from tests.training.renderer import need_renderer

need_renderer()

DEFECTS = {"extra_finger", "missing_finger", "fused_fingers", "finger_length"}
SEEDS = range(10)


@pytest.fixture(scope="module")
def afar(studio: Any) -> Any:
    importlib.import_module("training.render.defects").load()
    return importlib.import_module("training.render.defects.afar")


def _rows(studio: Any, kind: str, share: float) -> list[dict[str, Any]]:
    staged = importlib.import_module("training.render.staged")
    return [staged.take(studio, np.random.default_rng(seed), kind, share)[1] for seed in SEEDS]


def test_every_defect_is_one_of_the_four_ways_and_names_its_hand(studio: Any, afar: Any) -> None:
    defects = [row["defects"][0] for row in _rows(studio, "afar", 1.0)]
    assert {defect["category"] for defect in defects} <= DEFECTS
    assert {defect["side"] for defect in defects} == {"left", "right"}


def test_sound_people_are_staged_for_every_way_too(studio: Any, afar: Any) -> None:
    rows = _rows(studio, "afar", 0.0)
    assert not any(row["defects"] for row in rows)
    assert len({row["staged_for"] for row in rows}) > 2


@pytest.mark.parametrize("seed", SEEDS)
def test_a_mangled_hand_has_several_defects_all_on_one_hand(
    studio: Any, adult: Any, afar: Any, seed: int
) -> None:
    skeleton = importlib.import_module("training.render.skeleton")
    frames = importlib.import_module("training.render.hand_frames")
    defect = afar.mangled(np.random.default_rng(seed), studio.body, adult, {})
    assert set(defect.facts["also"]) <= DEFECTS - {defect.category}
    shape = defect.shape(studio.body, adult)
    turns = defect.turns({})
    posed = defect.posed(studio.body, skeleton.apply_pose(studio.body, shape, turns))
    rest = skeleton.apply_pose(studio.body, adult, {})
    other = "R" if defect.facts["side"] == "left" else "L"
    untouched = frames.hand_weight(studio.body, other) > 0.5
    own = frames.hand_weight(studio.body, frames.SIDES[str(defect.facts["side"])]) > 0.5
    assert np.abs(posed.vertices - rest.vertices)[untouched].max() < 1e-6
    copies = defect.copies(studio.body, shape, turns)
    assert np.abs(posed.vertices - rest.vertices)[own].max() > 1e-3 or copies
    assert all(not copy.kept[untouched].any() for copy in copies)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_crumpled_hand_bends_three_fingers_or_more(studio: Any, adult: Any, afar: Any, seed: int) -> None:
    defect = afar.crumpled(np.random.default_rng(seed), studio.body, adult, {})
    turned = {name.split("-")[0] for name in defect.turns({})}
    assert len(turned) == len(defect.facts["fingers"]) >= 3


def test_gloves_hide_the_skin_of_both_hands_and_nothing_else(studio: Any, afar: Any) -> None:
    staged = importlib.import_module("training.render.staged")
    hand_skin = importlib.import_module("training.render.hand_skin")
    subject = staged.draw_subject(studio, np.random.default_rng(3), "gloved", 0.0)
    layers, _ = staged._layers(studio, np.random.default_rng(4), "gloved", subject)
    hands = [layer for layer in layers if layer.material.decal_window == hand_skin.WINDOW]
    assert hands
    for layer in hands:
        assert not layer.material.decal.any()
        assert (layer.material.fabric == layer.material.fabric[0, 0]).all()
    assert any(layer.material.decal.any() for layer in layers), "the face keeps its own"
