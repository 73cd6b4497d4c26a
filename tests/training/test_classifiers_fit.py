"""What is plain to see is learned, and what is exported says in OpenCV what was learned."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

for needed in ("torch", "cv2"):
    pytest.importorskip(needed, reason=f"{needed} is not installed: see training/README.md")

NAMES = ("face_asymmetry", "face_extra_eye")
SCALES = {"fine": (6, 16), "middle": (5, 8), "coarse": (7, 4)}
VIEWS = 96


@pytest.fixture(scope="module")
def fit() -> Any:
    return importlib.import_module("training.classifiers.fit")


def _shards(folder: Path) -> None:
    """Noise, but where a category is there its cells are bright."""
    rng, categories, cells = np.random.default_rng(0), len(NAMES), 8
    targets = rng.integers(0, 2, (VIEWS, categories)).astype(np.int8)
    place = np.zeros((VIEWS, categories, cells, cells), np.uint8)
    place[:, :, 2:4, 2:4] = targets[:, :, None, None]
    maps = {
        name: rng.normal(size=(VIEWS, channels, side, side)).astype(np.float16)
        for name, (channels, side) in SCALES.items()
    }
    maps["fine"][:, :categories, 4:8, 4:8] += 3 * targets[:, :, None, None]
    seeds, view = np.arange(VIEWS, dtype=np.int64), np.full(VIEWS, 4, np.int8)
    for number, rows in enumerate(np.array_split(np.arange(VIEWS), 2)):
        shard = {name: each[rows] for name, each in maps.items()}
        np.savez(
            folder / f"face-noise-{number:04d}.npz",
            allow_pickle=False,
            targets=targets[rows],
            place=place[rows],
            seed=seeds[rows],
            view=view[rows],
            **shard,
        )


def test_what_is_plain_to_see_is_learned(fit: Any, tmp_path: Path) -> None:
    _shards(tmp_path)
    data = fit.load([tmp_path], "face")
    assert {name: len(each) for name, each in data.items()} == dict.fromkeys(data, VIEWS)
    rows = np.arange(VIEWS)
    fit.standardise(data, rows, [])
    model = fit.train(data, 40, rows, 0, {})
    figures = fit.figures(fit.answers(model, data, rows), data["targets"], data["view"], list(NAMES))
    assert min(row["auc"] for row in figures.values()) > 0.9


def test_what_is_not_to_be_judged_costs_nothing(fit: Any) -> None:
    torch = importlib.import_module("torch")
    logits, places = torch.tensor([[2.0, 9.0]]), torch.zeros(1, 2, 4, 4)
    place, weight = torch.zeros(1, 2, 4, 4), torch.ones(2)
    losses = [
        float(fit.loss_of(logits, places, torch.tensor([targets]), place, weight))
        for targets in ([0, -1], [-1, -1], [0, 0])
    ]
    assert losses[1] == 0
    assert losses[0] < losses[2]


def test_where_nobody_is_held_out_there_are_no_figures_and_no_fault(fit: Any, tmp_path: Path) -> None:
    _shards(tmp_path)
    data = fit.load([tmp_path], "face")
    model = fit.train(data, 1, np.arange(VIEWS), 0, {})
    nobody = np.arange(0)
    found = fit.answers(model, data, nobody)
    assert found.shape == (0, data["targets"].shape[1])
    assert fit.figures(found, data["targets"][nobody], data["view"][nobody], ["one", "two"]) == {}


# It works with every version of torch that the set-up names; the newer way needs more packages.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_exported_network_says_in_opencv_what_was_learned(fit: Any, tmp_path: Path) -> None:
    pytest.importorskip("onnx", reason="onnx is not installed: see training/README.md")
    cv2, torch = importlib.import_module("cv2"), importlib.import_module("torch")
    _shards(tmp_path)
    raw, data = fit.load([tmp_path], "face"), fit.load([tmp_path], "face")
    rows = np.arange(VIEWS)
    means, scales = fit.standardise(data, rows, [])
    model = fit.train(data, 1, rows, 0, {})
    network_module = importlib.import_module("training.classifiers.network")
    exported = network_module.Standardised(model, means, scales).eval()
    fit.export(exported, data, tmp_path / "face.onnx")
    with torch.no_grad():
        expected = [each.numpy() for each in exported(*fit.batch(raw, np.array([3])))]
    network = cv2.dnn.readNetFromONNX(str(tmp_path / "face.onnx"))
    for name in fit.MAPS:
        network.setInput(raw[name][3:4].astype(np.float32), name)
    network.setInput(np.array([4], dtype=np.int64), "view")
    for output, targets in zip(network.forward(["logits", "places"]), expected, strict=True):
        assert np.asarray(output) == pytest.approx(targets, abs=1e-3)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_network_goes_on_from_what_was_learned_before_also_where_it_has_to_learn_more(
    fit: Any, tmp_path: Path
) -> None:
    pytest.importorskip("onnx", reason="onnx is not installed: see training/README.md")
    network_module = importlib.import_module("training.classifiers.network")
    _shards(tmp_path)
    data = fit.load([tmp_path], "face")
    means, scales = fit.standardise(data, np.arange(VIEWS), [])
    model = fit.train(data, 1, np.arange(VIEWS), 0, {})
    fit.export(network_module.Standardised(model, means, scales), data, tmp_path / "face.onnx")
    weights, known = fit.learned(tmp_path / "face.onnx")
    assert [each.tolist() for each in known] == [
        each.tolist() for pair in zip(means, scales, strict=True) for each in pair
    ]
    channels = tuple(data[name].shape[1] for name in fit.MAPS)
    same = network_module.Classifier(channels, len(NAMES), views=fit.VIEWS, halve=False)
    more = network_module.Classifier(channels, len(NAMES) + 1, views=fit.VIEWS, halve=False)
    assert fit.going_on(same, weights)
    assert not fit.going_on(more, weights)
    for learner in (same, more):
        assert learner.merge.weight.tolist() == model.merge.weight.tolist()
    assert more.place.weight.shape != model.place.weight.shape


def test_a_view_is_sound_where_all_that_is_judged_in_such_a_view_is_absent(fit: Any) -> None:
    targets = np.array([[0, -1], [1, -1], [-1, -1], [-1, 0], [-1, 1]], np.int8)
    assert fit.sound_rows(targets, np.array([5, 5, 5, 6, 6])).tolist() == [True, False, False, True, False]


def test_shards_from_before_there_were_copies_are_copy_0(fit: Any, tmp_path: Path) -> None:
    _shards(tmp_path)
    with np.load(tmp_path / "face-noise-0001.npz") as shard:
        np.savez(
            tmp_path / "face-noise-0002.npz", allow_pickle=False, copy=np.ones(VIEWS // 2, np.int8), **shard
        )
    assert fit.load([tmp_path], "face")["copy"].tolist() == [0] * VIEWS + [1] * (VIEWS // 2)


def test_the_mean_of_two_networks_lies_half_way_and_a_longer_table_keeps_its_own_rows() -> None:
    onnx = pytest.importorskip("onnx", reason="onnx is not installed: see training/README.md")
    join = importlib.import_module("training.classifiers.mean").mean

    def network(weight: float, views: int) -> Any:
        tables = {
            "weight": np.full((2, 2), weight, np.float32),
            "view": np.full((views, 1), weight, np.float32),
        }
        graph = onnx.helper.make_graph(
            [], "graph", [], [], [onnx.numpy_helper.from_array(each, name) for name, each in tables.items()]
        )
        return onnx.helper.make_model(graph)

    joined = {
        each.name: onnx.numpy_helper.to_array(each)
        for each in join([network(1, 3), network(3, 2)]).graph.initializer
    }
    assert joined["weight"].tolist() == [[2, 2], [2, 2]]
    assert joined["view"].tolist() == [[2], [2], [1]]
