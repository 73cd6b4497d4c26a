"""A second, sound person beside the first: where they stand, and their layers, numbered as their own."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.spatial.transform import Rotation

from training.render.body import BODY_VERTICES
from training.render.raster import Layer, Raster
from training.render.skeleton import Posed
from training.render.types import Random

FIRST_PART = 40  # of a companion: the ordinary part numbers plus this


@dataclass(frozen=True)
class Nearness:
    """How a second person stands beside the first: sideways, before or behind, turned, carried or not."""

    aside_m: tuple[float, float]
    ahead_m: float
    turn_deg: float
    carried: float = 0.0  # the share whose head is brought to the height of the first's: on an arm, on a lap


BESIDE = Nearness((0.42, 0.85), 0.4, 35.0)
CLOSE = Nearness((0.1, 0.45), 0.3, 150.0, 0.4)  # arm in arm, embracing, a child on the arm
CARRIED_M = (-0.4, 0.1)  # of the second's crown above the first's


def stand_beside(rng: Random, first: Posed, second: Posed, near: Nearness) -> Posed:
    """The second person turned and moved to one side of the first, mostly on the same ground."""
    turned = Rotation.from_euler("z", rng.uniform(-near.turn_deg, near.turn_deg), degrees=True).as_matrix()
    vertices, joints = second.vertices @ turned.T, second.joints @ turned.T
    own, other = first.vertices[:BODY_VERTICES, 2], vertices[:BODY_VERTICES, 2]
    ground = own.min() - other.min()
    aside = float(rng.uniform(*near.aside_m) * rng.choice([-1, 1]))
    ahead = rng.uniform(-near.ahead_m, near.ahead_m)
    if near.carried and rng.random() < near.carried:
        ground = own.max() - other.max() + rng.uniform(*CARRIED_M)
    shift = np.array([aside, ahead, ground])
    return Posed((vertices + shift).astype(np.float32), joints + shift, turned @ second.turns)


def marked_as_second(layers: list[Layer]) -> list[Layer]:
    """Layers whose part numbers no longer count for the first person."""
    return [replace(layer, part=np.asarray(layer.part) + FIRST_PART) for layer in layers]


def seen_box(raster: Raster) -> list[float] | None:
    """The box of all that is seen of the second person."""
    rows, columns = np.nonzero(raster.parts >= FIRST_PART)
    if not len(rows):
        return None
    return [float(columns.min()), float(rows.min()), float(columns.max() + 1), float(rows.max() + 1)]
