"""A person of one frame comes in; whether each part shows, and where, goes out.

Limbs show or not by the skeleton's own visibility, hands by the hand model, heads by the person mask; only
its empty place shows that a head is gone, since a skeleton always has one. What is neither surely there nor
surely gone, or lies at the picture's edge, is unsure and proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np

from agent_plugin.tools.body import skeleton
from agent_plugin.tools.domain import Frame, Hand, Part, Person, Points
from agent_plugin.tools.policy import PopRules

State = Literal["shown", "gone", "unsure"]
# Structure: points along each bone.
_SAMPLES = 6


@dataclass(frozen=True, eq=False)
class ShownPart:
    """A part in one frame: `path_px` (n, 2) lie on it; its end is `clear` torso lengths from the rest."""

    state: State
    path_px: Points
    clear: float

    @property
    def tip_px(self) -> Points:
        """Its far end (2,), in picture pixels."""
        tip: Points = self.path_px[-1]
        return tip


def shown_parts(frame: Frame, person: Person, rules: PopRules) -> dict[Part, ShownPart]:
    """Arms, legs, hands and the head."""
    found = dict(_limbs(person, rules))
    found |= dict(_hands(person, rules))
    found[Part.HEAD] = _head(person, rules)
    return {part: _unsure_at_edge(frame, person, each, rules) for part, each in found.items()}


def outline_at(person: Person, points_px: Points) -> Points:
    """How surely each picture point (n, 2) belongs to somebody; 0 outside what was outlined."""
    silhouette = person.silhouette
    if silhouette is None:
        return np.zeros(len(points_px), dtype=np.float32)
    cells = np.floor(silhouette.to_cells(points_px)).astype(int)
    side = silhouette.alpha.shape[0]
    inside = ((cells >= 0) & (cells < side)).all(axis=1)
    columns, rows = np.clip(cells, 0, side - 1).T
    values: Points = np.where(inside, silhouette.alpha[rows, columns], 0.0).astype(np.float32)
    return values


def left_empty(person: Person, part: ShownPart, path_px: Points, rules: PopRules) -> ShownPart:
    """The part, surely gone if it is not surely there and its former place (n, 2) is empty now."""
    empty = person.silhouette is not None and float(outline_at(person, path_px).mean()) < rules.outline_off
    return replace(part, state="gone") if part.state == "unsure" and empty else part


def _limbs(person: Person, rules: PopRules) -> Iterator[tuple[Part, ShownPart]]:
    points, seen = person.pose.xy_px, person.pose.visibility
    for side, (_, elbow, wrist) in skeleton.ARMS.items():
        tip = points[wrist] + rules.hand_in_forearms * (points[wrist] - points[elbow])
        path = _along([points[elbow], points[wrist], tip])
        legs = [joints for way in skeleton.LEGS.values() for joints in (way[:2], way[1:])]
        clear = min(_from_trunk(person, points[wrist]), _from_bones(person, points[wrist], legs))
        state = _by_visibility(float(seen[[elbow, wrist]].min()), rules)
        yield Part(f"{side}_arm"), ShownPart(state, path, clear)
    for side, (_, knee, ankle) in skeleton.LEGS.items():
        other = skeleton.LEGS["right" if side == "left" else "left"]
        clear = _from_bones(person, points[ankle], [other[:2], other[1:]])
        state = _by_visibility(float(seen[[knee, ankle]].min()), rules)
        yield Part(f"{side}_leg"), ShownPart(state, _along([points[knee], points[ankle]]), clear)


def _hands(person: Person, rules: PopRules) -> Iterator[tuple[Part, ShownPart]]:
    """A hand cannot hide while its wrist, surely seen, stays where it is."""
    hands: dict[str, Hand | None] = {"left": person.left_hand, "right": person.right_hand}
    for side, hand in hands.items():
        _, elbow, wrist = skeleton.ARMS[side]
        at_px = person.pose.xy_px[wrist]
        forearm = float(person.pose.visibility[[elbow, wrist]].min()) > rules.gone
        path = _along([at_px, at_px]) if hand is None else hand.xy_px
        state: State = "shown" if hand is not None else "gone" if forearm else "unsure"
        yield Part(f"{side}_hand"), ShownPart(state, path, rules.well_clear)


def _head(person: Person, rules: PopRules) -> ShownPart:
    x0, y0, x1, y1 = person.head.box_xyxy
    across, down = np.meshgrid(np.linspace(0.25, 0.75, 5), np.linspace(0.2, 0.75, 5))
    path = np.stack([x0 + across.ravel() * (x1 - x0), y0 + down.ravel() * (y1 - y0)], axis=1)
    share = float(outline_at(person, path.astype(np.float32)).mean())
    state: State = "shown" if share >= rules.shown else "unsure"
    return ShownPart(state, path.astype(np.float32), rules.well_clear)


def _by_visibility(value: float, rules: PopRules) -> State:
    return "shown" if value >= rules.shown else "gone" if value <= rules.gone else "unsure"


def _unsure_at_edge(frame: Frame, person: Person, part: ShownPart, rules: PopRules) -> ShownPart:
    margin = rules.edge * person.scale_px
    x_px, y_px = part.path_px.T
    inside = x_px.min() > margin and y_px.min() > margin
    inside = inside and x_px.max() < frame.width - margin and y_px.max() < frame.height - margin
    return part if inside else replace(part, state="unsure")


def _along(corners: Sequence[Points]) -> Points:
    """Points on the way from corner to corner."""
    shares = np.linspace(0.0, 1.0, _SAMPLES)[:, None]
    ways = [a + (b - a) * shares for a, b in pairwise(corners)]
    return np.concatenate(ways).astype(np.float32)


def _from_trunk(person: Person, point_px: Points) -> float:
    import cv2  # here, because listing the checks loads nothing heavy

    hull = cv2.convexHull(person.pose.xy_px[skeleton.TORSO_OUTLINE].astype(np.float32))
    x_px, y_px = (float(value) for value in point_px)
    return -cv2.pointPolygonTest(hull, (x_px, y_px), measureDist=True) / max(person.scale_px, 1e-6)


def _from_bones(person: Person, point_px: Points, bones: Sequence[Sequence[int]]) -> float:
    """From a point to the nearest of the bones, in torso lengths."""
    ways = np.concatenate([_along([person.pose.xy_px[a], person.pose.xy_px[b]]) for a, b in bones])
    return float(np.linalg.norm(ways - point_px, axis=1).min()) / max(person.scale_px, 1e-6)
