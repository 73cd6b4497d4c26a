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
        default=(0.05, 0.5, 0.8),
        description="The scores at those likelihoods, straight in between: learned on renders, a reading "
        "alone asks for a person and never blocks",
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
    # The middle number is passed by 2 to 10 in 1,000 held-out sound views, the first by about 1 in 10.
    extra_arm: Reliance = Reliance(likelihoods=(0.3, 0.8, 0.97))
    extra_leg: Reliance = Reliance(likelihoods=(0.4, 0.95, 0.99))
    extra_hand: Reliance = Reliance(likelihoods=(0.3, 0.98, 0.998))
    extra_head: Reliance = Reliance(likelihoods=(0.2, 0.88, 0.99))
    missing_arm: Reliance = Reliance(likelihoods=(0.3, 0.5, 0.8))
    missing_hand: Reliance = Reliance(likelihoods=(0.3, 0.5, 0.8))
    missing_leg: Reliance = Reliance(likelihoods=(0.4, 0.83, 0.97))
    extra_finger: Reliance = Reliance(likelihoods=(0.4, 0.88, 0.97))
    missing_finger: Reliance = Reliance(likelihoods=(0.4, 0.85, 0.97))
    fused_fingers: Reliance = Reliance(likelihoods=(0.3, 0.8, 0.97))
    finger_length: Reliance = Reliance(likelihoods=(0.3, 0.9, 0.99))
    knee_reversed: Reliance = Reliance(likelihoods=(0.2, 0.45, 0.9))
    elbow_reversed: Reliance = Reliance(likelihoods=(0.3, 0.5, 0.8))
    foot_reversed: Reliance = Reliance(likelihoods=(0.4, 0.76, 0.95))
    limb_length: Reliance = Reliance(likelihoods=(0.4, 0.84, 0.97))
    neck_length: Reliance = Reliance(likelihoods=(0.3, 0.88, 0.99))
    hand_size: Reliance = Reliance(likelihoods=(0.3, 0.7, 0.92))
    head_size: Reliance = Reliance(likelihoods=(0.4, 0.93, 0.99))
    face_asymmetry: Reliance = Reliance(likelihoods=(0.3, 0.9, 0.99))
    face_extra_eye: Reliance = Reliance(likelihoods=(0.3, 0.85, 0.99))

    def of(self, category: Category) -> Reliance:
        """What holds for a category that is read."""
        reliance: Reliance = getattr(self, category.value)
        return reliance
