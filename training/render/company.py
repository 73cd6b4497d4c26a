"""A second, sound person beside the first: where they stand, and their layers, numbered as their own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.spatial.transform import Rotation

from training.render.body import BODY_VERTICES
from training.render.raster import Layer, Raster
from training.render.skeleton import Posed
from training.render.types import Random

FIRST_PART = 40  # of a companion: the ordinary part numbers plus this
ASIDE_M, AHEAD_M, TURN_DEG = (0.42, 0.85), 0.4, 35.0


def stand_beside(rng: Random, first: Posed, second: Posed) -> Posed:
    """The second person turned a little and moved to one side of the first, on the same ground."""
    turned = Rotation.from_euler("z", rng.uniform(-TURN_DEG, TURN_DEG), degrees=True).as_matrix()
    vertices, joints = second.vertices @ turned.T, second.joints @ turned.T
    ground = first.vertices[:BODY_VERTICES, 2].min() - vertices[:BODY_VERTICES, 2].min()
    aside = float(rng.uniform(*ASIDE_M) * rng.choice([-1, 1]))
    shift = np.array([aside, rng.uniform(-AHEAD_M, AHEAD_M), ground])
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
