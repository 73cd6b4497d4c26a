"""# Halves of the face differ: intended?

**Sees** an eye, a brow or a corner of the mouth that sits elsewhere than its twin, after the head's turn is
taken out. It asks; it never blocks: no face is quite even, and palsy, scars and a wink are as human as
smiles.

**Cannot see** faces turned further than a quarter of a right angle, small or blurred ones, and eyes of
unequal size, which the points do not tell.

**Source of the numbers:** lines between twin points of an even face are parallel. Measured: they stray by up
to 0.006 face heights on 57 sound faces, by 0.01 to 0.016 where an eye or the mouth is shifted. The rest is
read from the face model's feature maps by a classifier learned from our own rendered faces; how surely a
reading is right is measured on renders it has not learned from (docs/accuracy.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from agent_plugin.tools.anatomy import measures
from agent_plugin.tools.anatomy.check import Suspicion
from agent_plugin.tools.anatomy.questions import Question, ask
from agent_plugin.tools.anatomy.sight import CONFIRM, Hint, Sight, face_of, gauged
from agent_plugin.tools.body.face_points import face_height_px
from agent_plugin.tools.domain import Box, Category, Face, Part, Person, Scene
from agent_plugin.tools.policy import MeasureRules, Policy


def _hints(sight: Sight) -> Iterator[Hint]:
    face, rules = face_of(sight), sight.policy.measures
    if face is not None and _comparable(face, rules):
        yield gauged("twin points astray", measures.halves_apart(face), "ratio", rules.face)


def _comparable(face: Face, rules: MeasureRules) -> bool:
    large = face_height_px(face) >= rules.min_face_px
    return large and abs(face.yaw_deg) <= rules.face_within_deg


def _own_face(person: Person) -> Iterator[tuple[Part, Box]]:
    if person.head.face is not None:
        yield Part.FACE, person.head.face.box_xyxy


_QUESTION = Question(
    Category.FACE_ASYMMETRY,
    f"The two halves of the face differ more than usual: {CONFIRM}.",
    hints=_hints,
    places=_own_face,
)


def find(scene: Scene, policy: Policy) -> Iterator[Suspicion]:
    """At most one suspicion a face."""
    return ask(_QUESTION, scene, policy)
