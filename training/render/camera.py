"""Random cameras and lamps: the posed person in; a projection that frames a part of them out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from training.render.raster import Lights
from training.render.types import Floats, Ints, Mask, Random

# The lowest point shown, on the standard body; the share of pictures.
LEAST_WINDOW = 0.03  # of the distance: what is shown may lie in one point
FRAMINGS = {"full": (-9.0, 0.3), "knee": (-0.42, 0.22), "waist": (-0.02, 0.28), "bust": (0.26, 0.2)}


@dataclass(frozen=True)
class Camera:
    """A perspective camera. `right` and `towards` are level directions, as the torso's compass needs them."""

    clip_from_world: Floats
    eye: Floats
    right: Floats
    towards: Floats
    width: int
    height: int
    facts: dict[str, float | str]

    @property
    def up(self) -> Floats:
        """The direction in the world that points up in the picture."""
        row = self.clip_from_world[1, :3] - self._ahead * (self.clip_from_world[1, :3] @ self._ahead)
        return np.asarray(row / np.linalg.norm(row))

    @property
    def _ahead(self) -> Floats:
        row = self.clip_from_world[3, :3]
        return np.asarray(row / np.linalg.norm(row))

    def project(self, points: Floats) -> Floats:
        """World points to pixel x, y and depth in [0, 1]."""
        homogeneous = np.c_[points, np.ones(len(points))] @ self.clip_from_world.T
        ndc = homogeneous[:, :3] / homogeneous[:, 3:]
        return np.stack(
            [(ndc[:, 0] + 1) / 2 * self.width, (1 - ndc[:, 1]) / 2 * self.height, (ndc[:, 2] + 1) / 2], axis=1
        )


@dataclass(frozen=True)
class View:
    """Where the camera stands (0 = before the person, positive = from their left) and what it frames."""

    azimuth_deg: float
    elevation_deg: float
    framing: str
    shown: Ints  # vertices of the whole mesh
    size_wh: tuple[int, int]
    room: tuple[float, float] = (1.02, 1.35)  # the picture's size in sizes of what is shown
    distance_m: float | None = None
    roll_deg: float | None = None
    watched: Ints | None = None  # what has to be seen of a sound person, as the defect has to be of another


def draw_camera(rng: Random, place: Floats, canon: Floats, on_trunk: Mask) -> Camera:
    """Place a camera anywhere around the person and frame a part of them."""
    azimuth = float(rng.uniform(-180, 180))
    elevation = float(rng.choice([rng.normal(3, 6), rng.uniform(-20, 35)], p=[0.6, 0.4]))
    roll, distance = float(rng.normal(0, 3.5)), float(rng.uniform(1.6, 6.0))
    names = list(FRAMINGS)
    framing = str(rng.choice(names, p=[FRAMINGS[n][1] for n in names]))
    tight = framing in ("waist", "bust") or rng.random() < 0.3
    high_enough = canon[:, 2] > FRAMINGS[framing][0]
    shown = place[high_enough & on_trunk if tight else high_enough]
    middle = (shown.min(axis=0) + shown.max(axis=0)) / 2
    axes, level = _axes(azimuth, elevation, roll)
    eye = middle + axes[2] * distance * max(0.6, float(np.ptp(place[:, 2])))
    width, height = (int(rng.integers(10, 15)) * 32 for _ in range(2))
    view = np.eye(4)
    view[:3, :3], view[:3, 3] = axes, -axes @ eye
    clip = _framed(rng, view, shown, width / height)
    facts: dict[str, float | str] = {"azimuth_deg": azimuth, "elevation_deg": elevation, "roll_deg": roll}
    facts |= {"framing": framing, "distance_m": float(np.linalg.norm(eye - middle))}
    return Camera(clip, eye, level[0], level[1], width, height, facts)


def place_camera(rng: Random, view: View, shown: Floats) -> Camera:
    """Place a camera as a view asks and frame the shown points."""
    roll, distance = float(rng.normal(0, 3)), float(rng.uniform(1.6, 6.0))
    roll = roll if view.roll_deg is None else view.roll_deg
    axes, level = _axes(view.azimuth_deg, view.elevation_deg, roll)
    middle = (shown.min(axis=0) + shown.max(axis=0)) / 2
    away_m = view.distance_m or distance * max(0.6, float(np.ptp(shown[:, 2])))
    eye = middle + axes[2] * away_m
    width, height = view.size_wh
    matrix = np.eye(4)
    matrix[:3, :3], matrix[:3, 3] = axes, -axes @ eye
    clip = _framed(rng, matrix, shown, width / height, view.room)
    facts: dict[str, float | str] = {"azimuth_deg": view.azimuth_deg, "elevation_deg": view.elevation_deg}
    facts |= {"roll_deg": roll, "framing": view.framing, "distance_m": float(np.linalg.norm(eye - middle))}
    return Camera(clip, eye, level[0], level[1], width, height, facts)


def draw_lights(rng: Random, camera: Camera) -> Lights:
    """A main lamp mostly on the camera's side, a weak one, one from behind; tinted."""
    directions, colours = [], []
    for strength, behind in (
        (rng.uniform(0.35, 0.9), False),
        (rng.uniform(0, 0.4), False),
        (rng.uniform(0, 0.5), True),
    ):
        ahead = (-1.0 if behind else 1.0) * rng.uniform(0.1, 1.0)
        way = (
            camera.towards * ahead
            + camera.right * rng.uniform(-1, 1)
            + np.array([0, 0, rng.uniform(-0.2, 1.0)])
        )
        directions.append(way / np.linalg.norm(way))
        colours.append(strength * (1 + rng.normal(0, 0.08, 3)))
    base = rng.uniform(0.26, 0.5)
    sky, floor = (
        base * (1 + rng.normal(0, 0.06, 3)),
        base * rng.uniform(0.5, 1.0) * (1 + rng.normal(0, 0.06, 3)),
    )
    return Lights(np.array(directions), np.array(colours), sky, floor)


def _axes(azimuth: float, elevation: float, roll: float) -> tuple[Floats, Floats]:
    a, e, r = np.radians([azimuth, elevation, roll])
    level_towards = np.array([np.sin(a), -np.cos(a), 0.0])
    level_right = np.array([np.cos(a), np.sin(a), 0.0])
    back = level_towards * np.cos(e) + np.array([0, 0, np.sin(e)])
    up = np.cross(back, level_right)
    right = level_right * np.cos(r) + up * np.sin(r)
    return np.stack([right, np.cross(back, right), back]), np.stack([level_right, level_towards])


def _framed(
    rng: Random, view: Floats, shown: Floats, aspect: float, room: tuple[float, float] = (1.02, 1.35)
) -> Floats:
    """A perspective projection whose window is set around the shown points, with random margins."""
    seen = shown @ view[:3, :3].T + view[:3, 3]
    flat = seen[:, :2] / -seen[:, 2:]
    low, high = flat.min(axis=0), flat.max(axis=0)
    size = high - low
    tall = max(size[1], size[0] / aspect, LEAST_WINDOW) * rng.uniform(*room)
    half = np.array([tall * aspect, tall]) / 2
    middle = (low + high) / 2 + rng.uniform(-1, 1, 2) * np.maximum(half - size / 2, 0) * 0.9
    near, far = 0.05, 30.0
    projection = np.zeros((4, 4))
    projection[0, 0], projection[0, 2] = 1 / half[0], middle[0] / half[0]
    projection[1, 1], projection[1, 2] = 1 / half[1], middle[1] / half[1]
    projection[2, 2], projection[2, 3] = -(far + near) / (far - near), -2 * far * near / (far - near)
    projection[3, 2] = -1
    return projection @ view
