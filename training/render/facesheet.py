"""A painted face for portraits: skin, hair and chance in; a sheet over the standard face out.

What is painted moves with the mesh: brows, lips, lids, lashes, stubble, make-up, freckles, marks, face paint.
"""

from __future__ import annotations

import cv2
import numpy as np

from training.render.details import draw_lipstick
from training.render.facemap import DOTS_PER_M, SIZE, WINDOW, FaceMap, soft
from training.render.paint import draw_colour
from training.render.types import Floats, Picture, Random

X = (np.arange(SIZE[1]) / DOTS_PER_M + WINDOW[0])[None].astype(np.float32)
Z = (WINDOW[3] - np.arange(SIZE[0]) / DOTS_PER_M)[:, None].astype(np.float32)
LEAST_COVER = 0.006
NOSTRIL = (0.0075, 0.6567)


class FaceSheet:
    """Colour and cover, painted layer over layer."""

    def __init__(self) -> None:
        self._colour = np.zeros((*SIZE, 3), np.float32)
        self._cover = np.zeros(SIZE, np.float32)

    def lay(self, colour: Floats, cover: Floats) -> None:
        """Paint one colour over the rest, as far as `cover` (0 to 1) says."""
        rows, columns = (np.flatnonzero(cover.max(axis=k) > LEAST_COVER) for k in (1, 0))
        if not len(rows):
            return
        here = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
        cover, under = np.asarray(cover[here], np.float32), self._cover[here]
        total = cover + under * (1 - cover)
        share = (cover / np.maximum(total, 1e-4))[..., None]
        self._colour[here] += (np.asarray(colour, np.float32) - self._colour[here]) * share
        self._cover[here] = total

    def sheet(self) -> Picture:
        """The front half beside an empty back half, rows going up as the shader reads them."""
        front = np.dstack([self._colour, self._cover * 255]).clip(0, 255).astype(np.uint8)
        return np.ascontiguousarray(np.hstack([front, np.zeros_like(front)])[::-1])


def draw_face(rng: Random, face: FaceMap, skin: Floats, hair: Floats, look: str) -> Picture:
    """Paint a face; `look` is one of the sound looks that must not be mistaken for a defect."""
    sheet, stencil = FaceSheet(), face.stencils
    dark = skin * rng.uniform(0.45, 0.6)
    _flush(sheet, rng, skin)
    if rng.random() < 0.16 and look != "face_paint":
        _stubble(sheet, rng, skin, hair)
    _lips(sheet, rng, face, skin)
    sheet.lay(dark, stencil["hollows"] * rng.uniform(0.3, 0.7))
    _eyes(sheet, rng, face, skin, look)
    for out in (-1, 1):
        sheet.lay(dark * 0.5, 0.85 * _oval(out * NOSTRIL[0], NOSTRIL[1], 0.0042, 0.0022))
    if look in _LOOKS:
        _LOOKS[look](sheet, rng, skin)
    _brows(sheet, rng, skin, hair)
    return sheet.sheet()


def eye_tile(rng: Random) -> Picture:
    """A tile seen from before: the white, shaded below the lid, and an iris with rays, ring and pupil."""
    side = 192
    y, x = np.mgrid[0:side, 0:side] / side - 0.5
    away, around = np.hypot(x, y), np.arctan2(y, x)
    white = rng.uniform(205, 240) - np.array([0, 6, 10])
    tile = white * (1 - 0.35 * np.clip((away - 0.2) / 0.2, 0, 1))[..., None]
    iris = rng.uniform([30, 20, 15], [120, 130, 140]) * rng.uniform(0.7, 1.2)
    rays = 1 + 0.18 * np.sin(around * 23 + 4 * np.sin(around * 7)) + 0.25 * (y > 0)
    radius, pupil = rng.uniform(0.19, 0.225), rng.uniform(0.06, 0.11)
    inner = iris * rays[..., None] * (1 - 0.6 * np.clip((away / radius - 0.8) / 0.2, 0, 1))[..., None]
    edge = np.clip((radius - away) * 60, 0, 1)[..., None]
    tile = tile + (inner - tile) * edge
    tile = tile * (1 - 0.93 * np.clip((pupil - away) * 70, 0, 1))[..., None]
    lid = 1 - 0.5 * np.clip((-y - 0.03) / 0.12, 0, 1)
    return np.asarray(np.clip(tile * lid[..., None], 0, 255)[::-1], np.uint8).copy()


def _oval(x: float, z: float, wide: float, tall: float) -> Floats:
    return np.asarray(np.exp(-((((X - x) / wide) ** 2 + ((Z - z) / tall) ** 2) ** 2)), np.float32)


def _haze(x: float, z: float, wide: float, tall: float) -> Floats:
    return np.asarray(np.exp(-(((X - x) / wide) ** 2) - ((Z - z) / tall) ** 2), np.float32)


def _flush(sheet: FaceSheet, rng: Random, skin: Floats) -> None:
    red = skin * [0.95, 0.72, 0.68]
    level = rng.uniform(0.05, 0.4)
    for out in (-1, 1):
        sheet.lay(red, level * _haze(out * 0.045, 0.662, 0.02, 0.015))
        sheet.lay(skin * 0.75, rng.uniform(0.0, 0.4) * _haze(out * 0.031, 0.684, 0.014, 0.005))
    sheet.lay(red, level * 0.7 * _haze(0, 0.662, 0.012, 0.012))
    blotches = cv2.resize(
        rng.normal(0, 1, (24, 20)).astype(np.float32), SIZE[::-1], interpolation=cv2.INTER_CUBIC
    )
    sheet.lay(skin * 0.82, np.clip(blotches, 0, 1) * rng.uniform(0.02, 0.16))


def _lips(sheet: FaceSheet, rng: Random, face: FaceMap, skin: Floats) -> None:
    strong = rng.random() < 0.3
    strength = rng.uniform(0.5, 1.0) if strong else rng.uniform(0.15, 0.5)
    natural = skin * [0.86, 0.64, 0.62]
    colour = natural + strength * (draw_lipstick(rng) - natural)
    sheet.lay(colour, soft(face.stencils["lips"], rng.uniform(0.0006, 0.0014)) * rng.uniform(0.75, 1.0))
    sheet.lay(colour * 0.35, face.stencils["mouth_line"] * rng.uniform(0.6, 0.95))


def _eyes(sheet: FaceSheet, rng: Random, face: FaceMap, skin: Floats, look: str) -> None:
    stencil = face.stencils
    for out in (-1, 1):
        sheet.lay(skin * 0.7, rng.uniform(0.1, 0.4) * _haze(out * 0.028, 0.7045, 0.014, 0.004))
    lid = draw_colour(rng) if look == "make_up" else skin * rng.uniform(0.7, 0.9)
    wide = soft(stencil["lids"], 0.0025 if look == "make_up" else 0.001)
    sheet.lay(lid, np.clip(wide * (1.4 if look == "make_up" else 0.6), 0, 0.85) * (Z > 0.694))
    sheet.lay(skin * [0.85, 0.6, 0.58], 0.5 * soft(stencil["lids"], 0.0006) * (Z <= 0.694))
    lash = np.array([24.0, 18, 16])
    strong = rng.uniform(0.9, 1.6) * (1.5 if look == "make_up" else 1)
    sheet.lay(lash, np.clip(stencil["upper_lashes"] * strong, 0, 1))
    sheet.lay(lash, np.clip(stencil["lower_lashes"] * rng.uniform(0.2, 0.7), 0, 1))


def _brows(sheet: FaceSheet, rng: Random, skin: Floats, hair: Floats) -> None:
    """Short strokes along an arch, thicker towards the nose."""
    thick, arch = rng.uniform(0.0025, 0.0062), rng.uniform(0.0, 0.006)
    drop, reach = rng.uniform(0, 0.004), rng.uniform(0.046, 0.052)
    cover = np.zeros(SIZE, np.uint8)
    for out in (-1, 1):
        t = rng.uniform(0, 1, int(rng.integers(70, 150)))
        x = 0.0125 + (reach - 0.0125) * t
        z = (
            0.7155
            + arch * np.sin(np.pi * t**1.4)
            - drop * t
            + rng.uniform(-1, 1, len(t)) * thick * (1 - 0.75 * t) / 2
        )
        length, tilt = rng.uniform(0.003, 0.006, len(t)), np.radians(62 - 70 * t + rng.normal(0, 9, len(t)))
        ends = x + length * np.cos(tilt), z + length * np.sin(tilt) * 0.45
        starts = _dots(out * x, z)
        for start, end in zip(starts, _dots(out * ends[0], ends[1]), strict=True):
            cv2.line(cover, start.tolist(), end.tolist(), 255, 1, cv2.LINE_AA, 4)
    spread = soft(cover.astype(np.float32) / 255, rng.uniform(0.0003, 0.0008))
    sheet.lay(np.minimum(hair * 0.6, skin * 0.85), np.clip(spread * rng.uniform(1.0, 1.9), 0, 0.95))


def _dots(x: Floats, z: Floats) -> Floats:
    return np.round(
        np.stack([(x - WINDOW[0]) * DOTS_PER_M, (WINDOW[3] - z) * DOTS_PER_M], axis=-1) * 16
    ).astype(int)


def _stubble(sheet: FaceSheet, rng: Random, skin: Floats, hair: Floats) -> None:
    jaw = np.clip((0.668 - 0.3 * np.abs(np.abs(X) - 0.05) - Z) / 0.012, 0, 1)
    jaw = jaw * (1 - _oval(0, 0.6285, 0.026, 0.0125)) * (1 - _haze(0, 0.668, 0.03, 0.012))
    cheek = 1 - np.clip((0.043 + (0.66 - Z) * 0.2 - np.abs(X)) / 0.01, 0, 1) * np.clip(
        (Z - 0.642) / 0.008, 0, 1
    )
    noise = rng.random(SIZE, dtype=np.float32)
    level = rng.uniform(0.35, 0.95)
    sheet.lay(hair * 0.8 + skin * 0.1, jaw * cheek * level * (0.35 + 0.65 * noise))


def _freckles(sheet: FaceSheet, rng: Random, skin: Floats) -> None:
    cover = np.zeros(SIZE, np.uint8)
    count = int(rng.integers(40, 260))
    for x, z in zip(rng.normal(0, 0.034, count), rng.normal(0.672, 0.018, count), strict=True):
        at = _dots(np.array(x), np.array(z)).tolist()
        cv2.circle(
            cover,
            at,
            int(rng.uniform(0.0003, 0.0011) * DOTS_PER_M * 16),
            int(rng.uniform(90, 230)),
            -1,
            cv2.LINE_AA,
            4,
        )
    sheet.lay(skin * [0.72, 0.55, 0.45], soft(cover.astype(np.float32) / 255, 0.0003))


def _marks(sheet: FaceSheet, rng: Random, skin: Floats) -> None:
    """Dark, round or almond-shaped spots: birthmarks, moles, dots on the brow; no eyes."""
    for _ in range(int(rng.integers(1, 5))):
        x, z = float(rng.uniform(-0.055, 0.055)), float(rng.uniform(0.6, 0.765))
        size = float(rng.choice([rng.uniform(0.001, 0.003), rng.uniform(0.003, 0.013)], p=[0.6, 0.4]))
        colour = skin * rng.uniform(0.2, 0.7) if rng.random() < 0.75 else draw_colour(rng)
        sheet.lay(colour, rng.uniform(0.5, 1) * _oval(x, z, size * rng.uniform(0.8, 1.9), size))


def _scars(sheet: FaceSheet, rng: Random, skin: Floats) -> None:
    for _ in range(int(rng.integers(1, 3))):
        x, z, turn = float(rng.uniform(-0.05, 0.05)), float(rng.uniform(0.61, 0.76)), rng.uniform(0, np.pi)
        along, across = (
            (X - x) * np.cos(turn) + (Z - z) * np.sin(turn),
            (Z - z) * np.cos(turn) - (X - x) * np.sin(turn),
        )
        across = across + 8 * along**2
        cover = np.exp(
            -((along / rng.uniform(0.008, 0.022)) ** 4) - (across / rng.uniform(0.0006, 0.0016)) ** 2
        )
        colour = skin * [0.9, 0.6, 0.58] if rng.random() < 0.6 else skin * 0.6 + 90
        sheet.lay(colour, np.asarray(cover * rng.uniform(0.5, 0.95), np.float32))


def _paint(sheet: FaceSheet, rng: Random, skin: Floats) -> None:
    """Stripes, patches, stars or a coloured half on the skin."""
    colour, kind = draw_colour(rng), str(rng.choice(["stripes", "half", "around_eye", "dots", "mask"]))
    if kind == "stripes":
        for out in (-1, 1):
            for z in np.arange(0.655, 0.68, 0.01):
                sheet.lay(colour, 0.9 * _oval(out * 0.045, float(z), 0.018, 0.003))
    elif kind == "half":
        sheet.lay(colour, (0.75 * (rng.choice([-1, 1]) * X > 0) * np.ones_like(Z)).astype(np.float32))
    elif kind == "around_eye":
        sheet.lay(colour, 0.85 * _oval(rng.choice([-1, 1]) * 0.031, 0.7, 0.026, 0.022))
    elif kind == "dots":
        for _ in range(int(rng.integers(5, 20))):
            size = float(rng.uniform(0.002, 0.005))
            sheet.lay(
                draw_colour(rng),
                _oval(float(rng.uniform(-0.06, 0.06)), float(rng.uniform(0.6, 0.76)), size, size),
            )
    else:
        sheet.lay(colour, 0.85 * np.clip((0.02 - np.abs(Z - 0.7)) / 0.002, 0, 1) * np.ones_like(X))


def _plaster(sheet: FaceSheet, rng: Random, skin: Floats) -> None:
    x, z = float(rng.uniform(-0.05, 0.05)), float(rng.uniform(0.61, 0.76))
    sheet.lay(np.array([222.0, 180, 150]) * rng.uniform(0.7, 1.1), _oval(x, z, 0.016, 0.0055))
    sheet.lay(np.array([240.0, 215, 195]), 0.8 * _oval(x, z, 0.006, 0.0045))


_LOOKS = {"freckles": _freckles, "marks": _marks, "scars": _scars, "face_paint": _paint, "plaster": _plaster}
LOOKS = {
    "plain": 0.5,
    "make_up": 0.13,
    "freckles": 0.09,
    "marks": 0.1,
    "scars": 0.06,
    "face_paint": 0.08,
    "plaster": 0.04,
}
