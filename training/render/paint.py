"""Flat pictures for surfaces: tiling fabrics, and sheets to draw details on. A generator in, pixels out."""

from __future__ import annotations

import cv2
import numpy as np

from training.render.types import Floats, Picture, Random

TILE = 128


def draw_colour(rng: Random) -> Floats:
    """A colour as clothes have it: often muted, at times strong, at times black, white or grey."""
    kind = rng.random()
    if kind < 0.3:
        return np.full(3, rng.choice([rng.uniform(15, 60), rng.uniform(90, 180), rng.uniform(205, 250)]))
    hue, full = rng.uniform(0, 180), rng.uniform(40, 130) if kind < 0.65 else rng.uniform(130, 235)
    hsv = np.array([[[hue, full, rng.uniform(50, 245)]]], np.uint8)
    return np.asarray(cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)[0, 0], np.float64)


def draw_fabric(rng: Random) -> Picture:
    """A tile of plain, striped, checked, dotted, mottled or patched cloth."""
    ground, second, third = draw_colour(rng), draw_colour(rng), draw_colour(rng)
    kind = rng.choice(["plain", "stripes", "pins", "checks", "dots", "mottled", "patches"], p=PATTERN_SHARES)
    y, x = np.mgrid[0:TILE, 0:TILE] / TILE
    tile = np.tile(ground, (TILE, TILE, 1))
    count = int(rng.integers(1, 7))
    along = y if rng.random() < 0.7 else x
    if kind == "stripes":
        tile[(along * count) % 1 < rng.uniform(0.2, 0.7)] = second
    elif kind == "pins":
        tile[(x * count * 2) % 1 < 0.12] = second
    elif kind == "checks":
        shade = ((x * count) % 1 < 0.5).astype(float) + ((y * count) % 1 < 0.5)
        tile = ground + (second - ground) * (shade / 2)[:, :, None]
    elif kind == "dots":
        tile[((x * count % 1 - 0.5) ** 2 + (y * count % 1 - 0.5) ** 2) < rng.uniform(0.02, 0.12)] = second
    elif kind in ("mottled", "patches"):
        tile = _blotches(rng, ground, second, third, hard=kind == "patches")
    return np.clip(tile + rng.normal(0, rng.uniform(0, 7), (TILE, TILE, 1)), 0, 255).astype(np.uint8)


PATTERN_SHARES = [0.42, 0.16, 0.06, 0.1, 0.07, 0.09, 0.1]


def plain(colour: Floats, rng: Random | None = None, grain: float = 0.0) -> Picture:
    """A tile of one colour, with some grain if a generator is given."""
    tile = np.tile(np.asarray(colour, np.float64), (TILE, TILE, 1))
    if rng is not None:
        coarse = cv2.resize(rng.normal(0, grain, (TILE // 8, TILE // 8)), (TILE, TILE))
        tile = tile + coarse[:, :, None]
    return np.clip(tile, 0, 255).astype(np.uint8)


def strands(rng: Random, colour: Floats) -> Picture:
    """A tile of hair: streaks along y around one colour."""
    streaks = np.repeat(rng.normal(0, 1, (1, TILE)), TILE, axis=0)
    streaks = cv2.GaussianBlur(streaks, (3, 1), 0) + 0.4 * cv2.resize(rng.normal(0, 1, (8, 32)), (TILE, TILE))
    return np.clip(colour + streaks[:, :, None] * rng.uniform(3, 16), 0, 255).astype(np.uint8)


def _blotches(rng: Random, *colours: Floats, hard: bool) -> Floats:
    noise: list[Floats] = [
        np.asarray(cv2.GaussianBlur(np.tile(rng.normal(0, 1, (TILE, TILE)), (3, 3)), (0, 0), s), np.float64)
        for s in rng.uniform(3, 12, 2)
    ]
    levels = [n[TILE : 2 * TILE, TILE : 2 * TILE] / n.std() for n in noise]
    masks = [(n > 0.5).astype(float) if hard else 1 / (1 + np.exp(-2 * n)) for n in levels]
    tile = np.tile(colours[0], (TILE, TILE, 1))
    for mask, colour in zip(masks, colours[1:], strict=True):
        tile = tile + (colour - tile) * mask[:, :, None]
    return tile


class Canvas:
    """A transparent sheet over a window of the standard body, in metres; front half, then back half."""

    def __init__(self, window: tuple[float, float, float, float], dots_per_m: float = 480.0) -> None:
        self.window = window
        self._scale = dots_per_m
        self._size = (
            round((window[3] - window[1]) * dots_per_m),
            round((window[2] - window[0]) * dots_per_m),
        )
        self.sides = [np.zeros((*self._size, 4), np.uint8) for _ in range(2)]

    def sheet(self) -> Picture:
        """Both halves side by side, rows going up as the shader reads them."""
        return np.ascontiguousarray(np.concatenate(self.sides, axis=1)[::-1])

    def line(self, side: int, points: list[tuple[float, float]], colour: Floats, width_m: float) -> None:
        """A line through points (x, z)."""
        dots = np.array([self._at(x, z) for x, z in points], np.int32)
        cv2.polylines(
            self.sides[side],
            [dots],
            False,
            _opaque(colour),
            max(1, round(width_m * self._scale)),
            cv2.LINE_AA,
        )

    def patch(self, side: int, points: list[tuple[float, float]], colour: Floats) -> None:
        """A filled polygon."""
        dots = np.array([self._at(x, z) for x, z in points], np.int32)
        cv2.fillPoly(self.sides[side], [dots], _opaque(colour), cv2.LINE_AA)

    def oval(
        self,
        side: int,
        at: tuple[float, float],
        radii: tuple[float, float],
        colour: Floats,
        turn_deg: float = 0,
    ) -> None:
        """A filled ellipse."""
        size = (max(1, round(radii[0] * self._scale)), max(1, round(radii[1] * self._scale)))
        cv2.ellipse(
            self.sides[side], self._at(*at), size, -turn_deg, 0, 360, _opaque(colour), -1, cv2.LINE_AA
        )

    def word(self, side: int, text: str, at: tuple[float, float], height_m: float, colour: Floats) -> None:
        """Text centred at a point."""
        size = height_m * self._scale / 22
        (wide, _), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_DUPLEX, size, 2)
        x, y = self._at(*at)
        cv2.putText(
            self.sides[side],
            text,
            (x - wide // 2, y),
            cv2.FONT_HERSHEY_DUPLEX,
            size,
            _opaque(colour),
            2,
            cv2.LINE_AA,
        )

    def soften(self, sigma_m: float) -> None:
        """Blur both halves."""
        for k, side in enumerate(self.sides):
            soft = np.asarray(cv2.GaussianBlur(side, (0, 0), sigma_m * self._scale), np.uint8)
            covered = soft[:, :, 3:] > 0
            colour = cv2.GaussianBlur(
                side[:, :, :3].astype(np.float32) * (side[:, :, 3:] / 255.0), (0, 0), sigma_m * self._scale
            )
            pure = colour / np.maximum(soft[:, :, 3:] / 255.0, 1e-3)
            soft[:, :, :3] = np.where(covered, np.clip(pure, 0, 255), 0).astype(np.uint8)
            self.sides[k] = soft

    def _at(self, x: float, z: float) -> tuple[int, int]:
        return round((x - self.window[0]) * self._scale), round((self.window[3] - z) * self._scale)


def _opaque(colour: Floats) -> tuple[float, float, float, float]:
    return (float(colour[0]), float(colour[1]), float(colour[2]), 255.0)
