"""What the shape of a rendered person is labelled as: each side, seen as the left one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from agent_plugin.tools.body import skeleton
from agent_plugin.tools.classifiers import sheets
from agent_plugin.tools.classifiers.networks import CATEGORIES, SIDED
from agent_plugin.tools.domain import Part, box_around
from tests import builders
from tests.builders import Body
from training.classifiers import shape_read
from training.classifiers.shape_read import targets_of

POSE = builders.pose(
    Body(arms={"left": (80, 80), "right": (80, 80)}, legs={"left": (25, 3), "right": (25, 3)})
)
NAMES = [category.value for category in CATEGORIES["body"]]
OF_LEGS = ("missing_leg", "knee_reversed", "foot_reversed")
ONE_SIDED = sorted(category.value for category in SIDED)


def _targets(*defects: dict[str, Any]) -> dict[str, list[int]]:
    targets = targets_of(POSE, defects)
    assert targets.shape == (2, len(NAMES))
    return {
        name: targets[:, number].tolist() for number, name in enumerate(NAMES) if targets[:, number].any()
    }


def _defect(category: str, side: str, **more: Any) -> dict[str, Any]:
    limb = more.get("limb") or ("leg" if category in OF_LEGS else "arm")
    points = list(sheets.LIMBS[Part(f"{side}_{limb}")][2:])
    return {"category": category, "side": side, "box_xyxy": box_around(POSE.xy_px[points]), **more}


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("category", ONE_SIDED)
def test_a_defect_of_one_side_is_there_on_that_side(category: str, side: str) -> None:
    assert _targets(_defect(category, side)) == {category: [1, 0] if side == "left" else [0, 1]}


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_leg_of_another_length_is_there_on_the_side_of_that_leg(side: str) -> None:
    targets = _targets(_defect("limb_length", side, limb="leg"))
    assert targets == {"limb_length": [1, 0] if side == "left" else [0, 1]}


@pytest.mark.parametrize("category", ONE_SIDED)
def test_a_defect_of_both_sides_is_there_on_both(category: str) -> None:
    assert _targets({**_defect(category, "left"), "side": "both"}) == {category: [1, 1]}


@pytest.mark.parametrize("category", sorted({*NAMES} - {*ONE_SIDED}))
def test_what_has_no_side_is_there_in_the_mirror_too(category: str) -> None:
    assert _targets({"category": category, "box_xyxy": None}) == {category: [1, 1]}


def test_half_way_between_two_hands_it_is_not_said_whose_it_is() -> None:
    middle = POSE.xy_px[[skeleton.LEFT_WRIST, skeleton.RIGHT_WRIST]].mean(axis=0)
    box = (*(middle - 5).tolist(), *(middle + 5).tolist())
    assert _targets({"category": "hand_size", "side": "left", "box_xyxy": box}) == {"hand_size": [-1, -1]}
    assert _targets({"category": "hand_size", "side": "left", "box_xyxy": None}) == {"hand_size": [-1, -1]}


def test_a_sound_body_and_one_with_a_defect_elsewhere_are_sound() -> None:
    assert _targets() == {}
    assert _targets({"category": "extra_finger", "box_xyxy": (0, 0, 9, 9)}) == {}


def test_a_folder_becomes_one_file_of_those_who_are_found(examples: Path, tmp_path: Path) -> None:
    with Image.open(examples / "walk.jpg") as opened:
        width, height = opened.size
    person = {"boxes": {"person": {"box_xyxy": [0.2 * width, 0.1 * height, 0.8 * width, height]}}}
    head = {"category": "head_size", "box_xyxy": [0, 0, 9, 9]}
    rows = [
        {"seed": 7, "file": "walk.jpg", "defects": [head], **person},
        {"seed": 8, "file": "walk.jpg", "hidden_defect": True, **person},
        {"seed": 9, "file": "nobody.png", **person},
    ]
    Image.fromarray(np.full((64, 64, 3), 127, np.uint8)).save(tmp_path / "nobody.png")
    (tmp_path / "walk.jpg").write_bytes((examples / "walk.jpg").read_bytes())
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (tmp_path / "labels.jsonl").write_text(lines, encoding="utf-8")
    shape_read.read(tmp_path, tmp_path / "shapes.npz")
    with np.load(tmp_path / "shapes.npz") as stored:
        assert stored["seed"].tolist() == [7]
        assert stored["numbers"].shape == (1, 2, 777)
        assert stored["targets"][0, :, NAMES.index("head_size")].tolist() == [1, 1]
