"""Bodies alone and close together: their categories, how people are posed, framed and dressed for each."""

from __future__ import annotations

from functools import cache

import numpy as np

from training.render.body import BODY_VERTICES, Body, Shape
from training.render.camera import View
from training.render.clothes import Garment
from training.render.company import CLOSE
from training.render.defects import DRAWERS, STAGINGS, Defect, Staging, bent, extra, missing, sizes
from training.render.defects.limbs import ARM, beyond, draw_side, share
from training.render.poses import (
    ARMS,
    SYMMETRIC,
    Pose,
    draw_arm,
    draw_fingers,
    draw_legs,
    draw_neck,
    draw_trunk,
)
from training.render.skeleton import Turns, turn
from training.render.types import Floats, Ints, Random

SIDE_ON = ("knee_reversed", "elbow_reversed", "foot_reversed")
LEG_CATEGORIES = ("extra_leg", "missing_leg", "knee_reversed", "foot_reversed", "limb_length")
HEAD_CATEGORIES = ("extra_head", "neck_length", "head_size")
FRAMINGS: dict[str, dict[str, float]] = {
    "legs": {"full": 0.62, "legs": 0.38},
    "both": {"full": 0.8, "knee": 0.2},
    "shoulders": {"full": 0.3, "knee": 0.28, "waist": 0.42},
    "arms": {"full": 0.26, "knee": 0.22, "waist": 0.36, "arm": 0.16},
    "head": {"full": 0.2, "knee": 0.15, "waist": 0.3, "bust": 0.35},
}
LOWEST = {"full": -9.0, "knee": -0.42, "waist": -0.02, "bust": 0.26}
FREE_ARMS = ("hanging", "gesture", "phone", "pointing", "waving", "sideways", "ahead", "hanging")
STANCES: dict[str, tuple[float, float, float, float]] = {
    "legs": (0.5, 0.3, 0.08, 0.12),
    "arms": (0.6, 0.2, 0.12, 0.08),
}
LONG_GARMENTS = ("skirt", "tail")


def pose(rng: Random, body: Body, shape: Shape, category: str) -> Pose:
    """A sound pose in which a defect of this category would show, or might wrongly be seen."""
    names = ["standing", "walking", "sitting", "lunging"]
    shares = STANCES["legs" if category in LEG_CATEGORIES else "arms"]
    stance = str(rng.choice(names, p=shares))
    turns: Turns = {"root": turn(x_deg=rng.normal(0, 4), y_deg=rng.normal(0, 4))}
    turns |= draw_trunk(rng, leaning=rng.random() < 0.15) | draw_neck(rng, False)
    turns |= _legs(rng, category, stance)
    gestures = _gestures(rng, category)
    for side, name in zip("LR", gestures, strict=True):
        turns |= draw_arm(rng, body, shape, turns, side, name) | draw_fingers(rng, body, shape, side)
    return Pose(turns, stance, gestures, False)


def view(rng: Random, body: Body, category: str, defect: Defect | None) -> View:
    """Side-on for joints that bend, otherwise from before or three quarters, now and then from anywhere."""
    side_on = category in SIDE_ON and rng.random() < 0.88
    kind = rng.random()
    if side_on:
        azimuth = float(rng.uniform(40, 140) * rng.choice([-1, 1]))
    else:
        azimuth = float(
            rng.normal(0, 38)
            if kind < (0.9 if category == "extra_head" else 0.72)
            else rng.uniform(-180, 180)
        )
    elevation = float(rng.normal(3, 6) if rng.random() < 0.7 else rng.uniform(-18, 30))
    shares = FRAMINGS[_group(category)]
    framing = str(rng.choice(list(shares), p=list(shares.values())))
    shown = _shown(rng, body, framing, defect)
    return View(azimuth, elevation, framing, shown, _size(rng, framing))


def suits(category: str, outfit: list[Garment]) -> bool:
    """Whether the outfit lets the legs be seen where it matters."""
    return category not in LEG_CATEGORIES or not any(g.name in LONG_GARMENTS for g in outfit)


def _group(category: str) -> str:
    if category == "limb_length":
        return "both"
    if category in LEG_CATEGORIES:
        return "legs"
    if category in ("extra_arm", "missing_arm"):  # too near, an arm's end no longer says what it is
        return "shoulders"
    return "head" if category in HEAD_CATEGORIES else "arms"


def _gestures(rng: Random, category: str) -> tuple[str, str]:
    free = category in ("elbow_reversed", "hand_size", "extra_hand") and rng.random() < 0.8
    if not free and rng.random() < 0.4:
        name = str(rng.choice(SYMMETRIC))
        return name, name
    names = list(FREE_ARMS if free else ARMS)
    left, right = rng.choice(names, size=2)
    return str(left), str(right)


def _legs(rng: Random, category: str, stance: str) -> Turns:
    """As the stance has it; knees often bent while standing; for missing legs at times one lifted behind."""
    turns = draw_legs(rng, stance)
    chance = rng.random()
    if category == "knee_reversed" and stance != "sitting" and chance < 0.75:
        for side in "LR" if chance < 0.35 else draw_side(rng):
            bend = float(rng.uniform(25, 80))
            lift = bend * float(rng.uniform(-0.1, 0.7))
            turns[f"upperleg01.{side}"] = _hip(lift, rng.normal(0, 3))
            turns[f"lowerleg01.{side}"] = turn(x_deg=bend)
    elif category in ("missing_leg", "extra_leg") and chance < 0.3:
        side, out = ("L", 1) if chance < 0.15 else ("R", -1)
        turns[f"upperleg01.{side}"] = _hip(rng.uniform(-25, 40), -out * rng.uniform(-4, 35))
        turns[f"lowerleg01.{side}"] = turn(x_deg=float(rng.uniform(5, 130)))
    return turns


def _hip(lift_deg: float, wide_deg: float) -> Floats:
    return turn(x_deg=-lift_deg) @ turn(y_deg=wide_deg)


@cache
def _canon(body: Body) -> Floats:
    return body.canonical[:BODY_VERTICES]


def _shown(rng: Random, body: Body, framing: str, defect: Defect | None) -> Ints:
    canon = _canon(body)
    arms = (share(body, "L", ARM) + share(body, "R", ARM))[:BODY_VERTICES] > 0.5
    if framing == "legs":
        return np.flatnonzero((canon[:, 2] < float(rng.uniform(0.0, 0.15))) & ~arms)
    if framing == "arm":
        side = str(defect.facts.get("side", "")) if defect else ""
        chosen = {"left": "L", "right": "R"}.get(side, draw_side(rng))
        return np.flatnonzero(beyond(body, chosen, "arm", float(rng.uniform(-0.1, 0.3)))[:BODY_VERTICES])
    high = canon[:, 2] > LOWEST[framing]
    tight = framing == "bust" and rng.random() < 0.7
    return np.flatnonzero(high & ~arms if tight else high | (arms & (framing != "bust")))


def _size(rng: Random, framing: str) -> tuple[int, int]:
    longer = int(rng.integers(14, 27)) * 32
    tall = rng.random() < {"full": 0.93, "knee": 0.8, "legs": 0.65}.get(framing, 0.5)
    shorter = max(320, round(longer * float(rng.uniform(0.55, 1.0)) / 32) * 32)
    return (shorter, longer) if tall else (longer, shorter)


DRAWERS["body"].update(
    {
        "extra_arm": extra.extra_arm,
        "extra_leg": extra.extra_leg,
        "extra_hand": extra.extra_hand,
        "extra_head": extra.extra_head,
        "missing_arm": missing.missing_arm,
        "missing_hand": missing.missing_hand,
        "missing_leg": missing.missing_leg,
        "knee_reversed": bent.knee_reversed,
        "elbow_reversed": bent.elbow_reversed,
        "foot_reversed": bent.foot_reversed,
        "limb_length": sizes.limb_length,
        "neck_length": sizes.neck_length,
        "hand_size": sizes.hand_size,
        "head_size": sizes.head_size,
    }
)
STAGINGS["body"] = Staging(pose, view, suits, company=0.15)
# Where arms end, and how limbs bend: what is rare among all categories, often.
DRAWERS["ends"] = {name: DRAWERS["body"][name] for name in ("extra_hand", "missing_hand", "hand_size")}
DRAWERS["bends"] = {
    name: DRAWERS["body"][name]
    for name in ("knee_reversed", "foot_reversed", "elbow_reversed", "missing_arm", "limb_length")
}
STAGINGS["ends"] = STAGINGS["bends"] = STAGINGS["body"]
DRAWERS["forks"] = {"extra_hand": extra.forked_forearm}
STAGINGS["forks"] = Staging(pose, view, suits, company=0.15, defects=0.5)
# Two so close that the models find but one of them: the other's head and limbs are nobody's defect.
DRAWERS["together"] = DRAWERS["body"]
STAGINGS["together"] = Staging(pose, view, suits, company=1.0, near=CLOSE, defects=0.35)
