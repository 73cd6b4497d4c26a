"""Rendered people in, what the readouts see of them out: shards of views with their labels.

    uv run python -m training.readouts.read body RENDERS OUT [--part 0 --parts 2]

Every picture goes through the product's own code: the models find the person, the hand or the face, and the
product's own views are taken. What they do not find is not learned from. A shard holds, for each of its
views, the maps at three scales (float16), a label for each category (1 there, 0 not, -1 not to be judged in
this view) and the place of each defect as a map of cells.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from agent_plugin.settings import load_settings
from agent_plugin.tools.domain import Box, Frame, Points, Pose, Silhouette, box_around, overlap
from agent_plugin.tools.people import views
from agent_plugin.tools.people.body import body_box, silhouette_square
from agent_plugin.tools.people.crops import Crop, Square, cut
from agent_plugin.tools.people.landmarkers import Landmarkers
from agent_plugin.tools.people.readings import CATEGORIES, PLACE_CELLS
from agent_plugin.tools.people.views import View
from agent_plugin.tools.policy import STANDARD

Numbers = NDArray[Any]
SHARD = 200
SEEN_IN_VIEW = 0.6  # of a defect's box: less is neither here nor absent
LEAST_OVERLAP = 0.1  # of what is found and what is labelled
HAND_CROP, FACE_CROP = 2.2, 2.0  # boxes a side


class Reader:
    """The product's models on one rendered picture, led to the labelled parts."""

    def __init__(self) -> None:
        settings = load_settings()
        self._models = Landmarkers(
            STANDARD.people, models_folder=settings.models_dir, cache_folder=settings.cache_dir
        )

    def views(self, kind: str, frame: Frame, row: dict[str, Any]) -> Iterator[View]:
        """What the readout of this kind is shown of the labelled person."""
        if kind == "body":
            yield from self._bodies(frame, row)
        elif kind == "hand":
            yield from self._hands(frame, row)
        else:
            yield from self._faces(frame, row)

    def _bodies(self, frame: Frame, row: dict[str, Any]) -> Iterator[View]:
        pose = labelled_pose(self._models.poses(frame.pixels), row)
        if pose is None:
            return
        square = silhouette_square(body_box(pose, frame.width, frame.height), STANDARD.people)
        crop = cut(frame.pixels, square, STANDARD.people.silhouette_px)
        alpha = self._models.person_alpha(crop.pixels)
        silhouette = Silhouette(alpha, *square.box_xyxy[:2], square.side_px / alpha.shape[0])
        for name, where in views.body_squares(frame, pose, STANDARD.people.readable_within_deg).items():
            yield views.body_view(frame, pose, silhouette, name, where, self._models.backbone())

    def _hands(self, frame: Frame, row: dict[str, Any]) -> Iterator[View]:
        for hand in row["hands"]:
            if hand["box_xyxy"] is None:
                continue
            crop = _crop(frame, hand["box_xyxy"], HAND_CROP)
            found = [replace(h, xy_px=crop.to_picture(h.xy_px)) for h in self._models.hands(crop.pixels)]
            own = max(found, key=lambda h: overlap(h.box_xyxy, hand["box_xyxy"]), default=None)
            if own is not None and overlap(own.box_xyxy, hand["box_xyxy"]) >= LEAST_OVERLAP:
                yield views.hand_view(frame, own, self._models.inside("hand"))

    def _faces(self, frame: Frame, row: dict[str, Any]) -> Iterator[View]:
        box = row["face"]["box_xyxy"]
        if box is None:
            return
        crop = _crop(frame, box, FACE_CROP)
        for face in self._models.faces(crop.pixels):
            placed = replace(face, xy_px=crop.to_picture(face.xy_px))
            if overlap(placed.box_xyxy, box) >= LEAST_OVERLAP:
                yield views.face_view(frame, placed, self._models.inside("face"))


def _crop(frame: Frame, box_xyxy: Box, boxes: float) -> Crop:
    """The labelled part with the room around it that the product's own crops have."""
    x0, y0, x1, y1 = box_xyxy
    square = Square((x0 + x1) / 2, (y0 + y1) / 2, boxes * max(x1 - x0, y1 - y0, 1.0))
    return cut(frame.pixels, square, STANDARD.people.crop_px)


def labelled_pose(poses: list[Pose], row: dict[str, Any]) -> Pose | None:
    """The pose that covers the labelled person best."""
    box = row["boxes"]["person"]["box_xyxy"]
    if box is None:
        return None
    best = max(poses, key=lambda pose: overlap(box_around(pose.xy_px), tuple(box)), default=None)
    fits = best is not None and overlap(box_around(best.xy_px), tuple(box)) >= LEAST_OVERLAP
    return best if fits else None


def labels(kind: str, view: View, defects: list[dict[str, Any]]) -> tuple[Numbers, Numbers]:
    """For each category there, absent or not to be judged; and where, in the place map's cells."""
    categories, cells = CATEGORIES[kind], PLACE_CELLS[kind]
    told = np.zeros(len(categories), np.int8)
    place = np.zeros((len(categories), cells, cells), np.uint8)
    for defect in defects:
        if defect["category"] not in categories or defect["box_xyxy"] is None:
            told[:] = -1
            continue
        number = categories.index(defect["category"])
        box = _box_in_cells(view, defect["box_xyxy"], cells)
        seen = np.clip(box, 0, cells)
        inside = _area(tuple(seen)) / max(_area(tuple(box)), 1e-6)
        x0, y0 = (int(v) for v in np.minimum(np.round(seen[:2]), cells - 1))
        x1, y1 = (int(v) for v in np.round(seen[2:]))
        told[number] = 1 if inside >= SEEN_IN_VIEW else -1 if inside > 0.05 else 0
        place[number, y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)] = told[number] == 1
    return told, place


def read(kind: str, renders: Path, out: Path, part: int, parts: int) -> None:
    """All pictures of a folder into shards; those there already are kept, a last, short one is left out."""
    out.mkdir(parents=True, exist_ok=True)
    lines = (renders / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    reader = Reader()
    for shard, first in enumerate(range(0, len(lines), SHARD)):
        path = out / f"{kind}-{renders.name}-{shard:04d}.npz"
        if shard % parts != part or path.exists() or first + SHARD > len(lines):
            continue
        rows = [json.loads(line) for line in lines[first : first + SHARD]]
        kept = [entry for row in rows for entry in _entries(kind, renders, row, reader)]
        np.savez(path, **{name: np.stack([entry[name] for entry in kept]) for name in kept[0]})
        print(f"{path.name}: {len(kept)} views of {len(rows)} pictures", flush=True)


def _entries(kind: str, renders: Path, row: dict[str, Any], reader: Reader) -> Iterator[dict[str, Numbers]]:
    if row.get("hidden_defect"):
        return
    frame = Frame(np.asarray(Image.open(renders / row["file"]).convert("RGB")))
    for view in reader.views(kind, frame, row):
        told, place = labels(kind, view, row.get("defects", []))
        yield {
            "fine": view.fine.astype(np.float16),
            "middle": view.middle.astype(np.float16),
            "coarse": view.coarse.astype(np.float16),
            "told": told,
            "place": place,
            "seed": np.int64(row["seed"]),
            "view": np.int8([*views.BODY_VIEWS, "hand", "face"].index(view.name)),
        }


def _box_in_cells(view: View, box_xyxy: Box, cells: int) -> Numbers:
    x0, y0, x1, y1 = box_xyxy
    corners: Points = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], dtype=np.float32)
    placed = views.cells_of(view.square, corners, cells)
    return np.concatenate([placed.min(axis=0), placed.max(axis=0)])


def _area(box: tuple[float, ...]) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def main() -> None:
    """Read a folder of renders."""
    parser = argparse.ArgumentParser(prog="python -m training.readouts.read")
    parser.add_argument("kind", choices=list(CATEGORIES))
    parser.add_argument("renders", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--part", type=int, default=0)
    parser.add_argument("--parts", type=int, default=1)
    given = parser.parse_args()
    read(given.kind, given.renders, given.out, given.part, given.parts)


if __name__ == "__main__":
    main()
