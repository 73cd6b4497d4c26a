"""Rendered people come in; the classifiers' inputs go out: shards of views with their labels.

    uv run python -m training.classifiers.read body RENDERS OUT [--part 0 --parts 2] [--copies 3]

Every picture goes through the product's own code: the models find the person, the hand or the face, and the
product's own views are taken. Nothing is learned from what they do not find.  A shard holds, for each of its
views, the maps at three scales (float16), a label for each category (1 there, 0 not, -1 not to be judged in
this view) and the place of each defect as a map of cells. Copy 0 of a view is what the product gets; further
copies are a little moved, turned, lit and spoilt.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from agent_plugin.settings import load_settings
from agent_plugin.tools.body.crops import Crop, Square, cut
from agent_plugin.tools.body.squares import body_box, silhouette_square
from agent_plugin.tools.classifiers import views
from agent_plugin.tools.classifiers.networks import VIEWS
from agent_plugin.tools.classifiers.views import View
from agent_plugin.tools.domain import Box, Frame, Pose, Silhouette, box_around, overlap
from agent_plugin.tools.landmarks.landmarkers import Landmarkers
from agent_plugin.tools.policy import STANDARD
from training import commands
from training.classifiers.copies import near, relit, rng_of
from training.classifiers.targets import finger_labels, labels, wrist_labels

Numbers = NDArray[Any]
LEAST_OVERLAP = 0.1  # of what is found and what is labelled
HAND_CROP, FACE_CROP = 2.2, 2.0  # boxes a side
UPRIGHT_WITHIN_DEG = STANDARD.people.readable_within_deg
# Copies are turned by up to so much; hands and limbs are always seen as one side, so a mirror adds nothing.
TURNED_DEG = {"body": 6.0, "hand": 10.0, "wrist": 10.0, "fingers": 15.0, "face": 10.0}
MIRRORED = ("body", "face")


@dataclass(frozen=True, eq=False)
class _Crop:
    """A square that the product classifies, how a view of it is taken, and how it is labelled."""

    square: Square
    view: Callable[..., View]
    labels: Callable[..., tuple[Numbers, Numbers]]


class Reader:
    """The product's models on one rendered picture, led to the labelled parts."""

    def __init__(self) -> None:
        settings = load_settings()
        self._models = Landmarkers(
            STANDARD.people, models_folder=settings.models_dir, cache_folder=settings.cache_dir
        )

    def crops(self, kind: str, frame: Frame, row: dict[str, Any]) -> Iterator[_Crop]:
        """The crops that the classifier of this kind gets of the labelled person."""
        if kind == "fingers":
            yield from self._fingers(frame, row)
        elif kind in ("body", "wrist"):
            pose = labelled_pose(self._models.poses(frame.pixels), row)
            if pose is not None:
                take = self._body if kind == "body" else self._wrists
                yield from take(frame, pose, self._silhouette(frame, pose))
        elif kind == "hand":
            yield from self._hands(frame, row)
        else:
            yield from self._faces(frame, row)

    def _silhouette(self, frame: Frame, pose: Pose) -> Silhouette:
        square = silhouette_square(body_box(pose, frame.width, frame.height), STANDARD.people)
        crop = cut(frame.pixels, square, STANDARD.people.silhouette_px)
        alpha = self._models.person_alpha(crop.pixels)
        return Silhouette(alpha, *square.box_xyxy[:2], square.side_px / alpha.shape[0])

    def _body(self, frame: Frame, pose: Pose, silhouette: Silhouette) -> Iterator[_Crop]:
        view = partial(views.body_view, pose=pose, silhouette=silhouette, network=self._models.backbone())
        for name, square in views.body_squares(frame, pose, UPRIGHT_WITHIN_DEG).items():
            yield _Crop(square, partial(view, name=name), partial(labels, "body"))

    def _wrists(self, frame: Frame, pose: Pose, silhouette: Silhouette) -> Iterator[_Crop]:
        view = partial(
            views.wrist_view, pose=pose, silhouette=silhouette, network=self._models.inside("hand")
        )
        for part, square in views.wrist_squares(frame, pose).items():
            yield _Crop(square, partial(view, part=part), partial(wrist_labels, part=part, pose=pose))

    def _fingers(self, frame: Frame, row: dict[str, Any]) -> Iterator[_Crop]:
        """Where the skeleton has hands, else where the hand model finds them."""
        view = partial(views.fingers_view, network=self._models.inside("hand"))
        pose = labelled_pose(self._models.poses(frame.pixels), row)
        squares = views.finger_squares(frame, pose).values() if pose is not None else ()
        for square in squares or [crop.square for crop in self._hands(frame, row)]:
            yield _Crop(square, view, finger_labels)

    def _hands(self, frame: Frame, row: dict[str, Any]) -> Iterator[_Crop]:
        for hand in row["hands"]:
            if hand["box_xyxy"] is None:
                continue
            crop = _crop(frame, hand["box_xyxy"], HAND_CROP)
            found = [replace(h, xy_px=crop.to_picture(h.xy_px)) for h in self._models.hands(crop.pixels)]
            own = max(found, key=lambda h: overlap(h.box_xyxy, hand["box_xyxy"]), default=None)
            if own is not None and overlap(own.box_xyxy, hand["box_xyxy"]) >= LEAST_OVERLAP:
                view = partial(views.hand_view, hand=own, network=self._models.inside("hand"))
                yield _Crop(views.hand_square(own), view, partial(labels, "hand"))

    def _faces(self, frame: Frame, row: dict[str, Any]) -> Iterator[_Crop]:
        box = row["face"]["box_xyxy"]
        if box is None:
            return
        crop = _crop(frame, box, FACE_CROP)
        for face in self._models.faces(crop.pixels):
            placed = replace(face, xy_px=crop.to_picture(face.xy_px))
            if overlap(placed.box_xyxy, box) >= LEAST_OVERLAP:
                view = partial(views.face_view, face=placed, network=self._models.inside("face"))
                yield _Crop(views.face_square(placed), view, partial(labels, "face"))


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


def read(
    kind: str, renders: Path, out: Path, *, part: int, parts: int, copies: int, sound: float, pictures: int
) -> None:
    """Write so many pictures per shard; existing shards are kept, a last, short one is left out."""
    out.mkdir(parents=True, exist_ok=True)
    lines = (renders / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    reader = Reader()
    for shard, first in enumerate(range(0, len(lines), pictures)):
        path = out / f"{kind}-{renders.name}-{shard:04d}.npz"
        if shard % parts != part or path.exists() or first + pictures > len(lines):
            continue
        rows = [json.loads(line) for line in lines[first : first + pictures]]
        kept = [entry for row in rows for entry in _entries(kind, renders, row, reader, copies, sound)]
        if kept:
            _save(path, kept)
        print(f"{path.name}: {len(kept)} views of {len(rows)} pictures", flush=True)


def _save(path: Path, kept: list[dict[str, Any]]) -> None:
    """Save under its own name only when whole: a job that is stopped leaves no half shard."""
    part = path.with_name(f"part-{path.name}")
    np.savez(part, **{name: np.stack([entry[name] for entry in kept]) for name in kept[0]})
    part.replace(path)


def _entries(
    kind: str, renders: Path, row: dict[str, Any], reader: Reader, copies: int, sound: float
) -> Iterator[dict[str, Any]]:
    if row.get("hidden_defect"):
        return
    frame = Frame(np.asarray(Image.open(renders / row["file"]).convert("RGB")))
    crops = list(reader.crops(kind, frame, row))
    for copy in range(copies):
        rng = rng_of(row["seed"], copy)
        shown = relit(frame, rng) if copy else frame
        for crop in crops:
            moved = near(crop.square, rng, turned_deg=TURNED_DEG[kind], mirrored=kind in MIRRORED)
            square = moved if copy else crop.square
            targets, place = crop.labels(square=square, defects=row.get("defects", []))
            if (targets == 1).any() or ((targets == 0).any() and rng.random() < sound):
                view = crop.view(shown, square=square)
                yield {**_entry(view, targets, place), "seed": np.int64(row["seed"]), "copy": np.int8(copy)}


def _entry(view: View, targets: Numbers, place: Numbers) -> dict[str, Any]:
    maps = {name: getattr(view, name).astype(np.float16) for name in ("fine", "middle", "coarse")}
    return {**maps, "targets": targets, "place": place, "view": np.int8(VIEWS.index(view.name))}


def main() -> None:
    """Read a folder of renders."""
    given = commands.read().parse_args()
    options = {name: getattr(given, name) for name in ("part", "parts", "copies", "sound")}
    read(given.kind, given.renders, given.out, **options, pictures=given.shard)


if __name__ == "__main__":
    main()
