"""# More than two arms

**Sees** a long, narrow piece of a person's outline that no bone of anybody's skeleton is near, above the
knees, most of all when a hand sits on it that no wrist explains.

Beside this rule, a readout of the models' inner maps, learned from our own rendered people, says how
likely it is; the surer of the two counts.

**Cannot see** an extra arm that lies on the body or along one of the two own arms, or one that the pose model
has taken for the own arm and that hides the other. Sleeves, bags, hair and the limbs of people whose
skeleton was not found look alike, so a piece without a hand stays a weak finding.

**Source of the numbers:** an upper arm is .186 and a forearm .146 of stature, the torso .288 (Drillis and
Contini 1966): 0.65 and 0.5 torso lengths.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from agent_plugin.tools.anatomy.check import Suspicion, measured
from agent_plugin.tools.anatomy.leftovers import Leftover, extent, limb_like
from agent_plugin.tools.anatomy.readings import Question, ask, stronger
from agent_plugin.tools.anatomy.scoring import any_of, fade
from agent_plugin.tools.anatomy.sight import neighbour_hints
from agent_plugin.tools.body import skeleton
from agent_plugin.tools.domain import Category, Hand, Part, Person, Scene
from agent_plugin.tools.policy import ExtraArmRules, Policy

_QUESTION = Question(
    Category.EXTRA_ARM,
    "There seems to be one arm more than this person has shoulders for.",
    hints=neighbour_hints(skeleton.ARM_POINTS),
)


def find(scene: Scene, policy: Policy) -> Iterator[Suspicion]:
    """By the outline and by what is read, each person's surest signs joined."""
    pieces, read = _by_outline(scene, policy), ask(_QUESTION, scene, policy)
    return stronger(pieces, read, policy, piece_denied=policy.readings.piece_alone)


def _by_outline(scene: Scene, policy: Policy) -> Iterator[Suspicion]:
    """Limb-like leftovers of the upper body."""
    rules = policy.extra_arm
    for person, piece, around in limb_like(scene, policy, rules.no_length):
        if piece.below_hips < rules.knee:
            yield _suspicion(person, piece, around, rules)


def _suspicion(person: Person, piece: Leftover, around: float, rules: ExtraArmRules) -> Suspicion:
    # A hand off its wrist is a misplaced wrist's own, unless both wrists have theirs.
    spare = person.other_hands if len(person.hands) > 2 else ()
    hand = next((each for each in spare if _touches(each, piece)), None)
    shape = fade(piece.width / piece.length, rules.slim, rules.stout)
    shape *= fade(piece.width, rules.arm_width, rules.no_arm_width)
    shape *= fade(piece.from_head, rules.clear_of_head, rules.at_head)
    shape *= fade(around, rules.nobody_around, rules.somebody_around)
    score = rules.shape_alone * shape * fade(piece.length, rules.arm_length, rules.no_length)
    if hand is not None:
        reach = fade(piece.length, rules.forearm_length, rules.no_length)
        score = any_of(score, rules.with_hand * hand.looks_score * shape * reach)
    return Suspicion(
        category=Category.EXTRA_ARM,
        person=person.number,
        part=Part(f"{hand.looks}_arm") if hand is not None else Part.BODY,
        box_xyxy=piece.box_xyxy,
        score=score,
        for_marketer=_QUESTION.for_marketer,
        measurements=extent(piece, rules.no_length),
        steps=(measured("outline", score, "a piece that lies off every bone"),),
    )


def _touches(hand: Hand, piece: Leftover) -> bool:
    """Does the hand's root lie on the piece, give or take half a hand?"""
    x0, y0, x1, y1 = piece.box_xyxy
    reach = 0.5 * hand.length_px
    x_px, y_px = np.mean(hand.xy_px, axis=0)
    return bool(x0 - reach < x_px < x1 + reach and y0 - reach < y_px < y1 + reach)
