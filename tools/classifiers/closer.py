"""A closer look at the end of each arm: a found person in, readings out.

On a whole figure a hand has ten of the pixels that the pose network looks at. The place where each forearm
ends is therefore shown to the hand network, whether or not a hand was found there: a stump and two hands on
one wrist are seen there best.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agent_plugin.tools.classifiers import readings, views
from agent_plugin.tools.classifiers.shape.predictions import fused, of_one_side, silent
from agent_plugin.tools.domain import Category, Frame, Person, Reading, Silhouette
from agent_plugin.tools.landmarks.landmarkers import Landmarkers
from agent_plugin.tools.policy import CLASSIFIERS, ClassifierRules


def of_wrists(
    frame: Frame, person: Person, silhouette: Silhouette, models: Landmarkers, rules: ClassifierRules
) -> tuple[Reading, ...]:
    """What the end of each arm is read as, hardly likely or not."""
    found: list[Reading] = []
    for part, square in views.wrist_squares(frame, person.pose).items():
        view = views.wrist_view(frame, person.pose, silhouette, part, square, models.inside("hand"))
        found += readings.of_wrist(view, part, rules)
    return surest(found)


def surest(found: Iterable[Reading]) -> tuple[Reading, ...]:
    """One reading of each category and side, of what is too many one of each category."""
    best: dict[tuple[Category, str], Reading] = {}
    for reading in found:
        key = reading.category, readings.side_of(reading)
        if key not in best or reading.probability > best[key].probability:
            best[key] = reading
    return tuple(best.values())


def with_closer(
    read: Sequence[Reading], closer: Sequence[Reading], share: float, rules: ClassifierRules = CLASSIFIERS
) -> tuple[Reading, ...]:
    """All readings; of what was looked at closer, so large a share of the logits' mean is that look's.

    Part and box are the closer look's. Where nothing was said before, it was held hardly likely.
    """
    found = [reading for reading in read if not any(_same(reading, word) for word in closer)]
    for word in closer:
        before = max(
            (reading for reading in read if _same(reading, word)),
            key=lambda reading: reading.probability,
            default=silent(word, "the networks before", rules.least_probability),
        )
        found.append(fused(before, word, share, shown=word))
    return tuple(reading for reading in found if reading.probability >= rules.least_probability)


def _same(reading: Reading, word: Reading) -> bool:
    return reading.category is word.category and of_one_side(reading, word)
