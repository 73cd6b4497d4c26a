"""A review and a part of the body, a moment or a complaint come in; what the review says of it goes out."""

from __future__ import annotations

from agent_plugin.chat.phrasing import Phrasing
from agent_plugin.chat.questions import covered
from agent_plugin.chat.speech import joined, listed
from agent_plugin.tools.domain import Finding, NotChecked
from agent_plugin.tools.words import time_code

_NEAR_S = 0.5  # a person names a moment by the second


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
    pieces.append(phrasing.phrase("complaint_found" if agrees and group else "complaint_open"))
    return "\n\n".join(pieces)


def moment(phrasing: Phrasing, at_s: float) -> str:
    """What the review says of a moment."""
    at = time_code(at_s)
    media = phrasing.review.media
    if media.kind == "image":
        return "\n\n".join((phrasing.phrase("moment_still", at=at), phrasing.why()))
    if media.duration_s is not None and at_s > media.duration_s + _NEAR_S:
        return "\n\n".join((phrasing.phrase("moment_late", at=at, length=phrasing.length()), phrasing.why()))
    here = [one for one in phrasing.review.counting if _shows(one, at_s)]
    if here:
        return phrasing.phrase(
            "moment_found", at=at, what="\n".join(["", *(phrasing.finding(one) for one in here)])
        )
    pieces = [phrasing.phrase("moment_none", at=at)]
    if phrasing.review.counting:
        others = [phrasing.finding(one) for one in phrasing.review.counting]
        pieces.append(phrasing.phrase("moment_other", what="\n".join(["", *others])))
    if missed := [one for one in phrasing.review.not_checked if _misses(one, at_s)]:
        pieces.append(f"{phrasing.phrase('unchecked_head')}\n{listed(phrasing.missed(missed))}")
    return "\n\n".join(pieces)


def _shows(finding: Finding, at_s: float) -> bool:
    start = finding.start_s if finding.start_s is not None else finding.at_s
    end = finding.end_s if finding.end_s is not None else finding.at_s
    return start is None or end is None or start - _NEAR_S <= at_s <= end + _NEAR_S


def _misses(one: NotChecked, at_s: float) -> bool:
    return one.start_s is None or one.end_s is None or one.start_s <= at_s <= one.end_s


def _sentences(phrasing: Phrasing, missed: list[NotChecked]) -> str:
    lines = phrasing.missed(missed)
    return " ".join(lines) if phrasing.language == "en" else "；".join(lines) + "。"


def _was_checked(phrasing: Phrasing, parts: set[str]) -> bool:
    return any(one.value in parts for person in phrasing.review.people for one in person.checked)
