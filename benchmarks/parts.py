"""The engine's parts by name: for each, the policy and the found scene as they are without it.

A part is switched off by values of the policy, or by taking out of a found scene what it put there; nothing
is calibrated anew. Where it works decides how much has to be done over again: a part that finds people has
them found anew, one that reads their parts has the same people read anew, all others only weigh anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from agent_plugin.tools.domain import Category, Face, Person, Reading, Scene
from agent_plugin.tools.policy import STANDARD, Gauge, Policy
from agent_plugin.tools.policy.base import Rules

AnyRules = TypeVar("AnyRules", bound=Rules)
# The engine by the scale of its scores, whatever real pictures let it say.
ENGINE = STANDARD.model_copy(update={"verdict": STANDARD.verdict.at_scale()})
_OUT_OF_REACH = 1e6  # of any length, share or probability


def _unchanged(scene: Scene) -> Scene:
    return scene


@dataclass(frozen=True)
class Part:
    """Something that the engine can do without: where it works, and what is different then."""

    name: str
    about: str
    works_in: Literal["finding", "reading", "weighing"]
    policy: Policy = ENGINE
    scene: Callable[[Scene], Scene] = _unchanged


def _without(
    part: str, about: str, works_in: Literal["finding", "reading", "weighing"], **values: float
) -> Part:
    """A part that values of the policy switch off; `a__b` is the field b of the group a."""
    policy = ENGINE
    for path, value in values.items():
        policy = _changed(policy, path.split("__"), value)
    return Part(part, about, works_in, policy)


def _changed(rules: AnyRules, path: list[str], value: float) -> AnyRules:
    name, *rest = path
    inner = getattr(rules, name)
    return rules.model_copy(update={name: _changed(inner, rest, value) if rest else value})


def _gauges() -> dict[str, Gauge]:
    every = ((name, getattr(STANDARD.measures, name)) for name in type(STANDARD.measures).model_fields)
    return {name: gauge for name, gauge in every if isinstance(gauge, Gauge)}


def _with_gauges(gauges: dict[str, Gauge], **odds: float) -> Policy:
    measures = STANDARD.measures.model_copy(update={**gauges, **odds})
    return ENGINE.model_copy(update={"measures": measures})


def _no_hints() -> Policy:
    """Every measurement leaves the odds of a reading as they are; those that speak alone still do."""
    even = {
        name: gauge.model_copy(update={"times": (1.0,) * len(gauge.times)})
        for name, gauge in _gauges().items()
    }
    return _with_gauges(even, neighbour=1.0, hand_found=1.0)


def _alone() -> Iterable[Part]:
    """One part for each measurement that is reading without any reading."""
    for name, gauge in _gauges().items():
        if gauge.alone:
            silent = _with_gauges({name: gauge.model_copy(update={"alone": ()})})
            yield Part(f"{name}_alone", f"the gauge `{name}` where nothing was read", "weighing", silent)


def _less_read(dropped: Callable[[Reading], bool]) -> Callable[[Scene], Scene]:
    """Takes readings out of a scene."""

    def kept(readings: Iterable[Reading]) -> tuple[Reading, ...]:
        return tuple(reading for reading in readings if not dropped(reading))

    def less(scene: Scene) -> Scene:
        people = tuple(replace(person, readings=kept(person.readings)) for person in scene.people)
        return replace(scene, people=people, loose_readings=kept(scene.loose_readings))

    return less


def _each_person(changed: Callable[[Person], Person]) -> Callable[[Scene], Scene]:
    return lambda scene: replace(scene, people=tuple(changed(person) for person in scene.people))


def _without_facing(person: Person) -> Person:
    return replace(person, head=replace(person.head, facing=None), torso=None)


def _without_trunks(person: Person) -> Person:
    def bare(face: Face) -> Face:
        return replace(face, trunk_apart=None)

    own = person.head.face
    # One's own face is reading from the others by being the same object.
    faces = tuple(face if face is own else bare(face) for face in person.head.faces)
    return replace(person, head=replace(person.head, faces=faces))


_FINDERS = (
    _without(
        "legs",
        "people whose trunk the upper edge cuts off",
        "finding",
        people__legs__least_height=_OUT_OF_REACH,
    ),
    _without(
        "under_faces",
        "people under faces that are nobody's",
        "finding",
        people__under_faces__face_share=_OUT_OF_REACH,
    ),
    _without(
        "second_crops",
        "people in crops of what nobody's skeleton explains",
        "finding",
        people__overlooked_most=0,
    ),
    Part(
        "second_faces",
        "how far the trunk under a second face is",
        "weighing",
        scene=_each_person(_without_trunks),
    ),
)
_CLASSIFIERS = (
    _without("body", "body.onnx; the trees alone read a body", "reading", people__shape_share=1.0),
    _without("shape", "the trees of shape.npz", "reading", people__shape_share=0.0),
    _without("wrist", "wrist.onnx", "reading", people__wrist_share=0.0, people__wrist_share_extra_hand=0.0),
    replace(
        _without("hand", "hand.onnx; fingers.onnx alone reads a hand", "reading", people__fingers_share=1.0),
        scene=_less_read(lambda reading: reading.crop == "hand" and reading.category is Category.EXTRA_HAND),
    ),
    replace(
        _without("fingers", "fingers.onnx", "reading", people__fingers_share=0.0),
        scene=_less_read(lambda reading: reading.crop == "fingers"),
    ),
    Part(
        "fingers_afar",
        "fingers.onnx where no hand was found",
        "weighing",
        scene=_less_read(lambda reading: reading.crop == "fingers"),
    ),
    Part("face", "face.onnx", "weighing", scene=_less_read(lambda reading: reading.crop == "face")),
    Part("facing", "facing.npz", "weighing", scene=_each_person(_without_facing)),
)
_RULES = (
    _without("extra_head_faces", "two faces on one neck", "weighing", extra_head__sure=0.0),
    _without("extra_leg_outline", "a leg of no skeleton", "weighing", extra_leg__no_length=_OUT_OF_REACH),
    _without(
        "neck_twist_skeleton",
        "a face against the skeleton's shoulders",
        "weighing",
        neck_twist__by_skeleton=0.0,
    ),
    _without("neck_twist_no_face", "no face where the skeleton has one", "weighing", neck_twist__no_face=0.0),
    *_alone(),
)
_WEIGHING = (
    Part("hints", "what measurements do to the odds of a reading", "weighing", _no_hints()),
    _without("flip", "the flip pass", "weighing", verdict__flip_from=_OUT_OF_REACH),
)
PARTS: dict[str, Part] = {part.name: part for part in (*_RULES, *_CLASSIFIERS, *_WEIGHING, *_FINDERS)}
