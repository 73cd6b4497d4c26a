"""# Elbow bends the wrong way

**Sees** an elbow that bends backwards beyond a straight arm.

**Cannot see** an arm that is nearly straight or covered, or one that is turned so far in the shoulder that
the elbow may well point forwards, as in a push-up or a handstand.

**Source of the numbers:** hyperextension of 0 to 10 degrees is common (AAOS; Norkin and White). How far the
elbow lies before the line from shoulder to wrist is measured in space, against the way the chest faces; the
rest is read from the pose model's feature maps by a classifier learned from our own rendered people; how
surely a reading is right is measured on renders it has not learned from (docs/accuracy.md).
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
        ahead_deg = measures.elbow_ahead_deg(sight.person.pose, sight.side)
        yield gauged("elbow before shoulder and wrist", ahead_deg, "deg", sight.policy.measures.elbow)


_QUESTION = Question(
    Category.ELBOW_REVERSED,
    "An elbow seems to bend the wrong way.",
    hints=_hints,
)


def find(scene: Scene, policy: Policy) -> Iterator[Suspicion]:
    """At most one suspicion an arm."""
    return ask(_QUESTION, scene, policy)
