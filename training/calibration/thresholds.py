"""Cases in, the calibration table out: from which score each category may ask, from which it may block.

To ask: what the rule gives, see `limits`.

To block: one step above every picture of the manifest, held out or not, that nobody called badly wrong, and
never below the score that means "sure".

Silent are: a category that is at chance among AI pictures with wrong bodies (its area under the curve, with
the 95% interval, does not lie above one half; from at least `ENOUGH` wrong pictures), one whose threshold
nothing reaches, sound or wrong, real or rendered, and one of which nothing was measured.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from agent_plugin.tools.domain import CHECKED, Category
from agent_plugin.tools.policy import STANDARD
from agent_plugin.tools.policy.calibration import Calibration, Reached, Standing, Voice
from training.calibration.evidence import Case, reaching, separation, sound
from training.calibration.limits import RULES, SILENT, above, limits_at, review_limits

SHIPPED = "careful quantiles, silent where they fail other repositories"
ENOUGH = 20
CLIPS_ONLY = (Category.POPS_IN_AND_OUT,)


def fit(cases: Sequence[Case], rendered: Mapping[Category, float], rule: str = SHIPPED) -> Calibration:
    """The table; `rendered` are renders' highest scores. Only to block does what is held out count, too."""
    fitted = [case for case in cases if case.picture.is_fitted]
    limits, alone = review_limits(fitted, RULES[rule]), limits_at(fitted, RULES[rule].of_share)
    voices = tuple(
        _voice(category, alone[category], _standing(category, limits[category], fitted, rendered), cases)
        for category in CHECKED
    )
    return Calibration(rule=rule, fitted_on=datetime.now(UTC).date().isoformat(), voices=voices)


def _standing(
    category: Category, least: float, fitted: Sequence[Case], rendered: Mapping[Category, float]
) -> Standing:
    _, low, wrong = separation(category, fitted)
    highest = max([case.score(category) for case in fitted] + [rendered.get(category, 0.0)])
    if category in CLIPS_ONLY or not fitted:
        return "not measured"
    if wrong >= ENOUGH and low <= 0.5:
        return "at chance"
    if least == SILENT:
        return "fails other repositories"
    return "speaks" if least <= min(1.0, highest) else "sound ones score as high"


def _voice(category: Category, least: float, standing: Standing, cases: Sequence[Case]) -> Voice:
    fitted = [case for case in cases if case.picture.is_fitted]
    area, _, wrong = separation(category, fitted)
    return Voice(
        category=category,
        standing=standing,
        review_from=least if standing == "speaks" else None,
        block_from=_block_limit(category, least, cases) if standing == "speaks" else None,
        photographs=_reached(sound(fitted, photos=True), category, least),
        ai_pictures=_reached(sound(fitted, photos=False), category, least),
        auc=None if area is None else round(area, 3),
        wrong_pictures=wrong,
    )


def _block_limit(category: Category, least: float, cases: Sequence[Case]) -> float | None:
    if not category.row.blocks_alone:
        return None
    tolerable = [case.score(category) for case in cases if case.picture.level != "severe"]
    limit = max(STANDARD.verdict.standard.block, least, above(max(tolerable, default=0.0)))
    return limit if limit <= 1 else None


def _reached(cases: Sequence[Case], category: Category, least: float) -> Reached:
    return Reached(pictures=len(cases), reaching=reaching(cases, category, least))
