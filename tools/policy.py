"""Every threshold and rule in one place, each with its reason.

A policy comes in nowhere and goes everywhere: media limits, what is big and sharp enough to check, the score
from which a finding asks for review or blocks. `fingerprint()` names its content, so that a stored review is
reused only under the same rules.
"""

from __future__ import annotations

import hashlib

from pydantic import BaseModel, ConfigDict, Field, model_validator

from agent_plugin.tools.domain import Category


class _Rules(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MediaLimits(_Rules):
    """What is accepted as input. Beyond it the answer is a clear error, never a partial look."""

    max_bytes: int = Field(default=512 << 20, description="A 4K ad of a minute is about 300 MB")
    max_pixels: int = Field(default=100_000_000, description="Larger stills are print files or bombs")
    max_side_px: int = Field(default=20_000, description="Beyond this no decoder is trusted with memory")
    max_duration_s: float = Field(default=180.0, description="Ads run 6 to 60 s; long cuts up to 3 minutes")
    max_frames: int = Field(default=20_000, description="180 s at 110 frames per second")
    sample_fps: float = Field(default=10.0, description="A defect of a fifth of a second is seen twice")
    max_animation_frames: int = Field(default=2_000, description="Animated pictures decode slowly")


class Thresholds(_Rules):
    """From which score a finding asks for a person, and from which it blocks."""

    review: float = Field(default=0.5, ge=0, le=1, description="More likely than not: worth a look")
    block: float = Field(default=0.85, ge=0, le=1, description="Sure enough to stop an ad unseen")

    @model_validator(mode="after")
    def _in_order(self) -> Thresholds:
        if self.review > self.block:
            raise ValueError("the review threshold may not lie above the block threshold")
        return self


class VerdictRules(_Rules):
    """How findings become a verdict. Tuples, not sets: their order must not move the fingerprint."""

    standard: Thresholds = Thresholds()
    by_category: tuple[tuple[Category, Thresholds], ...] = Field(
        default=(), description="Exceptions from the standard thresholds"
    )
    never_block: tuple[Category, ...] = Field(
        default=(
            Category.MISSING_ARM,
            Category.MISSING_HAND,
            Category.MISSING_LEG,
            Category.MISSING_FINGER,
            Category.FINGER_LENGTH,
            Category.LIMB_LENGTH,
            Category.NECK_LENGTH,
            Category.HAND_SIZE,
            Category.HEAD_SIZE,
            Category.FACE_ASYMMETRY,
            Category.FUSED_FINGERS,
        ),
        description="Real people look like this too: ask whether it is intended, never block for it alone",
    )

    def thresholds(self, category: Category) -> Thresholds:
        """The thresholds that hold for a category."""
        return dict(self.by_category).get(category, self.standard)


class Policy(_Rules):
    """The rules of one review."""

    name: str = "standard"
    media: MediaLimits = MediaLimits()
    verdict: VerdictRules = VerdictRules()

    def fingerprint(self) -> str:
        """Twelve hex digits that change when any rule does."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:12]


STANDARD = Policy()
