"""# No hand on an arm: intended?

**Sees** a forearm that ends where a hand should begin. It asks; it never blocks. Many people have one hand,
and an ad may show them.

**Cannot see** anything of the kind in a blurred picture, nor for sure a hand in a pocket, behind something or
in a long sleeve: the skeleton calls "covered" what is not there, too, so that only the reading tells them
apart. A hand that the picture's edge cuts off is never called missing.

**Source of the numbers:** read from the pose model's feature maps by a classifier learned from our own
rendered people; how surely a reading is right is measured on renders it has not learned from
(docs/accuracy.md). A hand that the hand model finds on the wrist speaks against it five to one.
"""

from __future__ import annotations

from collections.abc import Iterator

from agent_plugin.tools.anatomy.check import Suspicion
from agent_plugin.tools.anatomy.questions import ENDS, Question, ask
from agent_plugin.tools.anatomy.sight import CONFIRM, Sight, wrist_hint
from agent_plugin.tools.domain import Category, Reason, Scene
from agent_plugin.tools.policy import Policy


def _sharp_elsewhere(sight: Sight) -> bool:
    """Is the rest of the person sharp? Behind a hand that is not there may well be a smooth wall."""
    rows = sight.person.not_checked if sight.person else ()
    return not any(row.reason is Reason.BLURRED and row.part is not sight.part for row in rows)


_QUESTION = Question(
    Category.MISSING_HAND,
    f"An arm seems to end without a hand: {CONFIRM}.",
    hints=wrist_hint,
    doubted=frozenset(),
    judged=_sharp_elsewhere,
    ends=ENDS - {Reason.BLURRED},
)


def find(scene: Scene, policy: Policy) -> Iterator[Suspicion]:
    """At most one suspicion a hand."""
    return ask(_QUESTION, scene, policy)
