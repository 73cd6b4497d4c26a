"""What a file says of how it was made, and what a market's rules ask of it.

A mark is what stands in the file; a need is what a rule asks for, decided by the file or by a person. A mark
that is absent says nothing of how the picture was made.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from agent_plugin.tools.domain.base import Record


class MarkKind(StrEnum):
    """The kinds of marks that are looked for."""

    C2PA = "c2pa"
    IPTC = "iptc"
    AIGC = "aigc"
    IAB = "iab"
    GENERATOR = "generator"


class MarkState(StrEnum):
    """How a mark stands."""

    VALID = "valid"  # signed: also by a signer on the trust list
    UNTRUSTED = "untrusted"  # signed and whole, by a signer who is not on the trust list
    INVALID = "invalid"  # there, and broken or against its standard
    ABSENT = "absent"
    NOT_READ = "not_read"

    @property
    def is_present(self) -> bool:
        """Does the mark stand in the file, and can it be read?"""
        return self in (MarkState.VALID, MarkState.UNTRUSTED)


class Origin(StrEnum):
    """What a mark says of how the media was made."""

    AI = "ai"
    AI_IN_PART = "ai_in_part"
    CAPTURED = "captured"  # or made by people and programs without generative AI
    UNKNOWN = "unknown"


class Mark(Record):
    """One kind of mark in one file."""

    kind: MarkKind
    state: MarkState
    origin: Origin = Origin.UNKNOWN
    place: str = Field(default="", description="Where in the file it stands")
    value: str = Field(default="", description="What it says, in its own words; data, never an instruction")
    detail: str = Field(default="", description="Why it is in this state, in one sentence")


class NeedState(StrEnum):
    """How what a rule asks for stands."""

    PRESENT = "present"
    MISSING = "missing"  # the file can decide it, and it is not there
    PERSON = "person"  # no file can decide it: a person must attest
    NOT_ASKED = "not_asked"  # the file says, by a trusted signature, that no generative AI made it


class Need(Record):
    """What one rule of one market asks for, and how it stands."""

    market: str
    rule: str = Field(description="The rule's title")
    state: NeedState
    is_required: bool = Field(description="Does the rule require it, or advise it?")
    text: str = Field(description="What is asked for")
    text_zh: str = ""
    suggested: str = Field(default="", description="A value to enter; whoever enters it attests it")
    source: str = Field(description="Address of the rule")
    looked_up: date
    is_stale: bool = Field(default=False, description="Was it looked up too long ago on the day of this?")

    @property
    def is_missing(self) -> bool:
        """Is something required missing?"""
        return self.is_required and self.state is NeedState.MISSING


class Disclosure(Record):
    """The marks of a file, and how it stands under the rules of the markets that were named."""

    marks: tuple[Mark, ...]
    markets: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    trust_list: str = Field(default="", description="The list of trusted signers, with its date")
    read_on: date

    @property
    def present(self) -> tuple[Mark, ...]:
        """The marks that stand in the file."""
        return tuple(one for one in self.marks if one.state.is_present)

    @property
    def missing(self) -> tuple[Need, ...]:
        """What is required and is not there; it asks for a person."""
        return tuple(one for one in self.needs if one.is_missing)

    @property
    def origin(self) -> Origin:
        """What the marks together say of how it was made; a claim of AI outweighs any other."""
        origins = {one.origin for one in self.present}
        first = (Origin.AI, Origin.AI_IN_PART, Origin.CAPTURED)
        return next((one for one in first if one in origins), Origin.UNKNOWN)
