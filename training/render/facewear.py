"""What a sound face may wear: glasses, a patch, a fringe, earrings; pieces on the standard head come out."""

from __future__ import annotations

import numpy as np

from training.render.hair import Piece, grid_faces
from training.render.paint import draw_colour, plain, strands
from training.render.types import Floats, Picture, Random

SHARES = {
    "none": 0.56,
    "glasses": 0.16,
    "sunglasses": 0.06,
    "eye_patch": 0.04,
    "fringe": 0.1,
    "earrings": 0.08,
}
EYE_X, EYE_Z, LENS_Y = 0.0315, 0.695, -0.1535


def draw_wear(rng: Random, hair: Floats) -> tuple[str, list[Piece]]:
    """The name of what is worn and its pieces."""
    name = str(rng.choice(list(SHARES), p=list(SHARES.values())))
    return name, _WEAR[name](rng, hair)


def _tube(path: Floats, thick: float, fabric: Picture, gloss: float = 0.2, closed: bool = True) -> Piece:
    """A thin tube along a path of points."""
    along = np.gradient(path, axis=0) if not closed else np.roll(path, -1, 0) - np.roll(path, 1, 0)
    along = along / np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
    side = np.cross(along, [0.0, 1.0, 0.02])
    side = side / np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-9)
    other = np.cross(along, side)
    if closed:
        path, side, other = (np.concatenate([a, a[:1]]) for a in (path, side, other))
    angle = np.linspace(0, 2 * np.pi, 7)
    ring = np.cos(angle)[None, :, None] * side[:, None] + np.sin(angle)[None, :, None] * other[:, None]
    points = (path[:, None] + thick * ring).reshape(-1, 3)
    faces = grid_faces(len(path), 7)
    return Piece(points, faces, np.ones(len(points)), np.zeros((len(points), 2)), fabric, gloss, closed=False)


def _disc(rim: Floats, fabric: Picture, gloss: float, bulge: float = 0.002) -> Piece:
    middle = rim.mean(axis=0) - [0, bulge, 0]
    rings = np.linspace(0.0, 1.0, 5)[:, None, None]
    points = (middle + (rim - middle)[None] * rings - np.array([0, bulge, 0]) * (1 - rings**2)).reshape(-1, 3)
    grid = np.concatenate([points.reshape(5, -1, 3), points.reshape(5, -1, 3)[:, :1]], axis=1)
    faces = grid_faces(5, grid.shape[1])
    points = grid.reshape(-1, 3)
    return Piece(points, faces, np.ones(len(points)), np.zeros((len(points), 2)), fabric, gloss, closed=False)


def _rim(out: int, wide: float, tall: float, square: float) -> Floats:
    angle = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    c, s = np.cos(angle), np.sin(angle)
    x = wide * np.sign(c) * np.abs(c) ** (1 - 0.5 * square)
    z = tall * np.sign(s) * np.abs(s) ** (1 - 0.5 * square)
    y = LENS_Y + 0.012 * np.clip((EYE_X + x - 0.02) / 0.05, 0, 2) ** 2
    return np.stack([out * (EYE_X + 0.002 + x), y, EYE_Z - 0.001 + z], axis=-1)


def _frame(rng: Random, colour: Floats, thick: float) -> tuple[list[Piece], list[Floats]]:
    wide, tall, square = rng.uniform(0.021, 0.027), rng.uniform(0.014, 0.023), rng.uniform(0, 1)
    fabric = plain(colour)
    rims = [_rim(out, wide, tall, square) for out in (-1, 1)]
    pieces = [_tube(rim, thick, fabric) for rim in rims]
    inner = max(EYE_X + 0.002 - wide, 0.002)
    t = np.linspace(-1, 1, 9)
    arch = np.stack([t * inner, np.full(9, LENS_Y - 0.003), EYE_Z + 0.003 + 0.003 * (1 - t**2)], axis=-1)
    pieces.append(_tube(arch, thick, fabric, closed=False))
    outer = EYE_X + 0.002 + wide
    for out in (-1, 1):
        start, end = (
            np.array([out * outer, rims[1][0][1], EYE_Z + 0.004]),
            np.array([out * 0.079, -0.03, EYE_Z + 0.002]),
        )
        turn = np.array([out * 0.077, rims[1][0][1] + 0.02, EYE_Z + 0.004])
        arm = np.concatenate([np.linspace(start, turn, 5), np.linspace(turn, end, 6)[1:]])
        pieces.append(_tube(arm, thick, fabric, closed=False))
    return pieces, rims


def _glasses(rng: Random, hair: Floats) -> list[Piece]:
    colour = draw_colour(rng) * rng.uniform(0.2, 0.9)
    return _frame(rng, colour, float(rng.uniform(0.0007, 0.0022)))[0]


def _sunglasses(rng: Random, hair: Floats) -> list[Piece]:
    pieces, rims = _frame(rng, draw_colour(rng) * 0.4, float(rng.uniform(0.0008, 0.0025)))
    lens = plain(draw_colour(rng) * rng.uniform(0.08, 0.35))
    return [*pieces, *(_disc(rim, lens, 0.5) for rim in rims)]


def _eye_patch(rng: Random, hair: Floats) -> list[Piece]:
    out = int(rng.choice([-1, 1]))
    rim = _rim(out, rng.uniform(0.02, 0.026), rng.uniform(0.016, 0.021), rng.uniform(0, 0.5))
    fabric = plain(draw_colour(rng) * rng.uniform(0.1, 1))
    turn = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    tilt = out * 0.3 * np.sin(turn)
    band = np.stack([0.081 * np.sin(turn), -0.05 - 0.108 * np.cos(turn), 0.735 - 0.09 * tilt], axis=-1)
    return [_disc(rim, fabric, 0.1, 0.003), _tube(band, 0.0016, fabric, 0.05)]


def _fringe(rng: Random, hair: Floats) -> list[Piece]:
    """A lock that falls from the hairline over one eye, or a fringe over the brow."""
    out = int(rng.choice([-1, 1]))
    across, down = 16, 18
    s, t = np.meshgrid(np.linspace(0, 1, across), np.linspace(0, 1, down), indexing="ij")
    over_eye = rng.random() < 0.6
    left, right = (rng.uniform(-0.03, 0.0), 0.062) if over_eye else (-0.064, 0.064)
    low = rng.uniform(0.63, 0.685) if over_eye else rng.uniform(0.706, 0.735)
    end = low - 0.02 * np.abs(s - 0.5) + 0.006 * np.sin(s * rng.uniform(8, 30))
    x = out * (left + (right - left) * s + (rng.uniform(0.0, 0.02) * t**2 if over_eye else 0))
    z = 0.785 + (end - 0.785) * t
    round_x = np.sqrt(np.clip(1 - (x / 0.083) ** 2, 0.08, 1))
    up = np.clip((z - 0.7) / 0.105, 0, 0.97)
    y = -0.045 - (0.128 + 0.004 * np.sin(s * 40)) * round_x * np.sqrt(1 - up**2) ** 0.8
    points = np.stack([x, y, z], axis=-1).reshape(-1, 3)
    uv = np.stack([s * 0.6, t * 0.4], axis=-1).reshape(-1, 2)
    return [
        Piece(points, grid_faces(across, down), np.ones(len(points)), uv, strands(rng, hair), closed=False)
    ]


def _earrings(rng: Random, hair: Floats) -> list[Piece]:
    fabric = plain(rng.choice([np.array([212.0, 175, 70]), np.array([205.0, 205, 210]), draw_colour(rng)]))
    size = float(rng.uniform(0.003, 0.018))
    pieces = []
    for out in (-1, 1):
        turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
        place = np.array([out * 0.081, -0.052, 0.651 - size])
        ring = place + size * np.stack([0.2 * np.cos(turn), np.cos(turn), np.sin(turn)], axis=-1)
        pieces.append(_tube(ring, 0.0014 if size > 0.006 else size * 0.6, fabric, 0.5))
    return pieces


def _none(rng: Random, hair: Floats) -> list[Piece]:
    return []


_WEAR = {
    "none": _none,
    "glasses": _glasses,
    "sunglasses": _sunglasses,
    "eye_patch": _eye_patch,
    "fringe": _fringe,
    "earrings": _earrings,
}
