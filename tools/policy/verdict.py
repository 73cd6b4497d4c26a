"""How findings become a verdict."""

from __future__ import annotations

from pydantic import Field, model_validator

from agent_plugin.tools.domain import Category
from agent_plugin.tools.policy.base import Rules


class Thresholds(Rules):
    """From which score a finding asks for a person, and from which it blocks."""

    review: float = Field(default=0.5, ge=0, le=1, description="More likely than not: worth a look")
    block: float = Field(default=0.85, ge=0, le=1, description="Sure enough to stop an ad unseen")

    @model_validator(mode="after")
    def _in_order(self) -> Thresholds:
        if self.review > self.block:
            raise ValueError("the review threshold may not lie above the block threshold")
        return self


class VerdictRules(Rules):
    """How findings become a verdict. Tuples, not sets: their order must not move the fingerprint."""

    standard: Thresholds = Thresholds()
    by_category: tuple[tuple[Category, Thresholds], ...] = Field(
        default=(), description="Exceptions from the standard thresholds"
    )

    mirror_look_from: float = Field(
        default=0.2,
        ge=0,
        le=1,
        description="A still with a suspicion this sure is looked at once more, mirrored; below it only a "
        "mirror image far surer could ask for a person, and a look takes as long as the first",
    )
    surer_look: float = Field(
        default=0.65,
        ge=0.5,
        le=1,
        description="The weight of the surer of two looks, the other has the rest: what one look alone is "
        "sure of asks for a person, but stays below the standard block threshold",
    )

    one_look: float = Field(
        default=0.8,
        ge=0,
        le=1,
        description="The most that one look says alone where the other could not make the part out: it "
        "asks, never blocks",
    )

    other_face_deg: float = Field(
        default=60.0,
        ge=0,
        le=180,
        description="A face that only the other look found is taken over with its direction if the head is "
        "seen to face within so much of it; else it is only held to be there",
    )

    other_signs_from: float = Field(
        default=0.4,
        ge=0,
        le=1,
        description="So likely may any of the other weak signs about a person in a still be right before "
        "they speak for the surest one: nine in ten sound people have less",
    )
    other_signs_weight: float = Field(
        default=0.8,
        ge=0,
        le=1,
        description="What is beyond that counts as a sign of its own, but not in full, as the models err "
        "about several parts at once; 0: each sign stands alone",
    )
    other_signs_most: float = Field(
        default=0.8,
        ge=0,
        le=1,
        description="The most that the others make of the surest sign: several weak signs ask, never block",
    )

    def thresholds(self, category: Category) -> Thresholds:
        """The thresholds that hold for a category."""
        return dict(self.by_category).get(category, self.standard)
