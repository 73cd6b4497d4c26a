"""Who is who from frame to frame, and when a torso is remembered against the skeleton's word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import cv2
import numpy as np
import pytest

from agent_plugin.tools.anatomy import neck_twist
from agent_plugin.tools.body import skeleton
from agent_plugin.tools.domain import Facing, Frame, NotChecked, Part, Person, Pixels, Reason, Scene
from agent_plugin.tools.people.tracker import Tracker, matching
from agent_plugin.tools.policy import STANDARD
from tests import builders
from tests.builders import Body

RULES = STANDARD.tracks
SIDE_PX = 600
STEP_S = 0.1


def texture(seed: int) -> Pixels:
    """A shirt's print: the same seed, the same print."""
    return np.random.default_rng(seed).integers(0, 256, (6, 6, 3), dtype=np.uint8)


def shown(bodies: Sequence[Body], prints: Iterable[int | None], at_s: float, background: int = 200) -> Scene:
    """The bodies in a frame, each torso with its print or plain; another background is another shot."""
    pixels = np.full((SIDE_PX, SIDE_PX, 3), background, np.uint8)
    people = [builders.person(body) for body in bodies]
    for person, seed in zip(people, prints, strict=True):
        x0, y0 = (person.pose.xy_px[[11, 12, 23, 24]].mean(axis=0) - person.scale_px / 2).astype(int)
        side = int(person.scale_px)
        patch = np.full((6, 6, 3), 90, np.uint8) if seed is None else texture(seed)
        whole = cv2.resize(patch, (side, side), interpolation=cv2.INTER_NEAREST)
        y_from, x_from = max(0, -y0), max(0, -x0)
        inside = whole[y_from : max(0, SIDE_PX - y0), x_from : max(0, SIDE_PX - x0)]
        pixels[y0 + y_from : y0 + y_from + inside.shape[0], x0 + x_from : x0 + x_from + inside.shape[1]] = (
            inside
        )
    people.sort(key=lambda person: float(person.pose.xy_px[:, 0].mean()))
    numbered = tuple(replace(person, number=number) for number, person in enumerate(people, start=1))
    return Scene(Frame(pixels, round(at_s / STEP_S), at_s, shot=background), numbered)


def at(x_px: float, y_px: float = 300.0, torso_px: float = 100.0, yaw_deg: float = 0.0) -> Body:
    return Body(at_px=(x_px, y_px), torso_px=torso_px, yaw_deg=yaw_deg)


def number_at(scene: Scene, body: Body) -> int:
    """The number of whoever stands in this place."""
    hips = [skeleton.hips(person.pose.xy_px) for person in scene.people]
    nearest = min(range(len(hips)), key=lambda n: float(np.linalg.norm(hips[n] - body.at_px)))
    return scene.people[nearest].number


def follow(rows: Sequence[Sequence[Body]], prints: Sequence[int | None]) -> list[list[int]]:
    """The numbers over time, in the order in which the bodies are given."""
    tracker = Tracker(RULES)
    numbers: list[list[int]] = []
    for step, bodies in enumerate(rows):
        scene = tracker.follow(shown(bodies, prints, step * STEP_S))
        numbers.append([number_at(scene, body) for body in bodies])
    return numbers


def test_somebody_who_walks_keeps_the_number() -> None:
    assert follow([[at(100 + 40 * n)] for n in range(10)], [1]) == [[1]] * 10


def test_somebody_who_strides_keeps_the_number_where_few_frames_are_looked_at() -> None:
    """At three looks a second somebody who walks comes by nine tenths of a torso from look to look."""
    tracker = Tracker(RULES)
    scenes = [tracker.follow(shown([at(100 + 90 * n)], [1], 0.3 * n)) for n in range(5)]
    assert [scene.people[0].number for scene in scenes] == [1] * 5


def test_two_who_pass_one_behind_the_other_keep_their_numbers() -> None:
    rows = [[at(120 + 25 * n, 330), at(480 - 25 * n, 270, torso_px=80)] for n in range(15)]
    numbers = follow(rows, [1, 2])
    assert numbers[0][0] != numbers[0][1]
    assert numbers == [numbers[0]] * 15


def test_two_who_pass_at_the_same_depth_keep_their_numbers() -> None:
    rows = [[at(120 + 25 * n, 303), at(480 - 25 * n, 300)] for n in range(15)]
    numbers = follow(rows, [1, 2])
    assert numbers == [numbers[0]] * 15


def test_neighbours_keep_their_numbers_when_the_camera_pans() -> None:
    numbers = follow([[at(100 + 55 * n), at(180 + 55 * n)] for n in range(6)], [1, 2])
    assert numbers == [numbers[0]] * 6


@pytest.mark.parametrize("people", [3, 5])
def test_a_row_of_people_keeps_its_numbers_when_the_camera_starts_to_pan(people: int) -> None:
    rows = [[at(80 + 80 * k + step_px) for k in range(people)] for step_px in (0, 55, 110, 110)]
    numbers = follow(rows, list(range(people)))
    assert numbers == [numbers[0]] * 4


MATCHES: list[tuple[list[dict[int, float]], tuple[int | None, ...]]] = [
    ([], ()),
    ([{}], (None,)),
    ([{0: 0.1}, {0: 0.2}], (0, None)),
    ([{0: 0.1, 1: 0.2}, {0: 0.2}], (1, 0)),
    ([{0: 0.5, 1: 0.1}, {1: 0.5}], (0, 1)),
    ([{0: 0.5, 1: 0.1}, {1: 0.9, 2: 0.2}], (1, 2)),
]


@pytest.mark.parametrize(("costs", "matched"), MATCHES)
def test_everyone_is_matched_at_the_least_cost_of_all(
    costs: list[dict[int, float]], matched: tuple[int | None, ...]
) -> None:
    assert matching(costs, unmatched=1.4) == matched


def test_as_many_people_as_are_checked_are_matched_where_all_could_be_all() -> None:
    people = range(STANDARD.people.max_people)
    costs = [{column: abs(row - column) / 20 for column in people} for row in people]
    assert matching(costs, unmatched=1.4) == tuple(people)


def test_a_newcomer_gets_a_new_number_and_the_others_keep_theirs() -> None:
    tracker = Tracker(RULES)
    tracker.follow(shown([at(400)], [1], 0.0))
    scene = tracker.follow(shown([at(150), at(405)], [2, 1], 0.1))
    assert (number_at(scene, at(405)), number_at(scene, at(150))) == (1, 2)


def test_two_close_people_never_share_a_number() -> None:
    tracker = Tracker(RULES)
    tracker.follow(shown([at(300)], [1], 0.0))
    scene = tracker.follow(shown([at(302), at(345)], [1, 2], 0.1))
    assert sorted(person.number for person in scene.people) == [1, 2]


def test_a_number_is_never_given_twice() -> None:
    tracker = Tracker(RULES)
    tracker.follow(shown([at(100)], [1], 0.0))
    tracker.follow(shown([], [], 0.1))
    scene = tracker.follow(shown([at(500)], [2], 0.2))
    assert scene.people[0].number == 2


@pytest.mark.parametrize(("away_s", "number"), [(RULES.forget_s * 0.5, 1), (RULES.forget_s * 2, 2)])
def test_somebody_hidden_is_known_again_only_for_a_while(away_s: float, number: int) -> None:
    tracker = Tracker(RULES)
    tracker.follow(shown([at(300)], [1], 0.0))
    tracker.follow(shown([], [], away_s / 2))
    scene = tracker.follow(shown([at(300)], [1], away_s))
    assert scene.people[0].number == number


@pytest.mark.parametrize(("before", "after"), [(1, 2), (1, None), (None, None)])
def test_a_cut_gives_new_numbers_in_the_same_place(before: int | None, after: int | None) -> None:
    tracker = Tracker(RULES)
    tracker.follow(shown([at(300)], [before], 0.0))
    scene = tracker.follow(shown([at(300)], [after], 0.1, background=20))
    assert scene.people[0].number == 2


def test_who_looks_the_same_after_a_cut_is_the_same_wherever_they_stand() -> None:
    tracker = Tracker(RULES)
    first = tracker.follow(shown([at(150), at(450)], [1, 2], 0.0))
    scene = tracker.follow(shown([at(150), at(450)], [2, 1], 0.1, background=20))
    assert [person.number for person in first.people] == [1, 2]
    assert [person.number for person in scene.people] == [2, 1]


def test_a_flash_of_light_changes_nobodys_number() -> None:
    tracker = Tracker(RULES)
    scenes = [
        tracker.follow(shown([at(300)], [1], n * STEP_S, background=20 if n == 3 else 200)) for n in range(8)
    ]
    assert [scene.people[0].number for scene in scenes] == [1] * 8


def test_two_who_cross_and_a_third_who_comes_keep_their_numbers_till_the_cut_and_are_new_after_it() -> None:
    tracker = Tracker(RULES)
    seen: list[list[int]] = []
    for n in range(20):
        third = [at(520, 300)] if n >= 8 else []
        bodies = [at(100 + 20 * n, 330), at(480 - 20 * n, 270, torso_px=80), *third]
        prints = ([1, 2, 3] if n < 15 else [4, 5, 6])[: len(bodies)]
        scene = tracker.follow(shown(bodies, prints, n * STEP_S, background=200 if n < 15 else 20))
        seen.append([number_at(scene, body) for body in bodies])
    assert seen[:8] == [seen[0]] * 8
    assert seen[8:15] == [[*seen[0], 3]] * 7
    assert {number for row in seen[15:] for number in row} == {4, 5, 6}


def test_what_was_not_checked_goes_by_the_number_over_time() -> None:
    tracker = Tracker(RULES)
    tracker.follow(shown([at(300)], [1], 0.0))
    scene = shown([at(80), at(300)], [2, 1], 0.1)
    row = NotChecked(
        person=2, part=Part.HEAD, reason=Reason.BLURRED, explanation="Person 2's head is too blurred."
    )
    second = replace(scene.people[1], not_checked=(row,))
    followed = tracker.follow(replace(scene, people=(scene.people[0], second)))
    known = next(person for person in followed.people if person.number == 1)
    assert known.not_checked[0].person == 1
    assert known.not_checked[0].explanation == "Person 1's head is too blurred."


def test_the_scene_that_came_in_is_left_as_it_was() -> None:
    tracker = Tracker(RULES)
    tracker.follow(shown([at(100)], [1], 0.0))
    scene = shown([at(300)], [2], 0.1)
    tracker.follow(scene)
    assert scene.people[0].number == 1


def over(yaws_deg: Sequence[float], prints: Sequence[int | None]) -> list[Person]:
    """One person on the spot, turned as the skeleton has it, in the prints that the pixels show."""
    tracker = Tracker(RULES)
    rows = zip(yaws_deg, prints, strict=True)
    scenes = [
        tracker.follow(shown([at(300, yaw_deg=yaw_deg)], [seed], step * STEP_S))
        for step, (yaw_deg, seed) in enumerate(rows)
    ]
    assert {scene.people[0].number for scene in scenes} == {1}
    return [scene.people[0] for scene in scenes]


@pytest.mark.parametrize("yaw_deg", [180, 150, -160, 0, 30])
def test_sides_swapped_on_the_same_torso_are_the_heads_doing(yaw_deg: float) -> None:
    *_, last = over([yaw_deg, yaw_deg, yaw_deg + 180], [1, 1, 1])
    assert last.torso is not None
    assert skeleton.angle_between_deg(last.torso.yaw_deg, yaw_deg) < 1
    assert last.torso.sureness == RULES.memory_sureness


@pytest.mark.parametrize(("off_px", "is_remembered"), [(12.0, True), (-12.0, True), (30.0, False)])
def test_a_skeleton_that_jumps_with_the_swap_still_has_the_same_torso(
    off_px: float, is_remembered: bool
) -> None:
    """The print stays where it is; the skeleton's trunk, and with it the view of the torso, does not."""
    tracker, there = Tracker(RULES), shown([at(300, yaw_deg=180)], [1], 0.0)
    tracker.follow(there)
    (person,) = shown([at(300 + off_px, yaw_deg=0)], [1], STEP_S).people
    pixels = replace(there.frame, at_s=STEP_S, index=1)
    (followed,) = tracker.follow(Scene(pixels, (person,))).people
    assert (followed.torso is not None) is is_remembered


def test_the_memory_lasts_as_long_as_the_sides_stay_swapped() -> None:
    people = over([180] * 3 + [0] * 20, [1] * 23)
    assert [person.torso is not None for person in people] == [False] * 3 + [True] * 20
    assert all(person.torso is None or abs(person.torso.yaw_deg) > 175 for person in people)


def swapped(read: Facing | None) -> Scene:
    """The frame in which the skeleton of somebody without a face swaps its sides, the head read so."""
    tracker = Tracker(RULES)
    scenes: list[Scene] = []
    for step, yaw_deg in enumerate([0, 0, 180]):
        scene = shown([at(300, yaw_deg=yaw_deg)], [1], step * STEP_S)
        (person,) = scene.people
        own = replace(person, head=replace(person.head, facing=read, face=None, faces=()))
        scenes.append(tracker.follow(replace(scene, people=(own,))))
    return scenes[-1]


@pytest.mark.parametrize("read_deg", [150.0, -120.0, 180.0])
def test_a_head_that_swaps_the_sides_is_read_as_surely_as_the_torso_is_remembered(read_deg: float) -> None:
    """Ears and classifier both tell of a turned head; what tells of the smaller turn is believed."""
    facing = swapped(Facing(read_deg, 0.4)).people[0].head.facing
    assert facing is not None
    assert facing.yaw_deg == pytest.approx(read_deg)
    assert facing.sureness == RULES.memory_sureness


@pytest.mark.parametrize("read", [None, Facing(0.0, 0.8)])
def test_a_swap_that_the_heads_look_denies_tells_nothing_of_the_head(read: Facing | None) -> None:
    followed = swapped(read)
    assert followed.people[0].torso is not None
    assert not list(neck_twist.find(followed, STANDARD))


def test_the_memory_ends_when_the_sides_come_back() -> None:
    *_, last = over([180, 180, 0, 0, 180], [1] * 5)
    assert last.torso is None


def test_a_jump_cut_to_another_torso_is_no_memory() -> None:
    people = over([180, 180, 0, 0, 0], [1, 1, 2, 2, 2])
    assert [person.torso for person in people] == [None] * 5


def test_a_cut_forgets_the_torso() -> None:
    tracker = Tracker(RULES)
    tracker.follow(shown([at(300, yaw_deg=180)], [1], 0.0))
    scene = tracker.follow(shown([at(300)], [1], 0.1, background=20))
    assert scene.people[0].torso is None


@pytest.mark.parametrize("step_deg", [-15, 10, 30])
def test_a_slow_real_turn_is_no_swap(step_deg: int) -> None:
    yaws_deg = list(range(180, 180 + 12 * step_deg, step_deg))
    people = over(yaws_deg, [1] * len(yaws_deg))
    assert [person.torso for person in people] == [None] * len(yaws_deg)


def test_a_quick_real_turn_in_plain_clothes_is_no_swap() -> None:
    people = over([180, 120, 60, 0, 0, 0], [None] * 6)
    assert [person.torso for person in people] == [None] * 6


def test_a_profile_has_no_sides_to_swap() -> None:
    people = over([90, 95, 85, 88], [1] * 4)
    assert [person.torso for person in people] == [None] * 4
