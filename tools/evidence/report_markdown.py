"""A review -> `report.md`, which reads well in a chat, an issue and a terminal.

Every text from outside is escaped: a file name can make no link, picture, heading, tag or mention.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent_plugin.tools.disclosure.lines import disclosure_lines
from agent_plugin.tools.domain import Evidence, Finding, Review, SignOff
from agent_plugin.tools.evidence import looks, trace
from agent_plugin.tools.evidence.phrases import (
    how_sure,
    media_facts,
    moment_of,
    not_checked,
    people_looked_at,
    place_of,
    reasons,
    strongest,
)
from agent_plugin.tools.policy import EvidenceRules
from agent_plugin.tools.words import TITLES, VERDICTS, printable, value_of

_SPECIAL = re.compile(r"[\\`*_\[\]<>|~$&]|://|\bwww\.|^(?:[#+=-]|\d+[.)](?=\s|$))", re.IGNORECASE)


def markdown_report(review: Review, rules: EvidenceRules, sign_offs: Sequence[SignOff] = ()) -> str:
    """The same content as the page, in the order in which one asks."""
    verdict = review.verdict
    blocks = [
        f"# Last Look: {VERDICTS[verdict.value]}",
        f"**{escaped(verdict.sentence)}**",
        "\n".join(f"- {escaped(reason)}" for reason in reasons(review)),
        escaped(looks.checks_line(review)),
        _media(review),
        *_pictures(review),
        _looks(review),
        *_findings(review, rules),
        _not_checked(review),
        _disclosure(review),
        _section("What this does not mean", [escaped(line) for line in review.does_not_mean]),
        _looked_for(review),
        _sign_offs(sign_offs),
        _technical(review),
        *_traces(review),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _sign_offs(sign_offs: Sequence[SignOff]) -> str:
    if not sign_offs:
        return "## Sign-off\n\nNot signed off. Only a named person can sign off."
    return _section("Sign-off", [escaped(one.sentence) for one in sign_offs])


def escaped(text: str) -> str:
    """A text from outside as plain words of Markdown, on one line."""
    plain = _SPECIAL.sub(lambda found: _harmless(found[0]), printable(text))
    return re.sub(r"(?<=[@#])(?=\w)", "\u2060", plain)  # a word joiner: no mention, no issue number


def code(text: str) -> str:
    """A text from outside between backticks, more of them than it has itself."""
    plain = printable(text).replace("|", "\u00a6")  # no escape exists for it inside both code and table
    ticks = "`" * (1 + max((len(run) for run in re.findall("`+", plain)), default=0))
    pad = " " if plain.startswith("`") or plain.endswith("`") else ""
    return f"{ticks}{pad}{plain or ' '}{pad}{ticks}"


def _harmless(found: str) -> str:
    if found == "://":
        return ":\\/\\/"
    if found == "<":
        return "&lt;"
    if found == "&":
        return "&amp;"
    return f"{found[:-1]}\\{found[-1]}"


def _media(review: Review) -> str:
    facts = [*media_facts(review.media), ("People looked at", people_looked_at(review))]
    lines = [f"| {name} | {escaped(value)} |" for name, value in facts]
    return "\n".join([f"| Media | {code(review.media.name)} |", "| --- | --- |", *lines])


def _pictures(review: Review, kind: str = "frame") -> list[str]:
    shown = [one for one in review.evidence if one.kind == kind and _is_file(one)]
    return [f"![{escaped(one.caption)}]({one.file})" for one in shown]


def _findings(review: Review, rules: EvidenceRules) -> list[str]:
    found = [_finding(one, review, rules) for one in review.counting]
    none = "## Findings\n\nNone. See below what was looked for, and what could not be checked."
    return [*(["## Findings", *found] if found else [none]), *_weak_signs(review)]


def _weak_signs(review: Review) -> list[str]:
    named = [f"- {TITLES[one.category]}: {one.score:.2f} of 1" for one in strongest(review.weak_signs)]
    return ["\n".join(["## Weak signs, which do not count\n", *named])] if named else []


def _finding(finding: Finding, review: Review, rules: EvidenceRules) -> str:
    when = moment_of(finding)
    files = [code(one.file) for one in review.evidence if one.finding == finding.number]
    lines = [
        f"### {finding.number}. {TITLES[finding.category]}",
        "",
        escaped(finding.for_marketer),
        "",
        f"- Where: {place_of(finding, review.media)}",
        *([f"- When: {when}"] if when else []),
        f"- How sure: {how_sure(finding.score, rules)}",
        *([f"- Pictures: {', '.join(files)}"] if files else []),
        f"- For the engineer: {escaped(finding.for_engineer)}",
    ]
    for one in finding.measurements:
        usual = f" (usual: {escaped(one.usual)})" if one.usual else ""
        lines.append(f"  - {escaped(one.name)}: {escaped(value_of(one))}{usual}")
    return "\n".join(lines)


def _looks(review: Review) -> str:
    """The sheets, and who looked at them."""
    lines = [] if review.looks else looks.looked_by_lines(review)
    for line, look in zip(looks.looked_by_lines(review), review.looks, strict=False):
        own = [*looks.tile_lines(look), looks.sound_line(look), looks.cost_line(look.cost)]
        lines += [line, *own]
    lines += [looks.how_to_look(review)]
    section = _section("Who looked", [escaped(line) for line in lines if line])
    return "\n\n".join([section, *_pictures(review, "sheet")])


def _not_checked(review: Review) -> str:
    lines = [f"{owner}: {escaped(why)}" for owner, why in not_checked(review.not_checked)]
    return _section("Not checked, and why", lines or ["Nothing was left out of the people that were found."])


def _disclosure(review: Review) -> str:
    """The AI marks of the file, and what a market's rules ask of them."""
    lines = disclosure_lines(review.disclosure) if review.disclosure else ()
    return _section("AI marks in the file", [escaped(line) for line in lines])


def _looked_for(review: Review) -> str:
    return _section("What was looked for", [TITLES[category] for category in review.looked_for])


def _technical(review: Review) -> str:
    costs = [f"{escaped(one.stage)}: {one.seconds:.3f} s, calls: {one.calls}" for one in review.costs]
    versions = [f"{code(name)}: {code(version)}" for name, version in sorted(review.versions.items())]
    ids = [f"Review: {code(review.id)}", f"Made: {review.created_at.isoformat(timespec='seconds')}"]
    ids += [f"Policy: {code(review.verdict.policy)}", f"SHA-256 of the media: {code(review.media.sha256)}"]
    notes = [f"Note on the media: {escaped(note)}" for note in review.media.notes]
    return _section("Technical", [*ids, *notes, *costs, *versions])


def _traces(review: Review) -> list[str]:
    """A table of steps for each finding."""
    return [
        "\n".join([f"### {escaped(name)}: how its score came about", "", *_table(trace.HEAD, steps)])
        for name, steps in trace.traced(review)
    ]


def _table(head: Sequence[str], body: Sequence[Sequence[str]]) -> list[str]:
    ruled = (head, ["---"] * len(head), *([escaped(cell) for cell in row] for row in body))
    return [f"| {' | '.join(row)} |" for row in ruled]


def _section(title: str, lines: list[str]) -> str:
    return "\n".join([f"## {title}", "", *(f"- {line}" for line in lines)]) if lines else ""


def _is_file(evidence: Evidence) -> bool:
    """Is its name a plain one, that makes no link elsewhere?"""
    return re.fullmatch(r"[\w-]+\.\w+", evidence.file) is not None
