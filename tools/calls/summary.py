"""A review comes in; what a model reads of it goes out, in sentences and as a few fields: under 2 KB.

The same words in both shapes, for some hosts hand on the text alone and others the fields alone. The whole
review is the report, which stands behind an address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, Field

from agent_plugin.tools.calls.jobs import State
from agent_plugin.tools.calls.tool import Answer
from agent_plugin.tools.domain import VerdictValue
from agent_plugin.tools.policy import AGENTS
from agent_plugin.tools.words import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agent_plugin.tools.domain import Finding, NotChecked, Review

REPORT = "lastlook://reports/{review}"

_LONGEST_NAME = 300  # of characters; what is longer are bytes


class Counted(BaseModel):
    """A finding that counts; its sentence is in the text."""

    number: int
    category: str
    person: int | None = None
    when: str = ""


class LookQuestion(BaseModel):
    """What you are asked to look at; the question is in the text."""

    look: str = Field(description="Hand it to record_look")
    pictures: list[str] = Field(description="Those that came along, in order")
    numbers: list[int] = Field(description="Answer every one")
    pointed: bool = Field(description="True: answer `places`; false: `tiles`")
    sheets: list[str] = Field(default=[], description="Resources, if you were shown no picture")
    files: list[str] = Field(default=[], description="Paths, likewise")


class Row(BaseModel):
    """One ad of several, or a review in a list."""

    ad: str
    review: str = ""
    handle: str = ""
    verdict: VerdictValue | None = None
    findings: int = 0
    look: bool = False  # is whoever calls to look? get_review brings the sheet
    at: str = ""
    signed: str = ""
    trouble: str = ""  # why it could not be reviewed


class Summary(Answer):
    """A review as a model reads it."""

    state: State = "done"
    review: str = ""
    verdict: VerdictValue | None = None
    sentence: str = ""
    looked_by: list[str] = Field(default=[])
    findings: list[Counted] = Field(default=[], description="Those that count")
    weak_signs: list[str] = Field(default=[])
    not_checked: str = ""
    pictures: list[str] = Field(default=[])
    report: str = Field(default="", description="The whole review")
    next: str = ""
    look: LookQuestion | None = None


class Standings(Summary):
    """A review, or how it stands, or several."""

    handle: str = Field(default="", description="For get_review")
    stage: str = ""
    share: float = Field(default=0.0, description="Of the work, 0 to 1")
    reviews: list[Row] = Field(default=[], description="Where there are several")


def named(ad: str) -> str:
    """An ad in a list, as it was named; not the bytes of one."""
    return printable(ad) if len(ad) <= _LONGEST_NAME else "the ad that was handed in as bytes"


def as_data(answer: BaseModel) -> dict[str, Any]:
    """Without the fields that say nothing."""
    data = answer.model_dump(mode="json", exclude_defaults=True)
    return {"state": answer.state, **data} if isinstance(answer, Summary) else data


def line_of(row: Row) -> str:
    """A row in words."""
    if row.trouble:
        return f"{row.ad}: not reviewed: {row.trouble}"
    if row.verdict is None:
        return f"{row.ad}: not ready; get_review with {row.handle}"
    found = "nobody has looked yet" if row.look else f"findings: {row.findings}"
    signed = f"; {row.signed}" if row.signed else ""
    return f"{row.ad}: {row.verdict.value}, {found}; review {row.review}{signed}"


def counted(review: Review) -> list[Counted]:
    """The first findings that count."""
    return [
        Counted(number=one.number, category=one.category.value, person=one.person, when=_when(one))
        for one in review.counting[: AGENTS.max_named]
    ]


def finding_lines(review: Review) -> list[str]:
    """The first findings that count, one sentence each, and how many more there are."""
    lines = [
        f"Finding {one.number}, {one.category.value}, {one.score:.2f} of 1: {one.for_marketer}"
        for one in review.counting[: AGENTS.max_named]
    ]
    more = len(review.counting) - len(lines)
    return [*lines, *([f"And {more} more that count: they are in the report."] if more else [])]


def weak_signs(review: Review) -> list[str]:
    """The names of the strongest weak signs; their scores stand in the report."""
    from agent_plugin.tools.evidence.phrases import strongest

    return [one.category.value for one in strongest(review.weak_signs)]


def missed(parts: Iterable[NotChecked]) -> str:
    """What could not be checked, in one short line; empty where there is nothing."""
    from agent_plugin.tools.words import PARTS, REASONS

    named = list(
        dict.fromkeys(
            f"{PARTS[one.part]}{f' of person {one.person}' if one.person else ''} ({REASONS[one.reason]})"
            for one in parts
        )
    )
    if not named:
        return ""
    more = len(named) - AGENTS.max_named
    also = f"; and {more} more, which the report names" if more > 0 else ""
    return f"Not checked: {'; '.join(named[: AGENTS.max_named])}{also}."


def next_step(review: Review) -> str:
    """What to do with the verdict."""
    if review.verdict.value is VerdictValue.BLOCK:
        return "Next: have it repaired, then review_ad with the new file."
    if review.verdict.value is VerdictValue.PUBLISH:
        return "Next: pass this on; sign_off asks the person who decides."
    if review.verdict.value is VerdictValue.NO_PEOPLE:
        return "Next: look at it yourself; if people are in it, say so: nothing of them was checked."
    return "Next: a person looks at what is named here, and decides; sign_off asks them."


def _when(finding: Finding) -> str:
    if finding.start_s is None:
        return ""
    end_s = finding.start_s if finding.end_s is None else finding.end_s
    return f"{finding.start_s:.1f} to {end_s:.1f} s"
