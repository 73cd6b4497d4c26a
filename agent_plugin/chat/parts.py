"""A review and a part of the body, a moment or a complaint come in; what the review says of it goes out."""

from __future__ import annotations

from agent_plugin.chat.phrasing import Phrasing
from agent_plugin.chat.questions import covered
from agent_plugin.chat.speech import joined, listed
from agent_plugin.tools.domain import Finding, NotChecked
from agent_plugin.tools.words import time_code

_NEAR_S = 0.5  # a person names a moment by the second


def about_part(told: Phrasing, group: str) -> str:
    """What was found on a part, or that nothing was, or that it was not looked at."""
    parts = set(covered(group))
    found = [one for one in told.review.counting if one.part.value in parts]
    if found:
        return "\n".join(told.finding(one) for one in found)
    name = told.part(group)
    weak = [one for one in told.review.weak_signs if one.part.value in parts]
    pieces: list[str] = []
    if weak:
        named = joined(told.language, told.weak_items(weak))
        pieces.append(told.say("part_weak", part=name, what=named))
    if missed := [one for one in told.review.not_checked if one.part.value in parts]:
        pieces.append(told.say("part_unchecked", part=name, what=_sentences(told, missed)))
    if pieces:
        return "\n".join(pieces)
    return told.say("part_checked" if _was_checked(told, parts) else "part_unseen", part=name)


def complained(told: Phrasing, group: str | None) -> str:
    """What the review says where people complained."""
    agrees = [one for one in told.review.counting if group is None or one.part.value in covered(group)]
    pieces = [told.say("complaint")]
    if group is not None:
        pieces.append(about_part(told, group))
    elif agrees:
        pieces.append(told.why())
    pieces.append(told.say("complaint_found" if agrees and group else "complaint_open"))
    return "\n\n".join(pieces)


def moment(told: Phrasing, at_s: float) -> str:
    """What the review says of a moment."""
    at = time_code(at_s)
    media = told.review.media
    if media.kind == "image":
        return "\n\n".join((told.say("moment_still", at=at), told.why()))
    if media.duration_s is not None and at_s > media.duration_s + _NEAR_S:
        return "\n\n".join((told.say("moment_late", at=at, length=told.length()), told.why()))
    here = [one for one in told.review.counting if _shows(one, at_s)]
    if here:
        return told.say("moment_found", at=at, what="\n".join(["", *(told.finding(one) for one in here)]))
    pieces = [told.say("moment_none", at=at)]
    if told.review.counting:
        others = [told.finding(one) for one in told.review.counting]
        pieces.append(told.say("moment_other", what="\n".join(["", *others])))
    if missed := [one for one in told.review.not_checked if _misses(one, at_s)]:
        pieces.append(f"{told.say('unchecked_head')}\n{listed(told.missed(missed))}")
    return "\n\n".join(pieces)


def _shows(finding: Finding, at_s: float) -> bool:
    start = finding.start_s if finding.start_s is not None else finding.at_s
    end = finding.end_s if finding.end_s is not None else finding.at_s
    return start is None or end is None or start - _NEAR_S <= at_s <= end + _NEAR_S


def _misses(one: NotChecked, at_s: float) -> bool:
    return one.start_s is None or one.end_s is None or one.start_s <= at_s <= one.end_s


def _sentences(told: Phrasing, missed: list[NotChecked]) -> str:
    lines = told.missed(missed)
    return " ".join(lines) if told.language == "en" else "；".join(lines) + "。"


def _was_checked(told: Phrasing, parts: set[str]) -> bool:
    return any(one.value in parts for person in told.review.people for one in person.checked)
