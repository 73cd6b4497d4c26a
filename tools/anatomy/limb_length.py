"""# Arm or leg length: intended?

**Sees** an arm or a leg that is far too long or too short for its body, and one that grows in a video while
it keeps its direction. It asks; it never blocks.

**Cannot see** a limb that points at the camera or is bent, nor one that a camera held close to hand or foot
enlarges. People differ: a limb a tenth longer or shorter is nothing.

**Source of the numbers:** arm .332 and leg .491 of stature, the torso .288 (Drillis and Contini 1966): 1.15
and 1.7 torso lengths. Measured: no sound leg above 1.82, legs drawn too long 2.03 to 2.32. The rest is read
from the pose model's feature maps by a classifier learned from our own rendered people; how surely a reading
is right is measured on renders it has not learned from (docs/accuracy.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from agent_plugin.tools.anatomy import measures
from agent_plugin.tools.anatomy.check import Suspicion
from agent_plugin.tools.anatomy.questions import Question, ask
from agent_plugin.tools.anatomy.sight import CONFIRM, Hint, Sight, gauged, in_picture, measurable
from agent_plugin.tools.body import skeleton
from agent_plugin.tools.domain import Box, Category, Part, Person, Scene, box_around
from agent_plugin.tools.policy import Policy


def _hints(sight: Sight) -> Iterator[Hint]:
    """A limb is as long as the picture shows it, or longer: only too long ones can be measured."""
    person, side, rules = measurable(sight), sight.side, sight.policy.measures
    if person is None or side is None:
        return
    is_leg = sight.part.value.endswith("leg")
    length = measures.limb_in_torsos(person, (skeleton.LEGS if is_leg else skeleton.ARMS)[side])
    yield gauged(
        f"length of the {'leg' if is_leg else 'arm'}", length, "ratio", rules.leg if is_leg else rules.arm
    )


def _legs(person: Person) -> Iterator[tuple[Part, Box]]:
    for side, joints in skeleton.LEGS.items():
        yield Part(f"{side}_leg"), box_around(person.pose.xy_px[list(joints)])


def _whole(sight: Sight) -> bool:
    if sight.person is None or sight.side is None:
        return True
    if sight.person.pose.legs_alone:
        return False  # no torso to compare with
    limbs = skeleton.LEGS if sight.part.value.endswith("leg") else skeleton.ARMS
    return in_picture(sight.scene, sight.person.pose.xy_px[list(limbs[sight.side])])


_QUESTION = Question(
    Category.LIMB_LENGTH,
    f"An arm or a leg looks unusually long or short for its body: {CONFIRM}.",
    hints=_hints,
    places=_legs,
    judged=_whole,
)


def find(scene: Scene, policy: Policy) -> Iterator[Suspicion]:
    """At most one suspicion a limb."""
    return ask(_QUESTION, scene, policy)
