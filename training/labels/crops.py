"""Labelled places and a folder of fetched repositories in, square crops of them out.

    python -m training.labels.crops REPOSITORIES OUT [--part hand] [--level severe]

REPOSITORIES holds OWNER+NAME, each a git repository or a folder with one in `repo`. `parts.jsonl` names the
places: repository, licence, path and blob, the frame of a clip, the part, its box in pixels of that picture,
and what one looker saw (`picture`: the whole picture's level). No picture is part of the project.
"""

from __future__ import annotations

import argparse
import io
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from PIL import Image, ImageOps
from pydantic import BaseModel, ConfigDict

MANIFEST = Path(__file__).with_name("parts.jsonl")
# Structure: the side of a crop in pixels, what DINOv2 takes.
SIDE_PX = 224

Box = tuple[int, int, int, int]


class Place(BaseModel):
    """One labelled place: which picture, where in it, and what a looker saw there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    repo: str
    licence: Literal["Apache-2.0", "MIT", "BSD"]
    path: str
    blob: str
    frame: int | None = None
    part: Literal["picture", "hand", "head"]
    box_xyxy: Box
    level: Literal["ok", "none", "mild", "severe", "unclear", "unsure", "no-part"]
    found: bool | None = None
    split: Literal["fit", "held_out"]


def read_places(path: Path = MANIFEST) -> list[Place]:
    """All places.

    Raises:
        ValueError: a repository is on both sides of the split.
    """
    places = [Place.model_validate_json(line) for line in path.read_text(encoding="utf-8").splitlines()]
    sides: dict[str, str] = {}
    for each in places:
        if sides.setdefault(each.repo, each.split) != each.split:
            raise ValueError(f"{each.repo} is on both sides of the split")
    return places


def cut(places: Iterable[Place], repositories: Path, out: Path) -> Iterator[str]:
    """Write each place's crop; names those whose picture could not be read."""
    out.mkdir(parents=True, exist_ok=True)
    for place in places:
        where = "-".join(map(str, (place.frame or 0, *place.box_xyxy)))
        name = f"{place.level}-{place.part}-{place.blob[:12]}-{where}.jpg"
        try:
            picture = read_picture(place, repositories)
        except (subprocess.CalledProcessError, OSError) as error:
            yield f"{place.repo} {place.path}: {error}"
            continue
        square(picture, place.box_xyxy).save(out / name, "JPEG", quality=92)


def read_picture(place: Place, repositories: Path) -> Image.Image:
    """The picture, or the frame of the clip, upright and on white where it is transparent."""
    folder = repositories / place.repo.replace("/", "+")
    folder = folder / "repo" if (folder / "repo").is_dir() else folder
    command = ["git", "-C", str(folder), "cat-file", "blob", place.blob]
    data = subprocess.run(command, capture_output=True, check=True).stdout
    if place.frame is not None:
        data = _frame(data, Path(place.path).suffix, place.frame)
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGBA")
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image).convert("RGB")


def square(picture: Image.Image, box_xyxy: Box) -> Image.Image:
    """The box as a square around its middle, black beyond the picture."""
    x0, y0, x1, y1 = box_xyxy
    half, x, y = max(x1 - x0, y1 - y0) / 2, (x0 + x1) / 2, (y0 + y1) / 2
    around = (round(x - half), round(y - half), round(x + half), round(y + half))
    return picture.crop(around).resize((SIDE_PX, SIDE_PX), Image.Resampling.LANCZOS)


def _frame(data: bytes, suffix: str, number: int) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / f"clip{suffix}", Path(folder) / "frame.png"
        source.write_bytes(data)
        chosen = ["-v", "error", "-i", source, "-vf", f"select=eq(n\\,{number})", "-frames:v", "1"]
        subprocess.run(["ffmpeg", *chosen, target], capture_output=True, check=True)
        return target.read_bytes()


def main() -> None:
    """Cut the crops that the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m training.labels.crops")
    parser.add_argument("repositories", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--part", default="hand")
    parser.add_argument("--level", help="only this one")
    asked = parser.parse_args()
    wanted = [each for each in read_places() if each.part == asked.part and asked.level in (None, each.level)]
    for lost in cut(wanted, asked.repositories, asked.out):
        print(f"left out: {lost}", file=sys.stderr)


if __name__ == "__main__":
    main()
