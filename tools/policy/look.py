"""When somebody has to look, and what their look is worth."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from agent_plugin.tools.policy.base import Rules

RequireLook = Literal["people", "never"]


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
        default=0.3,
        description="From this probability on that a viewer sees something badly wrong, a person looks: in a "
        "blind trial 20 of 24 badly wrong pictures and none of 35 sound ones passed it; at 0.5, 16 and none",
    )
    sure: float = Field(
        default=0.7, description="From here on a denial counts; a looker's reliability file may ask for more"
    )
    very_sure: float = Field(
        default=0.9, description="From here on, blind and pointed, what a looker sees blocks"
    )
    told_share: float = Field(
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
