"""# Head size: intended?

**Sees** a head that is far too large or too small for its body. It asks; it never blocks.

**Cannot see** children's large heads from heads drawn too large, unless the body is a grown person's; a head
held towards the camera; what of a head is hair or hat; anything where the picture cuts the torso, by which
heads are measured.

**Source of the numbers:** head height .130 of stature, the torso .288 (Drillis and Contini 1966); adults
stand 7.5 heads tall, children of six 6, infants 4. Measured: faces 0.26 to 0.5 torso lengths high on sound
people, 0.46 to 0.65 on heads drawn too large, 0.19 on one too small. As both overlap, it speaks only beside a
reading, which is read from the pose model's feature maps by a classifier learned from our own rendered
people; how surely a reading is right is measured on renders it has not learned from (docs/accuracy.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from agent_plugin.tools.anatomy import measures
from agent_plugin.tools.anatomy.check import Suspicion
from agent_plugin.tools.anatomy.questions import Question, ask
from agent_plugin.tools.anatomy.sight import CONFIRM, Hint, Sight, gauged, measurable, torso_in_picture
from agent_plugin.tools.domain import Category, Scene
from agent_plugin.tools.policy import Policy


def _hints(sight: Sight) -> Iterator[Hint]:
    person = measurable(sight)
    face = None if person is None else measures.face_in_torsos(person)
    if face is not None:
        yield gauged("height of the face", face, "ratio", sight.policy.measures.head)


_QUESTION = Question(
    Category.HEAD_SIZE,
    f"The head looks unusually large or small for its body: {CONFIRM}.",
    hints=_hints,
    judged=torso_in_picture,
)


def find(scene: Scene, policy: Policy) -> Iterator[Suspicion]:
    """At most one suspicion a person."""
    return ask(_QUESTION, scene, policy)
