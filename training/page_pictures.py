"""One picture for each check's page: our own renders in, small JPEGs with the defect boxed out.

    python -m training.render --kind body --count 8000 --out renders/body --seed 31
    python -m training.render --kind hand --count 6000 --out renders/hand --seed 41
    python -m training.render --kind face --count 60 --out renders/face --seed 61
    python -m training.render --count 80 --out renders/people --seed 71

Then `uv run python -m training.page_pictures renders docs/images/checks`. The rows are chosen by eye; a
renderer that has changed since may draw them otherwise, so look at the pictures after making them anew.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

SIDE_PX, QUALITY, MAX_BYTES = 320, 85, 30_000
MARK, MARK_PX = (214, 40, 40), 3


@dataclass(frozen=True)
class Pick:
    """A row of a folder of renders, and how many of the defect's longer sides the picture is wide."""

    kind: str
    row: int
    room: float = 2.0


PICKS: dict[str, Pick] = {
    "neck_twist": Pick("people", 37, 2.6),
    "extra_head": Pick("body", 2528),
    "extra_arm": Pick("body", 6113),
    "extra_leg": Pick("body", 3995),
    "extra_hand": Pick("body", 4650),
    "missing_arm": Pick("body", 6992, 3.5),
    "missing_hand": Pick("body", 7170, 4.5),
    "missing_leg": Pick("body", 5082, 4.0),
    "knee_reversed": Pick("body", 7961),
    "elbow_reversed": Pick("body", 5460),
    "foot_reversed": Pick("body", 1500, 2.5),
    "limb_length": Pick("body", 4801, 1.6),
    "neck_length": Pick("body", 6051, 3.0),
    "hand_size": Pick("body", 2927, 2.5),
    "head_size": Pick("body", 4737, 2.2),
    "extra_finger": Pick("hand", 227, 3.0),
    "missing_finger": Pick("hand", 27, 7.0),
    "fused_fingers": Pick("hand", 26, 3.0),
    "finger_length": Pick("hand", 150, 3.0),
    "face_asymmetry": Pick("face", 27, 2.5),
    "face_extra_eye": Pick("face", 24, 5.0),
}


def panel(renders: Path, pick: Pick) -> Image.Image:
    """The defect with room around it, boxed."""
    row = _row(renders / pick.kind, pick.row)
    x0, y0, x1, y1 = _box(row)
    with Image.open(renders / pick.kind / row["file"]) as opened:
        picture = opened.convert("RGB")
    side = min(pick.room * max(x1 - x0, y1 - y0), *picture.size)
    left = min(max((x0 + x1 - side) / 2, 0), picture.width - side)
    top = min(max((y0 + y1 - side) / 2, 0), picture.height - side)
    cut = picture.resize(
        (SIDE_PX, SIDE_PX), Image.Resampling.LANCZOS, box=(left, top, left + side, top + side)
    )
    grow = SIDE_PX / side
    box = [(x0 - left) * grow, (y0 - top) * grow, (x1 - left) * grow, (y1 - top) * grow]
    ImageDraw.Draw(cut).rectangle(box, outline=MARK, width=MARK_PX)
    return cut


def _row(folder: Path, number: int) -> dict[str, Any]:
    with (folder / "labels.jsonl").open(encoding="utf-8") as lines:
        row: dict[str, Any] = next(json.loads(line) for at, line in enumerate(lines) if at == number)
    return row


def _box(row: dict[str, Any]) -> tuple[float, float, float, float]:
    """The defect's; a twisted neck has no label of its own, so the head's."""
    defects = row.get("defects")
    x0, y0, x1, y1 = (defects[0] if defects else row["boxes"]["head"])["box_xyxy"]
    return x0, y0, x1, y1


def main() -> None:
    """Read the arguments and write the pictures."""
    parser = argparse.ArgumentParser(prog="python -m training.page_pictures")
    parser.add_argument("renders", type=Path, help="the folder with body/, hand/, face/ and people/")
    parser.add_argument("out", type=Path, help="docs/images/checks")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    for category, pick in PICKS.items():
        path: Path = given.out / f"{category}.jpg"
        panel(given.renders, pick).save(path, "JPEG", quality=QUALITY, optimize=True)
        if path.stat().st_size > MAX_BYTES:
            raise SystemExit(f"{path} is larger than {MAX_BYTES} bytes.")


if __name__ == "__main__":
    main()
