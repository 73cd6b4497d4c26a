"""What is stored and shown: pydantic models from the facts of the media to the whole review."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, cast

from pydantic import Field, model_validator

from agent_plugin.tools.domain.base import Record
from agent_plugin.tools.domain.categories import Category
from agent_plugin.tools.domain.disclosure import Disclosure
from agent_plugin.tools.domain.geometry import Box
from agent_plugin.tools.domain.looks import Look, LookedBy
from agent_plugin.tools.domain.names import Part, Reason, VerdictValue
from agent_plugin.tools.domain.opinions import SecondOpinion
from agent_plugin.tools.domain.sheets import Sheet
from agent_plugin.tools.domain.steps import Step


class MediaInfo(Record):
    """What was opened: facts read from the decoded media, not from its name."""

    name: str = Field(description="File name as given, for display only")
    kind: Literal["image", "animation", "video"]
    format: str = Field(description="Container or file format, such as JPEG or MP4")
    width: int = Field(description="Pixels, upright")
    height: int = Field(description="Pixels, upright")
    bytes: int
    sha256: str
    duration_s: float | None = None
    frame_count: int | None = Field(default=None, description="Frames in the media; none if unknown")
    frames_checked: int | None = Field(default=None, description="Frames looked at")
    notes: tuple[str, ...] = Field(default=(), description="What was done to read it, such as rotation")
    not_looked_at: tuple[str, ...] = Field(
        default=(), description="What else the file holds, such as further pages, a sentence each"
    )
    likeness: str = Field(
        default="", description="Perceptual hash of its first picture, 64 bits; empty where that is plain"
    )


class NotChecked(Record):
    """A part that could not be looked at, and why."""

    person: int | None
    part: Part
    reason: Reason
    box_xyxy: Box | None = None
    explanation: str
    start_s: float | None = None
    end_s: float | None = None


class Measurement(Record):
    """One number behind a finding, with its unit and what is usual."""

    name: str
    value: float
    unit: str = Field(description="deg, px, ratio, count, probability or s")
    usual: str = Field(default="", description="What a sound body shows, in words")


class Finding(Record):
    """Something a check holds to be impossible or unusual."""

    number: int = Field(description="As drawn on the evidence, from 1")
    category: Category
    person: int | None = Field(description="As drawn on the evidence, from 1; none if nobody owns the part")
    part: Part
    box_xyxy: Box
    score: float = Field(ge=0, le=1, description="How sure the check is")
    at_s: float | None = Field(default=None, description="The worst moment; none for an image")
    start_s: float | None = Field(default=None, description="The first frame looked at that shows it")
    end_s: float | None = Field(default=None, description="When the last frame that shows it gives way")
    measurements: tuple[Measurement, ...] = ()
    for_marketer: str = Field(description="One sentence without jargon")
    for_engineer: str = Field(description="One sentence with the measurements and how the score came about")
    steps: tuple[Step, ...] = Field(
        default=(),
        description="From the first number to `score`; none in reviews from before these were kept",
    )


class Ruling(Record):
    """What one row of the policy's truth table asks for, and why."""

    finding: int | None = Field(description="The finding it is about; none for what is about the whole ad")
    value: VerdictValue
    because: tuple[str, ...] = Field(
        description="The rule and what was heard of the finding, a sentence each"
    )
    steps: tuple[Step, ...] = Field(default=(), description="From the finding's score to `value`")


class Verdict(Record):
    """What the policy makes of the findings."""

    value: VerdictValue
    sentence: str = Field(description="The whole answer in one plain sentence")
    because: tuple[str, ...] = Field(default=(), description="The rules that applied, one sentence each")
    rulings: tuple[Ruling, ...] = Field(
        default=(), description="The same row by row; none in reviews from before these were kept"
    )
    policy: str = Field(description="Name and fingerprint of the policy")
    counts: tuple[int, ...] | None = Field(
        default=None,
        description="Numbers of the findings that ask for a review or block; the others are weak signs. "
        "None in reviews from before this was told: there all count",
    )


class Evidence(Record):
    """One picture, clip or page that shows what was found."""

    kind: Literal["frame", "timeline", "crop", "strip", "moving", "clip", "sheet", "report"]
    file: str = Field(description="Name inside the evidence folder of the review")
    media_type: str
    width: int | None = None
    height: int | None = None
    finding: int | None = Field(default=None, description="Number of the finding it shows; none for all")
    at_s: float | None = Field(default=None, description="When a clip comes to the worst moment")
    caption: str = ""


class StageCost(Record):
    """What one stage of the flow took."""

    stage: str
    seconds: float
    calls: int = 1


class Sampling(Record):
    """Which frames of a video were looked at, and why."""

    frames_sampled: int = Field(description="Frames at the sampling rate, of which some were looked at")
    shots_s: tuple[float, ...] = Field(description="When each shot begins")
    looked_at_for: dict[str, int] = Field(description="Frames looked at, by the cause in words")


class PersonSeen(Record):
    """A person as the report tells of them: where, and what of them could be looked at."""

    person: int
    box_xyxy: Box
    start_s: float | None = None
    end_s: float | None = None
    checked: tuple[Part, ...] = ()


class Review(Record):
    """All of it together: what was looked at, what was found, and what it means."""

    schema_version: Literal["1"] = "1"
    id: str
    created_at: datetime
    media: MediaInfo
    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    people: tuple[PersonSeen, ...] = ()
    not_checked: tuple[NotChecked, ...] = ()
    looked_for: tuple[Category, ...] = Field(default=(), description="Categories that the checks know")
    does_not_mean: tuple[str, ...] = ()
    checks: VerdictValue | None = Field(
        default=None, description="The value of the checks alone; none in reviews from before looks"
    )
    sheets: tuple[Sheet, ...] = Field(default=(), description="The parts sheets, for whoever looks")
    looks: tuple[Look, ...] = Field(default=(), description="Who looked, tile by tile")
    looked_by: tuple[LookedBy, ...] = Field(default=(), description="Who looked, in short")
    second_opinion: SecondOpinion | None = Field(
        default=None, description="What a judge said; none in reviews that were made before there were judges"
    )
    disclosure: Disclosure | None = Field(
        default=None, description="The file's AI marks; none in reviews from before these were read"
    )
    evidence: tuple[Evidence, ...] = ()
    costs: tuple[StageCost, ...] = ()
    sampling: Sampling | None = Field(default=None, description="Of a video: the plan as it was followed")
    versions: dict[str, str] = Field(default_factory=dict)
    key: str = Field(description="Fingerprint of bytes, policy and versions: the same key, the same review")

    @model_validator(mode="before")
    @classmethod
    def _from_before_looks(cls, given: Any) -> Any:
        """Before looks, `checks` was the list of what was looked for, and `parts` what a judge was shown."""
        if not isinstance(given, Mapping):
            return given
        document = dict(cast("Mapping[str, Any]", given))
        document.pop("parts", None)
        if isinstance(document.get("checks"), list | tuple):
            document |= {"looked_for": document["checks"], "checks": None}
        return document

    def trace(self, finding: Finding) -> tuple[Step, ...]:
        """How a finding came about, from the first number to what it asks for."""
        asked = (step for one in self.verdict.rulings if one.finding == finding.number for step in one.steps)
        return (*finding.steps, *asked)

    @property
    def is_looked_at(self) -> bool:
        """Has a look counted?"""
        return any(look.counts for look in self.looks)

    @property
    def waits_for_a_look(self) -> bool:
        """Is there something to look at, and nobody has?"""
        return bool(self.sheets) and not self.is_looked_at

    def was_looked_at_by(self, person: str) -> bool:
        """Has the person of this name looked?"""
        names = {look.who.casefold() for look in self.looks if look.kind == "person" and look.counts}
        return person.strip().casefold() in names

    @property
    def counting(self) -> tuple[Finding, ...]:
        """The findings that the verdict rests on."""
        counts = self.verdict.counts
        return tuple(one for one in self.findings if counts is None or one.number in counts)

    @property
    def weak_signs(self) -> tuple[Finding, ...]:
        """The findings that change nothing."""
        return tuple(one for one in self.findings if one not in self.counting)
