"""# More than two arms

**Sees** one arm more than a person has shoulders for. A reading alone says so. It asks for a person; by
itself it never blocks an ad.

**Cannot see** surely an extra arm that lies on the body or along one of the two own arms, or one that the
pose model has taken for the own arm and that hides the other. Where somebody else's arm lies, the extra arm
is probably theirs.

**Source of the numbers:** read from the pose model's feature maps and from the body's proportions by
classifiers learned from our own rendered people; how surely a reading is right is measured on renders it has
not learned from (docs/accuracy.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from agent_plugin.tools.anatomy.check import Suspicion
from agent_plugin.tools.anatomy.questions import Question, ask
from agent_plugin.tools.anatomy.sight import neighbour_hints
from agent_plugin.tools.body import skeleton
from agent_plugin.tools.domain import Category, Scene
from agent_plugin.tools.policy import Policy

_QUESTION = Question(
    Category.EXTRA_ARM,
    "There seems to be one arm more than this person has shoulders for.",
    hints=neighbour_hints(skeleton.ARM_POINTS),
)


def find(scene: Scene, policy: Policy) -> Iterator[Suspicion]:
    """At most one suspicion a reading."""
    return ask(_QUESTION, scene, policy)
