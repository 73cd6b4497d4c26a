"""# More than five fingers

**Sees** a hand with more fingers than five, spread wide enough to be told apart, in a crop of the hand. The
hand model itself always finds five.

**Cannot see** a sixth finger behind the others, in a fist or in a thick glove, or on a hand of fewer than 20
pixels. Two hands in one place can look alike.

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
from agent_plugin.tools.anatomy.sight import FINGERS_AFAR, pocket_hint
from agent_plugin.tools.domain import Category, Scene
from agent_plugin.tools.policy import Policy

_QUESTION = Question(
    Category.EXTRA_FINGER,
    "A hand seems to have more than five fingers.",
    hints=pocket_hint,
    afar=FINGERS_AFAR,
)


def find(scene: Scene, policy: Policy) -> Iterator[Suspicion]:
    """At most one suspicion a hand."""
    return ask(_QUESTION, scene, policy)
