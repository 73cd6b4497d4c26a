"""An entry of the audit log: what was done to a review, and the hashes of what it was done with."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from agent_plugin.tools.domain.base import Record

AuditKind = Literal["begun", "review", "look", "look taken back", "sign-off", "forgotten", "key"]


class AuditEntry(Record):
    """One line of the log. It names the hash of the line before it, so that none can be changed alone."""

    number: int = Field(ge=1, description="1 for the first; none is left out")
    at: datetime
    kind: AuditKind
    review: str = Field(description="Id of the review; the name of the log where it is about none")
    look: str = Field(default="", description="Id of the look that was given or taken back")
    row_sha256: str = Field(default="", description="Of the stored row as text")
    ad_sha256: str = Field(default="", description="Of the ad's bytes")
    evidence_sha256: dict[str, str] = Field(
        default_factory=dict[str, str], description="Of each picture of the evidence, by its name"
    )
    versions: dict[str, str] = Field(
        default_factory=dict[str, str], description="Of the program, its policy and its models"
    )
    adopted: bool = Field(default=False, description="Did it stand in the store before the log was begun?")
    why: str = Field(default="", max_length=200, description="For what reason it was forgotten")
    previous_sha256: str = Field(default="", description="Of the line before; empty in the first")
