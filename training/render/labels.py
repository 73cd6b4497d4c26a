"""The exact labels of a picture: angles, boxes, joints and how much of each is seen."""

from __future__ import annotations

from typing import Any

import numpy as np

from training.render.body import EYE_LEFT, EYE_RIGHT, Body
from training.render.camera import Camera
from training.render.facemap import FaceMap
from training.render.hair import Hairdo
from training.render.people import Traits
from training.render.raster import Layer, Raster
from training.render.skeleton import FORWARD, Posed, facing_deg
from training.render.surfaces import PARTS, Surface
from training.render.types import Floats

CHEST, PELVIS = "spine01", "root"
# A joint lies inside the body: what is nearer to the camera than this hides it.
INSIDE_BODY_M = 0.13
CHIN_Z = 0.583
COPIES = range(20, 40)  # part numbers of what is drawn once more
BOXES = {
    "skull": ("head",),
    "torso": ("torso",),
    "left_hand": ("left_hand",),
    "right_hand": ("right_hand",),
    "left_foot": ("left_foot",),
    "right_foot": ("right_foot",),
}


def view(body: Body, posed: Posed, camera: Camera) -> dict[str, Any]:
    """The picture's size, and how the person is turned in it."""
    turned = {name: round(angle, 2) for name, angle in _angles(body, posed, camera).items()}
    return {"size_wh": [camera.width, camera.height], **turned}


def looks(hairdo: Hairdo, traits: Traits, camera: Camera) -> dict[str, Any]:
    """What the row tells of head, build and camera, for counting how a set is mixed."""
    return {
        "hair": hairdo.style,
        "hat": hairdo.hat,
        "camera": {k: round(v, 2) if isinstance(v, float) else v for k, v in camera.facts.items()},
        "phenotype": {k: round(v, 3) for k, v in traits.phenotype.items()},
    }


def _angles(body: Body, posed: Posed, camera: Camera) -> dict[str, float]:
    """Torso and pelvis by the camera's compass, the head by the torso's."""
    chest, head = posed.turns[body.bone(CHEST)], posed.turns[body.bone("head")]
    ahead = chest.T @ head @ FORWARD
    return {
        "torso_yaw_deg": facing_deg(chest, camera.right, camera.towards),
        "pelvis_yaw_deg": facing_deg(posed.turns[body.bone(PELVIS)], camera.right, camera.towards),
        "head_yaw_deg": float(np.degrees(np.arctan2(ahead[0], -ahead[1]))),
        "head_pitch_deg": float(np.degrees(np.arcsin(np.clip(ahead[2], -1, 1)))),
    }


def boxes(
    surfaces: dict[str, Surface], posed: Posed, hair: list[Layer], camera: Camera, raster: Raster
) -> dict[str, dict[str, Any]]:
    """Boxes around parts, clipped to the picture, with the number of pixels of the part that are seen."""
    skin = surfaces["skin"]
    flat = camera.project(posed.vertices[skin.vertices])[:, :2]
    skull = (skin.part == PARTS["head"]) & (skin.canon[:, 2] > CHIN_Z)
    seen = np.bincount(raster.parts.ravel(), minlength=256)
    result = {}
    for name, parts in BOXES.items():
        numbers = [PARTS[p] for p in parts]
        box = clipped(flat[skull if name == "skull" else np.isin(skin.part, numbers)], camera)
        result[name] = {"box_xyxy": box, "seen_px": int(seen[numbers].sum())}
    with_hair = [flat[skull]]
    with_hair += [camera.project(layer.place[layer.cover > 0])[:, :2] for layer in hair]
    total = int(seen[[PARTS["head"], PARTS["hair"]]].sum())
    result["head"] = {"box_xyxy": clipped(np.concatenate(with_hair), camera), "seen_px": total}
    result["person"] = {"box_xyxy": person_box(raster), "seen_px": int(seen[1:12].sum())}
    return result


def person_box(raster: Raster) -> list[float] | None:
    """The box of all that is seen of the person, hair and copied parts included."""
    copied = (raster.parts >= COPIES.start) & (raster.parts < COPIES.stop)
    rows, columns = np.nonzero(((raster.parts > 0) & (raster.parts < PARTS["other"])) | copied)
    if not len(rows):
        return None
    return [float(columns.min()), float(rows.min()), float(columns.max() + 1), float(rows.max() + 1)]


def seen_share(places: Floats, camera: Camera, raster: Raster, before_m: float) -> float:
    """The share of some points that nothing hides which lies more than `before_m` nearer to the camera."""
    flat = camera.project(places)
    limit = camera.project(places + _unit(camera.eye - places) * before_m)[:, 2]
    x, y = np.floor(flat[:, 0]).astype(int), np.floor(flat[:, 1]).astype(int)
    inside = (x >= 0) & (x < camera.width) & (y >= 0) & (y < camera.height)
    free = raster.depth[y[inside], x[inside]] >= limit[inside]
    return float(free.sum()) / max(len(places), 1)


def joints(body: Body, posed: Posed, camera: Camera, raster: Raster) -> dict[str, dict[str, Any]]:
    """Joints in pixels; `seen` is false where something hides the joint or it lies outside."""
    names = list(body.keypoints)
    place = np.stack([body.keypoints[n] @ posed.vertices for n in names])
    flat = camera.project(place)
    nearer = camera.project(place + _unit(camera.eye - place) * INSIDE_BODY_M)[:, 2]
    result = {}
    for name, (x, y, _), limit in zip(names, flat, nearer, strict=True):
        inside = 0 <= x < camera.width and 0 <= y < camera.height
        seen = bool(inside and raster.depth[int(y), int(x)] >= limit)
        result[name] = {"at_xy": [round(float(x), 1), round(float(y), 1)], "seen": seen}
    return result


def face(body: Body, parts: FaceMap, posed: Posed, camera: Camera) -> dict[str, Any]:
    """How the face is turned against the line of sight, and where its eyes (left, right), mouth and box are.

    Yaw is positive to the right of the picture, pitch upwards, roll with the crown to the right.
    """
    place = posed.vertices[parts.face]
    head = posed.turns[body.bone("head")]
    back = _unit((camera.eye - place.mean(axis=0))[None])[0]
    right = _unit(np.cross(camera.up, back)[None])[0]
    axes = np.stack([right, np.cross(back, right), back])
    ahead, crown = axes @ head @ FORWARD, axes @ head @ np.array([0.0, 0.0, 1.0])
    yaw, pitch = np.arctan2(ahead[0], ahead[2]), np.arcsin(np.clip(ahead[1], -1, 1))
    side = np.array([np.cos(yaw), 0.0, -np.sin(yaw)])
    roll = np.arctan2(crown @ side, crown @ np.cross(ahead, side))
    points = [posed.vertices[part].mean(axis=0) for part in (EYE_LEFT, EYE_RIGHT, parts.lips)]
    eyes_and_mouth = camera.project(np.array(points))[:, :2].round(1).tolist()
    degrees = {"yaw_deg": yaw, "pitch_deg": pitch, "roll_deg": roll}
    return {
        **{name: round(float(np.degrees(angle)), 1) for name, angle in degrees.items()},
        "eyes": eyes_and_mouth[:2],
        "mouth_xy": eyes_and_mouth[2],
        "box_xyxy": clipped(camera.project(place)[:, :2], camera),
    }


def _unit(rows: Floats) -> Floats:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True))


def clipped(points: Floats, camera: Camera) -> list[float] | None:
    """The box of some points within the picture; None when it lies outside."""
    limit = np.array([camera.width, camera.height], np.float64)
    low, high = np.clip(points.min(axis=0), 0, limit), np.clip(points.max(axis=0), 0, limit)
    if (high - low).min() < 2:
        return None
    return [round(float(v), 1) for v in (*low, *high)]
