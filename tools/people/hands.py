"""Hands found in overlapping crops come in; each hand once, on its owner's wrist, goes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from agent_plugin.tools.body import skeleton
from agent_plugin.tools.body.hand_points import WRIST
from agent_plugin.tools.domain import Hand, Pose, box_around, overlap
from agent_plugin.tools.policy import PeopleRules


@dataclass(frozen=True, eq=False)
class Own:
    """One person's hands."""

    left: Hand | None = None
    right: Hand | None = None
    others: tuple[Hand, ...] = ()


@dataclass(frozen=True, eq=False)
class Shares:
    """Who owns which hand; `of_person` follows the order of the poses."""

    of_person: tuple[Own, ...]
    loose: tuple[Hand, ...]


def distinct(found: Sequence[Hand], rules: PeopleRules) -> list[Hand]:
    """The surest find of each hand, where several crops held it."""
    kept: list[Hand] = []
    for hand in sorted(found, key=lambda each: -each.looks_score):
        if not any(_same(hand, other, rules) for other in kept):
            kept.append(hand)
    return kept


def share_out(found: Sequence[Hand], poses: Sequence[Pose], rules: PeopleRules) -> Shares:
    """Each wrist takes the nearest hand within reach, closest pairs first; the rest goes to a neighbour."""
    pairs = sorted(
        (_wrist_distance(hand, pose, side), h, p, side)
        for h, hand in enumerate(found)
        for p, pose in enumerate(poses)
        for side in skeleton.ARMS
    )
    on_wrist: dict[tuple[int, str], int] = {}
    for distance, h, p, side in pairs:
        if distance <= rules.hand_on_wrist and (p, side) not in on_wrist and h not in on_wrist.values():
            on_wrist[p, side] = h
    left_over = [h for h in range(len(found)) if h not in on_wrist.values()]
    neighbour = {h: _nearest_person(found[h], poses, rules) for h in left_over}
    people = tuple(
        Own(
            left=found[on_wrist[p, "left"]] if (p, "left") in on_wrist else None,
            right=found[on_wrist[p, "right"]] if (p, "right") in on_wrist else None,
            others=tuple(found[h] for h in left_over if neighbour[h] == p),
        )
        for p in range(len(poses))
    )
    return Shares(people, tuple(found[h] for h in left_over if neighbour[h] is None))


def is_really_a_hand(pose: Pose, found: Sequence[Hand], rules: PeopleRules) -> bool:
    """The pose model takes a hand that fills the picture for a person, fingers for limbs."""
    for hand in found:
        x0, y0, x1, y1 = hand.box_xyxy
        grow = rules.hand_grown * hand.length_px
        x_px, y_px = pose.xy_px[:, 0], pose.xy_px[:, 1]
        inside = (x_px > x0 - grow) & (x_px < x1 + grow) & (y_px > y0 - grow) & (y_px < y1 + grow)
        if inside.mean() > rules.within_hand:
            return True
    return False


def _same(first: Hand, second: Hand, rules: PeopleRules) -> bool:
    """Point by point, or by outline: two fits of one hand may take it for a left and a right one."""
    apart = float(np.linalg.norm(first.xy_px - second.xy_px, axis=1).mean())
    near = apart < rules.same_hand * max(first.length_px, second.length_px)
    return near or overlap(first.box_xyxy, second.box_xyxy) > rules.same_hand_overlap


def _wrist_distance(hand: Hand, pose: Pose, side: str) -> float:
    """In torso lengths."""
    wrist = pose.xy_px[skeleton.ARMS[side][2]]
    return float(np.linalg.norm(hand.xy_px[WRIST] - wrist)) / max(skeleton.scale_px(pose), 1e-6)


def _nearest_person(hand: Hand, poses: Sequence[Pose], rules: PeopleRules) -> int | None:
    """The person whose body is close enough to own the hand, measured from the hand's wrist."""
    x_px, y_px = (float(value) for value in hand.xy_px[WRIST])
    best: tuple[float, int] | None = None
    for index, pose in enumerate(poses):
        x0, y0, x1, y1 = box_around(pose.xy_px)
        outside = np.hypot(max(x0 - x_px, 0.0, x_px - x1), max(y0 - y_px, 0.0, y_px - y1))
        distance = float(outside) / max(skeleton.scale_px(pose), 1e-6)
        if distance <= rules.hand_near_person and (best is None or distance < best[0]):
            best = distance, index
    return None if best is None else best[1]
