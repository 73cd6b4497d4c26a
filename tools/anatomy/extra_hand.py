"""# A hand nobody owns

**Sees** two hands that grow from one wrist: their wrists meet, their fingers point different ways, and no
second forearm leads there. Also a third hand beside a person whose own two hands are both in their places.

Beside this rule, a readout of the models' inner maps, learned from our own rendered people, says how
likely it is; the surer of the two counts.

**Cannot see** surely a hand that the hand model does not recognise as one: very small, blurred, gloved, or
melted into another; there only the reading speaks. A hand that reaches in from outside the picture is
somebody's own; alone it is only noted.

**Source of the numbers:** two real hands can meet at the wrist, but they are a left and a right one; the same
side twice on one wrist is what no one person has.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from agent_plugin.tools.anatomy.check import Suspicion, measured
from agent_plugin.tools.anatomy.readings import IF_NOT_ODD, Question, ask, stronger
from agent_plugin.tools.anatomy.scoring import fade
from agent_plugin.tools.anatomy.sight import Hint, Sight, gauged, neighbour_hints
from agent_plugin.tools.body import skeleton
from agent_plugin.tools.domain import Box, Category, Hand, Measurement, Part, Person, Scene
from agent_plugin.tools.policy import ExtraHandRules, Policy

_WRIST, _MIDDLE_KNUCKLE = 0, 9


def _hints(sight: Sight) -> Iterator[Hint]:
    """Where both own wrists meet, at a ball or in a prayer, two hands are as many as there should be."""
    yield from neighbour_hints(skeleton.ARM_POINTS)(sight)
    if sight.person is not None:
        left, right = (sight.person.pose.xy_px[joints[2]] for joints in skeleton.ARMS.values())
        apart = skeleton.length(left - right) / max(sight.person.scale_px, 1e-6)
        yield gauged("own wrists apart", apart, "ratio", sight.policy.measures.wrists)


_QUESTION = Question(
    Category.EXTRA_HAND,
    "There seems to be a hand that no arm of anybody ends in.",
    hints=_hints,
    doubted=IF_NOT_ODD,
)


def find(scene: Scene, policy: Policy) -> Iterator[Suspicion]:
    """By the hands' places and by what is read, each person's surest signs joined."""
    return stronger(_by_places(scene, policy), ask(_QUESTION, scene, policy), policy)


def _by_places(scene: Scene, policy: Policy) -> Iterator[Suspicion]:
    """Pairs of hands on one wrist first, then hands that no wrist explains."""
    rules = policy.extra_hand
    for person in scene.people:
        paired: set[int] = set()
        for other in person.other_hands:
            for side, own in (("left", person.left_hand), ("right", person.right_hand)):
                if own is not None and wrists_apart(own, other) < rules.two_wrists:
                    paired.add(id(other))
                    yield _twin(own, other, person.number, Part(f"{side}_hand"), rules)
        yield from _third_hands(scene, person, [h for h in person.other_hands if id(h) not in paired], rules)
    for first, second in combinations(scene.loose_hands, 2):
        if wrists_apart(first, second) < rules.two_wrists:
            part = Part(f"{first.looks}_hand")
            yield _twin(first, second, None, part, rules)


def wrists_apart(first: Hand, second: Hand) -> float:
    """Between the two wrists, in lengths of the larger hand."""
    apart = float(np.linalg.norm(first.xy_px[_WRIST] - second.xy_px[_WRIST]))
    return apart / max(first.length_px, second.length_px, 1e-6)


def fingers_apart_deg(first: Hand, second: Hand) -> float:
    """The angle between the directions in which two hands point, in the picture."""
    one, other = (hand.xy_px[_MIDDLE_KNUCKLE] - hand.xy_px[_WRIST] for hand in (first, second))
    cosine = float(one @ other) / max(float(np.linalg.norm(one) * np.linalg.norm(other)), 1e-6)
    return float(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))


def _twin(first: Hand, second: Hand, person: int | None, part: Part, rules: ExtraHandRules) -> Suspicion:
    apart, angle_deg = wrists_apart(first, second), fingers_apart_deg(first, second)
    same_side = first.looks == second.looks
    ceiling = rules.same_side if same_side else rules.other_side
    score = ceiling * fade(apart, rules.one_wrist, rules.two_wrists)
    score *= fade(angle_deg, rules.fanned_deg, rules.together_deg)
    return Suspicion(
        category=Category.EXTRA_HAND,
        person=person,
        part=part,
        box_xyxy=_around(first, second),
        score=score,
        for_marketer="Two hands seem to grow from one wrist.",
        measurements=(
            Measurement(name="wrists apart", value=round(apart, 3), unit="ratio", usual="over 0.6"),
            Measurement(name="between the hands", value=round(angle_deg, 1), unit="deg", usual="any"),
        ),
        steps=(measured("two hands on a wrist", score),),
    )


def _third_hands(
    scene: Scene, person: Person, hands: Sequence[Hand], rules: ExtraHandRules
) -> Iterator[Suspicion]:
    """Weak by itself: the hand may be a neighbour's, in or out of the picture."""
    if person.left_hand is None or person.right_hand is None:
        return
    for hand in hands:
        most = rules.third_alone if len(scene.people) == 1 else rules.third_in_company
        yield Suspicion(
            category=Category.EXTRA_HAND,
            person=person.number,
            part=Part(f"{hand.looks}_hand"),
            box_xyxy=hand.box_xyxy,
            score=most * hand.looks_score,
            for_marketer="There is a third hand near a person whose two hands are both in their places.",
            measurements=(
                Measurement(
                    name="surely a hand", value=round(hand.looks_score, 3), unit="probability", usual="none"
                ),
            ),
            steps=(measured("a hand on no wrist", most * hand.looks_score),),
        )


def _around(first: Hand, second: Hand) -> Box:
    a, b = first.box_xyxy, second.box_xyxy
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])
