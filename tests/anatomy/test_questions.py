"""Readings become suspicions: more with what speaks for them, less with what speaks against."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from agent_plugin.tools.anatomy import FRAME_CHECKS, Check, Suspicion
from agent_plugin.tools.anatomy.questions import Question, ask, stronger
from agent_plugin.tools.anatomy.sight import Hint, gauged
from agent_plugin.tools.body import skeleton
from agent_plugin.tools.domain import (
    Category,
    Frame,
    Measurement,
    NotChecked,
    Part,
    Person,
    Reading,
    Reason,
    Scene,
)
from agent_plugin.tools.policy import STANDARD, Gauge, MeasureRules, ReadingRules, ScoreCurve
from tests import builders

BOX = (10.0, 20.0, 30.0, 40.0)
FRAME = Frame(np.zeros((1200, 1200, 3), dtype=np.uint8))
READ = [check for check in FRAME_CHECKS if check.category is not Category.NECK_TWIST]
SOMEBODY = builders.person()
GAUGES = {name: gauge for name, gauge in MeasureRules() if isinstance(gauge, Gauge)}
HOME = {
    "leg": Part.LEFT_LEG,
    "knee": Part.LEFT_LEG,
    "foot": Part.LEFT_FOOT,
    "arm": Part.LEFT_ARM,
    "elbow": Part.LEFT_ARM,
    "limb": Part.LEFT_ARM,
    "neck": Part.NECK,
    "head": Part.HEAD,
    "face": Part.FACE,
}
AFAR = (Category.EXTRA_FINGER, Category.MISSING_FINGER, Category.FUSED_FINGERS, Category.FINGER_LENGTH)
probabilities = st.floats(min_value=0, max_value=1)


def _home(category: Category) -> Part:
    """The part that a category is read of."""
    return next((HOME[word] for word in category.value.split("_") if word in HOME), Part.LEFT_HAND)


def _scene(category: Category, probability: float, person: Person | None = None) -> Scene:
    reading = Reading(category, probability, _home(category), BOX)
    return Scene(FRAME, (replace(person or SOMEBODY, readings=(reading,)),))


def _best(check: Check, scene: Scene) -> Suspicion | None:
    return max(check.find(scene, STANDARD), key=lambda each: each.score, default=None)


def _suspicion(score: float, *, person: int | None = 1, part: Part = Part.BODY) -> Suspicion:
    measured = (Measurement(name=f"at {score}", value=score, unit="ratio"),)
    return Suspicion(Category.EXTRA_ARM, person, part, (score, 0, 9, 9), score, "So.", measured)


@pytest.mark.parametrize("check", READ, ids=lambda check: check.category.value)
def test_under_the_standard_rules_a_certain_reading_asks_for_somebody(check: Check) -> None:
    nobody_there = builders.person(hands=())
    found = _best(check, _scene(check.category, 1.0, nobody_there))
    assert found is not None
    assert found.score >= STANDARD.verdict.standard.review
    assert found.box_xyxy == BOX
    assert found.person == 1


@pytest.mark.parametrize("check", READ, ids=lambda check: check.category.value)
@settings(max_examples=20, deadline=None)
@given(first=probabilities, second=probabilities)
def test_the_likelier_never_scores_less(check: Check, first: float, second: float) -> None:
    low, high = sorted((first, second))
    less, more = (_best(check, _scene(check.category, each)) for each in (low, high))
    assert less is not None
    assert more is not None
    assert less.score <= more.score + 1e-9


@pytest.mark.parametrize("check", READ, ids=lambda check: check.category.value)
def test_a_reading_explains_itself_with_its_probability(check: Check) -> None:
    found = _best(check, _scene(check.category, 0.7))
    assert found is not None
    probability = next(each for each in found.measurements if each.unit == "probability")
    assert probability.value == pytest.approx(0.7)
    assert all(each.usual for each in found.measurements)


@pytest.mark.parametrize("category", [each for each in Category if each.row.is_asked])
def test_what_real_people_may_look_like_is_asked_in_the_finding_too(category: Category) -> None:
    (check,) = (each for each in FRAME_CHECKS if each.category is category)
    found = _best(check, _scene(category, 0.9))
    assert found is not None
    assert "confirm that this is intended" in found.for_marketer


@pytest.mark.parametrize(("times", "above"), [(5.0, True), (0.2, False)])
def test_measurements_tip_a_reading(times: float, above: bool) -> None:
    measured = Measurement(name="length", value=1.0, unit="ratio", usual="2")
    asked = Question(Category.KNEE_REVERSED, "So.", hints=lambda sight: [Hint(measured, times)])
    (plain,) = ask(Question(Category.KNEE_REVERSED, "So."), _scene(Category.KNEE_REVERSED, 0.4), STANDARD)
    (tipped,) = ask(asked, _scene(Category.KNEE_REVERSED, 0.4), STANDARD)
    assert (tipped.score > plain.score) is above
    assert measured in tipped.measurements


@pytest.mark.parametrize("probability", [0.0, 1.0])
def test_no_measurement_overrules_certainty(probability: float) -> None:
    measured = Measurement(name="length", value=1.0, unit="ratio", usual="2")
    asked = Question(Category.KNEE_REVERSED, "So.", hints=lambda sight: [Hint(measured, 7.0)])
    (found,) = ask(asked, _scene(Category.KNEE_REVERSED, probability), STANDARD)
    (plain,) = ask(
        Question(Category.KNEE_REVERSED, "So."), _scene(Category.KNEE_REVERSED, probability), STANDARD
    )
    assert found.score == pytest.approx(plain.score)


def test_readings_of_another_category_are_not_heard() -> None:
    asked = Question(Category.KNEE_REVERSED, "So.")
    assert list(ask(asked, _scene(Category.FOOT_REVERSED, 1.0), STANDARD)) == []


def test_the_surer_of_rule_and_reading_speaks_and_both_are_told() -> None:
    rule, reading = _suspicion(0.9), _suspicion(0.6, part=Part.LEFT_ARM)
    (joined,) = stronger([rule], [reading], STANDARD)
    assert (joined.score, joined.box_xyxy, joined.part) == (0.9, rule.box_xyxy, Part.LEFT_ARM)
    assert joined.measurements == rule.measurements + reading.measurements
    (joined,) = stronger([reading], [rule], STANDARD)
    assert (joined.score, joined.box_xyxy) == (0.9, rule.box_xyxy)


@pytest.mark.parametrize(("read", "box_of_reading"), [(0.8, True), (0.2, False)])
def test_a_piece_gives_way_to_the_box_of_a_likely_reading(read: float, box_of_reading: bool) -> None:
    rule, reading = _suspicion(0.9), _suspicion(read)
    (joined,) = stronger([rule], [reading], STANDARD, piece_denied=STANDARD.readings.piece_alone)
    assert joined.box_xyxy == (reading if box_of_reading else rule).box_xyxy


def test_rules_and_readings_of_different_people_stay_apart() -> None:
    found = list(stronger([_suspicion(0.3), _suspicion(0.2)], [_suspicion(0.9, person=2)], STANDARD))
    assert [(each.person, each.score) for each in found] == [(2, 0.9), (1, 0.3), (1, 0.2)]


@pytest.mark.parametrize("name", GAUGES)
def test_a_gauge_says_what_is_usual_and_stays_mild_within_it(name: str) -> None:
    gauge = GAUGES[name]
    hints = [gauged(name, value, "ratio", gauge) for value in np.linspace(-30, 30, 200)]
    assert gauge.usual
    assert gauge.reason
    assert all(0.01 < hint.times < 31 and 0 <= hint.alone < 0.85 for hint in hints)
    assert min(hint.times for hint in hints) <= 1.0


@pytest.mark.parametrize(
    "values",
    [
        {"probabilities": (0.1, 0.5), "scores": (0.1, 0.5, 0.9)},
        {"probabilities": (0.5, 0.1, 0.9)},
        {"probabilities": (0.1, 0.1, 0.9)},
    ],
)
def test_a_calibration_that_cannot_be_followed_is_refused(values: dict[str, tuple[float, ...]]) -> None:
    with pytest.raises(ValidationError):
        ScoreCurve.model_validate(values)


@pytest.mark.parametrize("values", [{"times": (1.0,)}, {"alone": (0.5,)}])
def test_a_gauge_without_its_odds_is_refused(values: dict[str, tuple[float, ...]]) -> None:
    plain = {"values": (1.0, 2.0), "times": (1.0, 2.0), "usual": "1", "reason": "A test."}
    with pytest.raises(ValidationError):
        Gauge.model_validate(plain | values)


def test_every_category_that_is_read_has_its_calibration() -> None:
    rules = ReadingRules()
    assert {rules.of(check.category).scores[-1] > 0 for check in READ} == {True}


def test_a_hand_network_must_be_surer_of_a_second_hand_than_a_look_at_the_body() -> None:
    (check,) = [each for each in FRAME_CHECKS if each.category is Category.EXTRA_HAND]
    scene = _scene(Category.EXTRA_HAND, 0.82)
    (reading,) = scene.people[0].readings
    close = Scene(FRAME, (replace(scene.people[0], readings=(replace(reading, crop="hand"),)),))
    by_body, by_hand = _best(check, scene), _best(check, close)
    assert by_body is not None
    assert by_hand is not None
    assert by_body.score > STANDARD.verdict.standard.review > by_hand.score


@pytest.mark.parametrize("category", AFAR)
def test_of_a_hand_read_afar_the_marketer_is_told_that_its_fingers_are_wrong_and_not_how(
    category: Category,
) -> None:
    (check,) = [each for each in FRAME_CHECKS if each.category is category]
    near, afar = (_best(check, _seen(category, crop)) for crop in ("hand", "fingers"))
    assert near is not None
    assert afar is not None
    assert "do not look right" in afar.for_marketer
    assert "do not look right" not in near.for_marketer


def test_that_the_hand_model_found_no_hand_makes_a_reading_afar_no_weaker() -> None:
    (check,) = [each for each in FRAME_CHECKS if each.category is Category.FUSED_FINGERS]

    def score(*rows: NotChecked) -> float:
        scene = _seen(Category.FUSED_FINGERS, "fingers")
        person = replace(scene.people[0], not_checked=rows)
        best = _best(check, Scene(FRAME, (person,)))
        return 0.0 if best is None else best.score

    def row(reason: Reason) -> NotChecked:
        return NotChecked(person=1, part=Part.LEFT_HAND, reason=reason, explanation="So it is.")

    assert score(row(Reason.NOT_FOUND)) == score()
    assert 0 < score(row(Reason.COVERED)) < score()
    assert score(row(Reason.TOO_SMALL)) == 0


@pytest.mark.parametrize("category", AFAR)
def test_a_hand_read_afar_on_the_own_hip_may_be_in_a_pocket(category: Category) -> None:
    (check,) = [each for each in FRAME_CHECKS if each.category is category]

    def score(crop: Literal["hand", "fingers"], torsos_from_hip: float) -> float:
        scene = _seen(category, crop)
        (person,) = scene.people
        points = person.pose.xy_px.copy()
        hip = points[skeleton.LEFT_HIP]
        points[list(skeleton.KNUCKLES["left"])] = hip + np.array([0.0, torsos_from_hip * person.scale_px])
        moved = replace(person, pose=replace(person.pose, xy_px=points))
        best = _best(check, Scene(FRAME, (moved,)))
        return 0.0 if best is None else best.score

    assert 0 < score("fingers", 0.1) < 0.8 * score("fingers", 0.6)
    assert score("fingers", 0.6) >= STANDARD.verdict.standard.review
    assert score("hand", 0.1) == score("hand", 0.6)


def _seen(category: Category, crop: Literal["hand", "fingers"]) -> Scene:
    scene = _scene(category, 0.9)
    (reading,) = scene.people[0].readings
    reading = replace(reading, part=Part.LEFT_HAND, crop=crop)
    return Scene(FRAME, (replace(scene.people[0], readings=(reading,), not_checked=()),))
