"""# More than two legs

**Sees** a long, narrow piece of a person's outline that no bone of anybody's skeleton is near and that
reaches far below the knees.

Beside this rule, a classifier on the models' feature maps, learned from our own rendered people, gives a
probability; the surer of the two counts.

**Cannot see** an extra leg that is hidden behind the others, or one under a skirt or at a picture's edge that
cuts the shanks off. It does not look beside somebody who sits: the legs of a seat are too like. What
reaches far below the person's own feet is taken for a reflection in the floor, or a shadow. Tails of
coats, sticks held close and the legs of people whose skeleton was not found can look alike; where much else
is unexplained, the finding stays weak.

**Source of the numbers:** thigh and shank are each .245 of stature, the torso .288 (Drillis and Contini
1966): 0.85 torso lengths each, so that an ankle hangs 1.7 below the hips.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agent_plugin.tools.anatomy.check import Suspicion, measured
from agent_plugin.tools.anatomy.leftovers import Leftover, extent, limb_like
from agent_plugin.tools.anatomy.questions import Question, ask, stronger
from agent_plugin.tools.anatomy.scoring import fade
from agent_plugin.tools.anatomy.sight import neighbour_hints
from agent_plugin.tools.body import skeleton
from agent_plugin.tools.domain import Category, Measurement, Part, Person, Scene
from agent_plugin.tools.policy import ExtraLegRules, Policy

_KNEES = (skeleton.LEFT_KNEE, skeleton.RIGHT_KNEE)
_FEET = (*skeleton.FEET["left"], *skeleton.FEET["right"])
_QUESTION = Question(
    Category.EXTRA_LEG,
    "There seems to be one leg more than this person has hips for.",
    hints=neighbour_hints(skeleton.LEG_POINTS),
)


def find(scene: Scene, policy: Policy) -> Iterator[Suspicion]:
    """By the outline and by what is read, each person's surest signs joined."""
    pieces, read = _by_outline(scene, policy), ask(_QUESTION, scene, policy)
    return stronger(pieces, read, policy, piece_denied=policy.readings.leg_piece_denied)


def _by_outline(scene: Scene, policy: Policy) -> Iterator[Suspicion]:
    """Limb-like leftovers that hang below the knees."""
    rules = policy.extra_leg
    for person, piece, around in limb_like(scene, policy, rules.no_length):
        if piece.below_hips > rules.knee:
            yield _suspicion(person, piece, around, rules)


def _drop(person: Person, joints: Sequence[int]) -> float:
    """How far the lowest of these joints hangs below the hips along the trunk, in torso lengths."""
    points = person.pose.xy_px
    hips = skeleton.hips(points)
    down = skeleton.unit(hips - skeleton.shoulders(points))
    return float(((points[list(joints)] - hips) @ down).max()) / max(person.scale_px, 1e-6)


def _suspicion(person: Person, piece: Leftover, around: float, rules: ExtraLegRules) -> Suspicion:
    slim = fade(piece.width / piece.length, rules.slim, rules.stout)
    limb = fade(piece.length, rules.leg_length, rules.no_length) * slim
    limb *= fade(piece.width, rules.shank_width, rules.hem_width)
    limb *= fade(piece.width, rules.leg_width, rules.body_width)
    limb *= fade(around, rules.nobody_around, rules.somebody_around)
    limb *= fade(piece.below_hips - _drop(person, _FEET), rules.on_the_floor, rules.in_the_floor)
    score = rules.sure * limb * fade(_drop(person, _KNEES), rules.standing, rules.seated)
    return Suspicion(
        category=Category.EXTRA_LEG,
        person=person.number,
        part=Part.BODY,
        box_xyxy=piece.box_xyxy,
        score=score,
        for_marketer=_QUESTION.for_marketer,
        measurements=(
            *extent(piece, rules.no_length),
            Measurement(
                name="reach below hips", value=round(piece.below_hips, 3), unit="ratio", usual="none"
            ),
        ),
        steps=(measured("outline", score, "a piece that lies off every bone"),),
    )
