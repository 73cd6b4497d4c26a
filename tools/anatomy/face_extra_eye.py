"""# More than two eyes

**Sees** an eye too many in a face: on the forehead, on a cheek, beside another.

**Cannot see** faces that are small, blurred or covered; glasses pushed up, make-up, masks and pictures of
eyes on skin can look alike. The face model itself always finds two eyes.

**Source of the numbers:** read from the face model's feature maps by a classifier learned from our own
rendered faces; how surely a reading is right is measured on renders it has not learned from
(docs/accuracy.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from agent_plugin.tools.anatomy.check import Suspicion
from agent_plugin.tools.anatomy.questions import Question, ask
from agent_plugin.tools.domain import Category, Scene
from agent_plugin.tools.policy import Policy

_QUESTION = Question(Category.FACE_EXTRA_EYE, "There seem to be more than two eyes in this face.")


def find(scene: Scene, policy: Policy) -> Iterator[Suspicion]:
    """At most one suspicion a face."""
    return ask(_QUESTION, scene, policy)
