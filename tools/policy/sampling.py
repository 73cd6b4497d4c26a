"""Which frames of a video are looked at."""

from __future__ import annotations

from pydantic import Field

from agent_plugin.tools.policy.base import Rules


class SamplingRules(Rules):
    """Of the frames at the sampling rate, the ones that are looked at; brightness 0 to 1."""

    base_step_s: float = Field(
        default=0.3,
        gt=0,
        description="Longest time between two frames looked at: what shows for so long is seen at least once",
    )
    end_s: float = Field(default=2.0, ge=0, description="The end of a video, where generators drift")
    end_step_s: float = Field(default=0.2, gt=0, description="The same for the end")
    doubt_share: float = Field(
        default=0.7,
        gt=0,
        description="Share of the score from which a category asks; from here on every frame is looked at",
    )
    settled_s: float = Field(
        default=1.0,
        description="A suspicion that has asked in every look for so long is settled: more looks add nothing",
    )
    cut: float = Field(
        default=0.16, description="Mean change of brightness at a cut; fast pans stay below it"
    )
    jump: float = Field(
        default=0.05,
        description="Change of the part of a picture that changes most, in one step: a limb that appears "
        "changes 0.12, a turn of the head up to 0.06",
    )
    jump_times: float = Field(
        default=3.0, description="And so many times the usual motion before it: waving changes 0.1 to 0.2"
    )
    turn_deg: float = Field(
        default=60.0,
        description="Of the shoulders, from look to look: a quick turn, and a skeleton that swaps its sides, "
        "as under a head that faces backwards, are told apart by every frame in between",
    )
    motion_samples: int = Field(default=10, description="Frames of that usual motion: a second")
    every_frame: bool = Field(default=False, description="Look at all of them: the thorough look")
