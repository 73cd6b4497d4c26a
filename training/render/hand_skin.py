"""Nails, creases, knuckles, lighter palms, rings: the skin's layer in; it and the hands' own layer out.

The sheet is drawn over a hand laid flat (x: across to the thumb, z: along to the tips), palm in front.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from training.render.body import ADULT, BODY_VERTICES, Body, Shape
from training.render.details import draw_lipstick
from training.render.hand_frames import FINGERS, MIDDLE, THUMB, hand_weight, read_hand
from training.render.hand_poses import FAN_DEG, finger_turns, thumb_turns
from training.render.paint import Canvas, draw_colour
from training.render.people import SKINS
from training.render.raster import Layer
from training.render.skeleton import apply_pose
from training.render.surfaces import face_operator, vertex_normals
from training.render.types import Floats, Mask, Picture, Random

WINDOW = (-0.13, -0.02, 0.13, 0.215)
DOTS_PER_M = 1500.0
PALM, BACK = 0, 1
RINGS, PAINTED = 0.12, 0.25
TONE_STEP, LOOKS = 15, 9
FLAT_THUMB = np.array([[0.72, 0.3, 0.6], [0.68, 0.12, 0.72], [0.6, 0.05, 0.8]])
PALM_LINES = (
    ((-0.04, 0.066), (-0.02, 0.07), (0.0, 0.078), (0.012, 0.093)),
    ((0.034, 0.07), (0.015, 0.066), (-0.01, 0.056), (-0.03, 0.042)),
    ((0.034, 0.072), (0.018, 0.06), (0.009, 0.04), (0.012, 0.016)),
)


@dataclass(frozen=True)
class Flat:
    """The standard body's hands laid flat: places and normals of all vertices, and the joints."""

    canon: Floats
    normal: Floats
    inside: Mask
    joints: dict[int, Floats]  # finger -> (joint, x and z)


_flat: dict[int, Flat] = {}
_sheets: dict[tuple[int, int], Picture] = {}


def finish_hands(rng: Random, body: Body, layers: list[Layer]) -> list[Layer]:
    """The layers with the hands' skin taken out of the first one and drawn with its details."""
    if id(body) not in _flat:
        _flat[id(body)] = _lay_flat(body)
    flat, skin = _flat[id(body)], layers[0]
    sheet = _kept_sheet(rng, skin.material.fabric.mean(axis=(0, 1)), flat)
    if len(skin.place) != BODY_VERTICES:
        return layers
    hands = flat.inside[skin.faces].all(axis=1)
    material = replace(skin.material, decal=sheet, decal_window=WINDOW)
    own = replace(
        skin, faces=skin.faces[hands], canon=flat.canon, canon_normal=flat.normal, material=material
    )
    rest = replace(skin, faces=skin.faces[~hands])
    return [layer for layer in (rest, own) if len(layer.faces)] + layers[1:]


def _lay_flat(body: Body) -> Flat:
    shape = body.shape(ADULT, {})
    canon, normal = np.zeros((BODY_VERTICES, 3)), np.zeros((BODY_VERTICES, 3))
    inside = np.zeros(BODY_VERTICES, np.bool_)
    joints: dict[int, Floats] = {}
    for side in ("left", "right"):
        hand = read_hand(body, shape, side)
        turns = thumb_turns(hand, FLAT_THUMB)
        for finger in FINGERS[1:]:
            turns |= finger_turns(hand, finger, np.zeros(3), FAN_DEG[finger])
        posed = apply_pose(body, shape, turns)
        moved = read_hand(body, Shape(posed.vertices, posed.joints), side)
        joints = {f: hand.inward(moved.joints[f])[:, [0, 2]] for f in FINGERS}
        own = hand_weight(body, hand.side)[:BODY_VERTICES] > 0.4
        flip = np.array([1.0, -1.0, 1.0])
        canon[own] = hand.inward(posed.vertices[:BODY_VERTICES][own]) * flip
        normal[own] = _normals(body, posed.vertices)[own] @ hand.axes * flip
        inside |= own
    return Flat(canon, normal, inside, joints)


def _normals(body: Body, vertices: Floats) -> Floats:
    faces = body.faces["skin"]
    faces = faces[(faces < BODY_VERTICES).all(axis=1)]
    return vertex_normals(vertices[:BODY_VERTICES], faces, face_operator(faces, BODY_VERTICES))


def _kept_sheet(rng: Random, skin: Floats, flat: Flat) -> Picture:
    """One of a few sheets for about this tone; each is drawn once per process, as drawing takes long."""
    key = (round(float(skin.mean()) / TONE_STEP), int(rng.integers(LOOKS)))
    if key not in _sheets:
        bright = SKINS.mean(axis=1)
        tone = np.array([np.interp(key[0] * TONE_STEP, bright, SKINS[:, k]) for k in range(3)])
        _sheets[key] = _sheet(np.random.default_rng(key), tone, flat)
    return _sheets[key]


def _sheet(rng: Random, skin: Floats, flat: Flat) -> Picture:
    dark = skin * np.array([0.62, 0.5, 0.46])
    tones = _tones(rng, skin, flat)
    creases = _creases(rng, dark, flat)
    nails = _nails(rng, skin, flat)
    return _over([(tones, rng.uniform(0.25, 0.6)), (creases, rng.uniform(0.25, 0.75)), (nails, 1.0)])


def _tones(rng: Random, skin: Floats, flat: Flat) -> Canvas:
    """A lighter palm on dark skin, redder knuckles and tips."""
    sheet = Canvas(WINDOW, DOTS_PER_M)
    red = np.clip(skin * np.array([1.02, 0.78, 0.74]) + np.array([12, 0, 0]), 0, 255)
    pale = skin + (np.array([222.0, 172, 146]) - skin) * (0.75 if skin.mean() < 120 else 0.25)
    sheet.oval(PALM, (0.0, 0.055), (0.045, 0.05), pale)
    for finger in FINGERS:
        at = flat.joints[finger]
        sheet.line(PALM, [_point(at[0]), _point(at[3])], pale, 0.016)
        sheet.oval(PALM, _point(at[3] * 0.85 + at[2] * 0.15), (0.007, 0.007), red)
        for joint in at[:3]:
            sheet.oval(BACK, _mirrored(joint), (0.007, 0.006), red)
    sheet.soften(0.004)
    return sheet


def _creases(rng: Random, dark: Floats, flat: Flat) -> Canvas:
    sheet = Canvas(WINDOW, DOTS_PER_M)
    for line in PALM_LINES:
        sheet.line(PALM, [_point(np.array(p) + rng.normal(0, 0.002, 2)) for p in line], dark, 0.0014)
    for finger in FINGERS:
        at = flat.joints[finger]
        for k in (1, 2) if finger != THUMB else (2,):
            way = (at[k + 1] - at[k - 1]) / np.linalg.norm(at[k + 1] - at[k - 1])
            aside = np.array([way[1], -way[0]])
            for step in (-0.0022, 0.0, 0.0024) if k == 1 else (-0.001, 0.001):
                middle, half = (
                    at[k] + way * (step + rng.normal(0, 0.0004)),
                    aside * rng.uniform(0.004, 0.0065),
                )
                sheet.line(BACK, [_mirrored(middle - half), _mirrored(middle + half)], dark, 0.0009)
            low, half = at[k] - way * 0.001, aside * 0.009
            sheet.line(PALM, [_point(low - half), _point(low + half)], dark, 0.0013)
        if finger != THUMB:
            low, half = at[0] + (at[1] - at[0]) * 0.3, np.array([0.008, 0.0])
            sheet.line(PALM, [_point(low - half), _point(low + half)], dark, 0.0012)
    sheet.soften(0.0007)
    return sheet


def _nails(rng: Random, skin: Floats, flat: Flat) -> Canvas:
    sheet = Canvas(WINDOW, DOTS_PER_M)
    polish = draw_lipstick(rng) if rng.random() < 0.6 else draw_colour(rng)
    plain = np.clip(skin * 0.72 + np.array([238.0, 190, 178]) * 0.3, 0, 250)
    colour = polish if rng.random() < PAINTED else plain
    for finger in FINGERS:
        _nail(sheet, flat.joints[finger], colour, skin, 1.25 if finger == THUMB else 1.0)
    if rng.random() < RINGS:
        at = flat.joints[int(rng.choice([2, MIDDLE, 4, 4]))]
        metal = np.array([212.0, 175, 85]) if rng.random() < 0.6 else np.array([190.0, 192, 198])
        way = (at[1] - at[0]) / np.linalg.norm(at[1] - at[0])
        middle, half = at[0] + (at[1] - at[0]) * 0.62, np.array([way[1], -way[0]]) * 0.02
        sheet.line(PALM, [_point(middle - half), _point(middle + half)], metal, 0.0035)
        sheet.line(BACK, [_mirrored(middle - half), _mirrored(middle + half)], metal, 0.0035)
    sheet.soften(0.0004)
    return sheet


def _nail(sheet: Canvas, at: Floats, colour: Floats, skin: Floats, size: float) -> None:
    way = at[3] - at[2]
    middle = at[2] + way * 0.72
    turn_deg = float(np.degrees(np.arctan2(way[0], way[1])))  # mirrored, as the back of the sheet is
    radii = (0.0052 * size, 0.0068 * size)
    sheet.oval(BACK, _mirrored(middle), (radii[0] + 0.0008, radii[1] + 0.0008), skin * 0.7, turn_deg)
    sheet.oval(BACK, _mirrored(middle), radii, colour, turn_deg)


def _over(sheets: list[tuple[Canvas, float]]) -> Picture:
    """The sheets laid over each other, each with its opacity."""
    colour, alpha = np.zeros(1), np.zeros(1)
    for canvas, opacity in sheets:
        picture = canvas.sheet().astype(np.float32)
        cover = picture[:, :, 3:] / 255 * opacity
        left = alpha * (1 - cover)
        alpha = cover + left
        colour = (picture[:, :, :3] * cover + colour * left) / np.maximum(alpha, 1e-4)
    return np.concatenate([colour, alpha * 255], axis=2).clip(0, 255).astype(np.uint8)


def _point(at: Floats) -> tuple[float, float]:
    return float(at[0]), float(at[1])


def _mirrored(at: Floats) -> tuple[float, float]:
    return -float(at[0]), float(at[1])
