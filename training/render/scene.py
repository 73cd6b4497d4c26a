"""One picture from one seed: who, how posed, how dressed, seen from where; then pixels and labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from training.render import defects, labels, portrait, staged
from training.render.backdrop import draw_backdrop
from training.render.body import Shape
from training.render.camera import Camera, draw_camera, draw_lights
from training.render.clothes import Garment, draw_outfit
from training.render.dressing import backpack, chair, dress, wear_hair
from training.render.hair import Hairdo, draw_hair
from training.render.paint import draw_fabric
from training.render.people import Traits, draw_traits
from training.render.poses import Pose, draw_pose
from training.render.raster import Layer, Raster
from training.render.skeleton import Posed, apply_pose
from training.render.studio import Studio
from training.render.surfaces import PARTS
from training.render.types import Picture, Random

PEOPLE = "people"
BACKPACKS = 0.06


@dataclass(frozen=True)
class _Scene:
    """All that was drawn by chance for one picture."""

    traits: Traits
    shape: Shape
    pose: Pose
    posed: Posed
    outfit: list[Garment]
    hairdo: Hairdo


def take(
    studio: Studio, seed: int, kind: str = PEOPLE, defect_share: float | None = None
) -> tuple[Picture, dict[str, Any], Raster]:
    """Render the picture of a seed; the same seed gives the same picture and the same labels.

    The kind "people" is sound but for turned heads; the other kinds have labelled defects.
    """
    rng = np.random.default_rng(seed)
    if defect_share is None:
        staging = defects.STAGINGS.get(kind)
        defect_share = staging.defects if staging else defects.DEFECT_SHARE
    if kind == "face":
        picture, row, raster = portrait.take(studio, rng, defect_share)
        return picture, {"seed": seed, **row}, raster
    if kind != PEOPLE:
        picture, row, raster = staged.take(studio, rng, kind, defect_share)
        return picture, {"seed": seed, **row}, raster
    scene = _draw_scene(studio, rng)
    layers, hair = _layers(studio, rng, scene)
    skin = studio.surfaces["skin"]
    trunk = np.isin(skin.part, [PARTS["torso"], PARTS["head"], PARTS["left_leg"], PARTS["right_leg"]])
    camera = draw_camera(rng, scene.posed.vertices[skin.vertices], skin.canon, trunk)
    lights = draw_lights(rng, camera)
    backdrop = draw_backdrop(rng, camera.width, camera.height)
    raster = studio.rasteriser.draw(layers, camera.clip_from_world, camera.eye, lights, backdrop)
    return raster.picture, _row(studio, seed, scene, camera, hair, raster), raster


def _draw_scene(studio: Studio, rng: Random) -> _Scene:
    traits = draw_traits(rng)
    shape = studio.body.shape(traits.phenotype, traits.local)
    pose = draw_pose(rng, studio.body, shape)
    posed = apply_pose(studio.body, shape, pose.turns)
    hairdo = draw_hair(rng, studio.surfaces["skin"])
    return _Scene(traits, shape, pose, posed, draw_outfit(rng), hairdo)


def _layers(studio: Studio, rng: Random, scene: _Scene) -> tuple[list[Layer], list[Layer]]:
    layers = dress(rng, studio.surfaces, scene.posed, scene.outfit, scene.traits, scene.hairdo.colour)
    hair = wear_hair(studio.body, scene.shape, scene.posed, scene.hairdo)
    if scene.pose.stance == "sitting":
        layers.append(chair(rng, scene.posed, studio.surfaces, draw_fabric(rng)))
    if rng.random() < BACKPACKS:
        layers.append(backpack(rng, studio.body, scene.shape, scene.posed, draw_fabric(rng)))
    return layers + hair, hair


def _row(
    studio: Studio, seed: int, scene: _Scene, camera: Camera, hair: list[Layer], raster: Raster
) -> dict[str, Any]:
    return {
        "seed": seed,
        **labels.view(studio.body, scene.posed, camera),
        "impossible_head": scene.pose.impossible_head,
        "boxes": labels.boxes(studio.surfaces, scene.posed, hair, camera, raster),
        "joints": labels.joints(studio.body, scene.posed, camera, raster),
        "stance": scene.pose.stance,
        "arms": list(scene.pose.arms),
        "clothes": [g.name for g in scene.outfit],
        **labels.looks(scene.hairdo, scene.traits, camera),
    }
