"""What reviews from before looks hold of judges: opinions; and what looks share with them: answers, costs."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from agent_plugin.tools.domain.base import Record
from agent_plugin.tools.domain.categories import Category
from agent_plugin.tools.domain.geometry import Box
from agent_plugin.tools.domain.names import Part


class Answer(StrEnum):
    """What an opinion says of a defect: it is there, it is not, or the judge cannot tell."""

    CONFIRM = "confirm"
    REFUTE = "refute"
    UNSURE = "unsure"


class Asked(StrEnum):
    """What became of the second opinion."""

    NOT_WANTED = "not_wanted"
    NO_JUDGE = "no_judge"
    NOTHING_TO_ASK = "nothing_to_ask"
    DRY_RUN = "dry_run"
    HAD = "had"
    PARTLY_HAD = "partly_had"
    NOT_HAD = "not_had"


class Opinion(Record):
    """One answer of a judge about one finding, or a defect it names by itself."""

    number: int = Field(description="Within the review, from 1")
    judge: str = Field(description="Who judged: the kind of judge")
    model: str = Field(default="", description="The model's name as its provider gives it")
    unverified: bool = Field(
        default=False, description="True for the host's own model: nobody saw what it was shown"
    )
    specialist: str
    look: Literal["blind", "pointed"] = Field(description="Blind: no finding was shown to it")
    prompt: str = Field(description="Name and version of the prompt, such as `hands 1`")
    finding: int | None = Field(
        default=None, description="The number of the finding it is about; none for one of its own"
    )
    answer: Answer
    category: Category | None = Field(description="The defect it is about; none where it saw no defect")
    person: int | None = None
    part: Part | None = None
    box_xyxy: Box | None = Field(default=None, description="Where it looked: the crop that it was shown")
    at_s: float | None = None
    sureness: float = Field(ge=0, le=1, description="As the judge puts it; not calibrated")
    described: str = Field(default="", description="What it saw before it judged")
    named: int = Field(default=0, ge=0, description="Blind: how many digits, limbs, eyes or sides it named")
    reason: str = Field(default="", description="Its words, in the language asked for")


class OpinionCost(Record):
    """What the judge took."""

    calls: int = 0
    pictures: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    seconds: float = 0.0
    usd: float | None = Field(default=None, description="By the price list in the settings; none if unknown")
    from_cache: int = Field(default=0, description="Calls that were answered from the cache")


class Controls(Record):
    """Pictures of our own among the ad's, unmarked, whose answer is known: is the judge to be believed?"""

    asked: int = Field(default=0, ge=0)
    right: int = Field(default=0, ge=0, description="How many of them were answered rightly")

    @property
    def are_wrong(self) -> bool:
        """Was one of them answered wrongly, or not at all?"""
        return self.right < self.asked

    @property
    def are_right(self) -> bool:
        """Was there one, and was each answered rightly? Only then does a denial count."""
        return 0 < self.asked == self.right


class SecondOpinion(Record):
    """The second opinion as a whole: was it had, from whom, at what cost, and what it says."""

    asked: Asked
    judge: str = ""
    model: str = ""
    notes: tuple[str, ...] = Field(default=(), description="What went wrong or was left out, a sentence each")
    sent: tuple[str, ...] = Field(default=(), description="What left this machine, a line each")
    opinions: tuple[Opinion, ...] = ()
    cost: OpinionCost = OpinionCost()
    controls: Controls = Controls()
