"""Hands with a wrong number, length or shape of fingers, and their sound twins: drawers and staging."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from training.render.body import Body, Shape
from training.render.defects import DRAWERS, STAGINGS, Copy, Defect
from training.render.defects.hand_staging import HANDS
from training.render.fingers import again, carried, cut, finger_vertices, lengthened, merged, parted, thinned
from training.render.hand_frames import (
    FINGERS,
    LITTLE,
    RING,
    SIDES,
    THUMB,
    Hand,
    finger_weight,
    hand_weight,
    read_hand,
)
from training.render.hand_poses import about, draw_gesture, finger_turns, gesture_turns
from training.render.skeleton import Posed, Turns, apply_pose
from training.render.types import Floats, Random

EXTRA, MISSING, FUSED, LENGTH, HAND = (
    "extra_finger",
    "missing_finger",
    "fused_fingers",
    "finger_length",
    "extra_hand",
)


def _which(rng: Random, body: Body, shape: Shape) -> tuple[str, Hand]:
    side = str(rng.choice(list(SIDES)))
    return side, read_hand(body, shape, side)


# --- fingers too many


def _extra_finger(rng: Random, body: Body, shape: Shape, turns: Turns) -> Defect:
    """A sixth finger, at times a seventh."""
    side, hand = _which(rng, body, shape)
    names = ["inserted", "inserted_two", "beside_little", "second_thumb", "branch"]
    variant = str(rng.choice(names, p=[0.4, 0.1, 0.2, 0.12, 0.18]))
    facts: dict[str, object] = {"side": side, "variant": variant}
    if variant.startswith("inserted"):
        return _inserted(rng, body, hand, facts, 1 if variant == "inserted" else 2)
    if variant == "branch":
        return _branch(rng, body, hand, facts)
    finger = THUMB if variant == "second_thumb" else LITTLE
    if finger == THUMB:
        aside, shift = float(rng.choice([-1, 1]) * rng.uniform(24, 45)), rng.uniform(-0.004, 0.004, 3)
    else:
        aside = -float(rng.uniform(14, 42))
        shift = np.array([-rng.uniform(0.006, 0.013), 0.0, -rng.uniform(0.004, 0.02)])
    return _with_copies(body, facts, hand, [(finger, aside, shift)], None)


Extra = tuple[int, float, Floats]
ShapeChange = Callable[[Body, Shape], Shape]


def _inserted(rng: Random, body: Body, hand: Hand, facts: dict[str, object], count: int) -> Defect:
    first = sorted(rng.choice([2, 3, 4], size=count, replace=False).tolist(), reverse=True)
    gap = float(rng.uniform(0.62, 1.05)) * hand.wide / 3
    slim = float(rng.uniform(0.84, 1.0)) if count == 1 else float(rng.uniform(0.75, 0.9))
    factor = float(rng.uniform(0.9, 1.05))

    def change(body: Body, shape: Shape) -> Shape:
        for f in first:
            shape = parted(body, shape, read_hand(body, shape, _long(hand)), f, gap)
        for f in FINGERS[1:]:
            shape = thinned(body, shape, read_hand(body, shape, _long(hand)), f, slim)
        return shape

    spacing = (hand.wide / 3 + gap) / 2
    moves: list[Extra] = []
    for f in first:
        length = np.array([-spacing, 0.0, -0.003 if f != RING else 0.003])
        moves.append((f, -5.0 * factor, length))
    return _with_copies(body, facts | {"between": first}, hand, moves, change)


def _with_copies(
    body: Body, facts: dict[str, object], hand: Hand, extras: list[Extra], change: ShapeChange | None
) -> Defect:
    def copies(body: Body, shape: Shape, turns: Turns) -> list[Copy]:
        drawn = []
        for finger, aside, shift in extras:
            own = read_hand(body, shape, _long(hand))
            moved, turned = carried(body, shape, turns, own, finger, aside, shift)
            kept = finger_weight(body, hand.side, finger) > 0.12
            drawn.append(Copy(apply_pose(body, moved, turned), kept))
        return drawn

    marked = np.concatenate([finger_vertices(body, hand.side, f) for f, _, _ in extras])
    return Defect(EXTRA, facts, marked, shape=change, copies=copies)


def _branch(rng: Random, body: Body, hand: Hand, facts: dict[str, object]) -> Defect:
    """A finger that forks at its middle joint."""
    finger = int(rng.choice(FINGERS, p=[0.12, 0.22, 0.22, 0.22, 0.22]))
    wide = float(rng.uniform(28, 55)) * float(rng.choice([-1, 1]))
    name = hand.bone(finger, 2)

    def leaning(turns: Turns, angle: float) -> Turns:
        return {**turns, name: turns.get(name, np.eye(3)) @ about(hand.axes[:, 1], angle)}

    def copies(body: Body, shape: Shape, turns: Turns) -> list[Copy]:
        kept = finger_weight(body, hand.side, finger, 2) > 0.35
        return [Copy(apply_pose(body, shape, leaning(turns, wide)), kept)]

    marked = finger_vertices(body, hand.side, finger, 2)
    lean = partial(leaning, angle=-wide * float(rng.uniform(0.2, 0.6)))
    return Defect(EXTRA, facts | {"fingers": [finger]}, marked, turns=lean, copies=copies)


def _extra_hand(rng: Random, body: Body, shape: Shape, turns: Turns) -> Defect:
    """A second hand on the same wrist."""
    side, hand = _which(rng, body, shape)
    angle = float(rng.uniform(25, 80) * rng.choice([-1, 1]))
    wrist = f"wrist.{hand.side}"
    other = gesture_turns(rng, hand, draw_gesture(rng, fingers_shown=True)) if rng.random() < 0.5 else {}
    facts: dict[str, object] = {"side": side, "variant": "fanned", "angle_deg": round(angle, 1)}

    def copies(body: Body, shape: Shape, turns: Turns) -> list[Copy]:
        new = {**turns, **other, wrist: turns.get(wrist, np.eye(3)) @ about(hand.axes[:, 1], angle)}
        return [Copy(apply_pose(body, shape, new), hand_weight(body, hand.side) > 0.55)]

    marked = np.flatnonzero(hand_weight(body, hand.side) > 0.5)
    return Defect(HAND, facts, marked, copies=copies)


# --- fingers too few


def _missing_finger(rng: Random, body: Body, shape: Shape, turns: Turns) -> Defect:
    """One or two fingers cut off near the palm or at the middle; the others at times close up."""
    side, hand = _which(rng, body, shape)
    count = 1 if rng.random() < 0.68 else 2
    first = int(rng.choice(FINGERS, p=[0.08, 0.23, 0.23, 0.23, 0.23]))
    fingers = [first] if count == 1 or first in (THUMB, LITTLE) else [first, first + 1]
    share = float(rng.choice([rng.uniform(0.08, 0.26), rng.uniform(0.26, 0.42)], p=[0.75, 0.25]))
    shares = {f: share * float(rng.uniform(0.85, 1.15)) + (0.38 if f == THUMB else 0) for f in fingers}
    closing = float(rng.uniform(4, 10)) if rng.random() < 0.5 and share < 0.3 else 0.0
    facts: dict[str, object] = {"side": side, "variant": "closed_up" if closing else "stump"}
    facts |= {"fingers": fingers, "kept_share": {str(f): round(s, 2) for f, s in shares.items()}}

    def close(turns: Turns) -> Turns:
        new = dict(turns)
        for f, way in ((fingers[0] - 1, -1.0), (fingers[-1] + 1, 1.0)):
            if THUMB < f <= LITTLE:
                name = hand.bone(f, 1)
                new[name] = _aside(hand, way * closing * len(fingers)) @ turns.get(name, np.eye(3))
        return new

    def posed(body: Body, posed: Posed) -> Posed:
        for f in fingers:
            posed = cut(body, shape, posed, hand, f, shares[f])
        return posed

    marked = np.concatenate([finger_vertices(body, hand.side, f) for f in fingers])
    return Defect(MISSING, facts, marked, turns=close, posed=posed)


# --- fingers in one


def _fused_fingers(rng: Random, body: Body, shape: Shape, turns: Turns) -> Defect:
    """Two or three neighbouring fingers merged, over their whole length or its lower part."""
    side, hand = _which(rng, body, shape)
    count = 2 if rng.random() < 0.6 else 3
    first = int(rng.integers(2, LITTLE - count + 2))
    fingers = list(range(first, first + count))
    until = float(rng.choice([1.4, rng.uniform(0.6, 0.95)], p=[0.65, 0.35]))
    fullness, level = float(rng.uniform(0.4, 1.0) ** 0.5), float(rng.choice([0.0, rng.uniform(0.5, 1.0)]))
    bends = np.abs(rng.normal(0, [9, 12, 8]))
    apart = float(rng.uniform(-1.6, 1.0))
    facts: dict[str, object] = {
        "side": side,
        "variant": "whole" if until > 1 else "lower",
        "fingers": fingers,
    }

    def together(turns: Turns) -> Turns:
        new = dict(turns)
        for k, f in enumerate(fingers):
            aside = -2.0 + ((count - 1) / 2 - k) * 2.5 * apart + (6 if first == 2 else -5 if first > 3 else 0)
            new |= finger_turns(read_hand(body, shape, side), f, bends, aside)
        return new

    def change(body: Body, shape: Shape) -> Shape:
        lengths = [_length(hand, f) for f in fingers]
        for f, length in zip(fingers, lengths, strict=True):
            factor = 1 + level * (max(lengths) * 0.97 / length - 1)
            shape = lengthened(body, shape, hand, f, factor, 0)
        return shape

    def posed(body: Body, posed: Posed) -> Posed:
        return merged(body, posed, hand, fingers, until, fullness)

    marked = np.concatenate([finger_vertices(body, hand.side, f) for f in fingers])
    return Defect(FUSED, facts, marked, shape=change, turns=together, posed=posed)


# --- fingers of a wrong length or bend


def _finger_length(rng: Random, body: Body, shape: Shape, turns: Turns) -> Defect:
    """One finger far too long or too short, bent sideways or backwards, or with one joint more."""
    side, hand = _which(rng, body, shape)
    variant = str(
        rng.choice(["long", "short", "sideways", "backwards", "extra_joint"], p=[0.3, 0.2, 0.2, 0.15, 0.15])
    )
    finger = int(rng.choice(FINGERS, p=[0.12, 0.22, 0.22, 0.22, 0.22]))
    facts: dict[str, object] = {"side": side, "variant": variant, "fingers": [finger]}
    if variant in ("long", "short"):
        factor = float(rng.uniform(1.5, 2.1) if variant == "long" else rng.uniform(0.4, 0.6))
        marked = finger_vertices(body, hand.side, finger, 2 if finger == THUMB else 1)
        first = 1 if finger == THUMB else 0
        thick = float(factor ** rng.uniform(0.0, 0.35))

        def change(body: Body, shape: Shape) -> Shape:
            return thinned(body, lengthened(body, shape, hand, finger, factor, first), hand, finger, thick)

        return Defect(LENGTH, facts | {"factor": round(factor, 2)}, marked, shape=change)
    if variant == "extra_joint":
        return _one_joint_more(rng, body, shape, hand, finger, facts)
    return _bent_wrong(rng, body, hand, finger, facts)


def _bent_wrong(rng: Random, body: Body, hand: Hand, finger: int, facts: dict[str, object]) -> Defect:
    finger = 2 if finger == THUMB and facts["variant"] == "sideways" else finger
    facts = facts | {"fingers": [finger]}
    joint = 2 if rng.random() < 0.7 else (3 if finger == THUMB else 1)
    name = hand.bone(finger, joint)
    if facts["variant"] == "sideways":
        outer = {2: 1, LITTLE: -1}.get(finger) or int(rng.choice([-1, 1]))
        amount, turned = float(rng.uniform(50, 100)), 0.0
        change = partial(_aside, hand, outer * amount)
    else:
        amount, turned = float(rng.uniform(60, 100)), float(rng.uniform(-15, 15))
        change = partial(_backwards, hand, amount, turned)

    def bend(turns: Turns) -> Turns:
        return {**turns, name: turns.get(name, np.eye(3)) @ change()}

    marked = finger_vertices(body, hand.side, finger, joint)
    return Defect(LENGTH, facts | {"angle_deg": round(amount, 1), "joint": joint}, marked, turns=bend)


def _one_joint_more(
    rng: Random, body: Body, shape: Shape, hand: Hand, finger: int, facts: dict[str, object]
) -> Defect:
    bend, overlap = float(rng.choice([-1, 1]) * rng.uniform(15, 65)), float(rng.uniform(0.25, 0.5))

    def copies(body: Body, shape: Shape, turns: Turns) -> list[Copy]:
        return [Copy(*again(body, apply_pose(body, shape, turns), hand, finger, bend, overlap))]

    marked = finger_vertices(body, hand.side, finger)
    return Defect(LENGTH, facts | {"angle_deg": round(bend, 1)}, marked, copies=copies)


def _aside(hand: Hand, angle_deg: float) -> Floats:
    """A turn in the palm's plane; positive goes to the thumb's side."""
    return about(np.cross(hand.axes[:, 2], hand.axes[:, 0]), angle_deg)


def _backwards(hand: Hand, angle_deg: float, aside_deg: float) -> Floats:
    return _aside(hand, aside_deg) @ about(np.cross(hand.axes[:, 2], hand.axes[:, 1]), -angle_deg)


def _long(hand: Hand) -> str:
    return next(name for name, letter in SIDES.items() if letter == hand.side)


def _length(hand: Hand, finger: int) -> float:
    return float(np.linalg.norm(np.diff(hand.joints[finger], axis=0), axis=1).sum())


DRAWERS["hand"] |= {
    EXTRA: _extra_finger,
    MISSING: _missing_finger,
    FUSED: _fused_fingers,
    LENGTH: _finger_length,
    HAND: _extra_hand,
}
STAGINGS["hand"] = HANDS
