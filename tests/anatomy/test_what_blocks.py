"""Which checks can block: each is driven over its cases, and with readings as sure as can be.

That two passes and time make no score higher than the threshold is held by their own tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from agent_plugin.tools.anatomy import CHECKS, FRAME_CHECKS, TIME_CHECKS, Check
from agent_plugin.tools.domain import Category, Part, Reading, Scene
from agent_plugin.tools.policy import STANDARD, Gauge, ScoreCurve
from tests.anatomy.scenes import FOLDER, build, read_cases
from tests.anatomy.test_pops_in_and_out import FOUND, spells

BLOCK, REVIEW = STANDARD.verdict.standard.block, STANDARD.verdict.standard.review


def _scenes(category: Category) -> Iterator[Scene]:
    """Each case as told, and with whatever was read of it read for certain."""
    for case in read_cases(FOLDER / f"{category.value}.json"):
        scene = build(case)
        yield scene
        people = [replace(person, readings=_certain(person.readings)) for person in scene.people]
        yield replace(scene, people=tuple(people), loose_readings=_certain(scene.loose_readings))


def _certain(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    return tuple(replace(each, probability=1.0 - 1e-9) for each in readings)


@pytest.mark.parametrize("check", FRAME_CHECKS, ids=lambda check: check.category.value)
def test_a_check_reaches_the_block_threshold_if_and_only_if_its_row_says_so(check: Check) -> None:
    found = [each for scene in _scenes(check.category) for each in check.find(scene, STANDARD)]
    most = max(found, key=lambda each: each.score)
    assert most.score >= REVIEW, "no case shows what it looks for"
    assert (most.score >= BLOCK) is check.category.row.blocks_alone, most


@pytest.mark.parametrize("check", FRAME_CHECKS, ids=lambda check: check.category.value)
def test_a_suspicion_is_about_a_part_of_the_family_or_about_the_body(check: Check) -> None:
    parts = check.category.row.family.parts | {Part.BODY}
    found = [each for scene in _scenes(check.category) for each in check.find(scene, STANDARD)]
    assert {each.part for each in found} <= parts


def test_a_part_that_pops_in_and_out_can_block() -> None:
    (check,) = TIME_CHECKS
    most = max(each.suspicion.score for rows, *_ in FOUND.values() for each in spells(rows))
    assert (most >= BLOCK) is check.category.row.blocks_alone


@pytest.mark.parametrize("check", [each for each in CHECKS if isinstance(each, Check) and each.watch])
def test_what_is_also_watched_over_time_does_not_block_by_that(check: Check) -> None:
    assert check.category is Category.LIMB_LENGTH
    assert STANDARD.growing_limbs.most < BLOCK
    assert not check.category.row.blocks_alone


@pytest.mark.parametrize(
    "curve",
    [
        *(each for _, each in STANDARD.readings if isinstance(each, ScoreCurve)),
        STANDARD.readings.of(Category.POPS_IN_AND_OUT),
    ],
)
def test_no_reading_blocks_by_itself(curve: ScoreCurve) -> None:
    assert REVIEW <= max(curve.scores) < BLOCK


def test_no_measurement_blocks_by_itself() -> None:
    gauges = [each for _, each in STANDARD.measures if isinstance(each, Gauge)]
    assert gauges
    assert all(max(gauge.alone, default=0.0) < BLOCK for gauge in gauges)
