"""# Finger length: intended?

**Sees** a finger that is far longer or shorter than the others make likely, or that bends to the side where
no joint does. It asks; it never blocks.

**Cannot see** fingers that point at the camera or are bent, long nails against long fingers, or anything on
a hand of fewer than 20 pixels. The hand model's own points follow an average hand and tell nothing: they were
tried.

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
    Category.FINGER_LENGTH,
    f"A finger has an unusual length or bend: {CONFIRM}.",
    judged=whole_hand,
    hints=pocket_hint,
    afar=FINGERS_AFAR,
)


def find(scene: Scene, policy: Policy) -> Iterator[Suspicion]:
    """At most one suspicion a hand."""
    return ask(_QUESTION, scene, policy)
