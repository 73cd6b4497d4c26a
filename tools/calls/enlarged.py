"""A review and a part of the body or a moment come in; the enlarged pictures of just that go out.

They are cut from the frames that the review keeps, or taken from the ad where it is still at hand, without
marks, and lie beside the review's evidence from then on.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from agent_plugin.tools.calls.tool import Shown, Toolbox
from agent_plugin.tools.errors import LastLookError
from agent_plugin.tools.look.kept_frames import KeptFrames, frames_of, is_the_ad
from agent_plugin.tools.policy import AGENTS, STANDARD

if TYPE_CHECKING:
    from agent_plugin.tools.domain import Pixels, Review, Tile

# What else shows a part that has no tile of its own.
_WITHIN = {
    "neck": ("neck", "head"),
    "face": ("face", "head"),
    "eye": ("face", "head"),
    "head": ("head", "face"),
    "arm": ("left_arm", "right_arm", "left_hand", "right_hand"),
    "hand": ("left_hand", "right_hand"),
    "leg": ("left_leg", "right_leg", "left_foot", "right_foot"),
    "foot": ("left_foot", "right_foot"),
    "body": ("torso", "body"),
}
_MOST_FOLDERS = 200  # that are looked into for an ad by its name


def tile_name(number: int) -> str:
    """The file of an enlarged tile."""
    return f"tile-{number}.jpg"


def moment_name(at_s: float) -> str:
    """The file of the picture of a moment."""
    return f"at-{at_s:.2f}s.jpg"


def tiles_of(review: Review, part: str) -> list[Tile]:
    """The tiles that show a part: those where it was found first, the largest first."""
    wanted = _WITHIN.get(part, (part,))
    tiles = [
        (rank, tile)
        for sheet in review.sheets
        for tile in sheet.tiles
        for rank, value in enumerate(wanted)
        if value in {one.value for one in tile.parts}
    ]
    best = min((rank for rank, _ in tiles), default=0) if part in ("neck", "face", "head", "eye") else None
    kept = {tile.number: tile for rank, tile in tiles if best is None or rank == best}
    return sorted(kept.values(), key=lambda one: (not one.found, -_area(one)))


def part_pictures(box: Toolbox, review: Review, part: str) -> list[Shown]:
    """A part enlarged, in as many places as fit; none where no sheet shows it or its frames are gone."""
    frames = KeptFrames(review, box.store.evidence_folder(review.id))
    moments = {tile.number: sheet.at_s or 0.0 for sheet in review.sheets for tile in sheet.tiles}
    made: list[Shown] = []
    for tile in tiles_of(review, part)[: AGENTS.max_pictures]:
        try:
            (frame,) = frames.frames_at([moments[tile.number]])
        except LastLookError:
            continue
        made.append(_kept(box, review, tile_name(tile.number), _cut(frame.pixels, tile)))
    return made


def moment_picture(box: Toolbox, review: Review, at_s: float) -> list[Shown]:
    """The picture of a moment: of the ad itself, or the nearest that the review keeps."""
    path = _still_at_hand(box, review)
    if path is None and not review.sheets:
        return []
    try:
        (frame,) = frames_of(review, box.store.evidence_folder(review.id), path).frames_at([at_s])
    except LastLookError:
        return []
    shown_s = at_s if path is not None else frame.at_s
    return [_kept(box, review, moment_name(shown_s), frame.pixels)]


def _still_at_hand(box: Toolbox, review: Review) -> Path | None:
    """The ad's file, where a folder that may be read still has it: by its name, and then by its bytes."""
    name = review.media.name
    for folder in box.door.folders:
        inside = [one / name for one in (folder, *_folders_in(folder))] if folder.is_dir() else [folder]
        for path in inside:
            if path.name == name and is_the_ad(review, path):
                return path
    return None


def _folders_in(folder: Path) -> list[Path]:
    return sorted(one for one in folder.iterdir() if one.is_dir())[:_MOST_FOLDERS]


def _cut(pixels: Pixels, tile: Tile) -> Pixels:
    """The pixels of a tile (height, width, 3), enlarged."""
    from agent_plugin.tools.evidence.sheet import cut_out

    return np.asarray(cut_out(pixels, tile.box_xyxy, STANDARD.sheet))


def _kept(box: Toolbox, review: Review, name: str, pixels: Pixels) -> Shown:
    """Pixels (height, width, 3) as a file beside the evidence."""
    from PIL import Image

    from agent_plugin.tools.evidence.handy import small_jpeg
    from agent_plugin.tools.evidence.sheet import as_jpeg

    data = as_jpeg(Image.fromarray(pixels), STANDARD.sheet)
    folder = box.store.evidence_folder(review.id)
    if folder.is_dir():
        (folder / name).write_bytes(data)
    return Shown(name, small_jpeg(data, AGENTS.max_picture_bytes))


def _area(tile: Tile) -> float:
    x0, y0, x1, y1 = tile.box_xyxy
    return (x1 - x0) * (y1 - y0)
