"""What an advertisement does to a picture: text, button, logo, price burst, noise and compression. Not yet."""

from __future__ import annotations

from typing import Any

from training.render.types import Picture, Random

Box = tuple[float, float, float, float]


def kept_clear(row: dict[str, Any]) -> list[Box]:
    """The boxes that nothing may be drawn over: the defects and the heads."""
    boxes = [d["box_xyxy"] for d in row["defects"]] + [row["boxes"]["skull"]["box_xyxy"]]
    return [tuple(b) for b in boxes if b]


def dress_up(rng: Random, picture: Picture, clear: list[Box]) -> tuple[Picture, dict[str, Any]]:
    """The picture as an advertisement shows it, and what was done to it."""
    return picture, {}
