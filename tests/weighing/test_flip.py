"""The two passes over a still: whose suspicion is shown, where, about whom, and with which score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_plugin.tools.anatomy import FRAME_CHECKS, Suspicion, neck_twist
from agent_plugin.tools.domain import (
    Box,
    Category,
    Facing,
    Frame,
    Measurement,
    NotChecked,
    Part,
    Person,
    Reason,
    Scene,
    Step,
    StepName,
)
from agent_plugin.tools.policy import STANDARD
from agent_plugin.tools.weighing.drafts import for_engineer, for_marketer
from agent_plugin.tools.weighing.flip import (
    Place,
    brought_back,
    overlooked_flipped,
    unseen,
    unseen_flipped,
    weighed,
    with_faces_of,
)
from tests import builders
from tests.anatomy.scenes import FOLDER, build, mirrored, read_cases
from tests.builders import Body

RULES = STANDARD.verdict
SURER, OTHER = RULES.surer_pass, 1.0 - RULES.surer_pass
WIDTH = 1000
HERE: Box = (100.0, 100.0, 200.0, 200.0)
NEAR: Box = (150.0, 150.0, 250.0, 250.0)
ELSEWHERE: Box = (600.0, 100.0, 700.0, 200.0)
_PIXELS = np.zeros((500, WIDTH, 3), np.uint8)
scores = st.lists(st.floats(0, 1), max_size=4)


def suspected(
    score: float = 0.8,
    box_xyxy: Box = HERE,
    category: Category = Category.EXTRA_ARM,
    part: Part = Part.LEFT_ARM,
    person: int | None = 1,
) -> Suspicion:
    return Suspicion(category, person, part, box_xyxy, score, "For you.")


def found(scores: Sequence[float], box_xyxy: Box = HERE) -> list[Suspicion]:
    return [suspected(score, box_xyxy) for score in scores]


def somebody(x_px: float, number: int) -> Person:
    return builders.person(Body(at_px=(x_px, 250), torso_px=60), number)


def scene(*people: Person) -> Scene:
    return Scene(Frame(_PIXELS), people)


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        ([0.8], [0.8], [0.8]),
        ([0.8], [0.4], [SURER * 0.8 + OTHER * 0.4]),
        ([0.4], [0.8], [SURER * 0.8 + OTHER * 0.4]),
        ([0.8], [], [SURER * 0.8]),
        ([], [0.8], [SURER * 0.8]),
        ([0.2, 0.9], [0.6, 0.1], [SURER * 0.9 + OTHER * 0.6, SURER * 0.2 + OTHER * 0.1]),
        ([0.9, 0.5], [0.7], [SURER * 0.9 + OTHER * 0.7, SURER * 0.5]),
        ([0.3], [0.1, 0.7], [SURER * 0.7 + OTHER * 0.3, SURER * 0.1]),
        ([], [], []),
    ],
)
def test_suspicions_are_paired_by_rank_and_the_surer_counts_more(
    first: list[float], second: list[float], both: list[float]
) -> None:
    assert [each.score for each in weighed(found(first), found(second), RULES)] == pytest.approx(both)


def test_only_what_is_of_one_kind_is_paired() -> None:
    second = [suspected(0.8, category=Category.EXTRA_LEG)]
    both = weighed([suspected(0.8)], second, RULES)
    assert [each.category for each in both] == [Category.EXTRA_ARM, Category.EXTRA_LEG]
    assert [each.score for each in both] == pytest.approx([SURER * 0.8] * 2)


@given(scores, scores)
def test_a_score_lies_between_those_of_the_two_passes_and_does_not_ask_which_came_first(
    first: list[float], second: list[float]
) -> None:
    both = [each.score for each in weighed(found(first), found(second), RULES)]
    assert both == pytest.approx([each.score for each in weighed(found(second), found(first), RULES)])
    assert len(both) == max(len(first), len(second))
    assert all(0 <= score <= max(first + second) + 1e-9 for score in both)


@pytest.mark.parametrize("category", [check.category for check in FRAME_CHECKS])
def test_what_only_one_pass_suspects_asks_for_a_person_and_never_blocks(category: Category) -> None:
    sure = suspected(1.0, category=category)
    for joined in (*weighed([sure], [], RULES), *weighed([], [sure], RULES)):
        assert RULES.standard.review <= joined.score < RULES.standard.block


@pytest.mark.parametrize(
    ("score", "part", "unseen_part", "why", "both"),
    [
        (0.7, Part.LEFT_ARM, Part.LEFT_ARM, Reason.NOT_FOUND, 0.7),
        (0.75, Part.NECK, Part.HEAD, Reason.BLURRED, 0.75),
        (0.75, Part.FACE, Part.HEAD, Reason.TOO_SMALL, 0.75),
        (0.95, Part.NECK, Part.HEAD, Reason.BLURRED, RULES.one_pass_most),
        (0.75, Part.NECK, Part.LEFT_ARM, Reason.BLURRED, SURER * 0.75),
        (0.75, Part.LEFT_HAND, Part.LEFT_HAND, Reason.COVERED, SURER * 0.75),
        (0.75, Part.LEFT_HAND, Part.LEFT_HAND, Reason.CUT_OFF, OTHER * 0.75),
    ],
)
def test_a_pass_that_could_not_make_a_part_out_denies_nothing_and_one_that_finds_it_cut_off_denies_more(
    score: float, part: Part, unseen_part: Part, why: Reason, both: float
) -> None:
    found = [suspected(score, part=part)]
    places: dict[Place, Reason] = {(1, unseen_part): why}
    for (each,) in (
        weighed(found, [], RULES, unseen_second=places),
        weighed([], found, RULES, unseen_first=places),
    ):
        assert each.score == pytest.approx(both)
        assert each.score < RULES.standard.block


def test_what_the_flip_pass_could_not_check_is_known_by_the_numbers_and_sides_of_the_picture() -> None:
    small = NotChecked(person=7, part=Part.LEFT_HAND, reason=Reason.TOO_SMALL, explanation="Small.")
    cut = small.model_copy(update={"part": Part.HEAD, "reason": Reason.CUT_OFF})
    in_mirror = replace(somebody(300, 7), not_checked=(small, cut))
    picture = scene(somebody(700, 2), somebody(250, 1))
    assert unseen(scene(in_mirror)) == {(7, Part.LEFT_HAND): small.reason, (7, Part.HEAD): cut.reason}
    assert unseen_flipped(scene(in_mirror), picture) == {
        (2, Part.RIGHT_HAND): small.reason,
        (2, Part.HEAD): cut.reason,
    }


def test_a_flip_pass_that_does_not_find_somebody_denies_nothing_about_them() -> None:
    picture, mirror = scene(somebody(700, 2), somebody(250, 1)), scene(somebody(300, 7))
    overlooked = overlooked_flipped(mirror, picture)
    assert set(overlooked) == {(1, part) for part in Part}
    (joined,) = weighed([suspected(0.7)], [], RULES, unseen_second=overlooked)
    assert joined.score == 0.7


def test_people_of_the_flip_pass_alone_say_nothing_about_loose_hands() -> None:
    small = NotChecked(person=7, part=Part.LEFT_HAND, reason=Reason.TOO_SMALL, explanation="Small.")
    only_there = replace(somebody(300, 7), not_checked=(small,))
    assert unseen_flipped(scene(only_there), scene()) == {}


@pytest.mark.parametrize(
    ("seen", "mirrored_score", "where", "of_pass"),
    [
        (0.8, 0.3, ELSEWHERE, "first"),
        (0.5, 0.5, ELSEWHERE, "first"),
        (0.3, 0.8, NEAR, "first"),
        (0.3, 0.8, ELSEWHERE, "mirror"),
    ],
)
def test_the_first_pass_is_shown_unless_the_flip_pass_is_surer_of_another_place(
    seen: float, mirrored_score: float, where: Box, of_pass: str
) -> None:
    measured = (Measurement(name="length", value=1.2, unit="ratio"),)
    first = replace(suspected(seen), measurements=measured, steps=(_read(seen),))
    second = replace(
        suspected(mirrored_score, where, part=Part.RIGHT_ARM, person=2), steps=(_read(mirrored_score),)
    )
    (both,) = weighed([first], [second], RULES)
    teller = first if of_pass == "first" else second
    assert (both.box_xyxy, both.part, both.person) == (teller.box_xyxy, teller.part, teller.person)
    assert both.measurements == teller.measurements
    assert both.steps[:-2] == teller.steps


def _read(score: float) -> Step:
    return Step(name=StepName.READ, source="body network", after=score)


@pytest.mark.parametrize(
    ("first", "second", "source", "before", "other"),
    [
        ([0.8], [0.25], "mirrored picture", 0.8, 0.25),
        ([0.8], [], "mirrored picture", 0.8, 0.0),
        ([], [0.8], "picture as it is", 0.8, 0.0),
        ([0.1], [0.8], "mirrored picture", 0.1, 0.8),
    ],
)
def test_the_trace_has_the_score_of_each_pass(
    first: list[float], second: list[float], source: str, before: float, other: float
) -> None:
    (each,) = weighed(found(first), found(second), RULES)
    other_pass, both = each.steps
    assert (other_pass.name, other_pass.source, other_pass.after) == (StepName.OTHER_PASS, source, other)
    assert (both.name, both.before, both.after) == (StepName.BOTH_PASSES, before, round(each.score, 4))
    assert both.because


@pytest.mark.parametrize(
    ("part", "back"),
    [(Part.LEFT_HAND, Part.RIGHT_HAND), (Part.RIGHT_FOOT, Part.LEFT_FOOT), (Part.NECK, Part.NECK)],
)
def test_in_the_picture_left_is_what_was_right_in_the_mirror(part: Part, back: Part) -> None:
    (back_again,) = brought_back(
        [suspected(part=part, box_xyxy=(10, 20, 110, 140), person=None)], scene(), scene()
    )
    assert back_again.part is back
    assert back_again.box_xyxy == (WIDTH - 110, 20, WIDTH - 10, 140)


def test_words_name_the_side_that_the_picture_shows() -> None:
    (back_again,) = brought_back([suspected(person=None)], scene(), scene())
    assert for_engineer(back_again).startswith("Right arm:")
    grown = replace(back_again, for_marketer="The {part} grows.")
    assert for_marketer(grown) == "The right arm grows."


@pytest.mark.parametrize(
    ("mirror_at", "of", "owner"),
    [
        ((300, 800), 1, 2),  # the mirror counts from its own left
        ((300, 800), 2, 1),
        ((330, 800), 1, 2),  # a little off is still them
        ((300, 800), None, None),  # a hand that belongs to nobody
    ],
)
def test_a_suspicion_is_about_whoever_the_first_pass_found_there(
    mirror_at: tuple[float, ...], of: int | None, owner: int | None
) -> None:
    picture = scene(somebody(200, 1), somebody(700, 2))
    mirror = scene(*(somebody(x_px, number) for number, x_px in enumerate(mirror_at, start=1)))
    (back_again,) = brought_back([suspected(person=of)], mirror, picture)
    assert back_again.person == owner


def test_somebody_whom_only_the_flip_pass_shows_is_ignored() -> None:
    mirror = scene(somebody(550, 1), somebody(300, 2))
    found = [suspected(person=1), suspected(person=2, score=0.3)]
    (back_again,) = brought_back(found, mirror, scene(somebody(700, 1)))
    assert (back_again.person, back_again.score) == (1, 0.3)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_what_a_check_is_surest_of_comes_back_from_the_flip_pass_as_the_picture_has_it(path: Path) -> None:
    (check,) = (check for check in FRAME_CHECKS if check.category.value == path.stem)
    for case in read_cases(path):
        picture = build(case)
        mirror = mirrored(picture)
        seen = _surest(check.find(picture, STANDARD))
        back = _surest(brought_back(check.find(mirror, STANDARD), mirror, picture))
        # Outlines are drawn in cells, whose edges are not the mirror's: a piece of one may be a cell longer.
        assert back.score == pytest.approx(seen.score, abs=0.06), case.name
        if seen.score >= RULES.standard.review:
            assert (back.part, back.person, back.for_marketer) == (seen.part, seen.person, seen.for_marketer)
            assert back.box_xyxy == pytest.approx(seen.box_xyxy, abs=3), case.name


def _surest(suspicions: Iterable[Suspicion]) -> Suspicion:
    return max(suspicions, key=lambda each: each.score, default=suspected(0.0))


def faced(x_px: float, yaw_deg: float | None, heads: Facing | None = None) -> Person:
    """Somebody in whose head a face was found that looks so, or none; and how the head is seen to face."""
    body = Body(at_px=(x_px, 250), torso_px=60)
    person = builders.person(body, 1, with_face=False)
    own = None if yaw_deg is None else builders.own_face(body, yaw_deg=yaw_deg)
    head = replace(person.head, faces=(own,) if own else (), face=own, facing=heads)
    return replace(person, head=head, torso=Facing(yaw_deg=0.0, sureness=1.0))


def twisted(scene: Scene) -> float:
    """How surely a neck is turned too far."""
    return max((each.score for each in neck_twist.find(scene, STANDARD)), default=0.0)


def test_a_face_that_one_pass_found_is_not_missing_in_the_other() -> None:
    picture, mirror = scene(faced(300, 0.0)), scene(faced(WIDTH - 300, None))
    assert twisted(mirror) > 0.0
    assert twisted(with_faces_of(mirror, picture, RULES)) == 0.0
    assert twisted(with_faces_of(scene(faced(300, None)), scene(faced(WIDTH - 300, 0.0)), RULES)) == 0.0


def test_a_face_taken_over_lies_and_looks_as_the_mirror_shows_it() -> None:
    mirror = with_faces_of(scene(faced(WIDTH - 300, None)), scene(faced(300, 30.0)), RULES)
    face, own = mirror.people[0].head.face, faced(WIDTH - 300, -30.0).head.face
    assert face is not None
    assert own is not None
    assert face.yaw_deg == own.yaw_deg == -30.0
    assert face.box_xyxy == pytest.approx(own.box_xyxy, abs=0.5)


def test_a_face_that_looks_where_the_head_does_not_is_there_but_tells_no_direction() -> None:
    away = Facing(yaw_deg=RULES.other_pass_face_deg + 40.0, sureness=1.0)
    (person,) = with_faces_of(scene(faced(WIDTH - 300, None, away)), scene(faced(300, 0.0)), RULES).people
    assert len(person.head.faces) == 1
    assert person.head.face is None


@pytest.mark.parametrize(
    ("own", "other"),
    [
        pytest.param(faced(300, 20.0), faced(WIDTH - 300, 0.0), id="with a face of their own"),
        pytest.param(faced(300, None), faced(WIDTH - 300, None), id="with a face in neither pass"),
        pytest.param(faced(300, None), faced(300, 0.0), id="whose face would lie elsewhere"),
    ],
)
def test_nobody_takes_over_a_face(own: Person, other: Person) -> None:
    (person,) = with_faces_of(scene(own), scene(other), RULES).people
    assert person.head.face is own.head.face
    assert person.head.faces == own.head.faces


def test_without_anybody_there_is_no_face_to_take_over() -> None:
    assert with_faces_of(scene(), scene(faced(300, 0.0)), RULES).people == ()
    (person,) = with_faces_of(scene(faced(300, None)), scene(), RULES).people
    assert person.head.faces == ()
