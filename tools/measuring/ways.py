"""A review and a judge's look at it come in; what each way to judge it would have told goes out, as rows.

Three ways: our checks alone, the look alone, and the verdict over both, as if nobody else had looked. A look
that does not count is not heard: then a person has to look.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from agent_plugin.tools.domain import Category, Finding, Look, Review, Says, VerdictValue
from agent_plugin.tools.measuring.labels import Reported, Row
from agent_plugin.tools.policy import STANDARD, Policy
from agent_plugin.tools.weighing.heard_looks import of_look
from agent_plugin.tools.weighing.verdict import decide, of_checks


class Way(StrEnum):
    """Who is believed."""

    CHECKS = "checks"
    LOOK = "look"
    COMBINED = "combined"


TITLES = {
    Way.CHECKS: "the checks alone",
    Way.LOOK: "the look alone",
    Way.COMBINED: "combined verdict",
}


def ways_of(review: Review, look: Look | None, file: str, policy: Policy = STANDARD) -> dict[Way, Row]:
    """What each way tells of a file."""
    about = review.findings, review.not_checked, policy, review.people
    combined = decide(*about, review.sheets, (look,) if look else ())
    found = tuple(map(_found, review.findings))
    seen = tuple(_seen(review, look)) if look and look.counts else ()
    values = {
        Way.CHECKS: (of_checks(*about), found),
        Way.LOOK: (_value(review, look, policy), seen),
        Way.COMBINED: (combined.value, found + seen),
    }
    return {
        way: Row(file=file, verdict=value.value, findings=findings)
        for way, (value, findings) in values.items()
    }


def _value(review: Review, look: Look | None, policy: Policy) -> VerdictValue:
    """As if there were no checks."""
    if look is None or not look.counts:
        return VerdictValue.REVIEW if review.sheets else VerdictValue.PUBLISH
    return of_look(look, frozenset(one for one in Category if one.row.may_block), policy.look).value


def _found(finding: Finding) -> Reported:
    return Reported(
        category=finding.category,
        score=finding.score,
        bbox=finding.box_xyxy,
        start_s=finding.start_s,
        end_s=finding.end_s,
    )


def _seen(review: Review, look: Look) -> Iterator[Reported]:
    """What the look calls wrong, as findings whose score is its sureness."""
    places = {tile.number: (tile.box_xyxy, sheet.at_s) for sheet in review.sheets for tile in sheet.tiles}
    for one in look.tiles:
        if one.says is Says.WRONG:
            box, at_s = places[one.tile]
            yield Reported(category=one.category, score=one.sureness, bbox=box, start_s=at_s, end_s=at_s)
    for other in look.elsewhere:
        yield Reported(category=other.category, score=other.sureness, bbox=None)
