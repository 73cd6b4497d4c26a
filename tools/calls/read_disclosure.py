"""The tool `read_disclosure`: ads in; their AI marks, and what a market's rules ask of them, out.

The files are read and nothing else: none is decoded, altered, sent or reviewed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, Field

from agent_plugin.tools.calls.summary import as_data, named
from agent_plugin.tools.calls.tool import Answer, Arguments, Tool, Toolbox, ToolResult
from agent_plugin.tools.errors import LastLookError
from agent_plugin.tools.policy import AGENTS

if TYPE_CHECKING:
    from agent_plugin.tools.domain import Disclosure


class ReadDisclosureArguments(Arguments):
    """Which ads, and for which markets."""

    ads: list[str] = Field(
        min_length=1,
        max_length=AGENTS.max_waiting,
        description="Each named as for review_ad; all sizes of a creative at once",
    )
    market: str = Field(
        default="",
        max_length=200,
        description="EU, CN, US-NY, GOOGLE, YOUTUBE, META, TIKTOK, DOUYIN, XIAOHONGSHU, with commas",
    )
    before: str = Field(default="", description="An earlier version: which marks did the export strip?")


class AdMarks(BaseModel):
    """One ad."""

    ad: str
    made_with: str = ""
    marks: dict[str, str] = {}
    missing: list[str] = []  # markets that require a mark it lacks
    stripped: list[str] = []
    trouble: str = ""


class ReadDisclosureAnswer(Answer):
    """All of them."""

    ads: list[AdMarks]


def run(box: Toolbox, arguments: ReadDisclosureArguments) -> ToolResult:
    """Read each; what cannot be read is no reason to leave the others out."""
    from agent_plugin.tools.disclosure.lines import NOT_LEGAL, differing_line
    from agent_plugin.tools.disclosure.markets import markets_named

    ads = arguments.ads
    markets = markets_named([arguments.market])
    before = _read(box, arguments.before, ()) if arguments.before else None
    rows: list[AdMarks] = []
    read: list[Disclosure] = []
    lines: list[str] = []
    for ad in ads:
        try:
            found = _read(box, ad, markets)
        except LastLookError as error:
            if len(ads) == 1:
                raise
            rows.append(AdMarks(ad=named(ad), trouble=str(error)))
            lines += [f"{named(ad)}: {error}"]
            continue
        read.append(found)
        rows.append(_row(ad, found, before))
        lines += [f"{named(ad)}:", *_lines(found, before)]
    lines += [one for one in (differing_line(read), NOT_LEGAL) if one and one not in lines]
    records = {"disclosures": [one.model_dump(mode="json") for one in read]}
    return ToolResult("\n".join(lines), as_data(ReadDisclosureAnswer(ads=rows)), records=records)


def _read(box: Toolbox, ad: str, markets: tuple[str, ...]) -> Disclosure:
    from agent_plugin.tools.calls.apart import marks_apart

    with box.at_hand(ad) as path:
        return marks_apart(path, markets)


def _lines(found: Disclosure, before: Disclosure | None) -> list[str]:
    from agent_plugin.tools.disclosure.compared import stripped
    from agent_plugin.tools.disclosure.lines import disclosure_lines, stripped_lines

    return [*disclosure_lines(found), *(stripped_lines(stripped(before, found)) if before else ())]


def _row(ad: str, found: Disclosure, before: Disclosure | None) -> AdMarks:
    from agent_plugin.tools.disclosure.compared import stripped

    return AdMarks(
        ad=named(ad),
        made_with=found.origin.value,
        marks={one.kind.value: one.state.value for one in found.marks},
        missing=list(dict.fromkeys(one.market for one in found.missing)),
        stripped=[mark.kind.value for mark, _ in stripped(before, found)] if before else [],
    )


READ_DISCLOSURE = Tool(
    name="read_disclosure",
    title="Read an ad's AI marks",
    description=(
        "Do I have to label it as AI, and is it marked? Reads C2PA, IPTC, China's AIGC, IAB and generator "
        "marks in the file, and says what a market's rules (EU AI Act, New York, China, platforms) require, "
        "what is missing and what a person must attest. An absent mark never means a real photograph."
    ),
    arguments=ReadDisclosureArguments,
    run=run,
    answers=ReadDisclosureAnswer,
    is_read_only=True,
    is_idempotent=True,
    is_open_world=True,
)
