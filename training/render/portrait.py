"""One portrait: a generator in; a face in close-up, sound or with a labelled defect, and its row out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from training.render import advert, labels
from training.render.backdrop import draw_backdrop
from training.render.body import BODY_VERTICES, Body, Shape
from training.render.camera import Camera, View, draw_lights, place_camera
from training.render.clothes import draw_outfit
from training.render.defects import DRAWERS, Copy, Defect
from training.render.dressing import wear_hair
from training.render.expressions import draw_expression, express, natural_asymmetry
from training.render.facesheet import LOOKS
from training.render.facewear import draw_wear
from training.render.hair import Hairdo, draw_hair
from training.render.people import Traits, draw_traits
from training.render.portrait_layers import draw_colours, portrait_layers, spare_layers
from training.render.poses import Pose, draw_arm, draw_fingers, draw_trunk
from training.render.raster import Layer, Lights, Raster
from training.render.skeleton import FORWARD, Posed, Turns, apply_pose, turn
from training.render.studio import Studio
from training.render.types import Floats, Picture, Random

CLOSE_SHARE = 2 / 3
CLOSE_TALL, FAR_TALL = (0.25, 0.85), (0.13, 0.25)
NEAR_HEAD = ("to_head", "phone", "waving")
HARD_LIGHT_SHARE = 0.2
FROM_THE_CROWN = 0.45  # a head smaller than this share of the height lies near the upper edge
COPY_PART = 20
BEFORE_M = 0.012
HIDING = ("sunglasses", "eye_patch", "fringe")


@dataclass(frozen=True)
class Sitter:
    """Who is portrayed, before a camera is chosen."""

    traits: Traits
    shape: Shape
    pose: Pose
    posed: Posed
    hairdo: Hairdo
    defect: Defect | None
    copies: list[Copy]
    facts: dict[str, Any]


def take(studio: Studio, rng: Random, defect_share: float) -> tuple[Picture, dict[str, Any], Raster]:
    """Render one portrait from a generator."""
    sitter = _draw_sitter(studio, rng, defect_share)
    colours = draw_colours(rng, studio.face, sitter.traits.skin, sitter.hairdo.colour, sitter.facts["look"])
    layers = portrait_layers(
        rng, studio.surfaces, studio.face, sitter.posed, draw_outfit(rng), sitter.traits, colours
    )
    hair = wear_hair(studio.body, sitter.shape, sitter.posed, sitter.hairdo)
    for number, copy in enumerate(sitter.copies):
        layers += spare_layers(studio.surfaces, copy.posed, copy.kept, colours, COPY_PART + number)
    camera = _draw_camera(rng, studio.body, sitter)
    lights = _draw_lights(rng, camera)
    backdrop = draw_backdrop(rng, camera.width, camera.height)
    raster = studio.rasteriser.draw(layers + hair, camera.clip_from_world, camera.eye, lights, backdrop)
    row = _row(studio, sitter, camera, hair, raster)
    clear = advert.kept_clear(row) + _features(row["face"])
    picture, facts = advert.dress_up(rng, raster.picture, clear)
    return picture, row | facts, raster


def _features(face: dict[str, Any]) -> list[advert.Box]:
    """Boxes around the eyes and the mouth, which no text may cover."""
    points = np.array([*face["eyes"], face["mouth_xy"]])
    half = 0.3 * float(np.linalg.norm(points[:2].mean(axis=0) - points[2]))
    return [(x - half, y - half, x + half, y + half) for x, y in points.tolist()]


def _draw_sitter(studio: Studio, rng: Random, defect_share: float) -> Sitter:
    body = studio.body
    traits = draw_traits(rng)
    ill = rng.random() < defect_share
    name, amounts = draw_expression(rng)
    if ill and name in ("wink", "closed_eyes") and rng.random() < 0.85:
        name, amounts = draw_expression(rng, calm=True)
    shape = natural_asymmetry(rng, body, body.shape(traits.phenotype, traits.local))
    shape = express(shape, amounts)
    pose = _draw_pose(rng, body, shape)
    drawers = DRAWERS["face"]
    defect = drawers[str(rng.choice(sorted(drawers)))](rng, body, shape, pose.turns) if ill else None
    shape = defect.shape(body, shape) if defect and defect.shape else shape
    posed = apply_pose(body, shape, pose.turns)
    copies = defect.copies(body, shape, pose.turns) if defect and defect.copies else []
    hairdo = draw_hair(rng, studio.surfaces["skin"])
    wear, pieces = draw_wear(rng, hairdo.colour)
    if ill and wear in HIDING and rng.random() < 0.85:
        wear, pieces = "none", []
    hairdo = replace(hairdo, pieces=[*hairdo.pieces, *pieces])
    look = str(rng.choice(list(LOOKS), p=list(LOOKS.values())))
    facts = {"expression": name, "wear": wear, "look": look}
    return Sitter(traits, shape, pose, posed, hairdo, defect, copies, facts)


def _draw_pose(rng: Random, body: Body, shape: Shape) -> Pose:
    """An upright trunk, a head that turns and tilts, arms that hang; now and then a hand near the face."""
    turns: Turns = {"root": turn(x_deg=rng.normal(0, 3), y_deg=rng.normal(0, 3))}
    turns |= draw_trunk(rng, leaning=False)
    yaw, pitch = float(np.clip(rng.normal(0, 22), -65, 65)), float(np.clip(rng.normal(0, 9), -25, 25))
    tilt = float(np.clip(rng.normal(0, 9), -28, 28))
    turns |= {f"neck0{k}": turn(z_deg=yaw * 0.25) for k in (1, 2, 3)}
    turns["head"] = turn(z_deg=yaw * 0.25) @ turn(pitch, tilt)
    usual = ["hanging", "hanging", "hanging", "gesture", "clasped", "akimbo", "folded"]
    names = [str(rng.choice(NEAR_HEAD if rng.random() < 0.09 else usual)) for _ in "LR"]
    for side, name in zip("LR", names, strict=True):
        turns |= draw_arm(rng, body, shape, turns, side, name) | draw_fingers(rng, body, shape, side)
    return Pose(turns, "standing", (names[0], names[1]), False)


def _draw_camera(rng: Random, body: Body, sitter: Sitter) -> Camera:
    """Before the face, mostly within 60 degrees, at times in profile; close up or down to the waist."""
    yaw = rng.choice(
        [rng.normal(0, 15), rng.uniform(-55, 55), rng.choice([-1, 1]) * rng.uniform(55, 95)],
        p=[0.4, 0.5, 0.1] if sitter.defect is None else [0.45, 0.51, 0.04],
    )
    if sitter.defect and abs(yaw) > 30 and rng.random() < 0.8:
        yaw = abs(yaw) * _better_side(body, sitter.defect)
    ahead = sitter.posed.turns[body.bone("head")] @ FORWARD
    facing = float(np.degrees(np.arctan2(ahead[0], -ahead[1])))
    skull = body.canonical[:BODY_VERTICES, 2] > labels.CHIN_Z
    head = sitter.posed.vertices[:BODY_VERTICES][skull]
    close = rng.random() < CLOSE_SHARE
    share = float(rng.uniform(*(CLOSE_TALL if close else FAR_TALL)))
    room = max(1.02, 1 / share)
    if share < FROM_THE_CROWN:
        below_m = float(np.ptp(head[:, 2])) * (0.95 / share - 1)
        head, room = np.vstack([head, head.mean(axis=0) - [0, 0, below_m]]), 1.03
    view = View(
        azimuth_deg=facing - float(yaw),
        elevation_deg=float(rng.normal(0, 9)),
        framing="close" if close else "bust",
        shown=np.zeros(0, np.int64),
        size_wh=(int(rng.integers(20, 33)) * 16, int(rng.integers(20, 33)) * 16),
        room=(room, room * 1.03),
        distance_m=float(rng.uniform(0.55, 3.5) if close else rng.uniform(1.2, 5)),
    )
    return place_camera(rng, view, head)


def _better_side(body: Body, defect: Defect) -> float:
    """The sign of the yaw that shows a defect's side of the face."""
    x = float(body.canonical[defect.marked, 0].mean()) if len(defect.marked) else 0.0
    return -1.0 if x > 0 else 1.0


def _draw_lights(rng: Random, camera: Camera) -> Lights:
    """As elsewhere; one in five from one side only, so that half of the face lies in shade."""
    lights = draw_lights(rng, camera)
    if rng.random() > HARD_LIGHT_SHARE:
        return lights
    way = (
        camera.right * rng.choice([-1, 1])
        + camera.towards * rng.uniform(-0.1, 0.5)
        + [0, 0, rng.uniform(-0.2, 0.8)]
    )
    directions = np.vstack([way / np.linalg.norm(way), lights.directions[1:]])
    colours = np.array([rng.uniform(0.8, 1.3), 0.1, 0.3])[:, None] * (1 + rng.normal(0, 0.05, (3, 3)))
    dim = rng.uniform(0.25, 0.7)
    return Lights(directions, colours, lights.sky * dim, lights.floor * dim)


def _row(studio: Studio, sitter: Sitter, camera: Camera, hair: list[Layer], raster: Raster) -> dict[str, Any]:
    label = _label(studio, sitter, camera, raster)
    return {
        "kind": "face",
        "defects": [label] if label else [],
        "hidden_defect": bool(label and label["seen_share"] < 0.2),
        **labels.view(studio.body, sitter.posed, camera),
        "face": labels.face(studio.body, studio.face, sitter.posed, camera),
        "boxes": labels.boxes(studio.surfaces, sitter.posed, hair, camera, raster),
        "joints": labels.joints(studio.body, sitter.posed, camera, raster),
        **sitter.facts,
        "arms": list(sitter.pose.arms),
        **labels.looks(sitter.hairdo, sitter.traits, camera),
    }


def _label(studio: Studio, sitter: Sitter, camera: Camera, raster: Raster) -> dict[str, Any] | None:
    """The defect's category, its box, how much of it is seen, and how it was drawn."""
    defect = sitter.defect
    if defect is None:
        return None
    places: Floats = sitter.posed.vertices[defect.marked]
    if sitter.copies:
        places = np.concatenate(
            [c.posed.vertices[:BODY_VERTICES][c.kept[:BODY_VERTICES]] for c in sitter.copies]
        )
    return {
        "category": defect.category,
        "box_xyxy": labels.clipped(camera.project(places)[:, :2], camera),
        "seen_share": round(labels.seen_share(places, camera, raster, BEFORE_M), 3),
        **defect.facts,
    }
