"""Facings read from rendered people come in; the facing classifier of torsos and heads goes out.

    python -m training.facing_fit READINGS... --out tools/classifiers/weights/facing.npz [--check] [--seed 0]

The readings are those of `training.facing`. For each view a small network learns sine and cosine of where
the torso faces, from the upper view also of where the head faces. The examples are weighed so that every turn
of head against torso is equally common: only then does the head tell nothing about the torso. `--check` first
learns five times from four fifths of the people and prints how well the fifth is read. The same readings and
seed give the same classifier.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from training import commands

Numbers = NDArray[Any]
HIDDEN = (48, 48)
INPUT_DROPOUT, DROPOUT, NOISE = 0.2, (0.4, 0.2), 0.1  # photographs differ from renders
EPOCHS, BATCH, RATE, DECAY = 25, 128, 1e-3, 0.05
CLIP = 5.0  # spreads from the mean; as the product's `facing.CLIP`
FOLDS = 5
TURN_BINS = 12
MIRROR = np.array([-1.0, 1.0])  # sine and cosine of a mirrored person
TWISTED_DEG, SOUND_DEG = 110.0, 80.0
FALSE_ALARMS = (0.05, 0.02)
READ = {"whole": ("torso",), "upper": ("torso", "head")}


def load(readings: list[Path]) -> dict[str, Numbers]:
    """All files as one."""
    files = [np.load(path) for path in readings]
    return {name: np.concatenate([file[name] for file in files]) for name in files[0].files}


def directions(yaw_deg: Numbers) -> Numbers:
    """Sine and cosine (n, 2, 2), of each person and of their mirror image."""
    angle = np.radians(yaw_deg)
    straight = np.stack([np.sin(angle), np.cos(angle)], axis=1)
    return np.stack([straight, straight * MIRROR], axis=1)


def turned_deg(data: dict[str, Numbers]) -> Numbers:
    """How far each head is turned against its torso, 0 to 180."""
    return np.asarray(np.abs((data["turn_deg"] + 180) % 360 - 180))


def even_weights(turn_deg: Numbers) -> Numbers:
    """Weights under which every turn of head against torso is equally common."""
    counts, _ = np.histogram(turn_deg, bins=TURN_BINS, range=(0, 180))
    width = 180 / TURN_BINS
    weights = 1 / np.maximum(counts, 1)[np.minimum((turn_deg / width).astype(int), TURN_BINS - 1)]
    return np.asarray(weights / weights.mean())


def goals(data: dict[str, Numbers], view: str) -> Numbers:
    """What a view should say (n, 2 sides, 2 numbers for each part that is read)."""
    yaw_deg = {"torso": data["torso_deg"], "head": data["torso_deg"] + data["turn_deg"]}
    return np.concatenate([directions(yaw_deg[part]) for part in READ[view]], axis=2)


def learn(values: Numbers, targets: Numbers, weights: Numbers, seed: int) -> dict[str, Numbers]:
    """A network of three layers as arrays: the features' mean and scale, then weights and offsets."""
    torch.manual_seed(seed)
    mean = np.average(values, axis=0, weights=weights)
    scale = np.sqrt(np.average((values - mean) ** 2, axis=0, weights=weights)) + 1e-2
    standard = np.clip((values - mean) / scale, -CLIP, CLIP)
    inputs, aims, weigh = (torch.from_numpy(np.float32(each)) for each in (standard, targets, weights))
    sizes = (values.shape[1], *HIDDEN, targets.shape[1])
    layers = [nn.Linear(before, after) for before, after in pairwise(sizes)]
    optimiser = torch.optim.AdamW(
        [p for layer in layers for p in layer.parameters()], RATE, weight_decay=DECAY
    )
    batch = min(BATCH, len(inputs))
    steps = max(2, EPOCHS * (len(inputs) // batch))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    for _ in range(EPOCHS):
        for rows in torch.randperm(len(inputs))[: len(inputs) // batch * batch].split(batch):
            missed = ((_answer(layers, inputs[rows]) - aims[rows]) ** 2).mean(dim=1)
            loss = (missed * weigh[rows]).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    stored: dict[str, Numbers] = {"mean": mean, "scale": scale}
    for number, layer in enumerate(layers):
        stored[f"weights{number}"] = layer.weight.detach().numpy().T
        stored[f"offset{number}"] = layer.bias.detach().numpy()
    return stored


def _answer(layers: list[nn.Linear], inputs: Tensor) -> Tensor:
    """While learning: with noise, and some of the numbers left out."""
    x = _left_out(inputs, INPUT_DROPOUT)
    x = x + NOISE * torch.randn_like(x)
    for layer, share in zip(layers, DROPOUT, strict=False):
        x = _left_out(torch.relu(layer(x)), share)
    answer: Tensor = layers[-1](x)
    return answer


def _left_out(x: Tensor, share: float) -> Tensor:
    return nn.functional.dropout(x, share, training=True)


def predict(network: dict[str, Numbers], values: Numbers) -> Numbers:
    """The network's answers, as the product computes them."""
    x = np.clip((values - network["mean"]) / network["scale"], -CLIP, CLIP)
    for number in range(len(HIDDEN)):
        x = np.maximum(x @ network[f"weights{number}"] + network[f"offset{number}"], 0)
    return np.asarray(x @ network[f"weights{len(HIDDEN)}"] + network[f"offset{len(HIDDEN)}"])


def fit(data: dict[str, Numbers], rows: Numbers, seed: int) -> dict[str, dict[str, Numbers]]:
    """One network a view, from some of the people."""
    weights = np.repeat(even_weights(turned_deg(data))[rows], 2)
    return {
        view: learn(
            data[view][rows].reshape(-1, data[view].shape[-1]),
            goals(data, view)[rows].reshape(len(weights), -1),
            weights,
            seed,
        )
        for view in READ
    }


def read(networks: dict[str, dict[str, Numbers]], data: dict[str, Numbers], rows: Numbers) -> Numbers:
    """Torso and head (n, 2, 2), the mean of all views and their mirror images, as the product reads them."""
    torso, head = [], []
    for side, back in enumerate((np.ones(2), MIRROR)):
        for view, network in networks.items():
            answers = predict(network, data[view][rows][:, side])
            torso.append(back * answers[:, :2])
            if answers.shape[1] > 2:
                head.append(back * answers[:, 2:])
    return np.stack([np.mean(torso, axis=0), np.mean(head, axis=0)], axis=1)


def check(data: dict[str, Numbers], seed: int) -> None:
    """Five folds: print how well torsos are read, and twisted necks are separated from turned heads."""
    fold = np.arange(len(data["torso_deg"])) % FOLDS
    answers = np.zeros((len(fold), 2, 2))
    for held in range(FOLDS):
        networks = fit(data, np.flatnonzero(fold != held), seed)
        answers[fold == held] = read(networks, data, np.flatnonzero(fold == held))
    turn = turned_deg(data)
    yaw_deg = np.degrees(np.arctan2(answers[:, 0, 0], answers[:, 0, 1]))
    error = np.abs((yaw_deg - data["torso_deg"] + 180) % 360 - 180)
    print(f"{len(error)} people; median error of the torso {np.median(error):.1f} degrees")
    for name, group in (("turned beyond 100 degrees", turn > 100), ("within", turn <= 100)):
        print(f"  head {name}: {group.sum()}, torso wrong by more than 90: {(error[group] > 90).mean():.3f}")
    clarity = np.hypot(answers[:, 0, 0], answers[:, 0, 1])
    for low, high in zip((0, 0.2, 0.35, 0.5, 0.65, 0.8), (0.2, 0.35, 0.5, 0.65, 0.8, 9), strict=True):
        group = (clarity >= low) & (clarity < high)
        right = float((error[group] <= 60).mean()) if group.any() else float("nan")
        print(f"  clarity {low} to {high}: {group.sum()} people, right within 60 degrees: {right:.2f}")
    opposed = -(answers[:, 0] * answers[:, 1]).sum(axis=1)
    twisted, sound = opposed[turn > TWISTED_DEG], np.sort(opposed[turn < SOUND_DEG])
    auc = float(np.searchsorted(sound, twisted).mean() / len(sound))
    found = {rate: round(float((twisted > np.quantile(sound, 1 - rate)).mean()), 3) for rate in FALSE_ALARMS}
    print(f"  twisted against turned: AUC {auc:.3f}, found at so many false alarms: {found}")


def main() -> None:
    """Check, fit and write the classifier."""
    given = commands.facing_fit().parse_args()
    data = load(given.readings)
    if given.check:
        check(data, given.seed)
    networks = fit(data, np.arange(len(data["torso_deg"])), given.seed)
    stored = {f"{view}_{name}": each for view, network in networks.items() for name, each in network.items()}
    np.savez_compressed(given.out, **{name: each.astype(np.float16) for name, each in stored.items()})


if __name__ == "__main__":
    main()
