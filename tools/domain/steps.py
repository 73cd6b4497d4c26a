"""How a score came about: each number that went into it and each stage that changed it, one `Step` each."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field, field_validator

from agent_plugin.tools.domain.base import Record
from agent_plugin.tools.domain.names import VerdictValue


class StepName(StrEnum):
    """What can happen to a score, in the order in which it may."""

    READ = "read"  # a classifier's own probability
    ASSUMED = "assumed"  # the probability that stands for a classifier's silence
    FUSED = "fused"  # several probabilities, or signs, made one
    WEIGHED = "weighed"  # with what the landmarks measure, or because the part is covered
    CALIBRATED = "calibrated"  # from a probability to a score
    MEASURED = "measured"  # a rule's score, from landmarks, outline or time alone
    JOINED = "joined"  # the surer of a rule and a reading
    CAPPED = "capped"
    PICTURED = "pictured"  # capped: the person is in a picture within the picture
    OTHER_PASS = "other pass"  # what the other pass scores, over the picture or over its mirror image
    BOTH_PASSES = "both passes"
    OVER_TIME = "over time"  # from the worst frame to the frames that show it
    DECIDED = "decided"  # what the policy asks for at such a score
    LOOK = "look"  # what those who looked make of that
    OPINION = "opinion"  # in reviews from before there were looks

    @classmethod
    def _missing_(cls, value: object) -> StepName | None:
        """The step of a stored review that had another name when it was made."""
        return {"other look": cls.OTHER_PASS, "both looks": cls.BOTH_PASSES}.get(str(value))


class Step(Record):
    """One number of a trace. `because` is for people; no code takes it apart."""

    name: StepName = Field(description="What was done")
    source: str = Field(description="Whose number it is: a classifier, a rule, a measurement, the policy")
    before: float | VerdictValue | None = Field(
        default=None, description="None where a number begins; probabilities come before scores"
    )
    after: float | VerdictValue = Field(description="A probability, then a score, at last a verdict")
    because: str = Field(default="", description="A few words or numbers; none where the name says it all")

    @field_validator("before", "after")
    @classmethod
    def _to_four_digits(cls, value: float | VerdictValue | None) -> float | VerdictValue | None:
        return round(value, 4) if isinstance(value, float) else value
