"""Random outfits. A garment is a part of the body suit or the skirt, cut in the standard body's coordinates.

`reach(canon, along_arm)` is positive where the garment covers the body, about in metres from its edge.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from training.render.details import BOTTOM_WINDOW, TOP_WINDOW, bottom_details, top_details
from training.render.paint import draw_colour, draw_fabric, plain
from training.render.raster import NO_DECAL
from training.render.types import Floats, Picture, Random

Reach = Callable[[Floats, Floats], Floats]
ARM_LENGTH_M = 0.55


@dataclass(frozen=True)
class Garment:
    """One garment: which surface, where it reaches, how it hangs and how it looks."""

    name: str
    surface: str
    reach: Reach
    offset_m: float
    fabric: Picture
    fabric_size_m: float = 0.35
    decal: Picture = field(default_factory=lambda: NO_DECAL)
    decal_window: tuple[float, float, float, float] = TOP_WINDOW
    flare: float = 0.0
    hang_z: float = 0.1
    smoothing: int = 0
    bump: float = 0.0


def draw_outfit(rng: Random) -> list[Garment]:
    """Draw an outfit, innermost garment first."""
    style = str(
        rng.choice(["top_bottom", "top_skirt", "dress", "jacket", "coat"], p=[0.5, 0.13, 0.14, 0.13, 0.1])
    )
    fabric = draw_fabric(rng)
    outfit: list[Garment] = []
    if style in ("top_bottom", "jacket", "coat"):
        outfit.append(_bottom(rng))
    elif style == "top_skirt" and rng.random() < 0.3:
        outfit.append(_leggings(rng))
    hem = (
        0.02
        if style == "dress"
        else float(rng.choice([rng.uniform(-0.08, 0.08), rng.uniform(0.1, 0.17)], p=[0.8, 0.2]))
    )
    top = _top(rng, fabric, hem)
    if style == "top_skirt":
        outfit.append(_skirt(rng, draw_fabric(rng), 0.012))
    outfit.append(top)
    if style == "dress":
        outfit.append(_skirt(rng, fabric, 0.008))
    if style in ("jacket", "coat"):
        outfit.extend(_outer(rng, long=style == "coat"))
    if rng.random() < 0.9:
        outfit.append(_shoes(rng))
    if rng.random() < 0.07:
        outfit.append(_scarf(rng))
    return outfit


def draw_sportswear(rng: Random) -> list[Garment]:
    """Tight shorts and a sleeveless top, at times shoes: most of the arms and legs are bare."""
    fabric = draw_fabric(rng) if rng.random() < 0.4 else plain(draw_colour(rng), rng, 4)
    shorts = _legs_reach(float(rng.uniform(0.08, 0.15)), float(rng.uniform(-0.35, -0.12)))
    top = _torso_reach(float(rng.uniform(0.0, 0.2)), float(rng.uniform(-0.02, 0.15)), _neckline(rng))
    outfit = [
        Garment("shorts", "tights", shorts, float(rng.uniform(0.003, 0.01)), plain(draw_colour(rng), rng, 3)),
        Garment("sports_top", "tights", top, float(rng.uniform(0.003, 0.01)), fabric, hang_z=0.3),
    ]
    return [*outfit, _shoes(rng)] if rng.random() < 0.5 else outfit


def _top(rng: Random, fabric: Picture, hem: float) -> Garment:
    sleeve = float(
        rng.choice([-0.02, rng.uniform(0.15, 0.35), rng.uniform(0.4, 0.7), 1.0], p=[0.12, 0.35, 0.13, 0.4])
    )
    neck = _neckline(rng)
    sheet = top_details(rng, 0.5, max(hem, -0.3))
    return Garment(
        name="top",
        surface="tights",
        reach=_torso_reach(hem, sleeve, neck),
        offset_m=float(rng.choice([0.006, rng.uniform(0.007, 0.022)])),
        fabric=fabric,
        fabric_size_m=float(rng.uniform(0.12, 0.6)),
        decal=sheet.sheet(),
        flare=float(rng.uniform(0, 0.16)),
        hang_z=0.3,
        smoothing=int(rng.integers(0, 5)),
        bump=float(rng.uniform(0, 0.006)),
    )


def _neckline(rng: Random) -> Reach:
    """A cut around the neck: round, wide, V or high."""
    kind = str(rng.choice(["round", "wide", "v", "high"], p=[0.45, 0.15, 0.25, 0.15]))
    height = {"round": 0.555, "wide": 0.535, "v": 0.56, "high": 0.61}[kind] + float(rng.normal(0, 0.006))
    drop = float(rng.uniform(0.06, 0.2)) if kind == "v" else float(rng.uniform(0, 0.06)) * (kind == "wide")
    behind = rng.random() < 0.15  # now and then the deep side lies behind

    def reach(canon: Floats, along_arm: Floats) -> Floats:
        x, y, z = canon.T
        edge = height + 0.45 * np.minimum(y, 0.02)
        deep = drop * np.clip(1 - np.abs(x) / 0.075, 0, 1) * ((y > 0) if behind else (y <= 0))
        return np.asarray(edge - deep - z)

    return reach


def _torso_reach(hem: float, sleeve: float, neck: Reach) -> Reach:
    def reach(canon: Floats, along_arm: Floats) -> Floats:
        arm = along_arm > -0.5
        inside = np.minimum(np.where(arm, 1.0, canon[:, 2] - hem), np.where(arm, 1.0, neck(canon, along_arm)))
        return np.minimum(inside, np.where(arm, (sleeve - along_arm) * ARM_LENGTH_M, 1.0))

    return reach


def _legs_reach(waist: float, low: float) -> Reach:
    def reach(canon: Floats, along_arm: Floats) -> Floats:
        z = canon[:, 2]
        return np.where(along_arm > -0.5, -1.0, np.minimum(waist - z, z - low))

    return reach


def _bottom(rng: Random) -> Garment:
    low = float(rng.choice([-0.745, rng.uniform(-0.7, -0.5), rng.uniform(-0.4, -0.15)], p=[0.65, 0.13, 0.22]))
    sheet = bottom_details(rng)
    denim = rng.random() < 0.35
    blue = np.array([rng.uniform(30, 90), rng.uniform(50, 110), rng.uniform(80, 160)])
    fabric = plain(blue, rng, 9) if denim else plain(draw_colour(rng), rng, 3)
    return Garment(
        name="bottom",
        surface="tights",
        reach=_legs_reach(float(rng.uniform(0.06, 0.17)), low),
        offset_m=float(rng.choice([0.003, rng.uniform(0.006, 0.02)])),
        fabric=fabric if rng.random() < 0.8 else draw_fabric(rng),
        decal=sheet.sheet(),
        decal_window=BOTTOM_WINDOW,
        flare=float(rng.uniform(0, 0.05)),
        hang_z=-0.1,
        smoothing=int(rng.integers(0, 4)),
        bump=float(rng.uniform(0, 0.006)),
    )


def _leggings(rng: Random) -> Garment:
    return Garment("leggings", "tights", _legs_reach(0.08, -0.76), 0.002, plain(draw_colour(rng)))


def _skirt(rng: Random, fabric: Picture, offset_m: float) -> Garment:
    low = float(rng.uniform(-0.7, -0.12))

    def reach(canon: Floats, along_arm: Floats) -> Floats:
        return np.where(along_arm > -0.5, -1.0, np.minimum(canon[:, 2] - low, 0.15 - canon[:, 2]))

    size, bump = float(rng.uniform(0.12, 0.6)), float(rng.uniform(0, 0.008))
    flare = float(rng.uniform(0, 0.35))
    return Garment("skirt", "skirt", reach, offset_m, fabric, size, flare=flare, hang_z=0.1, bump=bump)


def _outer(rng: Random, *, long: bool) -> list[Garment]:
    """A jacket or a coat, open or closed in front."""
    fabric = plain(draw_colour(rng), rng, 4) if rng.random() < 0.7 else draw_fabric(rng)
    gap = float(rng.choice([0.0, rng.uniform(0.01, 0.09)]))
    hem = 0.02 if long else float(rng.uniform(-0.1, 0.1))
    cut = _open_in_front(_torso_reach(hem, float(rng.choice([1.0, 0.7])), _neckline(rng)), gap)
    sheet = top_details(rng, 0.5, hem)
    offset, size = float(rng.uniform(0.018, 0.035)), float(rng.uniform(0.12, 0.6))
    smooth, bump = int(rng.integers(1, 6)), float(rng.uniform(0, 0.006))
    body = Garment(
        "jacket", "tights", cut, offset, fabric, size, sheet.sheet(), TOP_WINDOW, 0.1, 0.3, smooth, bump
    )
    if not long:
        return [body]
    low = float(rng.uniform(-0.6, -0.15))

    def tail(canon: Floats, along_arm: Floats) -> Floats:
        return np.asarray(np.minimum(canon[:, 2] - low, 0.15 - canon[:, 2]))

    skirt = Garment("tail", "skirt", _open_in_front(tail, gap), offset, fabric, size, flare=0.12, bump=bump)
    return [body, skirt]


def _open_in_front(inner: Reach, gap: float) -> Reach:
    def reach(canon: Floats, along_arm: Floats) -> Floats:
        away = np.where(canon[:, 1] > 0.0, 1.0, np.abs(canon[:, 0]) - gap)
        return (
            np.minimum(inner(canon, along_arm), np.where(along_arm > -0.5, 1.0, away))
            if gap > 0
            else inner(canon, along_arm)
        )

    return reach


def _shoes(rng: Random) -> Garment:
    top = float(rng.choice([-0.765, -0.72, rng.uniform(-0.65, -0.45)], p=[0.6, 0.25, 0.15]))
    fabric = plain(draw_colour(rng), rng, 4)
    return Garment(
        "shoes", "tights", _legs_reach(top, -2.0), float(rng.uniform(0.007, 0.014)), fabric, smoothing=1
    )


def _scarf(rng: Random) -> Garment:
    low, behind = float(rng.uniform(0.47, 0.52)), float(rng.uniform(0, 0.04))

    def reach(canon: Floats, along_arm: Floats) -> Floats:
        near = 0.12 - np.abs(canon[:, 0])
        return np.where(
            along_arm > -0.5, -1, np.minimum(np.minimum(canon[:, 2] - low + behind, 0.62 - canon[:, 2]), near)
        )

    return Garment("scarf", "tights", reach, float(rng.uniform(0.025, 0.045)), draw_fabric(rng), smoothing=2)
