"""A review and a part of the body, a moment or a complaint come in; what the review says of it goes out."""

from __future__ import annotations

from agent_plugin.chat.phrasing import Phrasing
from agent_plugin.chat.questions import covered
from agent_plugin.chat.speech import joined, listed
from agent_plugin.tools.domain import Finding, NotChecked, VerdictValue
from agent_plugin.tools.words import time_code

_ROUND_S = 0.05  # times are printed by the tenth
_SECOND_S = 1.0  # who names a whole second means all of it


def about_part(phrasing: Phrasing, group: str) -> str:
    """What was found on a part, or that nothing was, or that it was not looked at."""
    parts = set(covered(group))
    found = [one for one in phrasing.review.counting if one.part.value in parts]
    if found:
        return "\n".join(phrasing.finding(one) for one in found)
    name = phrasing.part(group)
    weak = [one for one in phrasing.review.weak_signs if one.part.value in parts]
    pieces: list[str] = []
    if weak:
        named = joined(phrasing.language, phrasing.weak_items(weak))
        pieces.append(phrasing.phrase("part_weak", part=name, what=named))
    if missed := [one for one in phrasing.review.not_checked if one.part.value in parts]:
        pieces.append(phrasing.phrase("part_unchecked", part=name, what=_sentences(phrasing, missed)))
    if pieces:
        return "\n".join(pieces)
    return phrasing.phrase("part_checked" if _was_checked(phrasing, parts) else "part_unseen", part=name)


def complained(phrasing: Phrasing, group: str | None) -> str:
    """What the review says where people complained."""
    agrees = [one for one in phrasing.review.counting if group is None or one.part.value in covered(group)]
    pieces = [phrasing.phrase("complaint")]
    if group is not None:
        pieces.append(about_part(phrasing, group))
    elif agrees:
        pieces.append(phrasing.why())
    holds_back = phrasing.review.verdict.value is VerdictValue.BLOCK
    key = "complaint_found" if agrees else "complaint_elsewhere" if holds_back else "complaint_open"
    pieces.append(phrasing.phrase(key))
    return "\n\n".join(pieces)


def moment(phrasing: Phrasing, at_s: float) -> str:
    """What the review says of a moment."""
    at = time_code(at_s)
    media = phrasing.review.media
    if media.kind == "image":
        return "\n\n".join((phrasing.phrase("moment_still", at=at), phrasing.why()))
    if media.duration_s is not None and at_s > media.duration_s + _ROUND_S:
        return "\n\n".join((phrasing.phrase("moment_late", at=at, length=phrasing.length()), phrasing.why()))
    here = [one for one in phrasing.review.counting if _shows(one, at_s, at_s)]
    if here:
        return phrasing.phrase("moment_found", at=at, what=_below(phrasing, here))
    end_s = at_s + (_SECOND_S if at_s.is_integer() else _ROUND_S)
    if soon := [one for one in phrasing.review.counting if _shows(one, at_s, end_s)]:
        return phrasing.phrase("moment_near", at=at, what=_below(phrasing, soon))
    pieces = [phrasing.phrase("moment_none", at=at), *_elsewhere(phrasing)]
    return "\n\n".join([*pieces, *_missed_from(phrasing, at_s, at_s)])


def stretch(phrasing: Phrasing, start_s: float, end_s: float) -> str:
    """What the review says of a part of a clip."""
    span = {"at": time_code(start_s), "moment": time_code(end_s)}
    here = [one for one in phrasing.review.counting if _shows(one, start_s, end_s)]
    if here:
        return phrasing.phrase("span_found", **span, what=_below(phrasing, here))
    pieces = [phrasing.phrase("span_none", **span), *_elsewhere(phrasing)]
    return "\n\n".join([*pieces, *_missed_from(phrasing, start_s, end_s)])


def _below(phrasing: Phrasing, findings: list[Finding]) -> str:
    return "\n".join(["", *(phrasing.finding(one) for one in findings)])


def _elsewhere(phrasing: Phrasing) -> list[str]:
    counting = list(phrasing.review.counting)
    return [phrasing.phrase("moment_other", what=_below(phrasing, counting))] if counting else []


def _missed_from(phrasing: Phrasing, start_s: float, end_s: float) -> list[str]:
    missed = [one for one in phrasing.review.not_checked if _misses(one, start_s, end_s)]
    return [f"{phrasing.phrase('unchecked_head')}\n{listed(phrasing.missed(missed))}"] if missed else []


def _shows(finding: Finding, from_s: float, to_s: float) -> bool:
    start = finding.start_s if finding.start_s is not None else finding.at_s
    end = finding.end_s if finding.end_s is not None else finding.at_s
    return start is None or end is None or (start - _ROUND_S <= to_s and from_s <= end + _ROUND_S)


def _misses(one: NotChecked, from_s: float, to_s: float) -> bool:
    return one.start_s is None or one.end_s is None or (one.start_s <= to_s and from_s <= one.end_s)


def _sentences(phrasing: Phrasing, missed: list[NotChecked]) -> str:
    lines = phrasing.missed(missed)
    return " ".join(lines) if phrasing.language == "en" else "；".join(lines) + "。"


def _was_checked(phrasing: Phrasing, parts: set[str]) -> bool:
    return any(one.value in parts for person in phrasing.review.people for one in person.checked)
