"""Changes to fingers of a mesh: at rest (longer, wider apart, carried elsewhere) or posed (cut, merged)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from training.render.body import Body, Shape
from training.render.hand_frames import FINGERS, Hand, finger_weight, hand_weight, unit
from training.render.hand_poses import about
from training.render.skeleton import Posed, Turns
from training.render.types import Floats, Ints, Mask

STUMP_ROUND = 1.1  # how high a stump's end is, in half thicknesses of the finger


def finger_vertices(body: Body, side: str, finger: int, first_joint: int = 1) -> Ints:
    """The vertices that follow a finger's bones from a joint on."""
    return np.flatnonzero(finger_weight(body, side, finger, first_joint) > 0.5)


def lengthened(body: Body, shape: Shape, hand: Hand, finger: int, factor: float, first: int) -> Shape:
    """The finger drawn out, or in, from one of its joints (0 = the knuckle)."""
    at = hand.joints[finger]
    way = unit(at[3] - at[first])
    weight = finger_weight(body, hand.side, finger)[:, None]
    far = np.clip((shape.vertices - at[first]) @ way, 0, None)[:, None]
    vertices = shape.vertices + (factor - 1) * weight * far * way
    joints = shape.joints.copy()
    for joint in (1, 2, 3):
        number = body.bone(hand.bone(finger, joint))
        reach = max(0.0, float((joints[number] - at[first]) @ way))
        joints[number] = joints[number] + (factor - 1) * reach * way
    return Shape(vertices.astype(np.float32), joints)


def thinned(body: Body, shape: Shape, hand: Hand, finger: int, factor: float) -> Shape:
    """The finger thinner or thicker around its own axis."""
    vertices = shape.vertices.copy()
    own = np.flatnonzero(finger_weight(body, hand.side, finger) > 0.05)
    at, _, _ = _on_axis(hand.joints[finger], vertices[own])
    weight = finger_weight(body, hand.side, finger)[own, None]
    vertices[own] = at + (vertices[own] - at) * (1 + (factor - 1) * weight)
    return replace(shape, vertices=vertices.astype(np.float32))


def parted(body: Body, shape: Shape, hand: Hand, finger: int, gap_m: float) -> Shape:
    """The palm widened between a finger and the next one towards the little finger."""
    own = np.flatnonzero(hand_weight(body, hand.side) > 0.02)
    inside = hand.inward(shape.vertices[own])
    bases = [hand.inward(hand.joints[f][:1])[0, 0] for f in (finger, finger + 1)]
    middle, half = sum(bases) / 2, abs(bases[0] - bases[1]) / 2
    side = np.clip((inside[:, 0] - middle) / half, -1, 1)
    for f in FINGERS:
        weight = finger_weight(body, hand.side, f)[own]
        side = side * (1 - weight) + (1.0 if f <= finger else -1.0) * weight
    rise = np.clip(inside[:, 2] / hand.long, 0, 1) ** 1.5
    vertices = shape.vertices.copy()
    shift = side * rise * gap_m / 2 * hand_weight(body, hand.side)[own]
    vertices[own] += shift[:, None] * hand.axes[:, 0]
    joints = shape.joints.copy()
    for f in FINGERS:
        for joint in (1, 2, 3):
            number = body.bone(hand.bone(f, joint))
            height = np.clip(hand.inward(joints[number][None])[0, 2] / hand.long, 0, 1) ** 1.5
            joints[number] = joints[number] + hand.axes[:, 0] * gap_m / 2 * height * (
                1 if f <= finger else -1
            )
    return Shape(vertices.astype(np.float32), joints)


def carried(
    body: Body, shape: Shape, turns: Turns, hand: Hand, finger: int, aside_deg: float, shift: Floats
) -> tuple[Shape, Turns]:
    """A finger turned in the palm's plane (towards the thumb) about its knuckle and shifted, at rest."""
    turned = about(np.cross(hand.axes[:, 2], hand.axes[:, 0]), aside_deg)
    base = hand.joints[finger][0]
    move = hand.axes @ shift
    weight = finger_weight(body, hand.side, finger)[:, None]
    moved = (shape.vertices - base) @ turned.T + base + move
    vertices = shape.vertices + weight * (moved - shape.vertices)
    joints, new = shape.joints.copy(), dict(turns)
    for joint in (1, 2, 3):
        name = hand.bone(finger, joint)
        joints[body.bone(name)] = turned @ (joints[body.bone(name)] - base) + base + move
        new[name] = turned @ turns.get(name, np.eye(3)) @ turned.T
    return Shape(vertices.astype(np.float32), joints), new


def cut(body: Body, shape: Shape, posed: Posed, hand: Hand, finger: int, kept_share: float) -> Posed:
    """The finger ended by a rounded stump after a share of its length."""
    numbers = np.flatnonzero(finger_weight(body, hand.side, finger) > 0.3)
    axis, along, _ = _on_axis(hand.joints[finger], shape.vertices[numbers])
    length = float(np.linalg.norm(np.diff(hand.joints[finger], axis=0), axis=1).sum())
    end = kept_share * length
    beyond = along > end
    ways = np.diff(hand.joints[finger], axis=0)
    starts = np.r_[0.0, np.cumsum(np.linalg.norm(ways, axis=1))]
    last = int(np.clip(np.searchsorted(starts, end, side="right") - 1, 0, 2))
    way = unit(ways[last])
    foot = hand.joints[finger][last] + way * (end - starts[last])
    out = shape.vertices[numbers] - axis
    thick = float(np.quantile(np.linalg.norm(out, axis=1), 0.7))
    share = np.clip((along - end) / (length - end), 0, 1) * np.pi / 2
    flat = out - (out @ way)[:, None] * way
    flat *= np.minimum(1, thick * 1.05 / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-6))
    goal = foot + flat * np.cos(share)[:, None] + way * (np.sin(share) * thick * STUMP_ROUND)[:, None]
    number = body.bone(hand.bone(finger, last + 1))
    carried_goal = (goal - shape.joints[number]) @ posed.turns[number].T + posed.joints[number]
    vertices = posed.vertices.copy()
    vertices[numbers[beyond]] = carried_goal[beyond]
    return replace(posed, vertices=vertices.astype(np.float32))


def merged(
    body: Body, posed: Posed, hand: Hand, fingers: list[int], until_share: float, fullness: float
) -> Posed:
    """Neighbouring fingers made into one slab up to a share of their length: sides meet, valleys filled."""
    axes = {f: _posed_axis(body, posed, hand, f) for f in fingers}
    vertices = posed.vertices.astype(np.float64)
    result = vertices.copy()
    for f in fingers:
        numbers = np.flatnonzero(finger_weight(body, hand.side, f) > 0.3)
        at, along, bone = _on_axis(axes[f], vertices[numbers])
        ways = np.diff(axes[f], axis=0)
        way = (ways / np.linalg.norm(ways, axis=1, keepdims=True))[bone]
        out = vertices[numbers] - at
        half = float(np.median(np.linalg.norm(out, axis=1))) * 1.05
        length = float(np.linalg.norm(ways, axis=1).sum())
        share = along / length
        ramp = np.clip((share - 0.05) / 0.25, 0, 1) * np.clip((until_share - share) / 0.18, 0, 1)
        for other in (f - 1, f + 1):
            if other in axes:
                moved = _towards(at, out, way, half, axes[other], ramp, fullness)
                result[numbers] += moved
    return replace(posed, vertices=result.astype(np.float32))


def _towards(
    at: Floats, out: Floats, way: Floats, half: float, other: Floats, ramp: Floats, fullness: float
) -> Floats:
    """How vertices around a finger move so that its side meets a neighbour's and the valley between fills."""
    near, _, _ = _on_axis(other, at)
    gap = near - at
    past = np.sum(gap * way, axis=1)
    gap = gap - past[:, None] * way
    wide = np.maximum(np.linalg.norm(gap, axis=1), 1e-6)
    side = gap / wide[:, None]
    pad = np.cross(way, side)
    x, y = np.sum(out * side, axis=1), np.sum(out * pad, axis=1)
    still = ramp * np.clip(1 - (np.abs(past) - 0.25 * half) / (1.5 * half), 0, 1)
    facing = np.clip(x / half, 0, 1)
    stretch = x * np.clip((0.62 + 0.22 * fullness) * wide / half - 1, 0, 2.2)
    fill = (
        np.sign(y)
        * np.clip(half * 0.97 - np.abs(y), 0, None)
        * facing
        * np.clip(np.abs(y) / (half * 0.25), 0, 1)
    )
    move = (stretch * (x > 0))[:, None] * side + (fill * fullness)[:, None] * pad
    return np.asarray(move * still[:, None])


def again(
    body: Body, posed: Posed, hand: Hand, finger: int, bend_deg: float, overlap: float
) -> tuple[Posed, Mask]:
    """The finger's last two bones once more, set on its own tip with a bend: one joint more."""
    axis = _posed_axis(body, posed, hand, finger)
    last = axis[3] - axis[2]
    hinge = np.cross(last, posed.turns[body.bone(hand.bone(finger, 3))] @ hand.axes[:, 1])
    old = unit(axis[2] - axis[1])
    straight = np.cross(old, unit(last))
    turned = about(hinge, bend_deg) @ about(straight, float(np.degrees(np.arcsin(np.linalg.norm(straight)))))
    foot = axis[3] - last * overlap
    vertices = (posed.vertices - axis[1]) @ turned.T + foot
    kept = finger_weight(body, hand.side, finger, 2) > 0.6
    return replace(posed, vertices=vertices.astype(np.float32)), kept


def _posed_axis(body: Body, posed: Posed, hand: Hand, finger: int) -> Floats:
    joints = [posed.joints[body.bone(hand.bone(finger, k))] for k in (1, 2, 3)]
    return np.vstack([*joints, posed.vertices[hand.tips[finger]]])


def _on_axis(axis: Floats, places: Floats) -> tuple[Floats, Floats, Ints]:
    """The nearest places on a line of three pieces, how far along it they are, and on which piece."""
    best, at, along, piece = None, None, None, None
    start = 0.0
    for k in range(3):
        way = axis[k + 1] - axis[k]
        length = float(np.linalg.norm(way))
        share = (places - axis[k]) @ way / length**2
        share = np.clip(share, -0.5 if k == 0 else 0, 1)
        here = axis[k] + share[:, None] * way
        away = np.linalg.norm(places - here, axis=1)
        if best is None or at is None or along is None or piece is None:
            best, at, along, piece = away, here, share * length, np.zeros(len(places), np.int64)
        else:
            closer = away < best
            best = np.where(closer, away, best)
            at = np.where(closer[:, None], here, at)
            along = np.where(closer, start + share * length, along)
            piece = np.where(closer, k, piece)
        start += length
    assert at is not None
    assert along is not None
    assert piece is not None
    return at, along, piece
