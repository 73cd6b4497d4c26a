"""Defect classifiers on MediaPipe's feature maps: views come in, probabilities and places go out.

Each network was learned from our own rendered people, sound ones and ones with a labelled defect; see
training/README.md. Its inputs are MediaPipe's feature maps and drawings of MediaPipe's answers.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from queue import Empty, SimpleQueue
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from agent_plugin.tools.body import skeleton
from agent_plugin.tools.body.crops import Square
from agent_plugin.tools.classifiers.views import BODY_VIEWS, View, box_in_picture
from agent_plugin.tools.domain import Box, Category, Part, Points, Pose, Reading, Step, StepName, box_around
from agent_plugin.tools.policy import CLASSIFIERS, ClassifierRules
from agent_plugin.tools.setup.weights import read_weights

ARM_CATEGORIES = (
    Category.EXTRA_ARM,
    Category.EXTRA_HAND,
    Category.MISSING_ARM,
    Category.MISSING_HAND,
    Category.ELBOW_REVERSED,
    Category.LIMB_LENGTH,
    Category.HAND_SIZE,
)
CATEGORIES: dict[str, tuple[Category, ...]] = {
    "body": (
        Category.EXTRA_ARM,
        Category.EXTRA_LEG,
        Category.EXTRA_HAND,
        Category.EXTRA_HEAD,
        Category.MISSING_ARM,
        Category.MISSING_HAND,
        Category.MISSING_LEG,
        Category.KNEE_REVERSED,
        Category.ELBOW_REVERSED,
        Category.FOOT_REVERSED,
        Category.LIMB_LENGTH,
        Category.NECK_LENGTH,
        Category.HAND_SIZE,
        Category.HEAD_SIZE,
    ),
    "hand": (
        Category.EXTRA_FINGER,
        Category.MISSING_FINGER,
        Category.FUSED_FINGERS,
        Category.FINGER_LENGTH,
        Category.EXTRA_HAND,
    ),
    "wrist": (Category.EXTRA_HAND, Category.MISSING_HAND, Category.HAND_SIZE),
    "fingers": (
        Category.EXTRA_FINGER,
        Category.MISSING_FINGER,
        Category.FUSED_FINGERS,
        Category.FINGER_LENGTH,
    ),
    "face": (Category.FACE_ASYMMETRY, Category.FACE_EXTRA_EYE),
}
# Structure: cells a side of the place maps.
PLACE_CELLS = {"body": 16, "hand": 14, "wrist": 14, "fingers": 14, "face": 16}
_IDLE: dict[str, SimpleQueue[Any]] = {kind: SimpleQueue() for kind in CATEGORIES}
VIEWS = (*BODY_VIEWS, "hand", "face", "wrist", "fingers")  # the order in which the networks learned them
NO_HAND = "fingers network, where no hand was found"  # asked whether anything is wrong, not what
_WHOLE = (Category.EXTRA_HEAD, Category.HEAD_SIZE, Category.NECK_LENGTH)
_EXTRA = (Category.EXTRA_ARM, Category.EXTRA_LEG, Category.EXTRA_HAND)
SIDED = frozenset(each for each in CATEGORIES["body"] if each not in (*_EXTRA, *_WHOLE))
_ARM = (Category.EXTRA_ARM, Category.MISSING_ARM, Category.ELBOW_REVERSED, Category.LIMB_LENGTH)
_HAND = (Category.EXTRA_HAND, Category.MISSING_HAND, Category.HAND_SIZE)
_WHOLE_LIMB = (
    Category.MISSING_ARM,
    Category.MISSING_LEG,
    Category.KNEE_REVERSED,
    Category.ELBOW_REVERSED,
    Category.FOOT_REVERSED,
    Category.LIMB_LENGTH,
)
_LEG = (Category.EXTRA_LEG, Category.MISSING_LEG, Category.KNEE_REVERSED)


def of_body(views: Iterable[View], pose: Pose, rules: ClassifierRules = CLASSIFIERS) -> tuple[Reading, ...]:
    """One reading per category, from the view with the highest probability."""
    best: dict[Category, Reading] = {}
    steps: dict[Category, tuple[Step, ...]] = {}
    for view in views:
        for category, probability, box in _worth_reporting("body", [view], rules):
            steps[category] = (
                *steps.get(category, ()),
                _read_by("body network", probability, f"{view.name} view"),
            )
            if category not in best or probability > best[category].probability:
                part = _part(category, box, pose)
                best[category] = Reading(
                    category, probability, part, _shown(category, part, box, pose, rules)
                )
    return tuple(
        replace(each, steps=_with_surest(steps[each.category], each.probability)) for each in best.values()
    )


def of_wrist(view: View, part: Part, rules: ClassifierRules = CLASSIFIERS) -> tuple[Reading, ...]:
    """One reading per category for the end of this arm, however improbable."""
    return tuple(
        Reading(category, probability, part, box, steps=(_read_by("wrist network", probability),))
        for category, probability, box in _read("wrist", [view], rules)
    )


def side_of(reading: Reading) -> str:
    """The side that a reading is about; empty for `extra_*` categories and for parts without sides."""
    return reading.part.split("_")[0] if reading.category in SIDED else ""


def of_hand(
    crops: Sequence[tuple[View, View]], part: Part, fingers_share: float, rules: ClassifierRules = CLASSIFIERS
) -> tuple[Reading, ...]:
    """One reading per category for this hand, from all crops of it; the first crop gives the place.

    Each crop goes to the hand classifier and to the fingers classifier, which learned from different people.
    Where both know a category, the mean of their logits counts, with this weight for the fingers classifier.
    """
    found, answered = zip(*crops, strict=True)
    own, places = _mean("hand", found)
    others, _ = _mean("fingers", answered)
    logits = own.copy()
    for number, category in enumerate(CATEGORIES["fingers"]):
        at = CATEGORIES["hand"].index(category)
        logits[at] = (1.0 - fingers_share) * own[at] + fingers_share * others[number]
    return tuple(
        Reading(
            category, probability, part, box, "hand", _of_two_networks(category, probability, own, others)
        )
        for category, probability, box in _placed("hand", found[0].square, logits, places, rules)
        if probability >= rules.least_probability
    )


def of_fingers(
    crops: Sequence[View], part: Part, rules: ClassifierRules = CLASSIFIERS
) -> tuple[Reading, ...]:
    """The probability that the fingers of a hand are wrong which the hand model did not find.

    In so few pixels the four categories are hard to tell apart, so the reading names the most probable one.
    """
    logits, places = _mean("fingers", crops)
    probability = float(_probabilities(logits)[-1])
    if probability < rules.least_probability:
        return ()
    category = CATEGORIES["fingers"][int(logits[:-1].argmax())]
    box = box_in_picture(crops[0].square, _region(places[-1], rules.place), places.shape[1])
    return (Reading(category, probability, part, box, "fingers", (_read_by(NO_HAND, probability),)),)


def of_face(crops: Sequence[View], rules: ClassifierRules = CLASSIFIERS) -> tuple[Reading, ...]:
    """One reading per category for this face, from all crops of it; the first crop gives the place."""
    return tuple(
        Reading(category, probability, Part.FACE, box, "face", (_read_by("face network", probability),))
        for category, probability, box in _worth_reporting("face", crops, rules)
    )


def _read_by(network: str, probability: float, because: str = "") -> Step:
    return Step(name=StepName.READ, source=network, after=probability, because=because)


def _with_surest(views: tuple[Step, ...], probability: float) -> tuple[Step, ...]:
    if len(views) == 1:
        return views
    return (
        *views,
        Step(name=StepName.FUSED, source="body network", after=probability, because="the surest view"),
    )


def _of_two_networks(
    category: Category, probability: float, own: NDArray[np.float64], others: NDArray[np.float64]
) -> tuple[Step, ...]:
    """The probability of each of the two hand networks, where both know the category."""
    alone = _probabilities(own)[CATEGORIES["hand"].index(category)]
    first = _read_by("hand network", float(alone))
    if category not in CATEGORIES["fingers"]:
        return (first,)
    alone = _probabilities(others)[CATEGORIES["fingers"].index(category)]
    second = _read_by("fingers network", float(alone))
    both = Step(name=StepName.FUSED, source="mean of both logits", before=first.after, after=probability)
    return first, second, both


def _read(kind: str, crops: Sequence[View], rules: ClassifierRules) -> Iterator[tuple[Category, float, Box]]:
    """Probability and place of each category, from all crops."""
    return _placed(kind, crops[0].square, *_mean(kind, crops), rules)


def _placed(
    kind: str, square: Square, logits: NDArray[np.float64], places: Points, rules: ClassifierRules
) -> Iterator[tuple[Category, float, Box]]:
    for category, probability, place in zip(CATEGORIES[kind], _probabilities(logits), places, strict=True):
        yield (
            category,
            float(probability),
            box_in_picture(square, _region(place, rules.place), place.shape[0]),
        )


def _mean(kind: str, crops: Sequence[View]) -> tuple[NDArray[np.float64], Points]:
    """The mean of the crops' logits, and the first crop's places."""
    answers = [_answers(kind, view) for view in crops]
    return np.asarray(np.mean([each for each, _ in answers], axis=0, dtype=np.float64)), answers[0][1]


def _probabilities(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-logits)))


def _answers(kind: str, view: View) -> tuple[Points, Points]:
    """A network's logits of its categories, and its place maps."""
    with _network(kind) as network:
        for name in ("fine", "middle", "coarse"):
            network.setInput(getattr(view, name)[None], name)
        network.setInput(np.array([VIEWS.index(view.name)], dtype=np.int64), "view")
        logits, places = network.forward(["logits", "places"])
    return logits[0], places[0]


def _worth_reporting(
    kind: str, crops: Sequence[View], rules: ClassifierRules
) -> Iterator[tuple[Category, float, Box]]:
    """The same, without categories below `least_probability`."""
    return (each for each in _read(kind, crops, rules) if each[1] >= rules.least_probability)


def _region(logits: Points, least_share: float) -> Box:
    """The connected cells around the strongest one that reach this share of its value."""
    sure = 1 / (1 + np.exp(-logits))
    row, column = np.unravel_index(int(sure.argmax()), sure.shape)
    strong = np.asarray(sure >= least_share * sure.max(), dtype=np.uint8)
    _, labels = cv2.connectedComponents(strong, connectivity=8)
    rows, columns = np.nonzero(labels == labels[row, column])
    return float(columns.min()), float(rows.min()), float(columns.max() + 1), float(rows.max() + 1)


def _part(category: Category, box: Box, pose: Pose) -> Part:
    """The part of the skeleton that lies nearest to the middle of a box."""
    if category in (Category.EXTRA_HEAD, Category.HEAD_SIZE):
        return Part.HEAD
    if category is Category.NECK_LENGTH:
        return Part.NECK
    if category is Category.MISSING_LEG:
        # A stump lies between both knees as often as not; the skeleton doubts the leg that is not there.
        ends = {Part(f"{side}_leg"): list(joints[1:]) for side, joints in skeleton.LEGS.items()}
        return min(ends, key=lambda part: float(pose.visibility[ends[part]].min()))
    middle = np.array([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2])
    joints = _joints(category)
    return min(joints, key=lambda part: float(np.linalg.norm(pose.xy_px[joints[part]].mean(axis=0) - middle)))


def _shown(category: Category, part: Part, region: Box, pose: Pose, rules: ClassifierRules) -> Box:
    """What to show: the whole limb where all of it is meant, else the region itself."""
    if category is Category.NECK_LENGTH:
        return skeleton.neck_box(pose)
    if category not in _WHOLE_LIMB:
        return region
    x0, y0, x1, y1 = box_around(pose.xy_px[_joints(category)[part]])
    grow = rules.limb_grown * max(x1 - x0, y1 - y0)
    return x0 - grow, y0 - grow, x1 + grow, y1 + grow


def _joints(category: Category) -> dict[Part, list[int]]:
    """The parts that a category can be about, each with points of the skeleton."""
    arms = {Part(f"{side}_arm"): list(joints) for side, joints in skeleton.ARMS.items()}
    legs = {Part(f"{side}_leg"): list(joints) for side, joints in skeleton.LEGS.items()}
    if category is Category.LIMB_LENGTH:
        return arms | legs
    if category in _ARM:
        return arms
    if category in _HAND:
        return {Part(f"{side}_hand"): [joints[2]] for side, joints in skeleton.ARMS.items()}
    if category in _LEG:
        return legs
    return {Part(f"{side}_foot"): list(joints) for side, joints in skeleton.FEET.items()}


@contextmanager
def _network(kind: str) -> Generator[Any]:
    """A network that nobody else uses meanwhile; as many stay loaded as are used at once."""
    idle = _IDLE[kind]
    try:
        network = idle.get_nowait()
    except Empty:
        network = cv2.dnn.readNetFromONNX(np.frombuffer(read_weights(f"{kind}.onnx"), dtype=np.uint8))
    yield network
    idle.put(network)
