"""# Fewer than five fingers: intended?

**Sees** a hand that shows fewer than five fingers where none is bent away or covered. It asks; it never
blocks. Many people have fewer fingers.

**Cannot see** which fingers are folded into the palm, behind an object or behind other fingers; it errs most
there. A hand that the picture's edge cuts is not counted.

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
    Category.MISSING_FINGER,
    f"A hand seems to show fewer than five fingers: {CONFIRM}.",
    judged=whole_hand,
    hints=pocket_hint,
    afar=FINGERS_AFAR,
)


def find(scene: Scene, policy: Policy) -> Iterator[Suspicion]:
    """At most one suspicion a hand."""
    return ask(_QUESTION, scene, policy)
