"""# Only one leg: intended?

**Sees** a hip from which no leg, or only a stump, can be made out. It asks; it never blocks. Many people
have one leg, and an ad may show them.

**Cannot see** a leg behind the other, under a skirt or in a seat: it counts as covered and weakens the
reading. A leg that the picture's edge cuts off is never called missing.

**Source of the numbers:** read from the pose model's feature maps by a classifier learned from our own
rendered people; how surely a reading is right is measured on renders it has not learned from
(docs/accuracy.md). Of sound legs in the picture the skeleton was sure in six of seven, of missing ones never.
"""

from __future__ import annotations

from collections.abc import Iterator

from agent_plugin.tools.anatomy.check import Suspicion
from agent_plugin.tools.anatomy.questions import Question, ask
from agent_plugin.tools.anatomy.sight import CONFIRM, Hint, Sight, gauged
from agent_plugin.tools.body import skeleton
from agent_plugin.tools.domain import Category, Scene
from agent_plugin.tools.policy import Policy


def _hints(sight: Sight) -> Iterator[Hint]:
    if sight.person is not None and sight.side is not None:
        seen = float(sight.person.pose.visibility[list(skeleton.LEGS[sight.side])].min())
        yield gauged("least sure joint of the leg", seen, "probability", sight.policy.measures.leg_seen)


_QUESTION = Question(
    Category.MISSING_LEG,
    f"Only one leg of this person can be made out: {CONFIRM}.",
    hints=_hints,
    doubted=frozenset(),
)


def find(scene: Scene, policy: Policy) -> Iterator[Suspicion]:
    """At most one suspicion a leg."""
    return ask(_QUESTION, scene, policy)
