"""# Neck length: intended?

**Sees** a neck that is far longer than a face makes likely, or none at all. It asks; it never blocks.

**Cannot see** a neck under a scarf, hair or a collar, or one of somebody who bends towards the camera.
Shrugged shoulders hide a neck, and a head thrown back stretches it.

**Source of the numbers:** head and neck together are .182 of stature, the head .130 (Drillis and Contini
1966). Measured: from chin to shoulders 0.1 to 0.9 face heights on sound people, at most 1.04; 1.28 to 1.53 on
necks drawn too long. The rest is read from the pose model's feature maps by a classifier learned from our own
rendered people; how surely a reading is right is measured on renders it has not learned from
(docs/accuracy.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from agent_plugin.tools.anatomy import measures
from agent_plugin.tools.anatomy.check import Suspicion
from agent_plugin.tools.anatomy.questions import Question, ask
from agent_plugin.tools.anatomy.sight import CONFIRM, Hint, Sight, gauged, measurable
from agent_plugin.tools.body import skeleton
from agent_plugin.tools.domain import Box, Category, Part, Person, Scene
from agent_plugin.tools.policy import Policy


def _hints(sight: Sight) -> Iterator[Hint]:
    person = measurable(sight)
    neck = None if person is None else measures.neck_in_faces(person, sight.policy.measures)
    if neck is not None:
        yield gauged("chin to shoulders", neck, "ratio", sight.policy.measures.neck)


def _neck(person: Person) -> Iterator[tuple[Part, Box]]:
    yield Part.NECK, skeleton.neck_box(person.pose)


_QUESTION = Question(
    Category.NECK_LENGTH,
    f"The neck looks unusually long or short: {CONFIRM}.",
    hints=_hints,
    places=_neck,
)


def find(scene: Scene, policy: Policy) -> Iterator[Suspicion]:
    """At most one suspicion a person."""
    return ask(_QUESTION, scene, policy)
