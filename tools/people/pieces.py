"""A long frame comes in, squares of its short edge go out; then what was found in them, each thing once.

The models look at a square: in a leaderboard or a skyscraper somebody is a few pixels of it. A square of the
short edge shows them as large as a square advertisement would. What reaches over a square's edge is seen
whole in the next one, or in the whole frame.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from agent_plugin.tools.body import skeleton
from agent_plugin.tools.body.crops import Square
from agent_plugin.tools.body.squares import body_box
from agent_plugin.tools.domain import Box, Frame, Hand, Points, Pose, box_around
from agent_plugin.tools.landmarks.backbone import Backbone
from agent_plugin.tools.people import crowd
from agent_plugin.tools.people.fit import agreed, fit
from agent_plugin.tools.policy import PeopleRules, PieceRules, TonedRules


@dataclass(frozen=True)
class Pieces:
    """Squares that are searched beside the whole, and where the pose network starts if nobody is found."""

    squares: tuple[Square, ...] = ()
    starts: tuple[Square, ...] = ()


def of_long(frame: Frame, rules: PieceRules) -> Pieces:
    """Overlapping squares along the longer edge; none where the frame is not long enough."""
    short, long = sorted((frame.width, frame.height))
    if long < rules.long_from * short:
        return Pieces()
    count = int(np.ceil((long - short) / (rules.step * short))) + 1
    middles: list[float] = np.linspace(short / 2, long - short / 2, count).tolist()
    half = short / 2
    return Pieces(
        tuple(
            Square(middle, half, float(short))
            if frame.width > frame.height
            else Square(half, middle, float(short))
            for middle in middles
        )
    )


def of_toned(frame: Frame, rules: TonedRules) -> Pieces:
    """A grey frame from a little farther away, and places where the pose network itself may start."""
    short = float(min(frame.width, frame.height))
    middle_x, middle_y = frame.width / 2, frame.height / 2
    farther = Square(middle_x, middle_y, rules.farther * max(frame.width, frame.height))
    starts = [Square(middle_x + x * short, middle_y + y * short, size * short) for size, x, y in rules.starts]
    return Pieces((farther,), tuple(starts))


def settled(frame: Frame, starts: Sequence[Square], backbone: Backbone, rules: TonedRules) -> list[Pose]:
    """The body that the pose network comes to from most starts, if there are any starts."""
    fits = [fit(frame, square, backbone) for square in starts]
    one = agreed(fits, crowd.apart, rules.agreement)
    return [] if one is None else [one.pose]


def poses(
    found: Iterable[tuple[Square, Pose]], whole: Sequence[Pose], frame: Frame, rules: PeopleRules
) -> list[Pose]:
    """Each body once: as a square shows it whole, else as the whole frame does; cut off only if nobody is."""
    clear, cut = list[Pose](), list[Pose]()
    for square, pose in found:
        seen = pose.xy_px[pose.visibility >= rules.min_visibility]
        (clear if len(seen) and is_clear(seen, square, frame, rules.pieces) else cut).append(pose)
    kept = crowd.distinct(clear, rules)
    kept += [pose for pose in whole if not any(_covers(other, pose, rules) for other in kept)]
    return kept or crowd.distinct(cut, rules)


def is_somebody(pose: Pose, frame: Frame, backbone: Backbone, rules: PieceRules) -> bool:
    """Does the pose network, started around a body found in a piece, come back to it, or see somebody surely?

    Scenery that is looked at from close holds bodies for the detector, which the network does not confirm.
    """
    x0, y0, x1, y1 = body_box(pose, frame.width, frame.height)
    middle_x, middle_y, side = (x0 + x1) / 2, (y0 + y1) / 2, max(x1 - x0, y1 - y0, 1.0)
    fits = [fit(frame, Square(middle_x, middle_y, size * side), backbone) for size in rules.look_again]
    returns = (
        crowd.apart(one.pose, pose) <= rules.same_body and one.presence >= rules.likely_there for one in fits
    )
    return any(returns) or all(one.presence >= rules.surely_there for one in fits)


def hands(found: Iterable[tuple[Square, Hand]], frame: Frame, rules: PieceRules) -> list[Hand]:
    """The hands that no square cuts off."""
    return [hand for square, hand in found if is_clear(hand.xy_px, square, frame, rules)]


def is_clear(points_px: Points, square: Square, frame: Frame, rules: PieceRules) -> bool:
    """Do points (n, 2) keep away from the square's edges, other than those of the frame itself?"""
    margin = rules.margin * square.side_px
    edges, size = square.box_xyxy, (frame.width, frame.height)
    low, high = points_px.min(axis=0), points_px.max(axis=0)
    return all(
        (edges[axis] < 1 or low[axis] >= edges[axis] + margin)
        and (edges[axis + 2] > size[axis] - 1 or high[axis] <= edges[axis + 2] - margin)
        for axis in (0, 1)
    )


def _covers(known: Pose, pose: Pose, rules: PeopleRules) -> bool:
    """Are both fits of one body, or does the second lie mostly on the first?"""
    if crowd.apart(known, pose) <= rules.same_trunk:
        return True
    first, second = (box_around(each.xy_px[skeleton.TORSO]) for each in (known, pose))
    return _shared(first, second) > rules.pieces.same_trunk_area


def _shared(first: Box, second: Box) -> float:
    """The area that two boxes share, of the smaller one."""
    wide = min(first[2], second[2]) - max(first[0], second[0])
    high = min(first[3], second[3]) - max(first[1], second[1])
    smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (first, second))
    return max(0.0, wide) * max(0.0, high) / max(smaller, 1e-6)
