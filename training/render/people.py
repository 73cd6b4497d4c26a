"""Who is in the picture: random traits, skin and shape details."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from training.render.body import LOCAL_CHANGES
from training.render.types import Floats, Random

# Skin from very dark to very light (display RGB); a tone is drawn between neighbours, then tinted a little.
SKINS = np.array(
    [
        [58, 36, 28],
        [92, 58, 42],
        [128, 84, 60],
        [168, 116, 84],
        [198, 146, 112],
        [222, 176, 144],
        [240, 204, 180],
    ],
    np.float64,
)


@dataclass(frozen=True)
class Traits:
    """Phenotype values in [0, 1], local shape changes in [-1, 1] and a skin colour."""

    phenotype: dict[str, float]
    local: dict[str, float]
    skin: Floats


def draw_traits(rng: Random) -> Traits:
    """Draw a person: children, adults and old people, all builds, all tones."""
    age = rng.choice(
        [rng.uniform(0.18, 0.45), rng.uniform(0.5, 0.8), rng.uniform(0.85, 1.0)], p=[0.2, 0.6, 0.2]
    )
    gender = rng.choice([rng.uniform(0, 0.2), rng.uniform(0.8, 1.0), rng.uniform(0, 1)], p=[0.45, 0.45, 0.1])
    phenotype = {"gender": float(gender), "age": float(age)}
    for name in ("muscle", "weight", "height", "proportions"):
        phenotype[name] = float(rng.beta(2.2, 2.2))
    chosen = rng.choice(LOCAL_CHANGES, size=10, replace=False)
    local = {str(name): float(np.clip(rng.normal(0, 0.35), -0.9, 0.9)) for name in chosen}
    for name in ("stomach-pregnant-incr", "nose-hump-incr"):
        if name in local:
            local[name] = abs(local[name])
    return Traits(phenotype, local, _skin(rng))


def _skin(rng: Random) -> Floats:
    at = rng.uniform(0, len(SKINS) - 1)
    low = int(at)
    tone = SKINS[low] + (SKINS[min(low + 1, len(SKINS) - 1)] - SKINS[low]) * (at - low)
    return np.asarray(np.clip(tone + rng.normal(0, 5, 3), 10, 250))
