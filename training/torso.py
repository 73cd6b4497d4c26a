"""A small network that says which way a torso faces while the head is hidden.

    python -m training.torso train RENDERS --weights torso.pt [--benchmark DIR] [--epochs N]
    python -m training.torso measure RENDERS --weights torso.pt [--benchmark DIR]

RENDERS is a folder made by `training.render`; every tenth picture is held out. The benchmark is never
trained on.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

from training.augment import augment
from training.crops import WAYS, Crop, cut, hide_head, upper_body_square
from training.render.types import Floats, Ints, Picture

SIZE = 128
STORED = 176  # a wider cut is stored, so that training can jitter the crop
FACING_EDGES_DEG = (60.0, 120.0)
HELD_OUT_EVERY = 10
LEAST_TORSO_PX = 400
# The damage grows: with all of it from the first step the network learns nothing for a long time.
FULL_DAMAGE_AT = 0.7


@dataclass(frozen=True)
class Example:
    """A wide cut around a person, and the label."""

    crop: Crop
    yaw_deg: float
    name: str


class TorsoNet(nn.Module):
    """Eight plain convolutions; five numbers out: sin, cos, and front, side, back as logits."""

    def __init__(self) -> None:
        super().__init__()
        widths = [
            (3, 16, 2),
            (16, 32, 2),
            (32, 32, 1),
            (32, 64, 2),
            (64, 64, 1),
            (64, 80, 2),
            (80, 80, 1),
            (80, 80, 2),
        ]
        blocks: list[nn.Module] = []
        for come, go, stride in widths:
            blocks += [nn.Conv2d(come, go, 3, stride, 1, bias=False), nn.BatchNorm2d(go), nn.ReLU()]
        self.features = nn.Sequential(*blocks)
        last = nn.Linear(80 * 4 * 4, 5)
        nn.init.zeros_(last.weight)  # begin at "no idea": random large answers drown the first steps
        self.answer = nn.Sequential(nn.Flatten(), nn.Dropout(0.1), last)

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        """Pictures as (count, 3, 128, 128) in [-1, 1]."""
        result: torch.Tensor = self.answer(self.features(pictures))
        return result


class Crops(Dataset[tuple[torch.Tensor, torch.Tensor]]):
    """Examples with the head hidden; for training with jitter, mirroring and all kinds of damage."""

    def __init__(self, examples: list[Example], *, training: bool, way: str = "grey") -> None:
        self._examples, self._training, self._way = examples, training, way
        self.epoch, self.strength = 0, 1.0

    def __len__(self) -> int:
        """The number of examples."""
        return len(self._examples)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        """One picture and its yaw in degrees."""
        example = self._examples[index]
        rng = np.random.default_rng([index, self.epoch, int(self._training)])
        if not self._training:
            picture = hide_head(_resized(example.crop, 0.0, 0.0, 1.0), self._way, rng)
            return to_tensor(picture), torch.tensor(example.yaw_deg)
        shift, zoom = rng.uniform(-0.08, 0.08, 2), float(rng.uniform(0.8, 1.2))
        crop = _jittered_head(_resized(example.crop, shift[0], shift[1], zoom), rng)
        picture = augment(hide_head(crop, str(rng.choice(WAYS)), rng), rng, self.strength)
        if rng.random() < 0.5:
            return to_tensor(picture[:, ::-1]), torch.tensor(-example.yaw_deg)
        return to_tensor(picture), torch.tensor(example.yaw_deg)


def to_tensor(picture: Picture) -> torch.Tensor:
    """RGB pixels as the network wants them."""
    return torch.from_numpy(np.ascontiguousarray(picture.transpose(2, 0, 1))).float() / 127.5 - 1


def read_renders(folder: Path) -> list[Example]:
    """The pictures of a rendering job on which enough of the torso is seen."""
    examples = []
    for line in (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        boxes = row["boxes"]
        if (
            any(boxes[k]["box_xyxy"] is None for k in ("person", "head", "skull"))
            or boxes["torso"]["seen_px"] < LEAST_TORSO_PX
        ):
            continue
        head = boxes["skull" if row["seed"] % 3 else "head"]["box_xyxy"]
        picture = _read(folder / row["file"])
        examples.append(
            _example(picture, boxes["person"]["box_xyxy"], head, row["torso_yaw_deg"], row["file"])
        )
    return examples


def read_benchmark(folder: Path) -> list[Example]:
    """The people of the benchmark's pictures that have a torso and a head box."""
    examples = []
    for line in (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        for person in row["people"] if row["kind"] == "image" else []:
            if person.get("head_bbox") and person.get("bbox") and person.get("torso_yaw_deg") is not None:
                picture = _read(folder / row["file"])
                examples.append(
                    _example(
                        picture, person["bbox"], person["head_bbox"], person["torso_yaw_deg"], row["file"]
                    )
                )
    return examples


def train(examples: list[Example], epochs: int, out: Path, minutes: float) -> TorsoNet:
    """Train within a number of epochs or minutes, whichever ends first, and save the weights."""
    torch.manual_seed(0)
    net, start = TorsoNet(), time.monotonic()
    crops = Crops(examples, training=True)
    loader = DataLoader(crops, batch_size=32, shuffle=True, num_workers=1, drop_last=True)
    optimiser = torch.optim.AdamW(net.parameters(), lr=2e-3, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, 1e-3, epochs=epochs, steps_per_epoch=len(loader)
    )
    for epoch in range(epochs):
        crops.epoch, crops.strength = epoch, min(1.0, epoch / (FULL_DAMAGE_AT * epochs))
        losses = [_step(net, optimiser, schedule, *batch) for batch in loader]
        spent = (time.monotonic() - start) / 60
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.4f}, {spent:.1f} min", flush=True)
        torch.save(net.state_dict(), out)
        if spent > minutes:
            break
    return net


def predict(net: TorsoNet, examples: list[Example], way: str = "grey") -> Floats:
    """Per example: yaw in degrees, then the probabilities of front, side and back."""
    net.eval()
    answers = []
    with torch.no_grad():
        for pictures, _ in DataLoader(Crops(examples, training=False, way=way), batch_size=128):
            raw = net(pictures)
            yaw = torch.rad2deg(torch.atan2(raw[:, 0], raw[:, 1]))
            answers.append(torch.cat([yaw[:, None], torch.softmax(raw[:, 2:], dim=1)], dim=1))
    return np.asarray(torch.cat(answers))


def report(net: TorsoNet, examples: list[Example], title: str) -> dict[str, float]:
    """Median error, the share within 30 degrees, and how often front and back are exchanged."""
    answers = predict(net, examples)
    truth = np.array([e.yaw_deg for e in examples])
    error = np.abs((answers[:, 0] - truth + 180) % 360 - 180)
    clear = (np.abs(truth) < FACING_EDGES_DEG[0]) | (np.abs(truth) > FACING_EDGES_DEG[1])
    flips = (np.abs(answers[:, 0]) < 90) != (np.abs(truth) < 90)
    sure = answers[:, [1, 3]].max(axis=1) > 0.8
    figures = {
        "people": float(len(examples)),
        "median_error_deg": float(np.median(error)),
        "within_30_deg": float(np.mean(error < 30)),
        "flips_front_back": float(np.mean(flips[clear])),
        "flips_when_sure": float(np.mean(flips[clear & sure])) if (clear & sure).any() else float("nan"),
        "sure_share": float(np.mean(sure[clear])),
        "class_accuracy": float(np.mean(answers[:, 1:].argmax(axis=1) == facing_class(truth))),
    }
    print(title, json.dumps({k: round(v, 3) for k, v in figures.items()}))
    return figures


def facing_class(yaw_deg: Floats) -> Ints:
    """0 front, 1 side, 2 back."""
    return np.digitize(np.abs(yaw_deg), FACING_EDGES_DEG)


def _step(
    net: TorsoNet,
    optimiser: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LRScheduler,
    pictures: torch.Tensor,
    yaw_deg: torch.Tensor,
) -> float:
    net.train()
    raw, angle = net(pictures), torch.deg2rad(yaw_deg.float())
    goal = torch.stack([torch.sin(angle), torch.cos(angle)], dim=1)
    edges = torch.tensor(FACING_EDGES_DEG)
    facing = torch.bucketize(yaw_deg.abs().float(), edges)
    loss = ((raw[:, :2] - goal) ** 2).sum(dim=1).mean() + 0.5 * nn.functional.cross_entropy(
        raw[:, 2:], facing
    )
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    schedule.step()
    return float(loss.detach())


def _read(path: Path) -> Picture:
    found = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if found is None:
        raise FileNotFoundError(f"no picture at {path}")
    return np.asarray(found[:, :, ::-1], np.uint8)


def _example(picture: Picture, person: list[float], head: list[float], yaw_deg: float, name: str) -> Example:
    left, top, side = upper_body_square(np.array(person, float), np.array(head, float))
    wide = side * STORED / SIZE
    square = (left - (wide - side) / 2, top - (wide - side) / 2, wide)
    return Example(cut(picture, square, np.array(head, float), STORED), float(yaw_deg), name)


def _resized(crop: Crop, shift_x: float, shift_y: float, zoom: float) -> Crop:
    side = SIZE * zoom
    left = (STORED - side) / 2 + shift_x * SIZE
    top = (STORED - side) / 2 + shift_y * SIZE
    return cut(crop.picture, (left, top, side), np.array(crop.head_xyxy), SIZE)


def _jittered_head(crop: Crop, rng: np.random.Generator) -> Crop:
    x0, y0, x1, y1 = crop.head_xyxy
    wide, tall = x1 - x0, y1 - y0
    a, b, c, d = rng.normal(0, 0.06, 4)
    return Crop(crop.picture, (x0 + a * wide, y0 + b * tall, x1 + c * wide, y1 + d * tall))


def _split(examples: list[Example]) -> tuple[list[Example], list[Example]]:
    held = [e for k, e in enumerate(examples) if k % HELD_OUT_EVERY == 0]
    return [e for k, e in enumerate(examples) if k % HELD_OUT_EVERY], held


def main() -> None:
    """Train or measure."""
    parser = argparse.ArgumentParser(prog="python -m training.torso")
    parser.add_argument("act", choices=["train", "measure"])
    parser.add_argument("renders", type=Path)
    parser.add_argument("--weights", type=Path, default=Path("torso.pt"))
    parser.add_argument("--benchmark", type=Path)
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=60.0)
    given = parser.parse_args()
    learn, held = _split(read_renders(given.renders))
    if given.act == "train":
        net = train(learn, given.epochs, given.weights, given.minutes)
    else:
        net = TorsoNet()
        net.load_state_dict(torch.load(given.weights, weights_only=True))
    report(net, held, "held-out renders")
    if given.benchmark:
        report(net, read_benchmark(given.benchmark), "benchmark")


if __name__ == "__main__":
    main()
