"""Each hand is kept once and goes to the wrist it grows on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from agent_plugin.tools.domain import Hand, Pose
from agent_plugin.tools.people.hands import distinct, is_really_a_hand, share_out
from agent_plugin.tools.policy import STANDARD
from tests import builders
from tests.builders import Body, Side

RULES = STANDARD.people


def _moved(hand: Hand, x_px: float, y_px: float, looks_score: float | None = None) -> Hand:
    score = hand.looks_score if looks_score is None else looks_score
    return replace(hand, xy_px=(hand.xy_px + np.array((x_px, y_px))).astype(np.float32), looks_score=score)


def _both(pose: Pose) -> list[Hand]:
    return [builders.hand_on(pose, "left"), builders.hand_on(pose, "right")]


def test_each_hand_goes_to_its_own_wrist() -> None:
    pose = builders.pose(Body())
    left, right = _both(pose)
    shares = share_out([right, left], [pose], RULES)
    (own,) = shares.of_person
    assert own.left is left
    assert own.right is right
    assert own.others == shares.loose == ()


@pytest.mark.parametrize("apart_px", [130, 200, 500])
def test_two_people_side_by_side_keep_their_own_hands(apart_px: float) -> None:
    poses = [builders.pose(Body(at_px=(500 + x, 600))) for x in (0, apart_px)]
    hands = [_both(pose) for pose in poses]
    shares = share_out([hands[1][0], hands[0][1], hands[0][0], hands[1][1]], poses, RULES)
    assert [(own.left, own.right) for own in shares.of_person] == [tuple(pair) for pair in hands]


def test_hands_that_two_people_hold_go_one_to_each() -> None:
    first = builders.pose(Body(at_px=(450, 600), arms={"left": (40, 40), "right": (15, 10)}))
    second = builders.pose(Body(at_px=(700, 600), arms={"left": (15, 10), "right": (40, 40)}))
    held = [builders.hand_on(first, "left"), builders.hand_on(second, "right")]
    one, other = share_out(held, [first, second], RULES).of_person
    assert one.left is held[0]
    assert other.right is held[1]


def test_clasped_hands_stay_on_their_wrists() -> None:
    pose = builders.pose(Body(arms={"left": (25, -60), "right": (25, -60)}))
    (own,) = share_out(_both(pose), [pose], RULES).of_person
    assert own.left is not None
    assert own.right is not None
    assert own.others == ()


@pytest.mark.parametrize("looks", ["left", "right"])
def test_a_hand_goes_by_its_wrist_and_not_by_its_looks(looks: Side) -> None:
    pose = builders.pose(Body())
    hand = builders.hand_on(pose, "left", looks=looks)
    (own,) = share_out([hand], [pose], RULES).of_person
    assert own.left is hand


def test_a_third_hand_nearby_belongs_to_the_person_but_to_no_wrist() -> None:
    pose = builders.pose(Body())
    third = builders.hand((700.0, 420.0))
    shares = share_out([*_both(pose), third], [pose], RULES)
    assert shares.of_person[0].others == (third,)
    assert shares.loose == ()


def test_the_nearer_of_two_hands_takes_the_wrist() -> None:
    pose = builders.pose(Body())
    near = builders.hand_on(pose, "left")
    far = _moved(near, 20, 0)
    own = share_out([far, near], [pose], RULES).of_person[0]
    assert own.left is near
    assert own.others == (far,)


def test_a_hand_far_from_everybody_is_loose() -> None:
    pose = builders.pose(Body())
    away = builders.hand((1150.0, 100.0))
    shares = share_out([away], [pose], RULES)
    assert shares.loose == (away,)
    assert shares.of_person[0].others == ()


def test_without_people_every_hand_is_loose() -> None:
    hand = builders.hand((300.0, 300.0))
    shares = share_out([hand], [], RULES)
    assert (shares.of_person, shares.loose) == ((), (hand,))


def test_every_hand_is_shared_out_exactly_once() -> None:
    poses = [builders.pose(Body(at_px=(400 + 180 * n, 600))) for n in range(3)]
    hands = [hand for pose in poses for hand in _both(pose)]
    hands += [builders.hand((x, 300.0)) for x in (50.0, 640.0, 1180.0)]
    shares = share_out(hands, poses, RULES)
    given = [hand for own in shares.of_person for hand in (own.left, own.right, *own.others) if hand]
    given += shares.loose
    assert sorted(map(id, given)) == sorted(map(id, hands))


def test_one_hand_found_in_two_crops_is_kept_once_and_the_surer_find_stays() -> None:
    hand = builders.hand((300.0, 300.0), looks_score=0.9)
    again = _moved(hand, 3, -2, looks_score=0.95)
    assert distinct([hand, again], RULES) == [again]


def test_one_hand_taken_for_a_left_and_a_right_one_is_kept_once() -> None:
    hand = builders.hand((300.0, 300.0), looks="left", looks_score=0.9)
    other = builders.hand((300.0, 300.0), looks="right", looks_score=0.7)
    assert distinct([other, hand], RULES) == [hand]


def test_one_hand_fitted_the_wrong_way_round_is_kept_once() -> None:
    hand = builders.hand((300.0, 300.0), looks_score=0.9)
    x0, y0, x1, y1 = hand.box_xyxy
    turned = (np.array((x0 + x1, y0 + y1)) - hand.xy_px).astype(np.float32)
    assert distinct([replace(hand, xy_px=turned, looks_score=0.8), hand], RULES) == [hand]


@pytest.mark.parametrize("towards_deg", [60.0, 90.0, 180.0])
def test_two_hands_that_fan_out_from_one_wrist_are_two(towards_deg: float) -> None:
    hands = [builders.hand((300.0, 300.0)), builders.hand((304.0, 300.0), towards_deg=towards_deg)]
    assert len(distinct(hands, RULES)) == 2


def test_two_hands_side_by_side_are_two() -> None:
    assert len(distinct([builders.hand((300.0, 300.0)), builders.hand((350.0, 300.0))], RULES)) == 2


def test_a_body_fitted_into_a_hand_is_really_a_hand() -> None:
    pose = builders.pose(Body(at_px=(300, 230), torso_px=40))
    assert is_really_a_hand(pose, [builders.hand((300.0, 380.0), length_px=330)], RULES)


def test_a_hand_held_before_the_chest_makes_nobody_a_hand() -> None:
    pose = builders.pose(Body())
    assert not is_really_a_hand(pose, [builders.hand((600.0, 560.0), length_px=90)], RULES)


def test_without_hands_nobody_is_one() -> None:
    assert not is_really_a_hand(builders.pose(Body()), [], RULES)
