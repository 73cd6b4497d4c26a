"""The layers of a portrait: painted skin, eyes, lashes, teeth, tongue; and parts drawn once more."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from training.render.clothes import Garment
from training.render.dressing import dress, eye_coordinates, surface_layer
from training.render.facemap import WINDOW, FaceMap
from training.render.facesheet import draw_face, eye_tile
from training.render.paint import plain
from training.render.people import Traits
from training.render.raster import Layer, Material
from training.render.skeleton import Posed
from training.render.surfaces import Surface
from training.render.types import Floats, Mask, Random


@dataclass(frozen=True)
class Colours:
    """The materials of one face."""

    skin: Material
    eyes: Material
    lashes: Material
    mouth: Material
    teeth: Material


def draw_colours(rng: Random, face: FaceMap, skin: Floats, hair: Floats, look: str) -> Colours:
    """Paint a face and its eyes."""
    gloss, shine = float(rng.uniform(0.0, 0.14)), float(rng.uniform(8, 30))
    paint = draw_face(rng, face, skin, hair, look)
    tile = plain(skin, rng, 4)
    grain = rng.normal(0, 2.2, tile.shape[:2])[..., None]
    tile = np.clip(tile + grain, 0, 255).astype(np.uint8)
    white = np.array([232.0, 226, 212]) * rng.uniform(0.8, 1.0)
    return Colours(
        skin=Material(tile, paint, WINDOW, wrap=0.35, gloss=gloss, shine=shine),
        eyes=Material(eye_tile(rng), gloss=0.4, shine=60.0),
        lashes=Material(plain(np.array([22.0, 17, 15]))),
        mouth=Material(plain(np.array([92.0, 34, 36]) * rng.uniform(0.5, 1)), gloss=0.05),
        teeth=Material(plain(white), gloss=0.1),
    )


def portrait_layers(
    rng: Random,
    surfaces: dict[str, Surface],
    face: FaceMap,
    posed: Posed,
    outfit: list[Garment],
    traits: Traits,
    colours: Colours,
) -> list[Layer]:
    """All that belongs to the person but hair."""
    skin, eyes, *clothes = dress(rng, surfaces, posed, outfit, traits, traits.skin)
    mouth = replace(skin, faces=skin.faces[face.cavity], material=colours.mouth)
    skin = replace(skin, faces=skin.faces[~face.cavity], material=colours.skin)
    eyes = replace(eyes, material=colours.eyes)
    inner = [
        _plain_layer(surfaces[name], posed, material)
        for name, material in (
            ("teeth", colours.teeth),
            ("tongue", colours.mouth),
            ("lashes", colours.lashes),
        )
    ]
    return [skin, mouth, eyes, *inner, *clothes]


def spare_layers(
    surfaces: dict[str, Surface], posed: Posed, kept: Mask, colours: Colours, part: int
) -> list[Layer]:
    """The skin, eyes and lashes that a defect draws once more."""
    layers = []
    for name in ("skin", "eyes", "lashes"):
        surface = surfaces[name]
        chosen = kept[surface.vertices]
        layer = _plain_layer(surface, posed, getattr(colours, name))
        uv = eye_coordinates(surface) if name == "eyes" else surface.uv * 4
        faces = layer.faces[chosen[layer.faces].all(axis=1)]
        layers.append(replace(layer, faces=faces, uv=uv, part=np.full(len(chosen), part)))
    return layers


def _plain_layer(surface: Surface, posed: Posed, material: Material) -> Layer:
    cover = np.ones(len(surface.vertices))
    return surface_layer(surface, posed.vertices[surface.vertices], cover, material, surface.uv)
