"""How a report puts things: fields of a review come in, short plain phrases go out. No markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agent_plugin.tools.domain import Finding, MediaInfo, NotChecked, Reason, Review
from agent_plugin.tools.policy import EvidenceRules
from agent_plugin.tools.words import PARTS, REASONS, printable, time_code

_WEAK_SIGNS = 3  # named; the JSON report has all


def how_sure(score: float, rules: EvidenceRules) -> str:
    """The score in words and as a number."""
    steps = (
        (rules.almost_certain, "almost certain"),
        (rules.very_likely, "very likely"),
        (rules.likely, "likely"),
    )
    word = next((word for least, word in steps if score >= least), "possible")
    return f"{word} ({score:.2f} of 1)"


def place_of(finding: Finding, info: MediaInfo) -> str:
    """Whose part, and in which part of the picture."""
    x0, y0, x1, y1 = finding.box_xyxy
    column = _third((x0 + x1) / 2, info.width, ("left", "", "right"))
    row = _third((y0 + y1) / 2, info.height, ("upper", "", "lower"))
    if row and column:
        spot = f"{row} {column}"
    else:
        spot = f"{row} part" if row else f"{column} side" if column else "middle"
    owner = f"Person {finding.person}" if finding.person else "Nobody's"
    return f"{owner}, {PARTS[finding.part]}, {spot} of the picture"


def moment_of(finding: Finding) -> str:
    """When it is seen; empty for an image."""
    if finding.at_s is None:
        return ""
    worst = f"worst at {time_code(finding.at_s)}"
    if finding.start_s is None or finding.end_s is None:
        return worst
    return f"{time_code(finding.start_s)} to {time_code(finding.end_s)}, {worst}"


def strongest(weak_signs: Iterable[Finding]) -> list[Finding]:
    """The few weak signs that are worth a word, the surest first; the same kind once."""
    kinds = {one.category: one for one in sorted(weak_signs, key=lambda one: one.score)}
    return sorted(kinds.values(), key=lambda one: -one.score)[:_WEAK_SIGNS]


def reasons(review: Review) -> list[str]:
    """What the verdict rests on, and what was heard of findings; report.json has every rule.

    Weak signs of which nobody said anything decide nothing, and are named apart.
    """
    weak = {sign.number for sign in review.weak_signs}
    if not review.verdict.rulings:  # a review from before rulings were kept
        return list(review.verdict.because)
    rulings = (one for one in review.verdict.rulings if one.finding not in weak or len(one.because) > 1)
    return [line for ruling in rulings for line in ruling.because]


def media_facts(info: MediaInfo) -> list[tuple[str, str]]:
    """What was opened, as names and values."""
    facts = [
        ("Kind", f"{printable(info.format)} {info.kind}"),
        ("Size", f"{info.width} by {info.height} pixels"),
    ]
    if info.duration_s is not None:
        facts.append(("Length", time_code(info.duration_s)))
    if info.frames_checked is not None and info.kind != "image":
        total = f" of {info.frame_count}" if info.frame_count else ""
        facts.append(("Frames looked at", f"{info.frames_checked}{total}"))
    return [*facts, ("File", file_size(info.bytes))]


def file_size(count: int) -> str:
    """Bytes in the unit that suits them."""
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count} bytes"


def people_looked_at(review: Review) -> str:
    """How many people there were."""
    count = len(review.people)
    return "none" if count == 0 else str(count)


def not_checked(parts: Sequence[NotChecked]) -> list[tuple[str, str]]:
    """What could not be looked at and why; the same thing at several moments is said once."""
    seen: dict[tuple[str, str], int] = {}
    for part in parts:
        owner = _owner(part)
        why = printable(part.explanation) or f"{REASONS[part.reason].capitalize()}."
        seen[owner, why] = seen.get((owner, why), 0) + 1
    return [(owner, f"{why} ({times} times)" if times > 1 else why) for (owner, why), times in seen.items()]


def _owner(part: NotChecked) -> str:
    """Whose part it is; what nobody looked at in a file belongs to nobody's body."""
    if part.reason is Reason.ELSEWHERE:
        return "The file"
    return f"Person {part.person}, {PARTS[part.part]}" if part.person else PARTS[part.part].capitalize()


def _third(at: float, size: int, words: tuple[str, str, str]) -> str:
    return words[0 if at < size / 3 else 1 if at <= size * 2 / 3 else 2]
