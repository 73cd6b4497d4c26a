"""Rendered people: the same seed gives the same picture, and the labels agree with what is drawn."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.training.renderer import need_renderer

need_renderer()

SEEDS = range(40, 52)


@pytest.fixture(scope="module")
def rows(take: Any) -> list[dict[str, Any]]:
    return [take(seed)[1] for seed in SEEDS]


def test_the_same_seed_gives_the_same_picture_and_labels(take: Any) -> None:
    first, second = take(5), take(5)
    assert (first[0] == second[0]).all()
    assert first[1] == second[1]


def test_a_label_row_can_be_written_as_json(rows: list[dict[str, Any]]) -> None:
    assert json.loads(json.dumps(rows[0])) == rows[0]


def test_a_chest_towards_the_camera_has_its_left_shoulder_on_the_right(rows: list[dict[str, Any]]) -> None:
    clear = [r for r in rows if abs(abs(r["torso_yaw_deg"]) - 90) > 30]
    assert clear
    for row in clear:
        left, right = (row["joints"][f"{side}_shoulder"]["at_xy"][0] for side in ("left", "right"))
        assert (left > right) == (abs(row["torso_yaw_deg"]) < 90), row["seed"]


def test_boxes_lie_in_the_picture(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        wide, tall = row["size_wh"]
        for box in (b["box_xyxy"] for b in row["boxes"].values() if b["box_xyxy"]):
            assert 0 <= box[0] < box[2] <= wide
            assert 0 <= box[1] < box[3] <= tall


def test_half_of_the_heads_are_turned_beyond_human_range(studio: Any) -> None:
    poses = importlib.import_module("training.render.poses")
    standard = importlib.import_module("training.render.body").ADULT
    shape = studio.body.shape(standard, {})
    drawn = [poses.draw_pose(np.random.default_rng(s), studio.body, shape).impossible_head for s in range(40)]
    assert 10 <= sum(drawn) <= 30


def test_a_stopped_job_goes_on_where_it_was(tmp_path: Path) -> None:
    job = importlib.import_module("training.render.job")
    assert job.run(2, tmp_path, 9, 1) == 2
    whole = (tmp_path / "labels.jsonl").read_text(encoding="utf-8")
    half_written = whole[: len(whole) - 30]
    (tmp_path / "labels.jsonl").write_text(half_written, encoding="utf-8")
    assert job.run(3, tmp_path, 9, 1) == 2
    again = (tmp_path / "labels.jsonl").read_text(encoding="utf-8")
    assert again.startswith(whole)
    assert len(again.splitlines()) == 3
