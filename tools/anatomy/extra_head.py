"""# More than one head

**Sees** two faces whose necks end at one place between one pair of shoulders. For each face found in the
crop around a person's head, the root of its neck is placed below the chin, along the face's own up-down line.
Two people cheek to cheek have two roots, a face apart; two heads on one body share theirs. Under a second
face that is nobody's, the pose network looks for a trunk: two people have two, two heads on one body one.

Beside this rule, a classifier on the models' feature maps, learned from our own rendered people, gives a
probability; the surer of the two counts.

**Cannot see** a second head that is turned away or covered, since it shows no face, or a head that grows
elsewhere. Two people hugging so closely that their necks cross can look like one body.

**Source of the numbers:** measured on rendered two-headed figures (roots 0.05 to 0.28 face heights apart)
and on pictures of people embracing (mostly 0.4 to 0.9).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from agent_plugin.tools.anatomy.check import Suspicion, measured
from agent_plugin.tools.anatomy.questions import Question, ask, stronger
from agent_plugin.tools.anatomy.scoring import fade
from agent_plugin.tools.anatomy.sight import Hint, Sight, gauged, neighbour_hints
from agent_plugin.tools.body import skeleton
from agent_plugin.tools.body.face_points import CHIN, FOREHEAD, chin_to_forehead_px
from agent_plugin.tools.domain import Category, Face, Measurement, Part, Person, Points, Scene
from agent_plugin.tools.policy import ExtraHeadRules, Policy


def _hints(sight: Sight) -> Iterator[Hint]:
    """Another face beside one's own on a neck of its own is another person, found or not."""
    yield from neighbour_hints(skeleton.HEAD)(sight)
    person, rules = sight.person, sight.policy.extra_head
    if person is not None and (own := person.head.face) is not None:
        others = _others(person, sight.scene)
        if others:
            apart = min(_roots_apart(own, other, rules) for other in others)
            yield gauged("neck roots apart", apart, "ratio", sight.policy.measures.neck_roots)
        trunk = _nearest_trunk(others)
        if trunk is not None:
            yield gauged("trunks apart", trunk, "ratio", sight.policy.measures.trunks)


def _one_body(sight: Sight) -> bool:
    """False where each other face has a trunk of its own: it is somebody else's."""
    if sight.person is None:
        return True
    trunk = _nearest_trunk(_others(sight.person, sight.scene))
    return trunk is None or trunk < sight.policy.extra_head.two_trunks


_QUESTION = Question(
    Category.EXTRA_HEAD,
    "Two heads seem to grow from one pair of shoulders.",
    hints=_hints,
    judged=_one_body,
)


def find(scene: Scene, policy: Policy) -> Iterator[Suspicion]:
    """By the faces and by what is read, each person's surest signs joined."""
    return stronger(_by_faces(scene, policy), ask(_QUESTION, scene, policy), policy)


def _by_faces(scene: Scene, policy: Policy) -> Iterator[Suspicion]:
    """Every face in a person's head crop that shares the neck of the person's own face."""
    for person in scene.people:
        own = person.head.face
        if own is not None:
            for other in _others(person, scene):
                yield _suspicion(person, own, other, policy.extra_head)


def _others(person: Person, scene: Scene) -> list[Face]:
    """Faces beside one's own that nobody else claims."""
    own = person.head.face
    heads = [other.head for other in scene.people if other is not person]
    return [
        face for face in person.head.faces if face is not own and not any(head.holds(face) for head in heads)
    ]


def _nearest_trunk(others: list[Face]) -> float | None:
    """How far the nearest of the trunks under these faces is, in torso lengths."""
    return min((face.trunk_apart for face in others if face.trunk_apart is not None), default=None)


def _roots_apart(own: Face, other: Face, rules: ExtraHeadRules) -> float:
    """Between the roots of two necks, in chin to forehead of the mean face."""
    face_px = (chin_to_forehead_px(own) + chin_to_forehead_px(other)) / 2
    return float(np.linalg.norm(neck_root(own, rules) - neck_root(other, rules))) / face_px


def _suspicion(person: Person, own: Face, other: Face, rules: ExtraHeadRules) -> Suspicion:
    apart = _roots_apart(own, other, rules)
    shared = 1.0 if other.trunk_apart is None else fade(other.trunk_apart, rules.one_trunk, rules.two_trunks)
    score = rules.sure * fade(apart, rules.one_neck, rules.two_necks) * shared
    x0, y0, x1, y1 = other.box_xyxy
    return Suspicion(
        category=Category.EXTRA_HEAD,
        person=person.number,
        part=Part.HEAD,
        box_xyxy=(x0, y0, x1, y1),
        score=score,
        for_marketer=_QUESTION.for_marketer,
        measurements=(
            Measurement(
                name="neck roots apart", value=round(apart, 3), unit="ratio", usual="over 0.4 for two people"
            ),
        ),
        steps=(measured("two faces on one neck", score),),
    )


def neck_root(face: Face, rules: ExtraHeadRules) -> Points:
    """Where the neck under this face should end (2,), in picture pixels."""
    up = face.xy_px[FOREHEAD] - face.xy_px[CHIN]
    root: Points = face.xy_px[CHIN] - rules.neck_in_faces * up
    return root
