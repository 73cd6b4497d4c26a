"""Numbers about people's shapes in, boosted trees and their held-out figures out.

    python -m training.classifiers.shape_fit NUMBERS.npz... --out shape.npz [--trees 150]
        [--beside shape.npz]    the mean of these trees and of those learned before, from others

One gradient-boosted model a category (LightGBM), learned on both sides of each person, each seen as the
left one. A fifth of the people is held out, by seed, as for the networks, with the same figures: see fit.py.
What is written are the trees alone, in the arrays that the product's `trees.py` walks.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from training import commands
from training.classifiers.fit import CATEGORIES, HELD_OUT, figures

Numbers = NDArray[Any]
NAMES = CATEGORIES["body"].split()
SYMMETRIC = ("extra_arm", "extra_leg", "extra_hand", "extra_head", "neck_length", "head_size")
LEAVES = 7
# Shallow trees that each see a sixth of the numbers and most of the people: few people, many numbers.
SETTINGS = {
    "learning_rate": 0.05,
    "num_leaves": LEAVES,
    "min_child_samples": 10,
    "colsample_bytree": 0.15,
    "subsample": 0.7,
    "subsample_freq": 1,
    "reg_lambda": 5.0,
    "scale_pos_weight": 3.0,
    "n_jobs": 1,
    "verbose": -1,
    "deterministic": True,
}


def load(paths: list[Path]) -> dict[str, Numbers]:
    """All files as one."""
    files = [np.load(path) for path in paths]
    return {name: np.concatenate([file[name] for file in files]) for name in ("numbers", "targets", "seed")}


def learn(numbers: Numbers, targets: Numbers, *, trees: int, seed: int) -> Any:
    """One category's model, from each side that is judged."""
    judged = targets.reshape(-1) >= 0
    model = lightgbm.LGBMClassifier(n_estimators=trees, random_state=seed, **SETTINGS)
    return model.fit(numbers.reshape(-1, numbers.shape[-1])[judged], targets.reshape(-1)[judged])


def packed(models: list[Any]) -> dict[str, Numbers]:
    """The trees of all categories as arrays; see the product's `trees.py`."""
    grown = [
        (number, tree["tree_structure"])
        for number, model in enumerate(models)
        for tree in model.booster_.dump_model()["tree_info"]
    ]
    shape = (len(grown), LEAVES - 1)
    arrays: dict[str, Numbers] = {
        "feature": np.zeros(shape, np.int16),
        "threshold": np.zeros(shape, np.float32),
        "left": np.full(shape, -1, np.int8),
        "right": np.full(shape, -1, np.int8),
        "value": np.zeros((len(grown), LEAVES), np.float32),
        "category": np.array([number for number, _ in grown], np.int8),
        "bias": np.zeros(len(models), np.float32),  # LightGBM's is in each first tree's leaves
    }
    for number, (_, root) in enumerate(grown):
        _pack(root, {name: array[number] for name, array in arrays.items() if array.ndim == 2})
    return arrays


def _pack(node: dict[str, Any], into: dict[str, Numbers]) -> int:
    """A node and all below it; its number, as a parent names it."""
    if "split_index" not in node:
        leaf = node.get("leaf_index", 0)
        into["value"][leaf] = node["leaf_value"]
        return -1 - int(leaf)
    number = int(node["split_index"])
    into["feature"][number] = node["split_feature"]
    into["threshold"][number] = _at_most(node["threshold"])
    into["left"][number] = _pack(node["left_child"], into)
    into["right"][number] = _pack(node["right_child"], into)
    return number


def _at_most(threshold: float) -> np.float32:
    """The largest small number that is not above a precise one: no number changes sides."""
    near = np.float32(threshold)
    return near if float(near) <= threshold else np.nextafter(near, np.float32(-np.inf))


def beside(trees: dict[str, Numbers], others: dict[str, Numbers]) -> dict[str, Numbers]:
    """Trees that say the mean of what two sets of them say, each learned from people of its own."""
    halves = [{**each, "value": each["value"] / 2, "bias": each["bias"] / 2} for each in (trees, others)]
    joined = {name: np.concatenate([half[name] for half in halves]) for name in trees if name != "bias"}
    return {**joined, "bias": halves[0]["bias"] + halves[1]["bias"]}


def answers(models: list[Any], numbers: Numbers) -> Numbers:
    """Probabilities (people, categories): of the likelier side, or of both together."""
    flat = numbers.reshape(-1, numbers.shape[-1])
    scores = np.stack([model.predict(flat, raw_score=True) for model in models], axis=-1)
    sides = scores.reshape(len(numbers), 2, len(models))
    one = [name in SYMMETRIC for name in NAMES]
    return np.asarray(1 / (1 + np.exp(-np.where(one, sides.mean(axis=1), sides.max(axis=1)))))


def of_person(targets: Numbers) -> Numbers:
    """What is on either side is there; what is unsure of one side and not on the other is not judged."""
    return np.where((targets == 1).any(axis=1), 1, targets.min(axis=1))


def main() -> None:
    """Fit, say how well, write."""
    given = commands.shape_fit().parse_args()
    data = load(given.numbers)
    held = data["seed"] % HELD_OUT == 0
    numbers, targets = data["numbers"][~held], data["targets"][~held]
    print(f"{len(numbers)} people to learn from, {held.sum()} held out", flush=True)
    models = [
        learn(numbers, targets[:, :, number], trees=given.trees, seed=given.seed)
        for number in range(len(NAMES))
    ]
    there = of_person(data["targets"][held])
    result = figures(answers(models, data["numbers"][held]), there, np.zeros(len(there)), NAMES)
    for name, row in result.items():
        print(f"{name:16s} {row['there']:5d} auc {row['auc']:.3f} found {row['found']}", flush=True)
    trees = packed(models)
    if given.beside:
        with np.load(given.beside) as stored:
            trees = beside(trees, {name: stored[name] for name in stored.files})
    np.savez_compressed(given.out, allow_pickle=False, **trees)
    given.out.with_suffix(".json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
