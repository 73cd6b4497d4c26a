"""Body defects: each lies where its label says, its sound twin has none, and lengths are as asked."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pytest

from tests.training.renderer import need_renderer

need_renderer()

SEEDS = range(60, 84)
CATEGORIES = (
    "extra_arm extra_hand extra_head extra_leg missing_arm missing_hand missing_leg knee_reversed "
    "elbow_reversed foot_reversed limb_length neck_length hand_size head_size"
)


@pytest.fixture(scope="module")
def rows(take: Any) -> list[dict[str, Any]]:
    return [take(seed, "body", 1.0)[1] for seed in SEEDS]


def test_every_category_of_the_body_has_a_drawer(studio: Any) -> None:
    drawers = importlib.import_module("training.render.defects").DRAWERS
    assert set(drawers["body"]) == set(CATEGORIES.split())


def test_a_defect_lies_in_the_picture_and_is_seen_unless_called_hidden(rows: list[dict[str, Any]]) -> None:
    shown = [row for row in rows if not row["hidden_defect"]]
    assert len(shown) >= 0.8 * len(rows)
    for row in shown:
        (defect,) = row["defects"]
        (x0, y0, x1, y1), (wide, tall) = defect["box_xyxy"], row["size_wh"]
        assert 0 <= x0 < x1 <= wide
        assert 0 <= y0 < y1 <= tall
        assert defect["seen_px"] > 0


def test_a_sound_picture_has_no_defect_and_heads_in_human_range(take: Any) -> None:
    for seed in SEEDS[:6]:
        _, row, _ = take(seed, "body", 0.0)
        assert row["defects"] == []
        assert not row["hidden_defect"]
        assert abs(row["head_yaw_deg"]) < 95


def test_the_same_seed_gives_the_same_body_picture(take: Any) -> None:
    first, second = take(61, "body"), take(61, "body")
    assert (first[0] == second[0]).all()
    assert first[1] == second[1]


@pytest.mark.parametrize(("limb", "end"), [("arm", "wrist.L"), ("leg", "foot.L")])
def test_a_limb_twice_as_long_carries_its_end_twice_as_far(
    studio: Any, adult: Any, limb: str, end: str
) -> None:
    sizes = importlib.import_module("training.render.defects.sizes")
    longer = sizes.stretched_limb(studio.body, adult, "L", limb, "whole", 2.0)
    root = {"arm": "upperarm01.L", "leg": "upperleg01.L"}[limb]
    ends = [shape.joints[studio.body.bone(end)] for shape in (adult, longer)]
    start = adult.joints[studio.body.bone(root)]
    before, after = (np.linalg.norm(place - start) for place in ends)
    assert after / before == pytest.approx(2.0, abs=0.05)


def test_a_long_neck_leaves_the_shape_of_the_head_as_it_was(studio: Any, adult: Any) -> None:
    sizes = importlib.import_module("training.render.defects.sizes")
    longer = sizes.stretched_neck(studio.body, adult, 3.0)
    crown = studio.body.canonical[:, 2] > 0.7
    moved = (longer.vertices - adult.vertices)[crown]
    assert np.ptp(moved, axis=0).max() < 0.01
    assert moved[:, 2].mean() > 0.1


@pytest.mark.parametrize("category", ["missing_arm", "missing_hand", "missing_leg"])
def test_nothing_is_left_beyond_a_stump(studio: Any, adult: Any, category: str) -> None:
    defects = importlib.import_module("training.render.defects")
    skeleton = importlib.import_module("training.render.skeleton")
    limbs = importlib.import_module("training.render.defects.limbs")
    whole = skeleton.apply_pose(studio.body, adult, {})
    defect = defects.DRAWERS["body"][category](np.random.default_rng(4), studio.body, adult, {})
    cut = defect.posed(studio.body, whole)
    limb = "leg" if category == "missing_leg" else "arm"
    side = {"left": "L", "right": "R"}[defect.facts["side"]]
    lost = limbs.beyond(studio.body, side, limb, defect.facts["cut_at"] + 0.1)
    assert np.ptp(whole.vertices[lost], axis=0).max() > 0.05
    assert np.ptp(cut.vertices[lost], axis=0).max() < 0.02


def test_nothing_is_written_over_a_box_that_is_to_stay_clear() -> None:
    advert = importlib.import_module("training.render.advert")
    picture = np.full((400, 300, 3), 128, np.uint8)
    clear = [(60.0, 80.0, 240.0, 320.0)]
    for seed in range(20):
        image, facts = advert.dress_up(np.random.default_rng(seed), picture, clear)
        changed = np.abs(image[80:320, 60:240].astype(int) - 128).max(axis=2) > 60
        assert changed.mean() <= advert.MOST_OVERLAP * len(advert.PAINTERS), facts


def test_runners_have_one_leg_before_and_one_behind_and_no_knee_bends_forwards(
    studio: Any, adult: Any
) -> None:
    running = importlib.import_module("training.render.defects.running")
    rotation = importlib.import_module("scipy.spatial.transform").Rotation
    for seed in SEEDS:
        turns = running.pose(np.random.default_rng(seed), studio.body, adult, "missing_leg").turns
        bends = {
            bone: np.degrees(rotation.from_matrix(turns[bone]).as_rotvec()[0])
            for bone in ("upperleg01.L", "upperleg01.R", "lowerleg01.L", "lowerleg01.R")
        }
        assert min(bends["lowerleg01.L"], bends["lowerleg01.R"]) >= -1
        assert max(bends["upperleg01.L"], bends["upperleg01.R"]) > min(
            bends["upperleg01.L"], bends["upperleg01.R"]
        )
        assert min(bends["upperleg01.L"], bends["upperleg01.R"]) < 10
