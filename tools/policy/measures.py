"""The evidence of measured proportions and bends: likelihood ratios beside a reading, and scores alone.

Measured on 131 sound people, rendered and photographed, and on six rendered bodies of each defect. Where both
overlap, a measurement only changes a reading's odds; where they lie apart, it also counts by itself.
"""

from __future__ import annotations

from pydantic import Field, model_validator

from agent_plugin.tools.policy.base import Rules


class Gauge(Rules):
    """The likelihood ratio of a measurement by its value: the factor on the odds of a reading."""

    values: tuple[float, ...] = Field(description="Rising, in the measurement's own unit")
    times: tuple[float, ...] = Field(
        description="Likelihood ratios at those values: factors on the odds; below 1 the measurement speaks "
        "against the defect"
    )
    alone: tuple[float, ...] = Field(
        default=(),
        description="The scores without a reading; none where the measurement does not count by itself",
    )
    usual: str = Field(description="What a sound body shows, in words")
    reason: str = Field(description="Why these values")

    @model_validator(mode="after")
    def _fits(self) -> Gauge:
        if len(self.times) != len(self.values) or len(self.alone) not in (0, len(self.values)):
            raise ValueError("each value needs its odds, and its score if there are any")
        return self


class MeasureRules(Rules):
    """A gauge for each thing that is measured."""

    arm: Gauge = Gauge(
        values=(1.25, 1.4, 1.6),
        times=(1.0, 1.0, 4.0),
        usual="up to 1.4 torso lengths",
        reason="1.15 on average; 1 in 100 sound arms looks 1.4 long, most shorter as they bend or point away",
    )
    leg: Gauge = Gauge(
        values=(1.7, 1.85, 2.0, 2.2),
        times=(1.0, 1.0, 6.0, 15.0),
        alone=(0.0, 0.05, 0.3, 0.45),
        usual="up to 1.8 torso lengths",
        reason="1.7 on average, no sound one above 1.8; a low camera close to the feet may add more",
    )
    neck: Gauge = Gauge(
        values=(0.0, 0.2, 0.85, 1.05, 1.25, 1.45),
        times=(1.0, 0.5, 0.5, 1.0, 8.0, 30.0),
        alone=(0.0, 0.0, 0.0, 0.05, 0.5, 0.7),
        usual="0.1 to 0.9 face heights",
        reason="Of 107 sound people none above 1.04, long necks from 1.28 on",
    )
    head: Gauge = Gauge(
        values=(0.2, 0.26, 0.3, 0.44, 0.5, 0.6),
        times=(6.0, 1.0, 0.6, 0.6, 1.0, 6.0),
        usual="0.26 to 0.5 torso lengths",
        reason="Children have large heads: beside a reading only",
    )
    hand: Gauge = Gauge(
        values=(0.36, 0.42, 0.5, 0.7),
        times=(0.8, 1.0, 3.0, 8.0),
        usual="up to 0.42 torso lengths",
        reason=".108 of stature is 0.375; a hand held to the camera looks larger: beside a reading only",
    )
    knee: Gauge = Gauge(
        values=(-6.0, 0.0, 6.0),
        times=(0.7, 1.0, 4.0),
        usual="in front of the line, or up to 5 behind",
        reason="1 sound knee in 20 is put up to 4 behind; the skeleton tends to turn wrong knees right",
    )
    elbow: Gauge = Gauge(
        values=(-8.0, 0.0, 6.0),
        times=(0.4, 1.0, 4.0),
        usual="behind the line, or up to 4 in front",
        reason="1 sound elbow in 10 lies in front by 4, five of six that bend the wrong way",
    )
    face: Gauge = Gauge(
        values=(0.003, 0.007, 0.010, 0.014),
        times=(0.7, 1.0, 5.0, 12.0),
        alone=(0.0, 0.05, 0.3, 0.45),
        usual="up to 0.006 face heights",
        reason="57 sound faces: none above 0.006; a wink or a crooked smile adds more",
    )
    wrists: Gauge = Gauge(
        values=(0.35, 0.6),
        times=(0.15, 1.0),
        usual="any",
        reason="Closer than a hand's length, each hand reaches into a look at the other's wrist",
    )
    pocket: Gauge = Gauge(
        values=(0.25, 0.45),
        times=(0.4, 1.0),
        usual="any torso lengths",
        reason="From knuckles to the own hip, of a hand not recognised as one: a pocket hides its fingers, "
        "which no render shows yet",
    )
    neck_roots: Gauge = Gauge(
        values=(0.15, 0.3, 0.45),
        times=(1.5, 1.0, 0.02),
        usual="over 0.4 face heights for two people",
        reason="Rendered pairs on one neck 0.05 to 0.28; of people embracing, six of eight 0.41 and more",
    )
    trunks: Gauge = Gauge(
        values=(0.1, 0.16, 0.22, 0.28),
        times=(1.5, 0.3, 0.03, 0.02),
        usual="over 0.2 torso lengths for two people",
        reason="Rendered two-headed bodies: half below 0.12, nine in ten below 0.26; of eight rendered pairs "
        "embracing seven have 0.28 and more",
    )
    min_face_px: float = Field(default=60.0, description="Smaller faces are fitted too coarsely to compare")
    face_within_deg: float = Field(default=25.0, description="Beyond it the far half is guessed, not seen")
    neighbour: float = Field(
        default=0.1, description="Factor on the odds of a further limb where somebody else's joints lie"
    )
    hand_found: float = Field(
        default=0.2, description="Factor on the odds that a hand is missing where the hand model finds one"
    )
    leg_seen: Gauge = Gauge(
        values=(0.5, 0.9),
        times=(1.0, 0.4),
        usual="over 0.5",
        reason="The skeleton was unsure of six missing legs in six, and of one in seven that were there",
    )
    least_face_of_torso: float = Field(
        default=0.3,
        description="The least height that a face counts with beside a neck; on average it is 0.35",
    )
    min_torso_share: float = Field(
        default=0.6,
        description="Share of its length that shows; a torso that points more at the camera is no yardstick",
    )
