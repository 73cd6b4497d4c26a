"""How findings become a verdict."""

from __future__ import annotations

from pydantic import Field, model_validator

from agent_plugin.tools.domain import Category
from agent_plugin.tools.policy.base import Rules
from agent_plugin.tools.policy.calibration import calibration


class Thresholds(Rules):
    """From which score a finding asks for a person, and from which it blocks; never, where there is none."""

    review: float | None = Field(ge=0, le=1, description="None: silent, it only says where to look")
    block: float | None = Field(ge=0, le=1, description="None: it asks at most")

    @model_validator(mode="after")
    def _in_order(self) -> Thresholds:
        if self.block is not None and (self.review is None or self.review > self.block):
            raise ValueError("the review threshold may not lie above the block threshold")
        return self


class Scale(Rules):
    """What the checks mean by their scores; real pictures decide what a score is worth, see `calibration`."""

    review: float = Field(
        default=0.5, ge=0, le=1, description="More probable than not, among rendered people"
    )
    block: float = Field(default=0.85, ge=0, le=1, description="As sure as two independent signs make it")


SILENT = Thresholds(review=None, block=None)


def _calibrated() -> tuple[tuple[Category, Thresholds], ...]:
    return tuple(
        (voice.category, Thresholds(review=voice.review_from, block=voice.block_from))
        for voice in calibration().voices
    )


class VerdictRules(Rules):
    """How findings become a verdict. Tuples, not sets: their order must not move the fingerprint."""

    standard: Scale = Scale()
    by_category: tuple[tuple[Category, Thresholds], ...] = Field(
        default_factory=_calibrated,
        description="Read from real pictures; a category that is not named is silent: nothing was read",
    )

    flip_from: float = Field(
        default=0.2,
        ge=0,
        le=1,
        description="A still with a suspicion of at least this score gets a second pass, flipped left to "
        "right; below it only a far surer flip pass could ask for a person, and the pass takes as"
        " long as the first",
    )
    surer_pass: float = Field(
        default=0.65,
        ge=0.5,
        le=1,
        description="Weight of the surer of the two passes; the other has the rest. What only one pass is "
        "sure of asks for a person but stays below the standard block threshold",
    )

    one_pass_most: float = Field(
        default=0.8,
        ge=0,
        le=1,
        description="Highest score from one pass alone where the other could not make the part out: it asks "
        "and never blocks",
    )

    other_pass_face_deg: float = Field(
        default=60.0,
        ge=0,
        le=180,
        description="A face that only the other pass found is taken over with its direction if the head is "
        "seen to face within this angle of it; otherwise only its presence counts",
    )

    def thresholds(self, category: Category) -> Thresholds:
        """The thresholds that hold for a category."""
        return dict(self.by_category).get(category, SILENT)

    def at_scale(self) -> VerdictRules:
        """The same with the scale's own thresholds for every category: the checks by themselves."""
        limits = Thresholds(review=self.standard.review, block=self.standard.block)
        return self.model_copy(update={"by_category": tuple((category, limits) for category in Category)})

    def asks(self, category: Category, score: float) -> bool:
        """Is a finding with this score one that a person must look at?"""
        least = self.thresholds(category).review
        return least is not None and score >= least
