"""When somebody has to look, and what their look is worth."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from agent_plugin.tools.policy.base import Rules

RequireLook = Literal["people", "never"]


class At(Rules):
    """What a looker would stop from one threshold on."""

    threshold: float
    recall: float = Field(description="Share of the broken ads that are stopped")
    alarms: float = Field(description="Share of the sound ones that are stopped")


class Reliability(Rules):
    """How good a judge was on a labelled set, as `lastlook judge-bench` measures and writes it."""

    judge: str = Field(description="The kind of judge, such as `openai`")
    model: str = Field(description="As its provider names it")
    prompt: str = Field(description="Names and versions of what was asked")
    measured_on: date
    broken: int = Field(ge=0, description="Ads with a defect")
    sound: int = Field(ge=0, description="Ads without one")
    counted: int = Field(ge=0, description="Looks whose controls were right: the ads that it rests on")
    auc: float | None = Field(default=None, description="Of its probability; none without both kinds of ads")
    by_probability: tuple[At, ...] = ()
    by_sureness: tuple[At, ...] = Field(default=(), description="Of its surest `wrong` about an ad")
    likely_from: float | None = Field(
        default=None, gt=0, le=1, description="The least probability that stops at most 5% of the sound ones"
    )
    sure_from: float | None = Field(
        default=None, gt=0, le=1, description="The least sureness of a `wrong` that, with it, does no more"
    )


class LookRules(Rules):
    """What a look must bring to count, and from when it speaks."""

    require_look: RequireLook = Field(
        default="people",
        description="people: nothing with people in it is publishable before a look has counted; never: a "
        "filter before people who look anyway, whose verdict is the checks'",
    )
    wrong_from: float = Field(
        default=0.5, description="So sure of a `wrong` tile a looker has to be: below it is a guess"
    )
    likely_from: float = Field(
        default=0.25,
        description="From this probability on that a viewer sees something badly wrong, a person looks: the "
        "middle of what stops at most 5% of the sound ones in a blind trial (0.2 to 0.3); there it stopped "
        "31 of 33 badly wrong pictures and 1 of 36 sound ones",
    )
    sure: float = Field(
        default=0.7, description="From here on a denial counts; a looker's reliability file may ask for more"
    )
    very_sure: float = Field(
        default=0.9, description="From here on, blind and pointed, what a looker sees blocks"
    )
    reliabilities: tuple[Reliability, ...] = Field(
        default=(), description="Judges that were measured here: each is heard from its own thresholds on"
    )
    most_alarms: float = Field(
        default=0.05,
        description="Share of the sound ads that a bar may stop: marketers stand no more",
    )
    measured_from: int = Field(
        default=20,
        ge=1,
        description="Sound ads, and broken ones, that a measurement must rest on: of fewer, 5% is none",
    )
    answered_share: float = Field(
        default=0.5, description="Of the tiles; whoever cannot tell more of them has not seen the ad"
    )
    broken_controls: int = Field(default=1, ge=1, description="Controls with a plain defect in each look")
    sound_controls: int = Field(default=1, ge=1, description="Sound controls in each look")
    max_places: int = Field(default=6, description="Pointed at in one pass; the surest go first")
    max_looks: int = Field(default=20, description="On one review: a chat in a loop must not fill it")
    max_chat_tries: int = Field(
        default=3,
        description="Looks of chats that do not count; who goes on guesses which tiles are controls",
    )
    max_words: int = Field(default=600, description="Characters of a looker's words that are kept")
    request_hours: float = Field(default=24.0, description="How long a look that was asked for may be given")

    @model_validator(mode="after")
    def _in_order(self) -> LookRules:
        if self.sure > self.very_sure:
            raise ValueError("`sure` may not lie above `very_sure`")
        return self
