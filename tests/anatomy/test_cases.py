"""Every check against its cases: the JSON of `cases/` tells scenes and what must come out of each.

The cases take readings at their word; which probability counts how much in the standard policy is calibrated
apart from them.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from _pytest.mark import ParameterSet

from agent_plugin.tools.anatomy import CHECKS, FRAME_CHECKS, Check, Suspicion, TimeCheck
from agent_plugin.tools.domain import CHECKED, Category, Scene
from agent_plugin.tools.policy import STANDARD, ReadingRules, ScoreCurve
from tests.anatomy.scenes import FOLDER, Case, Grade, build, mirrored, mirrored_part, read_cases

CASES = {Category(path.stem): read_cases(path) for path in sorted(FOLDER.glob("*.json"))}
_AT_THEIR_WORD = ScoreCurve(probabilities=(0.1, 0.5, 0.9), scores=(0.05, 0.5, 0.95))
_READ = [name for name in ReadingRules.model_fields if name in set(Category)]
POLICY = STANDARD.model_copy(
    update={"readings": STANDARD.readings.model_copy(update=dict.fromkeys(_READ, _AT_THEIR_WORD))}
)
WAYS: dict[str, Callable[[Case], Scene]] = {
    "as told": build,
    "mirrored": lambda case: mirrored(build(case)),
    "far away": lambda case: build(case, torso_px=60.0),
    "close by": lambda case: build(case, torso_px=400.0),
}


def _each_case(*, marked: bool) -> list[ParameterSet]:
    return [
        pytest.param(
            category,
            case,
            id=f"{category.value}: {case.name}",
            marks=[pytest.mark.xfail(strict=True, reason=case.fails_today)]
            if marked and case.fails_today
            else [],
        )
        for category, cases in CASES.items()
        for case in cases
    ]


def _check(category: Category) -> Check:
    return next(check for check in FRAME_CHECKS if check.category is category)


def _worst(category: Category, scene: Scene) -> Suspicion | None:
    found = _check(category).find(scene, POLICY)
    return max(found, key=lambda suspicion: suspicion.score, default=None)


def _fits(category: Category, score: float, expected: Grade) -> bool:
    limits = POLICY.verdict.standard
    if expected == "silent":
        return score < POLICY.time.worth_noting
    blocks = score >= limits.block and not category.row.is_asked
    return expected == ("block" if blocks else "review" if score >= limits.review else "none")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("category", "case"), _each_case(marked=True))
def test_a_scene_comes_out_as_its_case_says(category: Category, case: Case, way: str) -> None:
    worst = _worst(category, WAYS[way](case))
    score = worst.score if worst is not None else 0.0
    assert _fits(category, score, case.expect.score), f"scores {score:.3f}: {worst}"
    if worst is not None and case.expect.score in ("block", "review"):
        assert worst.person == case.expect.person
        part = case.expect.part
        assert worst.part is (mirrored_part(part) if part is not None and way == "mirrored" else part)


@pytest.mark.parametrize(("category", "case"), _each_case(marked=False))
def test_a_suspicion_tells_what_where_and_how_much(category: Category, case: Case) -> None:
    scene = build(case)
    for suspicion in _check(category).find(scene, POLICY):
        x0, y0, x1, y1 = suspicion.box_xyxy
        assert suspicion.category is category
        assert 0.0 <= suspicion.score <= 1.0
        assert x0 < x1
        assert y0 < y1
        assert suspicion.for_marketer.endswith(".")
        assert suspicion.steps[-1].after == round(suspicion.score, 4)
        assert suspicion.measurements
        assert suspicion.person in {None, *(person.number for person in scene.people)}


@pytest.mark.parametrize("check", FRAME_CHECKS, ids=lambda check: check.category.value)
def test_each_check_has_cases_of_both_kinds(check: Check) -> None:
    found = [case.expect.score in ("block", "review") for case in CASES.get(check.category, [])]
    assert found.count(False) >= 3
    assert found.count(True) >= 3


def test_each_file_of_cases_belongs_to_a_check() -> None:
    assert set(CASES) == {check.category for check in FRAME_CHECKS}


@pytest.mark.parametrize("cases", CASES.values(), ids=CASES.keys())
def test_each_case_has_a_name_of_its_own(cases: list[Case]) -> None:
    names = [case.name for case in cases]
    assert len(names) == len(set(names))


def test_each_category_is_checked_once() -> None:
    assert sorted(check.category for check in CHECKS) == sorted(CHECKED)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.category.value)
def test_each_check_has_a_page_that_says_what_it_sees_and_what_not(check: Check | TimeCheck) -> None:
    assert check.page.startswith("# ")
    for heading in ("**Sees**", "**Cannot see**", "**Source of the numbers"):
        assert heading in check.page, heading
    assert check.title


@pytest.mark.parametrize("check", FRAME_CHECKS, ids=lambda check: check.category.value)
def test_an_empty_frame_raises_no_suspicion(check: Check) -> None:
    scene = build(Case.model_validate({"name": "nobody", "expect": {"score": "none"}}))
    assert list(check.find(scene, POLICY)) == []
