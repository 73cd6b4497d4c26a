"""# Fingers joined: intended?

**Sees** fingers that have no gap and no line between them. It asks; it never blocks. Some people have joined
fingers.

**Cannot see** whether fingers are only held tightly together when a hand is small, dark or blurred, or wears
a mitten.

Where the hand model finds no hand, a second classifier looks at where the skeleton has one. From so far away
it is surer that fingers are wrong than in which way: the category is the most probable of four. At the
person's own hip a pocket may hide fingers, and such a reading counts for less.

**Source of the numbers:** read from the hand model's feature maps by a classifier learned from our own
rendered hands; how surely a reading is right is measured on renders it has not learned from
(docs/accuracy.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from agent_plugin.tools.anatomy.check import Suspicion
from agent_plugin.tools.anatomy.questions import Question, ask
from agent_plugin.tools.anatomy.sight import CONFIRM, FINGERS_AFAR, pocket_hint, whole_hand
from agent_plugin.tools.domain import Category, Scene
from agent_plugin.tools.policy import Policy

_QUESTION = Question(
    Category.FUSED_FINGERS,
    f"Fingers of a hand seem to be joined: {CONFIRM}.",
    judged=whole_hand,
    hints=pocket_hint,
    afar=FINGERS_AFAR,
)


def find(scene: Scene, policy: Policy) -> Iterator[Suspicion]:
    """At most one suspicion a hand."""
    return ask(_QUESTION, scene, policy)
