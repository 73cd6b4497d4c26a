"""What cannot be judged is said, with the reason: real pictures, made worse on purpose."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from agent_plugin.tools.domain import Frame, Part, Person, Reason
from agent_plugin.tools.people import unchecked
from agent_plugin.tools.people.finder import PeopleFinder
from agent_plugin.tools.policy import STANDARD
from tests import builders
from tests.builders import Body

RULES = STANDARD.people
ABOVE = {Part.HEAD, Part.LEFT_HAND, Part.RIGHT_HAND, Part.LEFT_ARM, Part.RIGHT_ARM}
Edit = Callable[[Image.Image], Image.Image]


def _frame(image: Image.Image) -> Frame:
    return Frame(np.asarray(image.convert("RGB")))


def _why(person: Person, part: Part) -> Reason | None:
    return next((row.reason for row in person.not_checked if row.part is part), None)


def _as_it_is(image: Image.Image) -> Image.Image:
    return image


def _head_at_the_upper_edge(image: Image.Image) -> Image.Image:
    return image.crop((0, 130, image.width, image.height))


def _small(image: Image.Image) -> Image.Image:
    return image.resize((image.width // 4, image.height // 4), Image.Resampling.LANCZOS)


def _blurred(image: Image.Image) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(6))


def _legs_below_the_edge(image: Image.Image) -> Image.Image:
    return image.crop((0, 0, image.width, 470))


@pytest.mark.parametrize(
    ("name", "edit", "part", "reason"),
    [
        ("walk.jpg", _head_at_the_upper_edge, Part.HEAD, Reason.CUT_OFF),
        ("walk.jpg", _small, Part.HEAD, Reason.TOO_SMALL),
        ("walk.jpg", _small, Part.LEFT_HAND, Reason.TOO_SMALL),
        ("walk.jpg", _blurred, Part.HEAD, Reason.BLURRED),
        ("walk.jpg", _legs_below_the_edge, Part.LEFT_LEG, Reason.CUT_OFF),
        ("walk.jpg", _legs_below_the_edge, Part.RIGHT_LEG, Reason.CUT_OFF),
        ("over-shoulder.jpg", _as_it_is, Part.LEFT_HAND, Reason.COVERED),
        ("over-shoulder.jpg", _as_it_is, Part.LEFT_LEG, Reason.CUT_OFF),
        ("walk.jpg", _as_it_is, Part.HEAD, None),
        ("walk.jpg", _as_it_is, Part.LEFT_HAND, None),
        ("walk.jpg", _as_it_is, Part.RIGHT_LEG, None),
    ],
)
def test_a_part_that_cannot_be_judged_says_why(
    finder: PeopleFinder, examples: Path, name: str, edit: Edit, part: Part, reason: Reason | None
) -> None:
    with Image.open(examples / name) as image:
        (person,) = finder.find(_frame(edit(image.convert("RGB")))).people
    assert _why(person, part) == reason


@pytest.mark.parametrize("grain", [1, 8, 400])
def test_a_hand_behind_something_does_not_count_as_checked(
    finder: PeopleFinder, examples: Path, grain: int
) -> None:
    rows, columns = 230 // grain + 1, 228 // grain + 1
    cover = np.random.default_rng(0).integers(100, 220, (rows, columns, 3), dtype=np.uint8)
    with Image.open(examples / "walk.jpg") as image:
        covered = image.convert("RGB")
    covered.paste(Image.fromarray(cover.repeat(grain, 0).repeat(grain, 1)[:230, :228]), (380, 330))
    (person,) = finder.find(_frame(covered)).people
    assert person.left_hand is None
    assert _why(person, Part.LEFT_HAND) is not None


def test_a_small_sharp_head_is_not_called_blurred(finder: PeopleFinder, examples: Path) -> None:
    with Image.open(examples / "walk.jpg") as image:
        half = image.convert("RGB").resize((image.width // 2, image.height // 2), Image.Resampling.LANCZOS)
    (person,) = finder.find(_frame(half)).people
    assert person.head.height_px > RULES.min_head_px
    assert _why(person, Part.HEAD) is not Reason.BLURRED


def test_each_row_is_one_sentence_about_one_part(finder: PeopleFinder, examples: Path) -> None:
    with Image.open(examples / "walk.jpg") as image:
        (person,) = finder.find(_frame(_blurred(image))).people
    assert person.not_checked
    parts = [row.part for row in person.not_checked]
    assert len(parts) == len(set(parts))
    for row in person.not_checked:
        assert re.fullmatch(rf"Person 1's {row.part.value.replace('_', ' ')} is [a-z ]+\.", row.explanation)
        assert row.box_xyxy is not None


def _synthetic(body: Body, visibility: float = 1.0, hands: bool = True) -> Person:
    person = builders.person(body, hands=builders.SIDES if hands else ())
    return replace(person, pose=builders.pose(body, visibility=visibility))


def _noise() -> Frame:
    return Frame(np.random.default_rng(1).integers(0, 256, (1200, 1200, 3), dtype=np.uint8))


def _reasons(person: Person) -> dict[Part, Reason]:
    return {row.part: row.reason for row in unchecked.parts(_noise(), person, RULES)}


def test_a_whole_sharp_person_is_checked_throughout() -> None:
    assert _reasons(_synthetic(Body())) == {}


def test_a_hand_in_sight_that_is_not_recognised_is_said() -> None:
    reasons = _reasons(_synthetic(Body(), hands=False))
    assert reasons == {Part.LEFT_HAND: Reason.NOT_FOUND, Part.RIGHT_HAND: Reason.NOT_FOUND}


def test_limbs_that_the_skeleton_only_guesses_are_covered() -> None:
    reasons = _reasons(_synthetic(Body(), visibility=RULES.min_visibility / 2, hands=False))
    sides = [f"{side}_{limb}" for side in builders.SIDES for limb in ("hand", "arm", "leg")]
    assert reasons == {Part(name): Reason.COVERED for name in sides}


def test_a_hand_that_was_found_at_the_edge_counts_as_checked() -> None:
    body = Body(at_px=(1085, 600), arms={"left": (20, 20), "right": (15, 10)})
    assert Part.LEFT_HAND not in _reasons(_synthetic(body))
    assert _reasons(_synthetic(body, hands=False))[Part.LEFT_HAND] is Reason.CUT_OFF


@pytest.mark.parametrize("torso_px", [300.0, 40.0])
def test_smallness_is_measured_in_pixels_of_the_picture(torso_px: float) -> None:
    reasons = _reasons(_synthetic(Body(torso_px=torso_px)))
    small = {part for part, reason in reasons.items() if reason is Reason.TOO_SMALL}
    expected = {Part.HEAD, Part.LEFT_HAND, Part.RIGHT_HAND} if torso_px == 40.0 else set[Part]()
    assert small == expected


def test_more_people_than_are_looked_at_is_said() -> None:
    (row,) = unchecked.crowd(RULES.max_people, RULES)
    assert (row.person, row.reason) == (None, Reason.TOO_MANY_PEOPLE)
    assert str(RULES.max_people) in row.explanation
    assert list(unchecked.crowd(RULES.max_people - 1, RULES)) == []


def test_a_print_on_clothes_is_said_with_its_place() -> None:
    (row,) = unchecked.prints([builders.pose(Body(at_px=(300, 300), torso_px=40))])
    assert row.reason is Reason.PICTURED
    assert row.box_xyxy is not None


def test_who_is_in_a_poster_is_said_to_be() -> None:
    (person,) = builders.scene([builders.person(Body(at_px=(600, 600), torso_px=150))]).people
    frame = Frame(np.zeros((1200, 1200, 3), np.uint8))
    pictured = replace(person, pictured_in=(400, 300, 800, 1100))
    first, *_ = unchecked.parts(frame, pictured, RULES)
    assert (first.part, first.reason, first.box_xyxy) == (Part.BODY, Reason.PICTURED, (400, 300, 800, 1100))
    assert all(row.reason is not Reason.PICTURED for row in unchecked.parts(frame, person, RULES))


def test_whose_legs_alone_are_seen_is_cut_off_above_them() -> None:
    person = builders.person(Body())
    legs = replace(person, pose=builders.legs_alone(person.pose))
    rows = list(unchecked.parts(Frame(np.full((1200, 1200, 3), 127, np.uint8)), legs, RULES))
    assert legs.pose.legs_alone
    assert not person.pose.legs_alone
    assert {(row.part, row.reason) for row in rows} == {(part, Reason.CUT_OFF) for part in ABOVE}
