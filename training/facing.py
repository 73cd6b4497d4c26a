"""Rendered people in, the readout of where torsos and heads face out: `tools/people/facing.npz`.

    uv run python -m training.facing read RENDERS readings.npz [--part 0 --parts 2]
    uv run python -m training.facing fit READINGS... --out tools/people/facing.npz [--check]

`read` goes through the product's own code: the pose model finds the person, its network is read at the joints
in both views and their mirror images. `fit` weighs the examples so that every turn of head against torso is
equally common, solves one ridge regression a view and part for sine and cosine, and, before it does so on
everything, reports a five-fold check. No randomness; the same renders give the same readout.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from agent_plugin.settings import load_settings
from agent_plugin.tools import skeleton
from agent_plugin.tools.domain import Frame, Pose
from agent_plugin.tools.people.facing import features, upper_view, whole_view
from agent_plugin.tools.people.landmarkers import Landmarkers
from agent_plugin.tools.policy import STANDARD

Numbers = NDArray[Any]
RIDGE = 3000.0  # of standardised features; a tenth or ten times as much is worse by some percent
FOLDS = 5
LEAST_TORSO_PX = 400  # of visible torso, so that there is something to read
MIRROR = np.array([-1.0, 1.0])  # sine and cosine of a mirrored person


def people(renders: Path, part: int, parts: int) -> Iterator[tuple[Frame, dict[str, Any]]]:
    """Each picture whose torso and head are in view, with its label."""
    rows = (renders / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    for line in rows[part::parts]:
        row = json.loads(line)
        boxes = row["boxes"]
        whole = all(boxes[name]["box_xyxy"] is not None for name in ("person", "head", "skull"))
        if whole and boxes["torso"]["seen_px"] >= LEAST_TORSO_PX:
            yield Frame(np.asarray(Image.open(renders / row["file"]).convert("RGB"))), row


def labelled_pose(poses: list[Pose], row: dict[str, Any]) -> Pose | None:
    """The pose whose head is the labelled one."""
    x0, y0, x1, y1 = row["boxes"]["skull"]["box_xyxy"]
    middle, reach = np.array([(x0 + x1) / 2, (y0 + y1) / 2]), max(x1 - x0, y1 - y0)

    def distance(pose: Pose) -> float:
        return float(np.linalg.norm(pose.xy_px[skeleton.HEAD].mean(axis=0) - middle))

    nearest = min(poses, key=distance, default=None)
    return nearest if nearest is not None and distance(nearest) < reach else None


def read(renders: Path, out: Path, part: int, parts: int) -> None:
    """Features of both views and their mirror images, and the true facings, into one file."""
    settings = load_settings()
    kept: dict[str, list[Any]] = {"whole": [], "upper": [], "torso_deg": [], "turn_deg": []}
    with Landmarkers(
        STANDARD.people, models_folder=settings.models_dir, cache_folder=settings.cache_dir
    ) as models:
        for frame, row in people(renders, part, parts):
            pose = labelled_pose(models.poses(frame.pixels), row)
            if pose is None:
                continue
            for name, view in (("whole", whole_view(frame, pose)), ("upper", upper_view(frame, pose))):
                sides = (view, np.ascontiguousarray(view[:, ::-1]))
                kept[name].append([features(models.backbone().look(side)) for side in sides])
            kept["torso_deg"].append(row["torso_yaw_deg"])
            kept["turn_deg"].append(row["head_yaw_deg"])
    np.savez(out, **{name: np.array(values, dtype=np.float32) for name, values in kept.items()})


def directions(yaw_deg: Numbers) -> Numbers:
    """Sine and cosine (n, 2, 2), of each person and of their mirror image."""
    angle = np.radians(yaw_deg)
    straight = np.stack([np.sin(angle), np.cos(angle)], axis=1)
    return np.stack([straight, straight * MIRROR], axis=1)


def even_weights(turn_deg: Numbers) -> Numbers:
    """Weights under which every turn of head against torso is equally common."""
    turn = np.abs((turn_deg + 180) % 360 - 180)
    counts, _ = np.histogram(turn, bins=12, range=(0, 180))
    weights = 1 / np.maximum(counts, 1)[np.minimum((turn / 15).astype(int), 11)]
    return np.asarray(weights / weights.mean())


def solve(values: Numbers, goals: Numbers, weights: Numbers) -> dict[str, Numbers]:
    """Weighted ridge regression, in whichever form is smaller."""
    mean = np.average(values, axis=0, weights=weights)
    scale = np.sqrt(np.average((values - mean) ** 2, axis=0, weights=weights)) + 1e-2
    root = np.sqrt(weights)[:, None]
    rows = (values - mean) / scale * root
    offset = np.average(goals, axis=0, weights=weights)
    aims = (goals - offset) * root
    if rows.shape[1] < rows.shape[0]:
        solved = np.linalg.solve(rows.T @ rows + RIDGE * np.eye(rows.shape[1]), rows.T @ aims)
    else:
        solved = rows.T @ np.linalg.solve(rows @ rows.T + RIDGE * np.eye(len(rows)), aims)
    return {"mean": mean, "scale": scale, "weights": solved, "offset": offset}


def check(data: dict[str, Numbers]) -> None:
    """Five folds: print how often the combined reading of the torso is right, by its clarity."""
    goals, weights = directions(data["torso_deg"]), even_weights(data["turn_deg"])
    fold = np.arange(len(goals)) % FOLDS
    answers = np.zeros((len(goals), 2))
    for held in range(FOLDS):
        learn, test = fold != held, fold == held
        for view, side, sign in (("whole", 0, np.ones(2)), ("upper", 1, MIRROR)):
            values = data[view][learn].reshape(-1, data[view].shape[-1])
            fit = solve(values, goals[learn].reshape(-1, 2), np.repeat(weights[learn], 2))
            standard = (data[view][test][:, side] - fit["mean"]) / fit["scale"]
            answers[test] += sign * (standard @ fit["weights"] + fit["offset"]) / 2
    truth = np.degrees(np.arctan2(goals[:, 0, 0], goals[:, 0, 1]))
    error = np.abs((np.degrees(np.arctan2(answers[:, 0], answers[:, 1])) - truth + 180) % 360 - 180)
    clarity = np.hypot(answers[:, 0], answers[:, 1])
    twisted = np.abs((data["turn_deg"] + 180) % 360 - 180) > 100
    print(f"{len(truth)} people; median error {np.median(error):.1f} degrees")
    for name, group in (("head turned beyond 100 degrees", twisted), ("within", ~twisted)):
        print(f"  {name}: {group.sum()}, wrong by more than 90: {(error[group] > 90).mean():.3f}")
    for low, high in zip((0, 0.2, 0.35, 0.5, 0.65, 0.8), (0.2, 0.35, 0.5, 0.65, 0.8, 9), strict=True):
        group = (clarity >= low) & (clarity < high)
        right = float((error[group] <= 60).mean()) if group.any() else float("nan")
        print(f"  clarity {low} to {high}: {group.sum()} people, right within 60 degrees: {right:.2f}")


def fit(readings: list[Path], out: Path, *, checked: bool) -> None:
    """Solve on everything and write the readout."""
    files = [np.load(path) for path in readings]
    data = {name: np.concatenate([file[name] for file in files]) for name in files[0].files}
    if checked:
        check(data)
    weights = np.repeat(even_weights(data["turn_deg"]), 2)
    torso, head = data["torso_deg"], data["torso_deg"] + data["turn_deg"]
    stored: dict[str, Numbers] = {}
    for name, yaw_deg in (("whole_torso", torso), ("upper_torso", torso), ("upper_head", head)):
        view = name.split("_")[0]
        values = data[view].reshape(-1, data[view].shape[-1])
        solved = solve(values, directions(yaw_deg).reshape(-1, 2), weights)
        stored[f"{view}_mean"], stored[f"{view}_scale"] = solved["mean"], solved["scale"]
        stored[f"{name}_weights"], stored[f"{name}_offset"] = solved["weights"], solved["offset"]
    np.savez_compressed(out, **{name: values.astype(np.float16) for name, values in stored.items()})


def main() -> None:
    """Read or fit."""
    parser = argparse.ArgumentParser(prog="python -m training.facing")
    acts = parser.add_subparsers(dest="act", required=True)
    reading = acts.add_parser("read")
    reading.add_argument("renders", type=Path)
    reading.add_argument("out", type=Path)
    reading.add_argument("--part", type=int, default=0)
    reading.add_argument("--parts", type=int, default=1)
    fitting = acts.add_parser("fit")
    fitting.add_argument("readings", type=Path, nargs="+")
    fitting.add_argument("--out", type=Path, required=True)
    fitting.add_argument("--check", action="store_true")
    given = parser.parse_args()
    if given.act == "read":
        read(given.renders, given.out, given.part, given.parts)
    else:
        fit(given.readings, given.out, checked=given.check)


if __name__ == "__main__":
    main()
