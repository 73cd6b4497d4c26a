"""A file's marks, and how it stands under rules, come in; sentences for a person or a model go out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agent_plugin.tools.domain import Disclosure, Mark, MarkKind, MarkState, Need, NeedState, Origin

ABSENT_MEANS = (
    "An absent mark never means a real photograph: exports lose marks, and many generators write none."
)
KINDS = {
    MarkKind.C2PA: "Content Credentials (C2PA)",
    MarkKind.IPTC: "IPTC digital source type",
    MarkKind.AIGC: "China's AIGC mark (TC260)",
    MarkKind.IAB: "IAB assertion",
    MarkKind.GENERATOR: "Generator's own parameters",
}
STATES = {
    MarkState.VALID: "present and valid",
    MarkState.UNTRUSTED: "present and whole, signer not trusted",
    MarkState.INVALID: "present and invalid",
    MarkState.ABSENT: "absent",
    MarkState.NOT_READ: "not read",
}
ORIGINS = {
    Origin.AI: "The file says that it was made with AI.",
    Origin.AI_IN_PART: "The file says that a part of it was made with AI.",
    Origin.CAPTURED: "The file says that it was made without generative AI; that is its writer's claim.",
    Origin.UNKNOWN: "Nothing in the file says whether it was made with AI.",
}
NEEDS = {
    NeedState.PRESENT: "present",
    NeedState.MISSING: "missing in the file",
    NeedState.PERSON: "a person must attest",
    NeedState.NOT_ASKED: "not asked of what the file says it is",
}
LEVELS = {True: "required", False: "advised"}
NO_MARKET = "No market was named, so no rule was held against these marks."
NOT_LEGAL = "This is no legal advice, and nothing is attested here: a person does that."


def origin_line(read: Disclosure) -> str:
    """What the marks together say; where some are absent, what that means."""
    is_absent = any(one.state in (MarkState.ABSENT, MarkState.NOT_READ) for one in read.marks)
    return f"{ORIGINS[read.origin]} {ABSENT_MEANS}" if is_absent else ORIGINS[read.origin]


def mark_line(mark: Mark) -> str:
    """One mark: its kind, its state, what it says and why it is so."""
    where = f" [{mark.place}]" if mark.state.is_present or mark.state is MarkState.INVALID else ""
    value = f": {mark.value}" if mark.value else ""
    return f"{KINDS[mark.kind]}: {STATES[mark.state]}{value}{where}. {mark.detail}".rstrip()


def need_line(need: Need) -> str:
    """One thing that a rule asks for, and how it stands."""
    return f"{need.market}, {LEVELS[need.is_required]}, {NEEDS[need.state]}: {need.text}"


def hint_line(need: Need) -> str:
    """The value that a person may enter; empty where nothing is left to do."""
    is_open = need.state in (NeedState.MISSING, NeedState.PERSON)
    return f"If it was made with AI, suggested for {need.market}: {need.suggested}." if is_open else ""


def source_line(need: Need) -> str:
    """Where its rule stands, and when it was looked up."""
    stale = " STALE: look it up anew before you rely on it." if need.is_stale else ""
    return f"{need.market}: {need.rule}, {need.source}, looked up {need.looked_up.isoformat()}.{stale}"


def disclosure_lines(read: Disclosure) -> Iterator[str]:
    """All of it."""
    yield origin_line(read)
    yield from map(mark_line, read.marks)
    for need in read.needs:
        yield need_line(need)
        if hint := hint_line(need):
            yield hint
    yield from dict.fromkeys(map(source_line, read.needs))
    yield NOT_LEGAL if read.needs else NO_MARKET


def short_line(read: Disclosure) -> str:
    """The same in a line, for a summary; empty where there is no mark and nobody named a market."""
    present = [f"{KINDS[one.kind]} {STATES[one.state]}" for one in read.marks if one.state in _SHORT]
    missing = [one.market for one in read.missing]
    if not present and not read.markets:
        return ""
    named = "; ".join(present) or "none found, which never means a real photograph"
    lacking = f" Missing, for {', '.join(dict.fromkeys(missing))}: a person must look." if missing else ""
    return f"AI marks in the file: {named}.{lacking}"


_SHORT = (MarkState.VALID, MarkState.UNTRUSTED, MarkState.INVALID)


def stripped_lines(lost: Sequence[tuple[Mark, Mark]]) -> Iterator[str]:
    """What an export took away."""
    if not lost:
        yield "No mark that stood before was lost."
    for before, after in lost:
        value = f" ({before.value})" if before.value else ""
        was, now = STATES[before.state], STATES[after.state]
        yield f"Lost: {KINDS[before.kind]}{value} was {was} and is now {now}."


def differing_line(read: Sequence[Disclosure]) -> str:
    """Where several files of a creative do not carry the same kinds of marks; empty where they do."""
    counts = {kind: sum(kind in {mark.kind for mark in one.present} for one in read) for kind in MarkKind}
    uneven = [f"{KINDS[kind]} in {count} of {len(read)}" for kind, count in counts.items()]
    uneven = [line for line, count in zip(uneven, counts.values(), strict=True) if 0 < count < len(read)]
    return f"The files differ: {'; '.join(uneven)}." if uneven else ""
