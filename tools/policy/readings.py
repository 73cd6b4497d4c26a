"""How far each category's reading is trusted: the one place where likelihoods become scores.

A reading says how likely a thing is among our rendered people. Which likelihood is worth a look differs from
category to category, and is set from rendered people that the readouts have not learned from.
"""

from __future__ import annotations

from itertools import pairwise

from pydantic import Field, model_validator

from agent_plugin.tools.domain import Category
from agent_plugin.tools.policy.base import Rules


class Reliance(Rules):
    """From which likelihood a reading of one category scores how high."""

    likelihoods: tuple[float, ...] = Field(
        default=(0.1, 0.5, 0.9), description="Taken at its word until held-out renders say otherwise"
    )
    scores: tuple[float, ...] = Field(
        default=(0.05, 0.5, 0.95), description="The scores at those likelihoods, straight in between"
    )

    @model_validator(mode="after")
    def _rising(self) -> Reliance:
        if len(self.likelihoods) != len(self.scores):
            raise ValueError("each likelihood needs its score")
        if any(b <= a for a, b in pairwise(self.likelihoods)):
            raise ValueError("the likelihoods must rise")
        return self


class ReadingRules(Rules):
    """What a reading is worth, category by category."""

    covered: float = Field(
        default=0.5,
        description="Times the odds: the readouts, too, guess at what is covered or not recognised",
    )
    extra_arm: Reliance = Reliance()
    extra_leg: Reliance = Reliance()
    extra_hand: Reliance = Reliance()
    extra_head: Reliance = Reliance()
    missing_arm: Reliance = Reliance()
    missing_hand: Reliance = Reliance()
    missing_leg: Reliance = Reliance()
    extra_finger: Reliance = Reliance()
    missing_finger: Reliance = Reliance()
    fused_fingers: Reliance = Reliance()
    finger_length: Reliance = Reliance()
    knee_reversed: Reliance = Reliance()
    elbow_reversed: Reliance = Reliance()
    foot_reversed: Reliance = Reliance()
    limb_length: Reliance = Reliance()
    neck_length: Reliance = Reliance()
    hand_size: Reliance = Reliance()
    head_size: Reliance = Reliance()
    face_asymmetry: Reliance = Reliance()
    face_extra_eye: Reliance = Reliance()

    def of(self, category: Category) -> Reliance:
        """What holds for a category that is read."""
        reliance: Reliance = getattr(self, category.value)
        return reliance
