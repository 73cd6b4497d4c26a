"""The exact labels of a picture's hands: boxes, what is seen of each finger, the palm's facing, 21 joints."""

from __future__ import annotations

from typing import Any

import numpy as np

from training.render.body import Body, Shape
from training.render.camera import Camera
from training.render.hand_frames import FINGERS, SIDES, Hand, finger_weight, hand_weight, read_hand, unit
from training.render.labels import clipped, seen_share
from training.render.raster import Raster
from training.render.skeleton import Posed
from training.render.surfaces import PARTS

FINGER_THICK_M = 0.016


def hands(body: Body, shape: Shape, posed: Posed, camera: Camera, raster: Raster) -> list[dict[str, Any]]:
    """One row per hand; joints in MediaPipe's order: the wrist, then four per finger from the thumb on."""
    rows = []
    for side in SIDES:
        hand = read_hand(body, shape, side)
        places = posed.vertices[hand_weight(body, hand.side) > 0.6]
        box = clipped(camera.project(places)[:, :2], camera)
        seen_px = int((raster.parts == PARTS[f"{side}_hand"]).sum())
        fingers = [_finger_seen(body, posed, camera, raster, hand, f) for f in FINGERS]
        turned = posed.turns[body.bone(f"wrist.{hand.side}")]
        facing = float((turned @ hand.axes[:, 1]) @ unit(camera.eye - places.mean(axis=0)))
        rows.append(
            {
                "side": side,
                "box_xyxy": box,
                "seen_px": seen_px,
                "fingers": fingers if box else [0.0] * 5,
                "palm_towards_camera": round(facing, 3),
                "joints_xy": _joints(body, posed, camera, hand),
            }
        )
    return rows


def _finger_seen(body: Body, posed: Posed, camera: Camera, raster: Raster, hand: Hand, finger: int) -> float:
    own = finger_weight(body, hand.side, finger, 2) > 0.5
    return round(seen_share(posed.vertices[own], camera, raster, FINGER_THICK_M), 2)


def _joints(body: Body, posed: Posed, camera: Camera, hand: Hand) -> list[list[float]]:
    places = [posed.joints[body.bone(f"wrist.{hand.side}")]]
    for finger in FINGERS:
        places += [posed.joints[body.bone(hand.bone(finger, k))] for k in (1, 2, 3)]
        places.append(posed.vertices[hand.tips[finger]])
    return [[round(float(v), 1) for v in at[:2]] for at in camera.project(np.array(places))]
