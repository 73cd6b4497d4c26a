"""From a picture, a person's box and a head box to the square a classifier sees, its head hidden."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from training.render.types import Floats, Picture, Random

# Six head widths show a person from the crown to the thighs, where the signs of facing are.
HEAD_WIDTHS = 6.0
# A head box that contains long hair would hide the back: keep the part that can be the head itself.
HEAD_TALLNESS = 1.5


@dataclass(frozen=True)
class Crop:
    """A square cut-out and the head's box in its pixels."""

    picture: Picture
    head_xyxy: tuple[float, float, float, float]


def upper_body_square(person_xyxy: Floats, head_xyxy: Floats) -> tuple[float, float, float]:
    """The square (left, top, side) around head, trunk and arms."""
    wide, tall = person_xyxy[2] - person_xyxy[0], person_xyxy[3] - person_xyxy[1]
    side = min(HEAD_WIDTHS * (head_xyxy[2] - head_xyxy[0]), 1.1 * max(wide, tall))
    middle = (head_xyxy[0] + head_xyxy[2] + person_xyxy[0] + person_xyxy[2]) / 4
    return middle - side / 2, min(person_xyxy[1], head_xyxy[1]) - 0.03 * side, side


def cut(picture: Picture, square: tuple[float, float, float], head_xyxy: Floats, size: int) -> Crop:
    """Cut and resize; what lies outside the picture repeats its edge."""
    left, top, side = square
    scale = size / max(side, 4.0)
    moved = np.array([[scale, 0, -left * scale], [0, scale, -top * scale]])
    if scale < 0.7:
        picture = np.asarray(cv2.blur(picture, (round(1 / scale), round(1 / scale))), np.uint8)
    out = cv2.warpAffine(
        picture, moved, (size, size), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    head = limit_head(head_xyxy)
    x0, y0, x1, y1 = ((head - np.array([left, top, left, top])) * scale).tolist()
    return Crop(np.asarray(out, np.uint8), (x0, y0, x1, y1))


def limit_head(head_xyxy: Floats) -> Floats:
    """The upper part of a head box, without hair that hangs far down."""
    x0, y0, x1, y1 = head_xyxy
    return np.array([x0, y0, x1, min(y1, y0 + HEAD_TALLNESS * (x1 - x0))])


def hide_head(crop: Crop, way: str, rng: Random) -> Picture:
    """Cover the head in one of the ways of `WAYS`."""
    x0, y0, x1, y1 = crop.head_xyxy
    picture = crop.picture.copy()
    size = picture.shape[0]
    mask = np.zeros((size, size), np.uint8)
    middle = (round((x0 + x1) / 2), round((y0 + y1) / 2))
    radii = (max(1, round((x1 - x0) * 0.6)), max(1, round((y1 - y0) * 0.58)))
    if way == "cut off":
        mask[: max(0, round(y1))] = 255
    else:
        cv2.ellipse(mask, middle, radii, 0, 0, 360, 255, -1)
    picture[mask > 0] = _fill(way, picture, mask, rng)[mask > 0]
    return picture


WAYS = ("grey", "black", "noise", "blurred", "background", "cut off", "texture")


def _fill(way: str, picture: Picture, mask: Picture, rng: Random) -> Picture:
    size = picture.shape[0]
    flat = {"grey": 128, "black": 0, "cut off": int(rng.integers(0, 256))}
    if way in flat:
        return np.full_like(picture, flat[way])
    if way == "noise":
        return rng.integers(0, 256, picture.shape, dtype=np.uint8)
    if way == "blurred":
        # So strong that only the colour stays: a soft head would still show which way it looks.
        return np.asarray(cv2.blur(picture, (size // 2, size // 2)), np.uint8)
    if way == "background":
        return np.full_like(picture, np.median(picture[:4].reshape(-1, 3), axis=0).astype(np.uint8))
    coarse = rng.integers(0, 256, (int(rng.integers(2, 24)), int(rng.integers(2, 24)), 3), dtype=np.uint8)
    return np.asarray(cv2.resize(coarse, (size, size)), np.uint8)
