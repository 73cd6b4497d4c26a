"""From a posed person with clothes and hair to the layers that the rasteriser draws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from training.render.body import BODY_VERTICES, Body, Shape
from training.render.clothes import Garment
from training.render.details import FACE_WINDOW, face_details
from training.render.hair import Hairdo, Piece
from training.render.paint import plain
from training.render.people import Traits
from training.render.raster import Layer, Material
from training.render.skeleton import Posed
from training.render.surfaces import PARTS, Surface, face_operator, vertex_normals
from training.render.types import Faces, Floats, Mask, Picture, Random

HIDDEN_DEEPER_THAN_M = 0.008
LAYER_STEP_M = 0.005
HEAD_AT = 0.56


def dress(
    rng: Random,
    surfaces: dict[str, Surface],
    posed: Posed,
    outfit: list[Garment],
    traits: Traits,
    hair_colour: Floats,
    bare: Mask | None = None,
) -> list[Layer]:
    """Skin, eyes and clothes; what lies well under an outer garment is left out, so nothing pokes through.

    `bare` marks the vertices of the whole mesh that no clothes cover.
    """
    layers = [
        _skin(rng, surfaces["skin"], posed, outfit, traits, hair_colour),
        _eyes(rng, surfaces["eyes"], posed),
    ]
    for k, garment in enumerate(outfit):
        layers.append(_garment(rng, surfaces[garment.surface], posed, outfit, k))
    return layers if bare is None else _bared(surfaces, layers, outfit, bare)


def _bared(
    surfaces: dict[str, Surface], layers: list[Layer], outfit: list[Garment], bare: Mask
) -> list[Layer]:
    skin, eyes, *clothes = layers
    free = bare[surfaces["skin"].vertices]
    result = [replace(skin, cover=np.where(free, 1.0, skin.cover)), eyes]
    for layer, garment in zip(clothes, outfit, strict=True):
        hidden = bare[surfaces[garment.surface].vertices]
        result.append(replace(layer, cover=np.where(hidden, -1.0, layer.cover)))
    return result


def wear_hair(body: Body, shape: Shape, posed: Posed, hairdo: Hairdo) -> list[Layer]:
    """Hair and hat pieces, stretched to this head and carried by its bone."""
    fit, shift = _head_fit(body, shape)
    bone = body.bone("head")
    turned = posed.turns[bone]
    layers = []
    for piece in hairdo.pieces:
        rest = piece.points * fit + shift
        place = (rest - shape.joints[bone]) @ turned.T + posed.joints[bone]
        normal = piece.normals() @ turned.T
        layers.append(_solid(place, normal, piece))
    return layers


def chair(rng: Random, posed: Posed, surfaces: dict[str, Surface], fabric: Picture) -> Layer:
    """A block under somebody who sits."""
    hips = posed.vertices[(np.abs(surfaces["skin"].canon[:, 2]) < 0.08).nonzero()[0]]
    middle = np.median(hips, axis=0)
    floor = posed.vertices[:BODY_VERTICES, 2].min()
    seat = float(np.quantile(hips[:, 2], 0.05)) - 0.01
    wide, deep = rng.uniform(0.16, 0.3, 2)
    low = np.array([middle[0] - wide, middle[1] - deep, floor])
    high = np.array([middle[0] + wide, middle[1] + deep, seat])
    return _box(low, high, np.eye(3), np.zeros(3), fabric)


def backpack(rng: Random, body: Body, shape: Shape, posed: Posed, fabric: Picture) -> Layer:
    """A bag on the back, now and then on the chest."""
    bone = body.bone("spine01")
    behind = rng.random() < 0.8
    size = (
        np.array([rng.uniform(0.1, 0.16), rng.uniform(0.05, 0.09), rng.uniform(0.14, 0.22)])
        * np.ptp(shape.vertices[:BODY_VERTICES, 2])
        / 1.7
    )
    chest = shape.vertices[:BODY_VERTICES][
        np.abs(shape.vertices[:BODY_VERTICES, 2] - shape.joints[bone][2]) < 0.05
    ]
    chest = chest[np.abs(chest[:, 0]) < 0.08]
    y = chest[:, 1].max() + size[1] * 0.8 if behind else chest[:, 1].min() - size[1] * 0.8
    middle = np.array([0, y, shape.joints[bone][2] - 0.05]) - shape.joints[bone]
    return _box(middle - size, middle + size, posed.turns[bone], posed.joints[bone], fabric)


def _skin(
    rng: Random, surface: Surface, posed: Posed, outfit: list[Garment], traits: Traits, hair_colour: Floats
) -> Layer:
    cover = np.full(len(surface.vertices), 1.0)
    for garment in outfit:
        cover = np.minimum(cover, HIDDEN_DEEPER_THAN_M - garment.reach(surface.canon, surface.along_arm))
    cover = np.where((surface.part == PARTS["head"]) & (surface.canon[:, 2] > HEAD_AT), 1.0, cover)
    face = face_details(rng, traits.skin, hair_colour)
    material = Material(
        fabric=plain(traits.skin, rng, 4),
        decal=face.sheet(),
        decal_window=FACE_WINDOW,
        wrap=0.35,
        gloss=float(rng.uniform(0.0, 0.12)),
        shine=float(rng.uniform(8, 30)),
    )
    return surface_layer(surface, posed.vertices[surface.vertices], cover, material, surface.uv * 4)


def _eyes(rng: Random, surface: Surface, posed: Posed) -> Layer:
    canvas_tile = np.full((128, 128, 3), 235, np.uint8)
    iris = rng.uniform([30, 20, 15], [120, 130, 140])
    y, x = np.mgrid[0:128, 0:128] - 64
    away = np.hypot(x, y)
    canvas_tile[away < 27] = iris.astype(np.uint8)
    canvas_tile[away < 12] = 12
    material = Material(fabric=canvas_tile, gloss=0.3, shine=40.0)
    cover, uv = np.ones(len(surface.canon)), eye_coordinates(surface)
    return surface_layer(surface, posed.vertices[surface.vertices], cover, material, uv)


def eye_coordinates(surface: Surface) -> Floats:
    """Where each vertex of the eyes lies on a tile that shows an eye from before."""
    canon = surface.canon
    middle = np.where(
        canon[:, :1] > 0, canon[canon[:, 0] > 0].mean(axis=0), canon[canon[:, 0] < 0].mean(axis=0)
    )
    uv = (canon - middle)[:, [0, 2]] / 0.03 + 0.5
    return np.where((canon[:, 1] > middle[:, 1])[:, None], 0.05, uv)


def _garment(rng: Random, surface: Surface, posed: Posed, outfit: list[Garment], k: int) -> Layer:
    garment = outfit[k]
    place = posed.vertices[surface.vertices]
    normal = vertex_normals(place, surface.faces, surface.to_vertices)
    place = place + normal * _inward(surface, place, normal, garment.smoothing)[:, None]
    hang = np.clip(garment.hang_z - surface.canon[:, 2], 0, None) * (surface.along_arm < -0.5)
    offset = garment.offset_m + 0.0012 * garment.smoothing + garment.flare * hang
    place = place + normal * offset[:, None]
    cover = garment.reach(surface.canon, surface.along_arm)
    for outer in outfit[k + 1 :]:
        cover = np.minimum(cover, 1.5 * HIDDEN_DEEPER_THAN_M - outer.reach(surface.canon, surface.along_arm))
    waves = np.c_[rng.normal(0, 24, (6, 3)), rng.uniform(0, 6, 6)]
    material = Material(
        fabric=garment.fabric,
        decal=garment.decal,
        decal_window=garment.decal_window,
        gloss=float(rng.choice([0.0, 0.03, 0.15], p=[0.5, 0.4, 0.1])),
        bump=garment.bump,
        waves=waves,
    )
    layer = surface_layer(
        surface, place.astype(np.float32), cover, material, surface.uv / garment.fabric_size_m
    )
    return replace(layer, nearer_m=LAYER_STEP_M * (k + 1))


def _inward(surface: Surface, place: Floats, normal: Floats, rounds: int) -> Floats:
    """How far smoothing moves each vertex along its normal; moves within the surface would fray the hems."""
    smooth = place
    for _ in range(rounds):
        smooth = surface.smoother @ smooth
    return np.asarray(np.sum((smooth - place) * normal, axis=1))


def surface_layer(surface: Surface, place: Floats, cover: Floats, material: Material, uv: Floats) -> Layer:
    """A layer of a surface whose vertices lie at `place`."""
    normal = vertex_normals(place, surface.faces, surface.to_vertices)
    return Layer(
        place, normal, surface.canon, surface.canon_normal, uv, cover, surface.part, surface.faces, material
    )


def _solid(place: Floats, normal: Floats, piece: Piece) -> Layer:
    material = Material(piece.fabric, gloss=piece.gloss, shine=14.0)
    part = np.full(len(place), PARTS["hair"])
    return Layer(place, normal, piece.points, normal, piece.uv, piece.cover, part, piece.faces, material)


def _head_fit(body: Body, shape: Shape) -> tuple[Floats, Floats]:
    """The stretch and shift that take the standard head to this person's head."""
    chosen = np.flatnonzero(body.canonical[:BODY_VERTICES, 2] > 0.6)
    standard, own = body.canonical[chosen], shape.vertices[chosen]
    fit = np.ptp(own, axis=0) / np.ptp(standard, axis=0)
    return fit, own.min(axis=0) - standard.min(axis=0) * fit


def _box(low: Floats, high: Floats, turned: Floats, shift: Floats, fabric: Picture) -> Layer:
    corners = np.array([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)])
    quads = np.array([[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]])
    points = (low + corners * (high - low))[quads.ravel()]
    first = np.arange(0, 24, 4)[:, None]
    faces: Faces = np.concatenate([first + np.array([0, 1, 2]), first + np.array([0, 2, 3])])
    place = points @ turned.T + shift
    normal = vertex_normals(place, faces, face_operator(faces, 24))
    uv = np.tile([[0, 0], [1, 0], [1, 1], [0, 1]], (6, 1)) * 1.5
    part = np.full(24, PARTS["other"])
    return Layer(place, normal, points, normal, uv, np.ones(24), part, faces, Material(fabric))
