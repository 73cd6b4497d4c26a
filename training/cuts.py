"""A square of one of our renders, chosen by eye: the folder of renders in, the square's picture out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PIL import Image


@dataclass(frozen=True)
class Cut:
    """The kind and row of a render, and a square in it by its corner and side."""

    kind: str
    row: int
    corner_xy: tuple[int, int]
    side_px: int

    def picture(self, renders: Path, size_wh: tuple[int, int]) -> Image.Image:
        """The square at this size; a square that leaves its render is an error."""
        x_px, y_px = self.corner_xy
        square = (x_px, y_px, x_px + self.side_px, y_px + self.side_px)
        with Image.open(renders / self.kind / "images" / f"{self.row:06d}.jpg") as opened:
            if square[2] > opened.width or square[3] > opened.height:
                raise SystemExit(f"The square of {self.kind} {self.row} leaves the picture {opened.size}.")
            cut = opened.convert("RGB").crop(square)
        return cut.resize(size_wh, Image.Resampling.LANCZOS)
