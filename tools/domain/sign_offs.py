"""What a person decided on a review: who, when, what, and against which verdict."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from agent_plugin.tools.domain.base import Record
from agent_plugin.tools.domain.names import VerdictValue


class SignOff(Record):
    """A named person's decision. It changes no verdict; it stands beside it."""

    reviewer: str = Field(min_length=1, max_length=200, description="The person's name, as they gave it")
    at: datetime
    decision: Literal["approve", "reject", "withdraw"]  # the last one stands
    note: str = Field(default="", max_length=2000)
    through: str = Field(description="How the person was asked, such as the command line or the chat")
    verdict: VerdictValue = Field(description="The verdict at that moment")
    looked: bool | None = Field(
        default=None,
        description="Had this person looked at the parts sheets by then? None where there was nothing to "
        "look at, and in sign-offs from before looks",
    )

    @property
    def is_against_the_verdict(self) -> bool:
        """Was an ad approved that the verdict blocks?"""
        return self.decision == "approve" and self.verdict is VerdictValue.BLOCK

    @property
    def sentence(self) -> str:
        """The sign-off in one line."""
        words = {"approve": "Approved", "reject": "Rejected", "withdraw": "Sign-off withdrawn"}
        decided = words[self.decision]
        against = ", against the verdict" if self.is_against_the_verdict else ""
        looked = {None: "", True: ", who has looked", False: ", who has not looked"}[self.looked]
        note = f' "{self.note}"' if self.note else ""
        looked = "" if self.decision == "withdraw" else looked
        return f"{decided} by {self.reviewer}{looked}, {self.at:%Y-%m-%d %H:%M} UTC{against}.{note}"
