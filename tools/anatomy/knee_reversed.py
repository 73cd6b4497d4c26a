"""# Knee bends the wrong way

**Sees** a knee that bends backwards, as a bird's leg seems to.

**Cannot see** a knee that is nearly straight, covered, or bent towards or away from the camera. The skeleton
expects sound knees and tends to turn a wrong one right, so that the finding rests on the reading.

**Source of the numbers:** hyperextension of 0 to 10 degrees is common (AAOS; Norkin and White). How far the
knee lies behind the line from hip to ankle is measured in space, against the way the hips face; the rest is
read from the pose model's feature maps by a classifier learned from our own rendered people; how surely a
reading is right is measured on renders it has not learned from (docs/accuracy.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from agent_plugin.tools.anatomy import measures
from agent_plugin.tools.anatomy.check import Suspicion
from agent_plugin.tools.anatomy.questions import Question, ask
from agent_plugin.tools.anatomy.sight import Hint, Sight, gauged
from agent_plugin.tools.domain import Category, Scene
from agent_plugin.tools.policy import Policy


def _hints(sight: Sight) -> Iterator[Hint]:
    if sight.person is not None and sight.side is not None:
        behind_deg = measures.knee_behind_deg(sight.person.pose, sight.side)
        yield gauged("knee behind hip and ankle", behind_deg, "deg", sight.policy.measures.knee)


_QUESTION = Question(
    Category.KNEE_REVERSED,
    "A knee seems to bend the wrong way.",
    hints=_hints,
)


def find(scene: Scene, policy: Policy) -> Iterator[Suspicion]:
    """At most one suspicion a leg."""
    return ask(_QUESTION, scene, policy)
