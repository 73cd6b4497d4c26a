"""A review and a blind look come in; the places where the look and the checks differ go out."""

from __future__ import annotations

from collections.abc import Iterable

from agent_plugin.tools.domain import Finding, Look, Pointed, Review, Says, Tile, shows
from agent_plugin.tools.policy import Policy
from agent_plugin.tools.weighing.heard_looks import stops, sure_wrong, tiles_of


def places_to_point_at(review: Review, look: Look, policy: Policy) -> tuple[Pointed, ...]:
    """Findings that ask by themselves and that the look did not see; tiles that it calls wrong beside them.

    What earlier looks settled is asked again: each look stands on its own.
    """
    asking = [one for one in review.findings if _asks(one, policy)]
    findings = [one for one in asking if not _sees(look, one, review, policy)]
    tiles = {tile.number: (tile, sheet.at_s) for sheet in review.sheets for tile in sheet.tiles}
    own = [
        (one, *tiles[one.tile])
        for one in sure_wrong(look, policy.look)
        if one.tile in tiles and not _is_suspected(tiles[one.tile][0], asking, policy)
    ]
    found = [
        Pointed(number=1, finding=one.number, category=one.category, box_xyxy=one.box_xyxy, at_s=one.at_s)
        for one in sorted(findings, key=lambda one: -one.score)
    ]
    found += [
        Pointed(number=1, tile=answer.tile, category=answer.category, box_xyxy=tile.box_xyxy, at_s=at_s)
        for answer, tile, at_s in sorted(own, key=lambda row: -row[0].sureness)
    ]
    if not own and stops(look, policy.look):
        found.append(_whole(review, look, policy))
    some = found[: policy.look.max_places]
    return tuple(one.model_copy(update={"number": number}) for number, one in enumerate(some, start=1))


def _whole(review: Review, look: Look, policy: Policy) -> Pointed:
    """What is wrong in no tile has no place of its own: the whole picture, larger, is looked at again."""
    box = (0.0, 0.0, float(review.media.width), float(review.media.height))
    elsewhere = [one for one in look.elsewhere if one.sureness >= policy.look.wrong_from]
    worst = max(elsewhere, key=lambda one: one.sureness, default=None)
    at_s = review.sheets[0].at_s if review.sheets else None
    return Pointed(number=1, category=worst.category if worst else None, box_xyxy=box, at_s=at_s)


def _sees(look: Look, finding: Finding, review: Review, policy: Policy) -> bool:
    """Did the look call a tile wrong that shows the finding?"""
    tiles = tiles_of(finding, review.sheets, policy.sheet)
    return any(one.tile in tiles and one.says is Says.WRONG for one in look.tiles)


def _is_suspected(tile: Tile, findings: Iterable[Finding], policy: Policy) -> bool:
    return any(shows(tile.box_xyxy, one.box_xyxy, policy.sheet.shown_from) for one in findings)


def _asks(finding: Finding, policy: Policy) -> bool:
    review = policy.verdict.thresholds(finding.category).review
    return review is not None and finding.score >= review
