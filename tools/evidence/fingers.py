"""Pixels and a hand's box come in; where its fingers end goes out, so that the evidence can number them.

Seen on the outline of the skin, not taken from the hand model, which always finds five. It judges nothing:
what it counts is drawn only where it is what the finding says. A finger that the outline hides is not a
missing one: of 73 sound hands of rendered people, more than five were counted on one, fewer than five on 60.
So more than five are numbered, and exactly five where their lengths are in question, never fewer. Of seven
rendered hands with more than five, in boxes that were shaken, seven in ten were counted right.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from agent_plugin.tools.domain import Box, Category, Finding, Frame, Part, Pixels
from agent_plugin.tools.policy import EvidenceRules

_Mask = NDArray[np.uint8]
_Floats = NDArray[np.float64]
_Places = tuple[tuple[float, float], ...]

# Structure: the square in which a hand is outlined, and what of it is the hand's own box.
_SIDE_PX, _BOX_SHARE = 256, 0.62
# Structure: of Lab, so that a shadow on skin is nearer to skin than another colour is.
_LIGHTNESS_WEIGHT = 0.4
# Structure: colours within so many of the palm's own spreads are probably skin, beyond so many surely not.
_SKIN_SPREADS, _OTHER_SPREADS, _LEAST_SPREAD = 2.5, 10.0, 6.0
# Structure: in radii of the palm: how far a fingertip is from its middle, how deep the gaps beside it are.
_HAND_FROM_PALM = 3.0
_TIP_FROM_PALM, _GAP_DEPTH, _TIP_LENGTH = 1.4, 0.07, 0.55
# Structure: a tip is more pointed than a wrist's or a sleeve's corner; what ends at the rim is an arm.
_TIP_ANGLE_DEG, _RIM_PX = 75.0, 9
# Structure: what is counted on a pattern is no hand.
_MOST_FINGERS = 8
# Structure: a smoothed outline of fewer points shows no fingers.
_LEAST_POINTS, _SMOOTH_POINTS = 50, 5
_HANDS = (Part.LEFT_HAND, Part.RIGHT_HAND)


@dataclass(frozen=True)
class Marked:
    """What is marked of a finding: its box, the whole hand if it is one, and where to number its fingers."""

    box_xyxy: Box
    tips_xy: _Places = ()


def marked(frame: Frame, finding: Finding, rules: EvidenceRules) -> Marked:
    """A hand's points end in the middle of its flesh, and a finger too many lies beside them."""
    x0, y0, x1, y1 = finding.box_xyxy
    if finding.part not in _HANDS:
        return Marked(finding.box_xyxy)
    tips, palm = _bearing_out(frame, finding)
    more = (rules.hand_drawn_grown - 1) / 2 * max(abs(x1 - x0), abs(y1 - y0))
    xs, ys = [x0, x1, *(x for x, _ in (*tips, *palm))], [y0, y1, *(y for _, y in (*tips, *palm))]
    return Marked((min(xs) - more, min(ys) - more, max(xs) + more, max(ys) + more), tips)


def _bearing_out(frame: Frame, finding: Finding) -> tuple[_Places, _Places]:
    """Fingertips and palm of a finding's hand; none where the number of fingers is not what it says."""
    if finding.category not in (Category.EXTRA_FINGER, Category.FINGER_LENGTH):
        return (), ()
    tips, palm = hand_in(frame.pixels, finding.box_xyxy)
    is_more = finding.category is Category.EXTRA_FINGER
    return (tips, palm) if (5 < len(tips) <= _MOST_FINGERS if is_more else len(tips) == 5) else ((), ())


def hand_in(pixels: Pixels, box_xyxy: Box) -> tuple[_Places, _Places]:
    """What the outline of a hand shows in pixels (height, width, 3).

    Its fingertips, along that outline, and two corners of its palm.
    """
    first = _Square.around(box_xyxy)
    hand = first.skin(pixels) if first else None
    if first is None or hand is None:
        return (), ()
    (x, y), radius = _palm(hand)
    reach = (
        _HAND_FROM_PALM * radius
    )  # the model's points may leave out a finger or a thumb: look around the palm
    corners = first.in_picture(x - reach, y - reach), first.in_picture(x + reach, y + reach)
    second = _Square.around((*corners[0], *corners[1]))
    hand = second.skin(pixels) if second else None
    if second is None or hand is None:
        return (), ()
    palm = first.in_picture(x - radius, y - radius), first.in_picture(x + radius, y + radius)
    return tuple(second.in_picture(x, y) for x, y in _tips(hand)), palm


@dataclass(frozen=True)
class _Square:
    """A square of the picture, enlarged to `_SIDE_PX`, with a box in its middle."""

    middle_xy: tuple[float, float]
    scale: float
    half_wide: float  # of the box, enlarged
    half_high: float

    @classmethod
    def around(cls, box_xyxy: Box) -> _Square | None:
        """The square of a box; none where that is none."""
        x0, y0, x1, y1 = box_xyxy
        side = max(x1 - x0, y1 - y0) / _BOX_SHARE
        if not np.isfinite(side) or side < 1:
            return None
        scale = _SIDE_PX / side
        return cls(((x0 + x1) / 2, (y0 + y1) / 2), scale, (x1 - x0) * scale / 2, (y1 - y0) * scale / 2)

    def in_picture(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the square lies in the picture."""
        half = _SIDE_PX / 2
        right, down = (x - half) / self.scale, (y - half) / self.scale
        return float(right + self.middle_xy[0]), float(down + self.middle_xy[1])

    def skin(self, pixels: Pixels) -> _Mask | None:
        """The hand in it, as cells (n, n)."""
        shift = [_SIDE_PX / 2 - at * self.scale for at in self.middle_xy]
        matrix = np.array([[self.scale, 0, shift[0]], [0, self.scale, shift[1]]])
        how = cv2.INTER_AREA if self.scale < 1 else cv2.INTER_LINEAR
        size = _SIDE_PX, _SIDE_PX
        cut = cv2.warpAffine(pixels, matrix, size, flags=how, borderMode=cv2.BORDER_REPLICATE)
        return _skin(np.asarray(cut, dtype=np.uint8), self.half_wide, self.half_high)


def _skin(cut: Pixels, half_wide: float, half_high: float) -> _Mask | None:
    """The hand in a square (n, n, 3), of which the palm is in the middle; nothing where it has no skin."""
    middle, palm = _SIDE_PX // 2, max(4, round(min(half_wide, half_high) * 0.3))
    lab = np.asarray(cv2.cvtColor(cv2.GaussianBlur(cut, (5, 5), 0), cv2.COLOR_RGB2LAB), dtype=np.float64)
    lab[..., 0] *= _LIGHTNESS_WEIGHT
    inner = lab[middle - palm : middle + palm, middle - palm : middle + palm].reshape(-1, 3)
    colour = np.median(inner, axis=0)
    away = np.linalg.norm(lab - colour, axis=2)
    spread = max(_LEAST_SPREAD / _SKIN_SPREADS, float(np.median(np.linalg.norm(inner - colour, axis=1))))
    ys, xs = np.mgrid[:_SIDE_PX, :_SIDE_PX] - middle
    is_within = (abs(xs) < half_wide + 4) & (abs(ys) < half_high + 4)
    mask = np.full((_SIDE_PX, _SIDE_PX), cv2.GC_PR_BGD, np.uint8)
    mask[is_within & (away < _SKIN_SPREADS * spread)] = cv2.GC_PR_FGD
    mask[~is_within & (away > _OTHER_SPREADS * spread)] = cv2.GC_BGD
    core = palm // 2
    mask[middle - core : middle + core, middle - core : middle + core] = cv2.GC_FGD
    cv2.setRNGSeed(0)  # its colours are clustered at random: the same picture, the same numbers
    smooth, models = cv2.GaussianBlur(cut, (3, 3), 0), (np.zeros((1, 65)), np.zeros((1, 65)))
    cv2.grabCut(smooth, mask, (0, 0, 0, 0), *models, 5, cv2.GC_INIT_WITH_MASK)
    skin = np.isin(mask, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    _, labels = cv2.connectedComponents(cv2.morphologyEx(skin, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)))
    own = labels[middle, middle]
    return (labels == own).astype(np.uint8) if own else None


def _palm(hand: _Mask) -> tuple[_Floats, float]:
    """The middle (x, y) of where a hand (n, n) is widest, and how wide it is to each side."""
    depth = cv2.distanceTransform(np.pad(hand, 1), cv2.DIST_L2, 5)[1:-1, 1:-1]
    row, column = np.unravel_index(int(depth.argmax()), depth.shape)
    return np.array([column, row], dtype=np.float64), float(depth.max())


def _tips(hand: _Mask) -> list[_Floats]:
    """Points of the outline that lie far from the palm, between gaps, and are pointed."""
    palm, radius = _palm(hand)
    outlines, _ = cv2.findContours(hand, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    rough = np.asarray(max(outlines, key=cv2.contourArea), dtype=np.float64)[:, 0]
    if len(rough) < _LEAST_POINTS:
        return []
    outline = _smoothed(rough)
    outline = np.roll(outline, -int(np.linalg.norm(outline - palm, axis=1).argmin()), axis=0)
    from_palm = np.linalg.norm(outline - palm, axis=1)
    step = max(3, int(_TIP_LENGTH * radius))
    return [
        outline[at]
        for at in _peaks(from_palm, _GAP_DEPTH * radius)
        if from_palm[at] > _TIP_FROM_PALM * radius
        and _angle_deg(outline, at, step) < _TIP_ANGLE_DEG
        and min(*outline[at], *(_SIDE_PX - outline[at])) >= _RIM_PX
    ]


def _smoothed(outline: _Floats) -> _Floats:
    """A closed outline (n, 2) without its steps from pixel to pixel."""
    reach = range(-(_SMOOTH_POINTS // 2), _SMOOTH_POINTS // 2 + 1)
    smooth: _Floats = np.mean([np.roll(outline, by, axis=0) for by in reach], axis=0)
    return smooth


def _peaks(heights: _Floats, least_rise: float) -> list[int]:
    """Where a row (n,) that begins at its lowest has peaks that stand so much above the dips beside them."""
    peaks: list[int] = []
    low, high = float(heights[0]), 0
    is_rising = True
    for at, height in enumerate([*heights, heights[0]]):
        if is_rising:
            high = at if at < len(heights) and height > heights[high] else high
            if height < heights[high] - least_rise:
                peaks += [high] if heights[high] - low > least_rise else []
                low, is_rising = float(height), False
        else:
            low = min(low, float(height))
            if height > low + least_rise:
                high, is_rising = at, True
    return peaks


def _angle_deg(outline: _Floats, at: int, step: int) -> float:
    """How pointed a closed outline (n, 2) is at one of its points."""
    one, other = (outline[(at + way) % len(outline)] - outline[at] for way in (-step, step))
    cosine = one @ other / (np.linalg.norm(one) * np.linalg.norm(other) + 1e-9)
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))
