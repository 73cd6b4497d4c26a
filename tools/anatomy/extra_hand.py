"""# A hand nobody owns

**Sees** a hand too many: two hands that grow from one wrist, or one that no arm of anybody ends in. A reading
alone says so. It asks for a person; by itself it never blocks an ad.

**Cannot see** surely a hand that is very small, blurred, gloved, or melted into another. Hands that meet look
like it: where both own wrists are close, at a ball or in a prayer, and where somebody else's arm reaches, two
hands are as many as there should be, and the reading counts for less.

**Source of the numbers:** read from the pose and hand models' feature maps by classifiers learned from our
own rendered people; how surely a reading is right is measured on renders it has not learned from
(docs/accuracy.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from agent_plugin.tools.anatomy.check import Suspicion
from agent_plugin.tools.anatomy.questions import IF_NOT_ODD, Question, ask
from agent_plugin.tools.anatomy.sight import Hint, Sight, gauged, neighbour_hints
from agent_plugin.tools.body import skeleton
from agent_plugin.tools.domain import Category, Scene
from agent_plugin.tools.policy import Policy


def _hints(sight: Sight) -> Iterator[Hint]:
    """Where both own wrists meet, at a ball or in a prayer, two hands are as many as there should be."""
    yield from neighbour_hints(skeleton.ARM_POINTS)(sight)
    if sight.person is not None:
        left, right = (sight.person.pose.xy_px[joints[2]] for joints in skeleton.ARMS.values())
        apart = skeleton.length(left - right) / max(sight.person.scale_px, 1e-6)
        yield gauged("own wrists apart", apart, "ratio", sight.policy.measures.wrists)


_QUESTION = Question(
    Category.EXTRA_HAND,
    "There seems to be a hand that no arm of anybody ends in.",
    hints=_hints,
    doubted=IF_NOT_ODD,
)


def find(scene: Scene, policy: Policy) -> Iterator[Suspicion]:
    """At most one suspicion a reading."""
    return ask(_QUESTION, scene, policy)
