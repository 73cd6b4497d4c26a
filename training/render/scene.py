"""One picture from one seed: who, how posed, how dressed, seen from where; then pixels and labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from training.render import defects, labels, portrait, staged
from training.render.backdrop import draw_backdrop
from training.render.body import Body, Shape
from training.render.camera import Camera, draw_camera, draw_lights
from training.render.clothes import Garment, draw_outfit
from training.render.dressing import backpack, chair, dress, wear_hair
from training.render.facemap import read_face_map
from training.render.hair import Hairdo, draw_hair
from training.render.paint import draw_fabric
from training.render.people import Traits, draw_traits
from training.render.poses import Pose, draw_pose
from training.render.raster import Layer, Raster, Rasteriser
from training.render.skeleton import Posed, apply_pose
from training.render.surfaces import PARTS, Surface, read_surfaces
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


class Studio:
    """Everything that is loaded once: the body, its surfaces and the rasteriser."""

    def __init__(self) -> None:
        self.body = Body()
        self.surfaces: dict[str, Surface] = read_surfaces(self.body)
        self.face = read_face_map(self.body, self.surfaces["skin"])
        self.rasteriser = Rasteriser()
        defects.load()

    def take(
        self, seed: int, kind: str = PEOPLE, defect_share: float | None = None
    ) -> tuple[Picture, dict[str, Any], Raster]:
        """Render the picture of a seed; the same seed gives the same picture and the same labels.

        The kind "people" is sound but for turned heads; the other kinds have labelled defects.
        """
        rng = np.random.default_rng(seed)
        if defect_share is None:
            staging = defects.STAGINGS.get(kind)
            defect_share = staging.defects if staging else defects.DEFECT_SHARE
        if kind == "face":
            picture, row, raster = portrait.take(self, rng, defect_share)
            return picture, {"seed": seed, **row}, raster
        if kind != PEOPLE:
            picture, row, raster = staged.take(self, rng, kind, defect_share)
            return picture, {"seed": seed, **row}, raster
        scene = self._draw_scene(rng)
        layers, hair = self._layers(rng, scene)
        skin = self.surfaces["skin"]
        trunk = np.isin(skin.part, [PARTS["torso"], PARTS["head"], PARTS["left_leg"], PARTS["right_leg"]])
        camera = draw_camera(rng, scene.posed.vertices[skin.vertices], skin.canon, trunk)
        lights = draw_lights(rng, camera)
        backdrop = draw_backdrop(rng, camera.width, camera.height)
        raster = self.rasteriser.draw(layers, camera.clip_from_world, camera.eye, lights, backdrop)
        return raster.picture, self._row(seed, scene, camera, hair, raster), raster

    def _draw_scene(self, rng: Random) -> _Scene:
        traits = draw_traits(rng)
        shape = self.body.shape(traits.phenotype, traits.local)
        pose = draw_pose(rng, self.body, shape)
        posed = apply_pose(self.body, shape, pose.turns)
        hairdo = draw_hair(rng, self.surfaces["skin"])
        return _Scene(traits, shape, pose, posed, draw_outfit(rng), hairdo)

    def _layers(self, rng: Random, scene: _Scene) -> tuple[list[Layer], list[Layer]]:
        layers = dress(rng, self.surfaces, scene.posed, scene.outfit, scene.traits, scene.hairdo.colour)
        hair = wear_hair(self.body, scene.shape, scene.posed, scene.hairdo)
        if scene.pose.stance == "sitting":
            layers.append(chair(rng, scene.posed, self.surfaces, draw_fabric(rng)))
        if rng.random() < BACKPACKS:
            layers.append(backpack(rng, self.body, scene.shape, scene.posed, draw_fabric(rng)))
        return layers + hair, hair

    def _row(
        self, seed: int, scene: _Scene, camera: Camera, hair: list[Layer], raster: Raster
    ) -> dict[str, Any]:
        return {
            "seed": seed,
            **labels.view(self.body, scene.posed, camera),
            "impossible_head": scene.pose.impossible_head,
            "boxes": labels.boxes(self.surfaces, scene.posed, hair, camera, raster),
            "joints": labels.joints(self.body, scene.posed, camera, raster),
            "stance": scene.pose.stance,
            "arms": list(scene.pose.arms),
            "clothes": [g.name for g in scene.outfit],
            **labels.looks(scene.hairdo, scene.traits, camera),
        }
