"""Who is looked at with which classifier, and what the networks say of the examples."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from agent_plugin.tools.classifiers import closer, networks, reader
from agent_plugin.tools.classifiers.networks import CATEGORIES
from agent_plugin.tools.classifiers.shape import predictions
from agent_plugin.tools.classifiers.shape.predictions import between
from agent_plugin.tools.classifiers.views import View
from agent_plugin.tools.domain import (
    Category,
    Frame,
    Hand,
    Part,
    Person,
    Pose,
    Reading,
    Silhouette,
    StepName,
)
from agent_plugin.tools.landmarks.landmarkers import Landmarkers
from agent_plugin.tools.people.finder import PeopleFinder
from agent_plugin.tools.policy import STANDARD, ClassifierRules
from tests import builders
from tests.builders import Body

RULES = STANDARD.people
SOUND = ("walk.jpg", "over-shoulder.jpg")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is read, hands beside the rest; every classifier says one thing about it."""
    read: list[str] = []

    def of_body(views: Iterable[View], pose: Pose, rules: ClassifierRules) -> tuple[Reading, ...]:
        read.extend(view.name for view in views)
        return (_reading(Category.EXTRA_ARM, Part.LEFT_ARM),)

    def of_hand(
        crops: Sequence[View], part: Part, fingers_share: float, rules: ClassifierRules
    ) -> tuple[Reading, ...]:
        read.append(part.value)
        return (_reading(Category.EXTRA_FINGER, part),)

    def of_fingers(crops: Sequence[View], part: Part, rules: ClassifierRules) -> tuple[Reading, ...]:
        read.append(f"{part} by its place")
        return (_reading(Category.FUSED_FINGERS, part),)

    def of_face(crops: Sequence[View], rules: ClassifierRules) -> tuple[Reading, ...]:
        read.append(crops[0].name)
        return (_reading(Category.FACE_EXTRA_EYE, Part.FACE),)

    for function in (of_body, of_hand, of_fingers, of_face):
        monkeypatch.setattr(networks, function.__name__, function)
    monkeypatch.setattr(predictions, "of_shape", _silent)
    monkeypatch.setattr(closer, "of_wrists", _no_wrists)
    return read


def _no_wrists(
    frame: Frame, person: Person, silhouette: Silhouette, models: Landmarkers, rules: ClassifierRules
) -> tuple[Reading, ...]:
    return ()


def _silent(person: Person, rules: ClassifierRules) -> tuple[Reading, ...]:
    return ()


def _reading(category: Category, part: Part) -> Reading:
    return Reading(category, 0.5, part, (0, 0, 10, 10))


def _frame() -> Frame:
    return Frame(np.full((1200, 1200, 3), 127, np.uint8))


def _someone(body: Body | None = None, *, with_face: bool = True) -> Person:
    large = Body(torso_px=300, at_px=(600, 600))
    return builders.scene([builders.person(body or large, with_face=with_face)]).people[0]


def test_a_person_is_read_as_a_body_then_hand_by_hand_then_the_face(
    models: Landmarkers, asked: list[str]
) -> None:
    person = _someone()
    found = reader.read_person(_frame(), person, models, RULES)
    assert sorted(asked) == sorted(["whole", "upper", "lower", "left_hand", "right_hand", "face"])
    assert [reading.part for reading in found] == [Part.LEFT_ARM, Part.LEFT_HAND, Part.RIGHT_HAND, Part.FACE]


def test_a_hand_that_was_not_found_is_read_where_the_skeleton_has_it_and_a_face_turned_away_is_not(
    models: Landmarkers, asked: list[str]
) -> None:
    person = replace(_someone(with_face=False), left_hand=None)
    reader.read_person(_frame(), person, models, RULES)
    assert sorted(asked) == sorted(["whole", "upper", "lower", "right_hand", "left_hand by its place"])


def test_a_hand_found_too_small_to_be_read_is_read_where_the_skeleton_has_it(
    models: Landmarkers, asked: list[str]
) -> None:
    small = builders.hand((400, 400), length_px=0.9 * RULES.min_read_hand_px)
    person = replace(_someone(with_face=False), right_hand=small)
    reader.read_person(_frame(), person, models, RULES)
    assert sorted(asked) == sorted(["whole", "upper", "lower", "left_hand", "right_hand by its place"])


def test_a_body_is_looked_at_once_as_it_is(
    models: Landmarkers, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []

    def of_body(views: Iterable[View], pose: Pose, rules: ClassifierRules) -> tuple[Reading, ...]:
        seen.extend(view.square.mirrored for view in views)
        return ()

    monkeypatch.setattr(networks, "of_body", of_body)
    reader.read_person(_frame(), _someone(), models, RULES)
    assert seen == [False] * 3


def test_of_legs_alone_only_legs_and_feet_are_read(
    models: Landmarkers, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    readings = (
        _reading(Category.FOOT_REVERSED, Part.LEFT_FOOT),
        _reading(Category.HAND_SIZE, Part.LEFT_HAND),
    )

    def of_body(views: Iterable[View], pose: Pose, rules: ClassifierRules) -> tuple[Reading, ...]:
        return readings

    monkeypatch.setattr(networks, "of_body", of_body)
    person = _someone(with_face=False)
    legs = replace(person, pose=builders.legs_alone(person.pose), left_hand=None, right_hand=None)
    found = reader.read_person(_frame(), legs, models, RULES)
    assert [reading.part for reading in found] == [Part.LEFT_FOOT]
    assert asked == []


def test_a_third_hand_is_read_as_the_side_that_it_looks_like(models: Landmarkers, asked: list[str]) -> None:
    third = builders.hand((300, 300), looks="left")
    person = replace(_someone(with_face=False), left_hand=None, right_hand=None, other_hands=(third,))
    reader.read_person(_frame(), person, models, RULES)
    assert {"whole", "upper", "lower", "left_hand"} <= set(asked)


def test_a_hand_or_face_too_small_or_turned_away_is_not_read(models: Landmarkers, asked: list[str]) -> None:
    small = builders.hand((400, 400), length_px=0.9 * RULES.min_read_hand_px)
    faces = [
        builders.face((800, 800), 0.9 * RULES.min_read_face_px),
        builders.face((800, 800), 300, yaw_deg=RULES.read_face_within_deg + 5),
    ]
    assert reader.read_loose(_frame(), [small], faces, models, RULES) == ()
    assert sorted(asked) == sorted([])


def test_a_portrait_is_read_once_as_a_whole(models: Landmarkers, asked: list[str]) -> None:
    portrait = _someone(Body(at_px=(600, 1500), torso_px=700), with_face=False)
    reader.read_person(_frame(), replace(portrait, left_hand=None, right_hand=None), models, RULES)
    assert sorted(asked) == sorted(["whole"])


def test_what_a_body_is_read_as_is_weighed_with_what_its_shape_says(
    models: Landmarkers, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def of_shape(person: Person, rules: ClassifierRules) -> tuple[Reading, ...]:
        return (replace(_reading(Category.EXTRA_ARM, Part.RIGHT_ARM), probability=0.9),)

    monkeypatch.setattr(predictions, "of_shape", of_shape)
    found = reader.read_person(_frame(), _someone(), models, RULES)
    arm = next(reading for reading in found if reading.category is Category.EXTRA_ARM)
    assert arm.part is Part.LEFT_ARM, "the networks have seen where it is"
    assert arm.probability == pytest.approx(0.75, abs=0.01)
    assert [reading.probability for reading in found[1:]] == [0.5] * 3


def test_where_an_arm_ends_is_looked_at_closer_also_where_no_hand_was_found(
    models: Landmarkers, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    seen: list[Part] = []

    def of_wrist(view: View, part: Part, rules: ClassifierRules) -> tuple[Reading, ...]:
        seen.append(part)
        return (
            replace(
                _reading(Category.MISSING_HAND, part), probability=0.9 if part is Part.LEFT_HAND else 0.01
            ),
        )

    monkeypatch.setattr(networks, "of_wrist", of_wrist)
    person = replace(_someone(with_face=False), left_hand=None)
    found = reader.read_person(_frame(), person, models, RULES)
    readings = {each.part: each.probability for each in found if each.category is Category.MISSING_HAND}
    assert seen == [Part.LEFT_HAND, Part.RIGHT_HAND]
    assert readings.get(Part.LEFT_HAND, 0) > 10 * readings.get(Part.RIGHT_HAND, 0)


@pytest.mark.parametrize(
    ("category", "share"),
    [
        (Category.EXTRA_HAND, RULES.wrist_share_extra_hand),
        (Category.HAND_SIZE, RULES.wrist_share),
    ],
)
def test_a_closer_crop_weighs_less_for_a_hand_too_many(
    models: Landmarkers, asked: list[str], monkeypatch: pytest.MonkeyPatch, category: Category, share: float
) -> None:
    likely = replace(_reading(category, Part.LEFT_HAND), probability=0.9)

    def of_wrists(*seen: object) -> tuple[Reading, ...]:
        return (likely,)

    def of_all_before(*seen: object) -> tuple[Reading, ...]:
        return (replace(likely, probability=0.1),)

    monkeypatch.setattr(closer, "of_wrists", of_wrists)
    monkeypatch.setattr(predictions, "of_shape", of_all_before)
    monkeypatch.setattr(networks, "of_body", of_all_before)
    found = reader.read_person(_frame(), _someone(with_face=False), models, RULES)
    (hand,) = (each for each in found if each.category is category)
    assert hand.probability == pytest.approx(between(0.1, 0.9, share))
    assert RULES.wrist_share_extra_hand < RULES.wrist_share


def test_without_an_outline_nothing_is_read(models: Landmarkers, asked: list[str]) -> None:
    person = replace(_someone(), silhouette=None)
    assert reader.read_person(_frame(), person, models, RULES) == ()
    assert sorted(asked) == sorted([])


def test_hands_and_faces_of_nobody_are_read_too(models: Landmarkers, asked: list[str]) -> None:
    hands: list[Hand] = [builders.hand((400, 400), looks=looks) for looks in ("right", "left")]
    found = reader.read_loose(_frame(), hands, [builders.face((800, 800), 200)], models, RULES)
    assert sorted(asked) == sorted(["right_hand", "left_hand", "face"])
    assert len(found) == 3
    assert reader.read_loose(_frame(), [], [], models, RULES) == ()


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_example_is_read_as_sound(finder: PeopleFinder, examples: Path, name: str) -> None:
    pixels = np.asarray(Image.open(examples / name).convert("RGB"))
    scene = finder.find(Frame(pixels))
    assert scene.people
    found = [*scene.loose_readings, *(reading for person in scene.people for reading in person.readings)]
    likely = {reading.category for reading in found if reading.probability > 0.5}
    read = len(scene.people) * sum(len(CATEGORIES[kind]) for kind in ("body", "hand", "face"))
    assert len(likely) <= 0.1 * read, "rendered people are not photographs: some doubt is left, not much"
    assert all(reading.probability < 0.95 for reading in found)


def test_the_sixth_finger_of_the_example_is_what_its_hand_is_read_as(
    finder: PeopleFinder, examples: Path
) -> None:
    pixels = np.asarray(Image.open(examples / "six-fingers.jpg").convert("RGB"))
    scene = finder.find(Frame(pixels))
    surest = max(scene.loose_readings, key=lambda reading: reading.probability)
    assert surest.category is Category.EXTRA_FINGER
    assert surest.probability > 0.5


def test_each_reading_keeps_what_every_classifier_says_by_itself(
    finder: PeopleFinder, examples: Path
) -> None:
    pixels = np.asarray(Image.open(examples / "over-shoulder.jpg").convert("RGB"))
    read = [reading for person in finder.find(Frame(pixels)).people for reading in person.readings]
    assert all(reading.steps[-1].after == round(reading.probability, 4) for reading in read)
    (hand,) = (each for each in read if each.category is Category.MISSING_HAND and each.probability > 0.3)
    own = {step.source: step.after for step in hand.steps if step.name is StepName.READ}
    assert set(own) == {"body network", "shape trees", "wrist network"}
    assert len({hand.probability, *own.values()}) == 4, "what they are fused to is none of them"


def test_around_a_hand_longer_than_the_trunk_no_body_is_read(models: Landmarkers, asked: list[str]) -> None:
    person = _someone()
    huge = builders.hand((600, 600), length_px=RULES.max_hand_in_torsos * person.scale_px * 1.1)
    reader.read_person(_frame(), replace(person, left_hand=huge), models, RULES)
    assert asked
    assert not {"whole", "upper", "lower"} & set(asked)


@pytest.mark.parametrize("on_wrist", [False, True])
def test_around_a_large_hand_that_no_wrist_of_the_skeleton_has_no_body_is_read(
    models: Landmarkers, asked: list[str], on_wrist: bool
) -> None:
    person = _someone(with_face=False)
    large = builders.hand((600, 600), length_px=RULES.max_stray_hand_in_torsos * person.scale_px * 1.1)
    own = person.left_hand if on_wrist else None
    reader.read_person(
        _frame(), replace(person, left_hand=own, right_hand=None, other_hands=(large,)), models, RULES
    )
    assert ({"whole", "upper", "lower"} <= set(asked)) == on_wrist
    assert any("by its place" in each for each in asked) == on_wrist
