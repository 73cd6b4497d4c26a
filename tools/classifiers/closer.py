"""The second-stage crop at the end of each arm: a person comes in, readings go out.

On a whole figure a hand has ten of the pixels that the pose network looks at. The place where each forearm
ends is therefore shown to the hand network, whether or not a hand was found there: a stump and two hands on
one wrist are seen there best.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agent_plugin.tools.classifiers import networks, views
from agent_plugin.tools.classifiers.shape.predictions import fused, of_one_side, silent
from agent_plugin.tools.domain import Category, Frame, Person, Reading, Silhouette
from agent_plugin.tools.landmarks.landmarkers import Landmarkers
from agent_plugin.tools.policy import CLASSIFIERS, ClassifierRules


def of_wrists(
    frame: Frame, person: Person, silhouette: Silhouette, models: Landmarkers, rules: ClassifierRules
) -> tuple[Reading, ...]:
    """The wrist network's readings at the end of each arm, however improbable."""
    found: list[Reading] = []
    for part, square in views.wrist_squares(frame, person.pose).items():
        view = views.wrist_view(frame, person.pose, silhouette, part, square, models.inside("hand"))
        found += networks.of_wrist(view, part, rules)
    return surest(found)


def surest(found: Iterable[Reading]) -> tuple[Reading, ...]:
    """The strongest reading per (category, side); the `extra_*` categories have no side."""
    best: dict[tuple[Category, str], Reading] = {}
    for reading in found:
        key = reading.category, networks.side_of(reading)
        if key not in best or reading.probability > best[key].probability:
            best[key] = reading
    return tuple(best.values())


def with_closer(
    read: Sequence[Reading], closer: Sequence[Reading], share: float, rules: ClassifierRules = CLASSIFIERS
) -> tuple[Reading, ...]:
    """All readings; where the wrist network has one too, both logits are averaged with this weight for it.

    Part and box are the closer crop's. A missing earlier reading counts as `least_probability`.
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
