"""Shards of views come in, one ONNX network and its held-out figures go out.

    python -m training.classifiers.fit body SHARDS... --out body.onnx [--epochs 12] [--seed 0]
        [--start body.onnx]    go on from a network that was learned before, with other people

A fifth of the people is held out (by seed, so that no person's views are on both sides), without their
jittered copies. Printed for each
category: the area under the ROC curve, and the share found where 1 in 200 sound views is accused. The figures
and the probabilities at given rates of false alarms go beside the network as JSON.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx.numpy_helper import to_array
from torch import Tensor, nn
from torch.nn import functional

from training import commands
from training.classifiers.network import CLIP, Classifier, Standardised

Numbers = NDArray[Any]
CATEGORIES = {
    "body": "extra_arm extra_leg extra_hand extra_head missing_arm missing_hand missing_leg knee_reversed "
    "elbow_reversed foot_reversed limb_length neck_length hand_size head_size",
    "hand": "extra_finger missing_finger fused_fingers finger_length extra_hand",
    "wrist": "extra_hand missing_hand hand_size",
    "fingers": "extra_finger missing_finger fused_fingers finger_length malformed",
    "face": "face_asymmetry face_extra_eye",
}
MAPS = ("fine", "middle", "coarse")
HELD_OUT = 5  # one in so many
BATCH, RATE, DECAY = 32, 1.2e-3, 2e-2
RATE_ONWARD = 5e-4  # what was learned before is not to be shaken out
PLACE_WEIGHT = 1.0
DROPPED_CHANNELS, JITTER = 0.05, 0.15  # of the standardised maps: photographs differ from renders
VIEWS = 7
FALSE_ALARMS = (0.05, 0.02, 0.01, 0.005, 0.002)


def load(folders: Sequence[Path], kind: str) -> dict[str, Numbers]:
    """All shards as one; the maps stay float16. Shards without copies are copy 0."""
    shards = [np.load(path) for folder in folders for path in sorted(folder.glob(f"{kind}-*.npz"))]
    ends = np.cumsum([0, *(len(shard["seed"]) for shard in shards)])
    joined: dict[str, Numbers] = {"copy": np.zeros(ends[-1], np.int8)}
    for shard, first, end in zip(shards, ends, ends[1:], strict=False):
        for name in shard.files:
            # One shard at a time into its place: the maps fill most of the memory there is.
            part = shard[name]
            joined.setdefault(name, np.empty((ends[-1], *part.shape[1:]), part.dtype))[first:end] = part
        shard.close()
    return joined


def learned(path: Path) -> tuple[dict[str, Tensor], list[Tensor]]:
    """The weights of an exported network, and its mean and spread for each map in turn."""
    graph = onnx.load(path).graph
    weights = {
        each.name.removeprefix("readout."): torch.from_numpy(to_array(each).copy())
        for each in graph.initializer
    }
    constants = [to_array(node.attribute[0].t) for node in graph.node if node.op_type == "Constant"]
    return weights, [torch.from_numpy(each.copy()).flatten() for each in constants if each.ndim == 3]


def standardise(
    data: dict[str, Numbers], rows: Numbers, known: list[Tensor]
) -> tuple[list[Tensor], list[Tensor]]:
    """Means and spreads of the maps' channels; the maps themselves are standardised.

    Taken from some rows, but for the maps that a network goes on from (`known`, as `learned` gives them).
    """
    means, scales = [], []
    for number, name in enumerate(MAPS):
        maps = data[name][rows[:: max(1, len(rows) // 1500)]].astype(np.float32)
        mean, scale = maps.mean(axis=(0, 2, 3)), np.maximum(maps.std(axis=(0, 2, 3)), 1e-2)
        if known and len(known[2 * number]) == len(mean):
            mean, scale = (each.numpy() for each in known[2 * number : 2 * number + 2])
        for first in range(0, len(data[name]), 200):
            part = data[name][first : first + 200]
            standard = (part - mean[:, None, None]) / scale[:, None, None]
            part[:] = np.clip(standard, -CLIP, CLIP)
        means.append(torch.from_numpy(mean))
        scales.append(torch.from_numpy(scale))
    return means, scales


def batch(data: dict[str, Numbers], rows: Numbers) -> list[Tensor]:
    """The maps and the view of some rows."""
    maps = [torch.from_numpy(data[name][rows]).float() for name in MAPS]
    maps = [m.contiguous(memory_format=torch.channels_last) for m in maps]
    return [*maps, torch.from_numpy(data["view"][rows].astype(np.int64))]


def shaken(inputs: list[Tensor]) -> list[Tensor]:
    """The maps with channels a little stronger, weaker or shifted, and some at their mean."""
    result = []
    for maps in inputs[:3]:
        shape = (*maps.shape[:2], 1, 1)
        kept = (torch.rand(shape) > DROPPED_CHANNELS).float()
        result.append(maps * (kept * (1 + JITTER * torch.randn(shape))) + kept * JITTER * torch.randn(shape))
    return [*result, inputs[3]]


def loss_of(logits: Tensor, places: Tensor, targets: Tensor, place: Tensor, weight: Tensor) -> Tensor:
    """Both answers against the labels; -1 is not judged."""
    judged = (targets >= 0).float()
    goal = targets.clamp(min=0).float()
    categories = functional.binary_cross_entropy_with_logits(
        logits, goal * 0.98 + 0.01, pos_weight=weight, reduction="none"
    )
    cells = functional.binary_cross_entropy_with_logits(
        places, place.float(), pos_weight=torch.tensor(4.0), reduction="none"
    ).mean(dim=(2, 3))
    return ((categories + PLACE_WEIGHT * cells) * judged).sum() / judged.sum().clamp(min=1)


def going_on(model: Classifier, start: dict[str, Tensor]) -> bool:
    """Give a network the weights that fit, of as many views as it had; return whether all of them did."""
    fresh = model.state_dict()
    known = start.get("view.weight")
    if known is not None:
        start = {**start, "view.weight": torch.cat([known, fresh["view.weight"][len(known) :]])[:VIEWS]}
    fitting = {name: old for name, old in start.items() if name in fresh and fresh[name].shape == old.shape}
    model.load_state_dict({**fresh, **fitting})
    return len(fitting) == len(fresh)


def train(
    data: dict[str, Numbers], epochs: int, rows: Numbers, seed: int, start: dict[str, Tensor]
) -> Classifier:
    """Fit on some rows, with one cosine of the learning rate, from the weights of `start` that fit."""
    torch.manual_seed(seed)
    shapes = [data[name].shape for name in MAPS]
    model = Classifier(
        (shapes[0][1], shapes[1][1], shapes[2][1]),
        data["targets"].shape[1],
        views=VIEWS,
        halve=data["place"].shape[2] < shapes[1][2],
    ).to(memory_format=torch.channels_last)
    rate = RATE_ONWARD if going_on(model, start) else RATE
    there = (data["targets"][rows] == 1).sum(axis=0)
    weight = torch.from_numpy(np.sqrt(len(rows) / np.maximum(there, 1)).astype(np.float32)).clamp(max=6)
    optimiser = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=DECAY)
    size = min(BATCH, len(rows))
    steps = epochs * (len(rows) // size)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=max(steps, 2))
    rng = np.random.default_rng(seed)
    for epoch in range(epochs):
        begun_s, total = time.monotonic(), 0.0
        model.train()
        order = rng.permutation(rows)
        for first in range(0, len(order) - size + 1, size):
            chosen = np.sort(order[first : first + size])
            logits, places = model(*shaken(batch(data, chosen)))
            targets, place = (torch.from_numpy(data[name][chosen]) for name in ("targets", "place"))
            loss = loss_of(logits, places, targets, place, weight)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
            optimiser.step()
            schedule.step()
            total += float(loss.detach())
        took_s = time.monotonic() - begun_s
        print(f"epoch {epoch}: loss {total / (len(order) // size):.4f}, {took_s:.0f} s", flush=True)
    return model.eval()


def answers(model: Classifier, data: dict[str, Numbers], rows: Numbers) -> Numbers:
    """Probabilities (rows, categories); of no rows none, as where a trial holds nobody out."""
    found = [np.zeros((0, data["targets"].shape[1]), np.float32)]
    with torch.no_grad():
        for first in range(0, len(rows), 128):
            logits, _ = model(*batch(data, rows[first : first + 128]))
            found.append(torch.sigmoid(logits).numpy())
    return np.concatenate(found)


def sound_rows(targets: Numbers, view: Numbers) -> Numbers:
    """Rows in which nothing is there of all that is ever judged in such a view."""
    sound = np.zeros(len(targets), bool)
    for each in np.unique(view):
        rows = view == each
        judged = (targets[rows] >= 0).any(axis=0)
        sound[rows] = (targets[rows][:, judged] == 0).all(axis=1)
    return sound


def figures(
    probability: Numbers, targets: Numbers, view: Numbers, names: list[str]
) -> dict[str, dict[str, Any]]:
    """How well each category is separated from sound people, and from which probability on."""
    result = {}
    # Of another defect, another category's word is no accusation of the innocent.
    nothing = sound_rows(targets, view)
    for number, name in enumerate(names):
        yes = np.sort(probability[targets[:, number] == 1, number])
        sound = np.sort(probability[nothing & (targets[:, number] == 0), number])
        if not len(yes) or not len(sound):
            continue
        auc = float(np.searchsorted(sound, yes).mean() / len(sound))
        at = {str(rate): float(np.quantile(sound, 1 - rate)) for rate in FALSE_ALARMS}
        found = {rate: round(float((yes > limit).mean()), 3) for rate, limit in at.items()}
        result[name] = {"there": len(yes), "sound": len(sound), "auc": round(auc, 4), "found": found}
        result[name]["probability"] = {rate: round(limit, 4) for rate, limit in at.items()}
    return result


def export(model: nn.Module, data: dict[str, Numbers], path: Path) -> None:
    """One ONNX file for one view at a time."""
    example = batch(data, np.array([0]))
    torch.onnx.export(
        model,
        tuple(example),
        str(path),
        input_names=[*MAPS, "view"],
        output_names=["logits", "places"],
        opset_version=17,
        dynamo=False,
    )


def main() -> None:
    """Fit, say how well, export."""
    given = commands.fit().parse_args()
    data = load(given.shards, given.kind)
    held = data["seed"] % HELD_OUT == 0
    learn, test = np.flatnonzero(~held), np.flatnonzero(held & (data["copy"] == 0))
    print(f"{len(learn)} views to learn from, {len(test)} held out", flush=True)
    weights, known = learned(given.start) if given.start else ({}, [])
    means, scales = standardise(data, learn, known)
    model = train(data, given.epochs, learn, given.seed, weights)
    names = CATEGORIES[given.kind].split()
    result = figures(answers(model, data, test), data["targets"][test], data["view"][test], names)
    for name, row in result.items():
        print(f"{name:16s} {row['there']:5d} auc {row['auc']:.3f} found {row['found']}", flush=True)
    export(Standardised(model, means, scales), data, given.out)
    given.out.with_suffix(".json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
