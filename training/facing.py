"""Rendered people come in; what the facing classifier learns from goes out: features and true facings.

    uv run python -m training.facing RENDERS readings.npz [--part 0 --parts 2]

Every picture goes through the product's own code: the pose model finds the person, its network is read at the
joints in both views and their mirror images.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from agent_plugin.settings import load_settings
from agent_plugin.tools.body import skeleton
from agent_plugin.tools.classifiers.facing import features, upper_view, whole_view
from agent_plugin.tools.domain import Frame, Pose
from agent_plugin.tools.landmarks.landmarkers import Landmarkers
from agent_plugin.tools.policy import STANDARD
from training import commands

LEAST_TORSO_PX = 400  # of visible torso, so that there is something to read


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
                kept[name].append([features(models.backbone().run(side)) for side in sides])
            kept["torso_deg"].append(row["torso_yaw_deg"])
            kept["turn_deg"].append(row["head_yaw_deg"])
    np.savez(out, **{name: np.array(values, dtype=np.float32) for name, values in kept.items()})


def main() -> None:
    """Read a folder of renders."""
    given = commands.facing().parse_args()
    read(given.renders, given.out, given.part, given.parts)


if __name__ == "__main__":
    main()
