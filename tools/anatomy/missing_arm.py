"""# Only one arm: intended?

**Sees** a shoulder from which no arm, or only a stump, can be made out. It asks; it never blocks. Many
people have one arm, and an ad may show them.

**Cannot see** for sure an arm behind the back, in a coat or behind somebody: the skeleton calls "covered"
what is not there, too, so that only the reading tells them apart. An arm that the picture's edge cuts off is
never called missing.

**Source of the numbers:** read from the pose model's feature maps by a classifier learned from our own
rendered people; how surely a reading is right is measured on renders it has not learned from
(docs/accuracy.md). A hand that the hand model finds on the wrist speaks against it five to one.
"""

from __future__ import annotations

from collections.abc import Iterator

from agent_plugin.tools.anatomy.check import Suspicion
from agent_plugin.tools.anatomy.questions import Question, ask
from agent_plugin.tools.anatomy.sight import CONFIRM, wrist_hint
from agent_plugin.tools.domain import Category, Scene
from agent_plugin.tools.policy import Policy

_QUESTION = Question(
    Category.MISSING_ARM,
    f"Only one arm of this person can be made out: {CONFIRM}.",
    hints=wrist_hint,
    doubted=frozenset(),
)


def find(scene: Scene, policy: Policy) -> Iterator[Suspicion]:
    """At most one suspicion an arm."""
    return ask(_QUESTION, scene, policy)
