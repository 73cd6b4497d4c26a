"""Rendered people come in; the numbers of their shape and the targets go out, in one file.

    uv run python -m training.classifiers.shape_read RENDERS OUT.npz [--part 0 --parts 2]

The product's own finder finds the labelled person; people that it does not find are left out. The file holds
`numbers` (people, 2, n) of each person and of their mirror image, `targets` (people, 2, categories) of the
side that is the left one there (1 there, 0 not, -1 not to be judged), and `seed`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from agent_plugin.settings import load_settings
from agent_plugin.tools.classifiers.networks import ARM_CATEGORIES, CATEGORIES, SIDED
from agent_plugin.tools.classifiers.shape.features import both_sides
from agent_plugin.tools.domain import Frame, Part, Pose
from agent_plugin.tools.landmarks.landmarkers import Landmarkers
from agent_plugin.tools.people.finder import PeopleFinder
from agent_plugin.tools.policy import STANDARD
from training import commands
from training.classifiers.read import labelled_pose
from training.classifiers.targets import nearer

Numbers = NDArray[Any]
SIDES = ("left", "right")


def targets_of(pose: Pose, defects: Iterable[dict[str, Any]]) -> Numbers:
    """For each side and each category of a body: 1, 0 or -1."""
    targets = np.zeros((len(SIDES), len(CATEGORIES["body"])), np.int8)
    for defect in defects:
        # A sixth finger or a lower eye changes no proportion: of the body's categories none is there.
        if defect["category"] in CATEGORIES["body"]:
            number = CATEGORIES["body"].index(defect["category"])
            targets[:, number] = [_on_side(side, pose, defect) for side in SIDES]
    return targets


def _on_side(side: str, pose: Pose, defect: dict[str, Any]) -> int:
    if defect["category"] not in SIDED or defect.get("side") == "both":
        return 1
    if defect["box_xyxy"] is None:
        return -1
    limb = defect.get("limb") or ("arm" if defect["category"] in ARM_CATEGORIES else "leg")
    own = nearer(Part(f"{side}_{limb}"), pose, defect)
    return -1 if own is None else int(own)


def entries(renders: Path, lines: Iterable[str]) -> Iterator[tuple[Numbers, Numbers, int]]:
    """Numbers, targets and seed of each labelled person that is found."""
    settings = load_settings()
    models = Landmarkers(STANDARD.people, models_folder=settings.models_dir, cache_folder=settings.cache_dir)
    finder = PeopleFinder(STANDARD.people, landmarkers=models, reads=False)
    for line in lines:
        row = json.loads(line)
        if row.get("hidden_defect"):
            continue
        people = finder.find(Frame(np.asarray(Image.open(renders / row["file"]).convert("RGB")))).people
        pose = labelled_pose([person.pose for person in people], row)
        for person in people:
            if person.pose is pose:
                yield both_sides(person), targets_of(pose, row.get("defects", [])), row["seed"]


def read(renders: Path, out: Path, *, part: int = 0, parts: int = 1) -> None:
    """Every `parts`th picture of a folder into one file."""
    lines = (renders / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    numbers, targets, seeds = zip(*entries(renders, lines[part::parts]), strict=True)
    np.savez(out, numbers=np.stack(numbers), targets=np.stack(targets), seed=np.array(seeds, np.int64))
    print(f"{out.name}: {len(seeds)} people of {len(lines[part::parts])} pictures", flush=True)


def main() -> None:
    """Read a folder of renders."""
    given = commands.shape_read().parse_args()
    read(given.renders, given.out, part=given.part, parts=given.parts)


if __name__ == "__main__":
    main()
