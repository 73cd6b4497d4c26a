"""Hair and hats, built around the standard head, then fitted to a person's head as a rigid piece.

Every style is a list of `Piece`: points in the standard head's space, faces, and where it is cut away.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from training.render.paint import draw_colour, draw_fabric, plain, strands
from training.render.surfaces import Surface, face_operator, vertex_normals
from training.render.types import Faces, Floats, Picture, Random

CENTRE = np.array([0.0, -0.048, 0.708])
RADII = np.array([0.075, 0.1, 0.098])
HAIRLINE_Y = [-0.16, -0.135, -0.11, -0.085, -0.066, -0.025, 0.01, 0.09]
HAIRLINE_Z = [0.765, 0.757, 0.738, 0.705, 0.685, 0.65, 0.622, 0.615]
NATURAL = np.array(
    [[22, 18, 16], [45, 30, 22], [84, 56, 36], [128, 88, 54], [186, 150, 96], [140, 62, 34], [190, 188, 184]]
)


@dataclass(frozen=True)
class Piece:
    """A bit of hair or hat."""

    points: Floats
    faces: Faces
    cover: Floats
    uv: Floats
    fabric: Picture
    gloss: float = 0.08
    closed: bool = True

    def normals(self) -> Floats:
        """Unit normals in the standard head's space."""
        return vertex_normals(self.points, self.faces, face_operator(self.faces, len(self.points)))


@dataclass(frozen=True)
class Hairdo:
    """What is on the head."""

    style: str
    hat: str
    colour: Floats
    pieces: list[Piece]


def draw_hair(rng: Random, skin: Surface) -> Hairdo:
    """Draw a hair style in some colour, sometimes with a hat or a headscarf."""
    colour = (
        NATURAL[rng.integers(len(NATURAL))] * rng.uniform(0.8, 1.2)
        if rng.random() < 0.92
        else draw_colour(rng)
    )
    tile = strands(rng, colour)
    styles = ["cap", "bob", "long", "bun", "bald", "afro", "ponytail", "headscarf"]
    style = str(rng.choice(styles, p=[0.26, 0.15, 0.17, 0.1, 0.08, 0.08, 0.11, 0.05]))
    pieces = _STYLES[style](rng, skin, tile)
    hat = "none"
    if style not in ("headscarf", "bun", "afro") and rng.random() < 0.16:
        hat = str(rng.choice(["beanie", "baseball", "wide_brim", "helmet"]))
        pieces = [_under_hat(p) for p in pieces] + _hat(rng, skin, hat)
    return Hairdo(style, hat, colour, pieces)


def _cap(
    rng: Random, skin: Surface, tile: Picture, thick: float | None = None, lift: float = 0.0
) -> list[Piece]:
    """Hair close to the skull: the scalp lifted along its normals, without the ears."""
    place = skin.canon.astype(np.float64)
    for _ in range(12):
        place = skin.smoother @ place
    x, y, z = skin.canon.T
    cover = z - np.interp(y, HAIRLINE_Y, HAIRLINE_Z) - lift
    outward = (place - CENTRE) / np.linalg.norm(place - CENTRE, axis=1, keepdims=True)
    thick = float(rng.uniform(0.006, 0.03)) if thick is None else thick
    waves = np.sin(place @ rng.normal(0, 60, (3, 4)) + rng.uniform(0, 6, 4)).mean(axis=1)
    level = thick * np.clip(cover / 0.04, 0.15, 1) * (1 + 0.25 * waves)
    points = CENTRE + outward * (
        np.linalg.norm(skin.canon - CENTRE, axis=1, keepdims=True).clip(0.06) + level[:, None]
    )
    ear = (np.abs(x) > 0.0735) & (z < 0.718) & (z > 0.64) & (y > -0.08) & (y < -0.005)
    smooth = CENTRE + outward * (
        np.linalg.norm(place - CENTRE, axis=1, keepdims=True) + 0.004 + level[:, None]
    )
    points = np.where((np.abs(x) > 0.068)[:, None] & (z < 0.725)[:, None], smooth, points)
    cover = np.where(ear & (thick < 0.012), -0.01, cover)
    keep = (z > 0.56)[skin.faces].all(axis=1) & (cover > -0.03)[skin.faces].all(axis=1)
    used, faces = np.unique(skin.faces[keep], return_inverse=True)
    uv = np.stack([x * 3 + y * 2, z * 3], axis=1)
    return [Piece(points[used], faces.reshape(-1, 3), cover[used], uv[used], tile)]


def _curtain(rng: Random, tile: Picture, low_z: float, opening_deg: float, swell: float) -> Piece:
    """Hair that follows the skull to the ears and then falls straight, open at the face."""
    around, down = 56, 26
    half = np.radians(180 - opening_deg)
    turn, fall = np.meshgrid(np.linspace(-half, half, around), np.linspace(0, 1, down), indexing="ij")
    radii = RADII * (1.05 + swell)
    drop = CENTRE[2] - low_z
    length = np.pi / 2 * radii[2] + drop
    arc = fall * length / radii[2]
    over = np.minimum(arc, np.pi / 2)
    below = np.maximum(fall * length - np.pi / 2 * radii[2], 0)
    wave = 1 + 0.02 * np.sin(turn * rng.integers(5, 16) + rng.uniform(0, 6)) * np.minimum(fall * 2, 1)
    flare = 1 + below * rng.uniform(-0.6, 0.8)
    x = np.sin(turn) * np.sin(over) * radii[0] * wave * flare
    y = np.cos(turn) * np.sin(over) * radii[1] * wave * np.clip(flare, 0.8, 1.1)
    z = np.cos(over) * radii[2] - below
    points = np.stack([x, y, z], axis=-1).reshape(-1, 3) + CENTRE + [0, 0.006, 0]
    uv = np.stack([turn * 0.5, fall * 0.6], axis=-1).reshape(-1, 2)
    return Piece(points, grid_faces(around, down), np.ones(len(points)), uv, tile, closed=False)


def _ball(rng: Random, centre: Floats, radii: Floats, tile: Picture, rough: float) -> Piece:
    around, down = 40, 24
    turn, fall = np.meshgrid(np.linspace(-np.pi, np.pi, around), np.linspace(0, np.pi, down), indexing="ij")
    way = np.stack([np.sin(turn) * np.sin(fall), np.cos(turn) * np.sin(fall), np.cos(fall)], axis=-1).reshape(
        -1, 3
    )
    lumps = np.sin(way @ rng.normal(0, 9, (3, 6)) + rng.uniform(0, 6, 6)).mean(axis=1)
    points = centre + way * radii * (1 + rough * lumps)[:, None]
    uv = np.stack([turn, fall], axis=-1).reshape(-1, 2) * 0.6
    return Piece(points, grid_faces(around, down), np.ones(len(points)), uv, tile)


def _tail(rng: Random, tile: Picture) -> Piece:
    """A pony tail: a tapering tube that leaves the back of the head and hangs."""
    along, around = 18, 14
    start = np.array([0, 0.05, rng.uniform(0.69, 0.77)])
    t = np.linspace(0, 1, along)[:, None]
    length, out = rng.uniform(0.14, 0.4), rng.uniform(0.03, 0.08)
    sway = rng.normal(0, 0.02)
    middle = start + np.hstack(
        [sway * t**2, out * np.sin(np.minimum(t * 2.2, 1.9)), 0.03 * np.sin(t * 3) - length * t**1.3]
    )
    angle = np.linspace(0, 2 * np.pi, around)
    width = (rng.uniform(0.018, 0.04) * np.sin(0.35 + t * 2.6)).clip(0.003)
    ring = np.stack([np.cos(angle), np.sin(angle), 0 * angle], axis=-1)
    points = (middle[:, None] + ring[None] * width[:, None]).reshape(-1, 3)
    uv = np.stack(np.meshgrid(t[:, 0], angle / 3, indexing="ij"), axis=-1).reshape(-1, 2)[:, ::-1]
    return Piece(points, grid_faces(along, around), np.ones(len(points)), uv, tile, closed=False)


def _style_cap(rng: Random, skin: Surface, tile: Picture) -> list[Piece]:
    return _cap(rng, skin, tile)


def _style_bob(rng: Random, skin: Surface, tile: Picture) -> list[Piece]:
    curtain = _curtain(rng, tile, rng.uniform(0.55, 0.62), rng.uniform(42, 68), rng.uniform(0.06, 0.2))
    return [*_cap(rng, skin, tile, 0.014), curtain]


def _style_long(rng: Random, skin: Surface, tile: Picture) -> list[Piece]:
    curtain = _curtain(rng, tile, rng.uniform(0.25, 0.52), rng.uniform(48, 100), rng.uniform(0.06, 0.18))
    return [*_cap(rng, skin, tile, 0.014), curtain]


def _style_bun(rng: Random, skin: Surface, tile: Picture) -> list[Piece]:
    at = np.array([[0, 0.065, 0.725], [0, 0.03, 0.80], [0, -0.03, 0.83]])[rng.integers(3)]
    return [*_cap(rng, skin, tile, 0.008), _ball(rng, at, np.full(3, rng.uniform(0.025, 0.045)), tile, 0.1)]


def _style_bald(rng: Random, skin: Surface, tile: Picture) -> list[Piece]:
    return []


def _style_afro(rng: Random, skin: Surface, tile: Picture) -> list[Piece]:
    size = rng.uniform(0.115, 0.165)
    ball = _ball(rng, np.array([0, -0.02, 0.735]), np.array([size, size, size * 0.95]), tile, 0.09)
    x, y, z = ball.points.T
    cover = np.maximum(z - 0.765 + 0.1 * np.abs(x), y + 0.075)
    return [*_cap(rng, skin, tile, 0.02), Piece(ball.points, ball.faces, cover, ball.uv * 2, tile, gloss=0.0)]


def _style_ponytail(rng: Random, skin: Surface, tile: Picture) -> list[Piece]:
    return [*_cap(rng, skin, tile, 0.008), _tail(rng, tile)]


def _style_headscarf(rng: Random, skin: Surface, tile: Picture) -> list[Piece]:
    cloth = plain(draw_colour(rng), rng, 3) if rng.random() < 0.7 else draw_fabric(rng)
    curtain = _curtain(rng, cloth, rng.uniform(0.42, 0.54), rng.uniform(36, 48), 0.1)
    return [*_cap(rng, skin, cloth, 0.012, lift=-0.01), curtain]


_STYLES = {
    "cap": _style_cap,
    "bob": _style_bob,
    "long": _style_long,
    "bun": _style_bun,
    "bald": _style_bald,
    "afro": _style_afro,
    "ponytail": _style_ponytail,
    "headscarf": _style_headscarf,
}


def _under_hat(piece: Piece) -> Piece:
    cover = np.minimum(piece.cover, 0.75 - piece.points[:, 2])
    return Piece(piece.points, piece.faces, cover, piece.uv, piece.fabric, piece.gloss, piece.closed)


def _hat(rng: Random, skin: Surface, name: str) -> list[Piece]:
    cloth = plain(draw_colour(rng), rng, 3) if rng.random() < 0.7 else draw_fabric(rng)
    low = {"beanie": 0.725, "helmet": 0.71}.get(name, 0.74)
    grown = {"beanie": 1.14, "helmet": 1.3}.get(name, 1.13)
    crown = _ball(rng, CENTRE, RADII * grown, cloth, 0.0)
    tall = {"wide_brim": 1.25, "beanie": rng.uniform(1.0, 1.25)}.get(name, 1.05)
    points = crown.points.copy()
    points[:, 2] = CENTRE[2] + (points[:, 2] - CENTRE[2]) * tall
    tilt = 0.25 * (points[:, 1] - CENTRE[1])
    pieces = [Piece(points, crown.faces, points[:, 2] + tilt - low, crown.uv * 0.4, cloth, 0.02)]
    if name in ("baseball", "wide_brim"):
        pieces.append(_brim(rng, cloth, low, half=name == "baseball"))
    return pieces


def _brim(rng: Random, cloth: Picture, low: float, *, half: bool) -> Piece:
    around, out = 48, 6
    backward = half and rng.random() < 0.25
    span = np.radians(65) if half else np.pi
    middle = 0.0 if backward else np.pi
    turn, step = np.meshgrid(np.linspace(-span, span, around) + middle, np.linspace(0, 1, out), indexing="ij")
    reach = (
        rng.uniform(0.06, 0.09)
        * (np.cos(turn - middle) ** 0.5 if half else 1)
        * (1 if half else rng.uniform(0.8, 1.4))
    )
    radius = RADII[:2, None, None] * 1.1 + reach * step
    x, y = np.sin(turn) * radius[0], np.cos(turn) * radius[1]
    z = low - 0.25 * y - 0.1 * step * reach
    points = np.stack([x, y + CENTRE[1], z], axis=-1).reshape(-1, 3)
    uv = np.stack([turn, step], axis=-1).reshape(-1, 2) * 0.4
    return Piece(points, grid_faces(around, out), np.ones(len(points)), uv, cloth, 0.02, closed=False)


def grid_faces(rows: int, columns: int) -> Faces:
    """The triangles between the points of a grid, numbered row by row."""
    number = np.arange(rows * columns).reshape(rows, columns)
    a, b, c, d = number[:-1, :-1], number[1:, :-1], number[1:, 1:], number[:-1, 1:]
    return np.concatenate([np.stack([a, b, c], -1).reshape(-1, 3), np.stack([a, c, d], -1).reshape(-1, 3)])
