"""What shapes are labelled as side by side, and that the product's trees say what LightGBM's do."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

NUMBERS, PEOPLE = 5, 300


@pytest.fixture(scope="module")
def fit() -> Any:
    for needed in ("torch", "lightgbm"):
        pytest.importorskip(needed, reason=f"{needed} is not installed: see training/README.md")
    return importlib.import_module("training.classifiers.shape_fit")


@pytest.fixture(scope="module")
def learned(fit: Any) -> tuple[Any, Any]:
    """A model of what is there where one number is high, one that has seen nothing, and numbers."""
    numbers = np.random.default_rng(0).normal(size=(PEOPLE, 2, NUMBERS)).astype(np.float32)
    high = numbers[:, :, 1] > 0
    targets = np.stack([high, np.zeros_like(high)], axis=-1).astype(np.int8)
    return [fit.learn(numbers, targets[:, :, number], trees=100, seed=0) for number in range(2)], numbers


def test_the_products_trees_say_what_lightgbm_says(fit: Any, learned: tuple[Any, Any]) -> None:
    models, numbers = learned
    trees = importlib.import_module("agent_plugin.tools.classifiers.shape.trees").Trees(fit.packed(models))
    for side in range(2):
        targets = np.stack([model.predict(numbers[:, side], raw_score=True) for model in models], axis=-1)
        assert trees.scores(numbers[:, side]) == pytest.approx(targets, abs=1e-4)


def test_two_sets_of_trees_say_the_mean_of_both(fit: Any, learned: tuple[Any, Any]) -> None:
    models, numbers = learned
    trees = importlib.import_module("agent_plugin.tools.classifiers.shape.trees").Trees
    first, second = fit.packed(models), fit.packed(models[::-1])
    scores = [trees(each).scores(numbers[:, 0]) for each in (first, second, fit.beside(first, second))]
    assert scores[2] == pytest.approx((scores[0] + scores[1]) / 2, abs=1e-5)


def test_what_is_plain_in_the_numbers_is_learned(learned: tuple[Any, Any]) -> None:
    (model, _), _ = learned
    high = np.eye(NUMBERS)[[1]]
    assert model.predict(high, raw_score=True)[0] > 0.5
    assert model.predict(-high, raw_score=True)[0] < -0.5


def test_a_side_that_is_not_judged_is_not_learned_from(fit: Any) -> None:
    numbers = np.random.default_rng(1).normal(size=(PEOPLE, 2, NUMBERS)).astype(np.float32)
    targets = (numbers[:, :, 0] > 0).astype(np.int8)
    blank = targets.copy()
    blank[: PEOPLE // 2] = -1
    half = fit.learn(numbers[PEOPLE // 2 :], targets[PEOPLE // 2 :], trees=5, seed=0)
    assert fit.packed([fit.learn(numbers, blank, trees=5, seed=0)])["value"].tolist() == (
        fit.packed([half])["value"].tolist()
    )


def test_a_threshold_moves_no_number_to_the_other_side(fit: Any) -> None:
    for threshold in (0.1, 1 / 3, -2.7182818284, 1e-35, 1.0):
        stored = fit._at_most(threshold)
        assert stored.dtype == np.float32
        assert float(stored) <= threshold < float(np.nextafter(stored, np.float32(np.inf)))


def test_of_a_person_is_said_what_is_on_either_side(fit: Any) -> None:
    targets = np.array([[[1], [0]], [[0], [0]], [[-1], [0]], [[-1], [1]]], np.int8)
    assert fit.of_person(targets).ravel().tolist() == [1, 0, -1, 1]


def test_of_what_has_no_side_both_sides_are_asked_and_of_the_rest_the_surer(fit: Any) -> None:
    class Model:
        def predict(self, rows: Any, *, raw_score: bool) -> Any:
            assert raw_score
            return rows[:, 0]

    models = [Model() for _ in fit.NAMES]
    (targets,) = fit.answers(models, np.array([[[-2.0], [1.0]]]))
    by_name = dict(zip(fit.NAMES, np.log(targets / (1 - targets)).tolist(), strict=True))
    assert by_name["knee_reversed"] == pytest.approx(1.0)
    assert by_name["extra_arm"] == pytest.approx(-0.5)


def test_files_are_joined(fit: Any, tmp_path: Path) -> None:
    paths = [tmp_path / "a.npz", tmp_path / "b.npz"]
    for number, path in enumerate(paths):
        rows = np.full((2 + number, 2), number)
        np.savez(path, allow_pickle=False, numbers=rows, targets=rows, seed=rows[:, 0])
    assert fit.load(paths)["seed"].tolist() == [0, 0, 1, 1, 1]
