"""# Hand size: intended?

**Sees** a hand that is far too large or too small for its body. It asks; it never blocks.

**Cannot see** a hand held towards the camera, which looks larger, from a large one; gloves and sleeves from
hands; anything where the picture cuts the torso, by which hands are measured.

**Source of the numbers:** a hand is .108 of stature, the torso .288 (Drillis and Contini 1966): 0.375 torso
lengths. Measured: 99 in 100 sound hands look up to 0.41 long, foreshortened ones less. The rest is read from
the pose and hand models' feature maps by classifiers learned from our own rendered people; how surely a
reading is right is measured on renders it has not learned from (docs/accuracy.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from agent_plugin.tools.anatomy import measures
from agent_plugin.tools.anatomy.check import Suspicion
from agent_plugin.tools.anatomy.questions import IF_NOT_ODD, Question, ask
from agent_plugin.tools.anatomy.sight import (
    CONFIRM,
    Hint,
    Sight,
    gauged,
    hand_of,
    measurable,
    torso_in_picture,
)
from agent_plugin.tools.domain import Category, Scene
from agent_plugin.tools.policy import Policy


def _hints(sight: Sight) -> Iterator[Hint]:
    person, hand = measurable(sight), hand_of(sight)
    if person is not None and hand is not None:
        length = measures.hand_in_torsos(person, hand)
        yield gauged("length of the hand", length, "ratio", sight.policy.measures.hand)


_QUESTION = Question(
    Category.HAND_SIZE,
    f"A hand looks unusually large or small for its body: {CONFIRM}.",
    hints=_hints,
    judged=torso_in_picture,
    doubted=IF_NOT_ODD,
)


def find(scene: Scene, policy: Policy) -> Iterator[Suspicion]:
    """At most one suspicion a hand."""
    return ask(_QUESTION, scene, policy)
