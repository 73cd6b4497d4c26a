"""A score's steps: no gap from the first number to the verdict, kept with the review, printed everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from agent_plugin.tools.anatomy import FRAME_CHECKS
from agent_plugin.tools.anatomy.questions import Question, ask
from agent_plugin.tools.anatomy.sight import Hint, Sight
from agent_plugin.tools.domain import (
    Box,
    Category,
    Finding,
    Frame,
    Measurement,
    Part,
    Person,
    Reading,
    Review,
    Scene,
    Step,
    StepName,
    VerdictValue,
)
from agent_plugin.tools.evidence import trace
from agent_plugin.tools.evidence.phrases import reasons
from agent_plugin.tools.evidence.report_html import html_report
from agent_plugin.tools.evidence.report_markdown import markdown_report
from agent_plugin.tools.policy import STANDARD
from agent_plugin.tools.weighing.clip import Clip
from agent_plugin.tools.weighing.drafts import drafted
from agent_plugin.tools.weighing.still import Still
from tests import builders
from tests.anatomy.scenes import FOLDER, build, mirrored, read_cases
from tests.builders import Body
from tests.conftest import MakeReview
from tests.evidence.samples import info

CASES = sorted(FOLDER.glob("*.json"))
BOX: Box = (500.0, 500.0, 700.0, 700.0)
FRAME = Frame(np.zeros((1200, 1200, 3), np.uint8))


def _read(probability: float) -> Step:
    return Step(name=StepName.READ, source="a network", after=probability)


def _traced(scene: Scene) -> Scene:
    """Scenes of cases hold bare readings: here each says who read it."""

    def named(readings: Iterable[Reading]) -> tuple[Reading, ...]:
        return tuple(replace(each, steps=(_read(each.probability),)) for each in readings)

    people = tuple(replace(person, readings=named(person.readings)) for person in scene.people)
    return replace(scene, people=people, loose_readings=named(scene.loose_readings))


def _is_unbroken(steps: tuple[Step, ...]) -> bool:
    """Does every change start from a number that is there already?"""
    known: set[object] = set()
    for step in steps:
        if step.before is not None and step.before not in known:
            return False
        known.add(step.after)
    return bool(steps)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_suspicions_steps_lead_to_its_score_without_a_gap(path: Path) -> None:
    (check,) = (check for check in FRAME_CHECKS if check.category.value == path.stem)
    for case in read_cases(path):
        for suspicion in check.find(_traced(build(case)), STANDARD):
            assert suspicion.steps[-1].after == round(suspicion.score, 4), case.name
            assert _is_unbroken(suspicion.steps), case.name
            words = " ".join(f"{step.source} {step.because}" for step in suspicion.steps)
            assert not re.search(r"\b(left|right)\b", words), "steps come back from a mirror as they are"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_findings_steps_lead_through_both_passes_to_its_score(path: Path) -> None:
    for case in read_cases(path):
        scene = _traced(build(case))
        still = Still(STANDARD, info("image", scene.frame.width, scene.frame.height))
        still.add(scene)
        still.weigh(_traced(mirrored(scene)))
        for finding in still.findings():
            assert finding.steps[-1].after == finding.score, case.name
            assert _is_unbroken(finding.steps), case.name
            assert StepName.BOTH_PASSES in [step.name for step in finding.steps], case.name


def _somebody(probability: float) -> Person:
    reading = Reading(Category.EXTRA_LEG, probability, Part.LEFT_LEG, BOX, steps=(_read(probability),))
    return replace(builders.person(Body(at_px=(600, 600), torso_px=150)), readings=(reading,))


def test_a_clips_steps_lead_from_the_worst_frame_to_the_score_of_its_span() -> None:
    clip = Clip(STANDARD, info("video", 1200, 1200, duration_s=3.0))
    for number in range(30):
        person = _somebody(0.95 if number == 12 else 0.8)
        clip.add(Scene(replace(FRAME, index=number, at_s=number / 10), (person,)))
    (finding,) = clip.findings()
    assert [step.name for step in finding.steps] == [
        StepName.READ,
        StepName.CALIBRATED,
        StepName.OVER_TIME,
    ]
    assert finding.steps[0].after == 0.95
    assert finding.steps[-1].after == finding.score
    assert finding.steps[-1].because == "30 frames, 0.00 s to 3.00 s"


@pytest.mark.parametrize(
    ("score", "asks"),
    [(0.3, VerdictValue.PUBLISH), (0.6, VerdictValue.REVIEW), (0.9, VerdictValue.BLOCK)],
)
def test_a_trace_ends_in_what_the_finding_asks_for(
    make_review: MakeReview, score: float, asks: VerdictValue
) -> None:
    review = make_review(neck_twist=score)
    *_, last = review.trace(review.findings[0])
    assert (last.name, last.before, last.after) == (StepName.DECIDED, score, asks)


def test_a_review_from_before_steps_were_kept_still_loads_and_gives_its_reasons(
    make_review: MakeReview,
) -> None:
    new = make_review(neck_twist=0.9, extra_arm=0.2)
    old = new.model_dump(mode="json")
    del old["verdict"]["rulings"]
    for finding in old["findings"]:
        del finding["steps"]
    loaded = Review.model_validate(old)
    assert reasons(loaded) == list(new.verdict.because)
    assert trace.traced(loaded) == []


def test_every_report_prints_the_steps_of_every_finding(make_review: MakeReview, tmp_path: Path) -> None:
    plain = make_review(neck_twist=0.9, extra_arm=0.2)
    found: list[Finding] = [one.model_copy(update={"steps": (_read(one.score),)}) for one in plain.findings]
    review = plain.model_copy(update={"findings": tuple(found)})
    page, markdown = (
        html_report(review, tmp_path, STANDARD.evidence),
        markdown_report(review, STANDARD.evidence),
    )
    for title in ("Finding 1, Neck turned too far", "Finding 2, More than two arms"):
        assert f"{title}: how its score came about" in page
        assert f"### {title}: how its score came about" in markdown
    assert "| read | a network |  | 0.900 |  |" in markdown
    assert "| decided | policy | 0.900 | block | from 0.85 on |" in markdown


def test_the_engineer_is_told_the_part_what_was_measured_and_each_number_of_the_score() -> None:
    (suspicion,) = ask(Question(Category.EXTRA_LEG, "So.", hints=_longer), _scene(_somebody(0.8)), STANDARD)
    known = drafted(suspicion.scored(0.5, StepName.CAPPED, "policy"), info("image", 1200, 1200))
    assert known.for_engineer == (
        "Left leg: probability by the classifiers 0.8 (usual: under 0.25); turned 40° (usual: 0); "
        "score: a network 0.80, weighed 0.89, calibrated 0.77, capped 0.50."
    )


def _longer(sight: Sight) -> Iterable[Hint]:
    yield Hint(Measurement(name="turned", value=40.0, unit="deg", usual="0"), 2.0)


def _scene(person: Person) -> Scene:
    return Scene(FRAME, (person,))


def test_numbers_are_kept_to_four_digits_and_verdicts_by_their_names() -> None:
    step = Step(name=StepName.DECIDED, source="policy", before=0.123456, after=VerdictValue.REVIEW)
    assert step.before == 0.1235
    assert Step.model_validate_json(step.model_dump_json()) == step
    assert step.model_dump(mode="json")["after"] == "review"
