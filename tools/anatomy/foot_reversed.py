"""# Foot points backwards

**Sees** a foot whose toes point away from where knee and shin face.

**Cannot see** a foot that is covered, outside the picture or seen straight from the front or the back, where
heel and toes look alike. Turned-out feet, as a dancer's, are normal up to 90 degrees. The skeleton's own
toes follow an average foot and tell nothing: they were tried.

**Source of the numbers:** read from the pose model's feature maps by a classifier learned from our own
rendered people; how surely a reading is right is measured on renders it has not learned from
(docs/accuracy.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from agent_plugin.tools.anatomy.check import Suspicion
from agent_plugin.tools.anatomy.questions import Question, ask
from agent_plugin.tools.anatomy.sight import Sight, in_picture
from agent_plugin.tools.body import skeleton
from agent_plugin.tools.domain import Category, Scene
from agent_plugin.tools.policy import Policy


def _whole(sight: Sight) -> bool:
    """Ankle, heel and toes."""
    if sight.person is None or sight.side is None:
        return True
    return in_picture(sight.scene, sight.person.pose.xy_px[list(skeleton.FEET[sight.side])])


_QUESTION = Question(
    Category.FOOT_REVERSED,
    "A foot seems to point backwards.",
    judged=_whole,
)


def find(scene: Scene, policy: Policy) -> Iterator[Suspicion]:
    """At most one suspicion a foot."""
    return ask(_QUESTION, scene, policy)
