"""Hands on skin and in hands: `afar`, of grown-ups in sportswear whose hands lie on arms, legs or each other.

Where a hand lies on cloth its outline shows; on skin, or in another hand, only shadows part them.
"""

from __future__ import annotations

from dataclasses import replace

from training.render.body import Body, Shape
from training.render.clothes import draw_sportswear
from training.render.defects import DRAWERS, STAGINGS, afar, bodies
from training.render.defects.hand_staging import HandPose
from training.render.defects.hand_staging import pose as hands_pose
from training.render.defects.hands import LENGTH
from training.render.people import Traits, draw_traits
from training.render.poses import Pose
from training.render.types import Random

MEET, RESTING = 0.6, 0.35
BESIDE_M = (-0.03, 0.05)  # below 0 one hand lies on or in the other
GROWN_UP = (0.55, 1.0)  # of the body model's age


def grown_up(rng: Random) -> Traits:
    """Anybody, no child."""
    traits = draw_traits(rng)
    return replace(traits, phenotype=traits.phenotype | {"age": float(rng.uniform(*GROWN_UP))})


def pose(rng: Random, body: Body, shape: Shape, category: str) -> Pose:
    """Hands at rest on the body, or at work, then mostly both together."""
    if rng.random() < RESTING:
        idle = bodies.pose(rng, body, shape, "extra_hand")
        return HandPose(idle.turns, idle.stance, idle.arms, idle.impossible_head)
    return hands_pose(rng, body, shape, LENGTH, MEET, float(rng.uniform(*BESIDE_M)))


DRAWERS["skin"] = DRAWERS["afar"]
STAGINGS["skin"] = replace(
    STAGINGS["afar"], pose=pose, view=afar.view, traits=grown_up, outfit=draw_sportswear, company=0.4
)
