"""Sound pictures in, the scores from which each category may ask, out, by one of a few rules.

A careful quantile: of n pictures, a share of 1 in 300 lets k reach the threshold where (k + 1) / (n + 1) is
at most that share. Then a further sound picture of the same kind reaches it with at most that chance (split
conformal prediction); of few pictures, none may. The threshold lies one step above the highest score that has
to stay below it, and never below the score that means "likelier than not".

All categories together may stop so many at the most, one more being counted than was seen. Pictures of one
repository are more alike than those of another, so the repositories themselves show what comes next:
each is judged by the thresholds that the others give. Where too many are stopped so, the category that stops
most of them falls silent, and so on until few enough are left.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import NamedTuple

from agent_plugin.tools.domain import CHECKED, Category
from agent_plugin.tools.policy import STANDARD
from training.calibration.evidence import Case, sound

STEP = 0.01
PHOTOS, AI = 1 / 300, 1 / 200
PHOTOS_TOGETHER, AI_TOGETHER = 0.03, 0.05
SILENT = math.inf
Limits = dict[Category, float]


class Rule(NamedTuple):
    """Which part of the shares may reach a threshold, and whether each repository is judged by the others."""

    of_share: float
    judged_by_others: bool


RULES = {
    "careful quantiles": Rule(1.0, judged_by_others=False),
    "above every sound picture": Rule(0.0, judged_by_others=False),
    "careful quantiles, silent where they fail other repositories": Rule(1.0, judged_by_others=True),
    "above every sound picture, silent where that fails other repositories": Rule(0.0, judged_by_others=True),
}


class Asked(NamedTuple):
    """A sound picture, and which categories ask about it."""

    is_photo: bool
    categories: frozenset[Category]


def review_limits(fitted: Sequence[Case], rule: Rule) -> Limits:
    """Each category's threshold; none that a score could reach, where it falls silent."""
    limits = limits_at(fitted, rule.of_share)
    asked = _asked(fitted, rule)
    silent: set[Category] = set()
    while _share_of_aims(asked, set(CHECKED) - silent) > 1:
        speaking = [category for category in CHECKED if category not in silent]
        silent.add(max(speaking, key=lambda category: _share_of_aims(asked, {category})))
    return limits | dict.fromkeys(silent, SILENT)


def limits_at(fitted: Sequence[Case], of_share: float) -> Limits:
    """Each category's threshold by itself."""
    photos, drawn = sound(fitted, photos=True), sound(fitted, photos=False)
    return {
        category: max(
            STANDARD.verdict.standard.review,
            quantile([case.score(category) for case in photos], of_share * PHOTOS),
            quantile([case.score(category) for case in drawn], of_share * AI),
        )
        for category in CHECKED
    }


def quantile(scores: Sequence[float], share: float) -> float:
    """One step above the score that at most so large a share may reach, estimated carefully."""
    allowed = max(0, math.floor(share * (len(scores) + 1) + 1e-9) - 1)
    ordered = sorted(scores, reverse=True)
    return above(ordered[allowed]) if allowed < len(ordered) else 0.0


def above(score: float) -> float:
    """The next whole step; 0 stays 0, since nothing was reported."""
    return round((math.floor(score / STEP + 1e-9) + 1) * STEP, 2) if score > 0 else 0.0


def _asked(fitted: Sequence[Case], rule: Rule) -> list[Asked]:
    """Of each sound picture, which categories ask: by its own thresholds, or by the other repositories'."""
    repos = sorted({case.picture.repo for case in fitted})
    asked: list[Asked] = []
    for repo in repos:
        others = [case for case in fitted if case.picture.repo != repo]
        limits = limits_at(others if rule.judged_by_others else fitted, rule.of_share)
        for case in fitted:
            if case.picture.repo == repo and case.picture.level == "none":
                asking = frozenset(name for name, score in case.scores.items() if score >= limits[name])
                asked.append(Asked(case.picture.is_photo, asking))
    return asked


def _share_of_aims(asked: Sequence[Asked], speaking: Collection[Category]) -> float:
    """How much these categories stop against what all may: above 1 it is too much."""
    shares = [0.0]
    for is_photo, most in ((True, PHOTOS_TOGETHER), (False, AI_TOGETHER)):
        answers = [not each.categories.isdisjoint(speaking) for each in asked if each.is_photo is is_photo]
        if any(answers):
            shares.append((sum(answers) + 1) / (len(answers) + 1) / most)
    return max(shares)
