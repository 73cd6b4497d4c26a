"""The networks inside MediaPipe's files: the feature maps that our classifiers take, in their sizes."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from agent_plugin.tools.domain import Pixels
from agent_plugin.tools.landmarks.backbone import FACE, HAND, INPUT_PX, Inside, Network
from agent_plugin.tools.landmarks.landmarkers import Landmarkers
from agent_plugin.tools.setup.models import find_model


@pytest.fixture(scope="module")
def walker(examples: Path) -> Pixels:
    square = Image.open(examples / "walk.jpg").convert("RGB").crop((0, 0, 600, 600))
    return np.asarray(square.resize((INPUT_PX, INPUT_PX)))


def _grey(side_px: int) -> Pixels:
    return np.full((side_px, side_px, 3), 127, np.uint8)


@pytest.mark.parametrize(
    ("inside", "answers", "maps"),
    [
        (HAND, [63, 1, 1, 63], [(56, 56, 24), (28, 28, 40), (14, 14, 112), (7, 7, 192)]),
        (FACE, None, [(64, 64, 32), (32, 32, 64), (16, 16, 128)]),
    ],
    ids=["hand", "face"],
)
def test_maps_come_from_fine_to_coarse(
    models: Landmarkers, inside: Inside, answers: list[int] | None, maps: list[tuple[int, ...]]
) -> None:
    outputs, seen = models.inside("hand" if inside is HAND else "face").run(_grey(inside.input_px))
    assert [each.shape for each in seen] == maps
    assert answers is None or sorted(each.size for each in outputs) == sorted(answers)
    assert all(np.isfinite(each).all() for each in seen)


def test_the_pose_network_is_taken_apart_by_name(models: Landmarkers, walker: Pixels) -> None:
    maps = models.backbone().run(walker)
    shapes = {name: getattr(maps, name).shape for name in ("points", "world_m", "heat", "part_map")}
    assert shapes == {
        "points": (39, 5),
        "world_m": (39, 3),
        "heat": (64, 64, 39),
        "part_map": (32, 32, 48),
    }
    assert maps.edge_map.shape == (32, 32, 32)
    assert maps.joint_map.shape == (16, 16, 88)
    assert maps.limb_map.shape == (8, 8, 144)
    assert maps.body_map.shape == (8, 8, 864)


def test_the_heat_of_a_point_is_highest_where_the_point_is_placed(
    models: Landmarkers, walker: Pixels
) -> None:
    maps = models.backbone().run(walker)
    for point in (11, 12):  # the shoulders
        row, column = np.unravel_index(int(maps.heat[..., point].argmax()), (64, 64))
        assert maps.points[point, :2] == pytest.approx([4 * column + 2, 4 * row + 2], abs=12)


def test_the_same_crop_gives_the_same_maps_whatever_was_seen_in_between(
    models: Landmarkers, walker: Pixels
) -> None:
    first = models.backbone().run(walker)
    models.backbone().run(_grey(INPUT_PX))
    again = models.backbone().run(walker)
    assert (first.part_map == again.part_map).all()
    assert (first.body_map == again.body_map).all()


def test_a_network_is_loaded_at_the_first_run_and_once(tmp_path: Path) -> None:
    asked: list[str] = []

    def find(task: str) -> Path:
        asked.append(task)
        return find_model(task, folder=None, cache=tmp_path)

    network = Network(HAND, find)
    assert asked == []
    network.run(_grey(HAND.input_px))
    network.run(_grey(HAND.input_px))
    assert asked == ["hand_landmarker.task"]


def test_a_task_without_the_network_is_an_error_and_not_an_empty_answer(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "empty.task", "w") as task:
        task.writestr("other.tflite", b"")
    with pytest.raises(KeyError, match=HAND.network):
        Network(HAND, lambda _: tmp_path / "empty.task").run(_grey(HAND.input_px))


def test_the_pose_network_knows_whether_somebody_is_there(models: Landmarkers, walker: Pixels) -> None:
    assert models.backbone().run(walker).presence > 0.9
    assert models.backbone().run(_grey(INPUT_PX)).presence < 0.1
