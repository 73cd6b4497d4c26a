"""A person's mask comes in, numbers go out: along the limbs, around the head, and what no bone explains.

Places and areas are in torso lengths. Without a mask all numbers are 0.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from agent_plugin.tools.body import skeleton
from agent_plugin.tools.domain import Person, Points, Silhouette

# Structure: the trees learned numbers made with these.
_ALONG = (0.0, 0.25, 0.5, 0.75, 1.0)  # of a bone
_BEYOND = (0.15, 0.3, 0.45, 0.6)  # of a forearm or shank, past its end: a limb that goes on
_ASIDE = (-0.2, -0.1, 0.0, 0.1, 0.2)  # torso lengths to the sides of a bone: thickness, a second limb
_LIMB_SAMPLES = (2 * len(_ALONG) + len(_BEYOND)) * len(_ASIDE)
_AROUND_HEAD = 12  # directions in which the mask's edge is looked for: hair one way, ears another
_HEAD_REACH, _HEAD_STEPS = 1.2, 24  # torso lengths from the middle of the face points, twice a large head
_EDGE = 0.5  # of the mask: as likely person as not
_GRID = 4  # cells a side of what the skeleton leaves unexplained: enough to say which quarter
_LIMB_THICK, _HEAD_THICK = 0.26, 0.62  # torso lengths: a limb in its sleeve, a head with hair
_MASK_CELLS = 96  # the mask is made so small before bones are drawn on it: a wrist is still two cells
_FIXED_BITS = 4  # of OpenCV's fixed point numbers, and how far it can draw
_FURTHEST = 30000


def mask_numbers(person: Person) -> Points:
    """Numbers (326,): limbs (left arm and leg, then right), the head's edge, the rest in cells, its sums."""
    silhouette = person.silhouette
    if silhouette is None:
        return np.zeros(4 * _LIMB_SAMPLES + _AROUND_HEAD + 2 * _GRID * _GRID + 2, dtype=np.float32)
    joints = [limb[side] for side in skeleton.ARMS for limb in (skeleton.ARMS, skeleton.LEGS)]
    places = [_along_limb(person, each) for each in joints]
    seen = _seen_at(silhouette, np.concatenate([*places, _around_head(person)]))
    limbs, head = seen[: 4 * _LIMB_SAMPLES], seen[4 * _LIMB_SAMPLES :]
    return np.concatenate([limbs, _first_outside(head), _unexplained(person, silhouette)])


def _along_limb(person: Person, joints: tuple[int, int, int]) -> Points:
    """Along both bones and on past the end, in rows across."""
    first, middle, last = (person.pose.xy_px[joint] for joint in joints)
    asides = np.array(_ASIDE, dtype=np.float32)[:, None]
    rows: list[Points] = []
    for start, end, shares in (
        (first, middle, _ALONG),
        (middle, last, _ALONG),
        (last, last + last - middle, _BEYOND),
    ):
        along = skeleton.unit(end - start)
        across = np.array([-along[1], along[0]], dtype=np.float32) * np.float32(person.scale_px)
        places = start + (end - start) * np.array(shares, dtype=np.float32)[:, None]
        rows.append((places[:, None] + across * asides).reshape(-1, 2))
    return np.concatenate(rows).astype(np.float32)


def _around_head(person: Person) -> Points:
    """Outwards from the middle of the face, direction by direction, from the crown clockwise."""
    points = person.pose.xy_px
    middle = points[skeleton.HEAD].mean(axis=0)
    up = skeleton.unit(points[skeleton.EYES].mean(axis=0) - points[skeleton.MOUTH].mean(axis=0))
    right = np.array([-up[1], up[0]], dtype=np.float32)
    steps = (np.arange(1, _HEAD_STEPS + 1) / _HEAD_STEPS * _HEAD_REACH * person.scale_px).astype(np.float32)
    angles = 2 * math.pi * np.arange(_AROUND_HEAD) / _AROUND_HEAD
    turns = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    ways = turns[:, :1] * up + turns[:, 1:] * right
    places: Points = (middle + steps[:, None] * ways[:, None]).reshape(-1, 2)
    return places


def _first_outside(seen: Points) -> Points:
    """How far out, in torso lengths, each direction leaves the mask; the whole reach if it does not."""
    outside = seen.reshape(_AROUND_HEAD, _HEAD_STEPS) < _EDGE
    steps = np.where(outside.any(axis=1), outside.argmax(axis=1), _HEAD_STEPS)
    return (steps / _HEAD_STEPS * _HEAD_REACH).astype(np.float32)


def _seen_at(silhouette: Silhouette, xy_px: Points) -> Points:
    """The mask at points of the picture; 0 outside of it."""
    at = silhouette.to_cells(xy_px).astype(np.float32) - np.float32(0.5)
    alpha = np.asarray(silhouette.alpha, dtype=np.float32)
    found = cv2.remap(alpha, at[:, 0].copy(), at[:, 1].copy(), cv2.INTER_LINEAR, borderValue=0)
    return np.asarray(found, dtype=np.float32).reshape(-1)


def _unexplained(person: Person, silhouette: Silhouette) -> Points:
    """Where the mask holds what no bone explains, and where bones have no mask, in torso areas."""
    alpha = np.asarray(silhouette.alpha, dtype=np.float32)
    mask = cv2.resize(alpha, (_MASK_CELLS, _MASK_CELLS), interpolation=cv2.INTER_AREA)
    px_per_cell = silhouette.alpha.shape[0] * silhouette.px_per_cell / _MASK_CELLS
    corner = np.array([silhouette.x0_px, silhouette.y0_px], dtype=np.float32)
    torso = person.scale_px / px_per_cell
    drawn = _drawn((person.pose.xy_px - corner) / px_per_cell, torso)
    sheets = np.stack([np.clip(mask - drawn, 0, 1), np.clip(drawn - mask, 0, 1)]) / max(torso * torso, 1e-6)
    step = _MASK_CELLS // _GRID
    cells = sheets.reshape(2, _GRID, step, _GRID, step).sum(axis=(2, 4))
    return np.concatenate([cells.ravel(), cells.sum(axis=(1, 2))]).astype(np.float32)


def _drawn(xy: Points, torso: float) -> Points:
    """The skeleton with flesh on it: 1 where it lies."""
    sheet = np.zeros((_MASK_CELLS, _MASK_CELLS), dtype=np.uint8)
    fixed = np.clip(xy * 2**_FIXED_BITS, -_FURTHEST, _FURTHEST).astype(np.int32)
    thick = max(1, round(_LIMB_THICK * torso))
    trunk = fixed[skeleton.TORSO_OUTLINE]
    cv2.fillPoly(sheet, [trunk], (1,), cv2.LINE_8, _FIXED_BITS)
    cv2.polylines(sheet, [trunk], True, (1,), thick, cv2.LINE_8, _FIXED_BITS)
    ends = [[*skeleton.ARMS[side], skeleton.FINGERTIPS[side]] for side in skeleton.ARMS]
    ends += [[*skeleton.LEGS[side], skeleton.FEET[side][2]] for side in skeleton.LEGS]
    cv2.polylines(sheet, [fixed[limb] for limb in ends], False, (1,), thick, cv2.LINE_8, _FIXED_BITS)
    head = fixed[skeleton.HEAD].mean(axis=0).astype(np.int32)
    dot, across = np.stack([head, head + 1]), max(1, round(_HEAD_THICK * torso))
    cv2.polylines(sheet, [dot], False, (1,), across, cv2.LINE_8, _FIXED_BITS)
    return sheet.astype(np.float32)
