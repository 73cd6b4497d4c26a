"""One picture with a labelled defect, or its sound twin: a kind and a generator in; pixels and labels out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np

from training.render import advert, company, hand_labels, labels
from training.render.backdrop import draw_backdrop
from training.render.body import BODY_VERTICES, Shape
from training.render.camera import Camera, View, draw_lights, place_camera
from training.render.clothes import Garment
from training.render.defects import DRAWERS, STAGINGS, Copy, Defect
from training.render.dressing import dress, wear_hair
from training.render.hair import Hairdo, draw_hair
from training.render.people import Traits
from training.render.poses import Pose
from training.render.raster import Layer, Lights, Raster
from training.render.skeleton import Posed, apply_pose
from training.render.studio import Studio
from training.render.surfaces import PARTS
from training.render.types import Floats, Mask, Picture, Random

CAMERA_TRIES, OUTFIT_TRIES = 7, 6
SCOUT_SIDE_PX = 160
NEAREST_M = 0.25
FIRST_COPY_PART = labels.COPIES.start
LEAST_SEEN_SHARE, LEAST_SEEN_OF_PICTURE, LEAST_SEEN_OF_BOX = 0.2, 0.0004, 0.08
# How far before a marked vertex its clothes may lie; on what is always bare, only roundness.
CLOTHES_M, BARE_M = 0.05, 0.015
BARE_PARTS = frozenset(PARTS[name] for name in ("head", "left_hand", "right_hand"))


@dataclass(frozen=True)
class Subject:
    """The person of one picture, ready to be seen by a camera."""

    category: str
    traits: Traits
    shape: Shape
    pose: Pose
    posed: Posed
    outfit: list[Garment]
    hairdo: Hairdo
    defect: Defect | None
    copies: list[Copy]


def take(
    studio: Studio, rng: Random, kind: str, defect_share: float
) -> tuple[Picture, dict[str, Any], Raster]:
    """Render one picture of a kind from a generator."""
    subject = draw_subject(studio, rng, kind, defect_share)
    layers, hair = _layers(studio, rng, kind, subject)
    layers += _company(studio, rng, kind, subject)
    camera, lights, hidden = _choose_camera(studio, rng, kind, subject, layers)
    backdrop = _backdrop(rng, camera)
    raster = studio.rasteriser.draw(layers, camera.clip_from_world, camera.eye, lights, backdrop)
    row = _row(studio, kind, subject, camera, hair, raster) | {"hidden_defect": hidden}
    picture, facts = advert.dress_up(rng, raster.picture, advert.kept_clear(row))
    return picture, row | facts, raster


def _backdrop(rng: Random, camera: Camera) -> Picture:
    """A background drawn at half the size: a blurred one hides nothing and costs a quarter."""
    half = draw_backdrop(rng, camera.width // 2, camera.height // 2)
    return np.asarray(cv2.resize(half, (camera.width, camera.height)), np.uint8)


def draw_subject(studio: Studio, rng: Random, kind: str, defect_share: float) -> Subject:
    """Draw who, how posed and dressed, and with which defect, if any."""
    body, staging = studio.body, STAGINGS[kind]
    category = str(rng.choice(sorted(DRAWERS[kind])))
    traits = staging.traits(rng)
    shape = body.shape(traits.phenotype, traits.local)
    pose = staging.pose(rng, body, shape, category)
    turns, defect = pose.turns, None
    if rng.random() < defect_share:
        defect = DRAWERS[kind][category](rng, body, shape, turns)
        shape = defect.shape(body, shape) if defect.shape else shape
        turns = defect.turns(turns) if defect.turns else turns
    posed = apply_pose(body, shape, turns)
    copies = defect.copies(body, shape, turns) if defect and defect.copies else []
    posed = defect.posed(body, posed) if defect and defect.posed else posed
    hairdo = draw_hair(rng, studio.surfaces["skin"])
    outfit = _suitable_outfit(rng, kind, category)
    return Subject(category, traits, shape, pose, posed, outfit, hairdo, defect, copies)


def _suitable_outfit(rng: Random, kind: str, category: str) -> list[Garment]:
    outfit = STAGINGS[kind].outfit(rng)
    suits = STAGINGS[kind].suits
    for _ in range(OUTFIT_TRIES):
        if suits is None or suits(category, outfit):
            break
        outfit = STAGINGS[kind].outfit(rng)
    return outfit


def _layers(studio: Studio, rng: Random, kind: str, subject: Subject) -> tuple[list[Layer], list[Layer]]:
    """The person's layers with the copies', and those of them that are the person's own hair."""
    state = rng.bit_generator.state
    bare = subject.defect.bare if subject.defect else None
    layers = _dressed(studio, rng, subject, subject.posed, bare)
    finish, things = STAGINGS[kind].finish, STAGINGS[kind].things
    layers = finish(rng, studio.body, layers) if finish else layers
    hair = wear_hair(studio.body, subject.shape, subject.posed, subject.hairdo)
    whole = [*layers, *hair]
    for number, copy in enumerate(subject.copies):
        again = np.random.default_rng()
        again.bit_generator.state = state  # the same chances give the same cloth and face
        copied = _copied(studio, again, subject, copy, FIRST_COPY_PART + number)
        whole += finish(again, studio.body, copied) if finish else copied
    if things:
        whole += things(rng, studio.body, subject.shape, subject.pose, subject.posed)
    return whole, hair


def _company(studio: Studio, rng: Random, kind: str, subject: Subject) -> list[Layer]:
    """At times a second, sound person."""
    if rng.random() >= STAGINGS[kind].company:
        return []
    second = draw_subject(studio, rng, kind, 0.0)
    second = replace(
        second, posed=company.stand_beside(rng, subject.posed, second.posed, STAGINGS[kind].near)
    )
    return company.marked_as_second(_layers(studio, rng, kind, second)[0])


def _dressed(studio: Studio, rng: Random, subject: Subject, posed: Posed, bare: Mask | None) -> list[Layer]:
    return dress(rng, studio.surfaces, posed, subject.outfit, subject.traits, subject.hairdo.colour, bare)


def _copied(studio: Studio, rng: Random, subject: Subject, copy: Copy, part: int) -> list[Layer]:
    surfaces = studio.surfaces
    order = ["skin", "eyes", *(g.surface for g in subject.outfit)]
    layers = []
    for name, layer in zip(order, _dressed(studio, rng, subject, copy.posed, None), strict=True):
        kept = copy.kept[surfaces[name].vertices]
        faces = layer.faces[kept[layer.faces].all(axis=1)]
        if len(faces):
            layers.append(replace(layer, faces=faces, part=np.full(len(kept), part)))
    head = surfaces["skin"].part == PARTS["head"]
    if copy.kept[:BODY_VERTICES][head].mean() > 0.9:
        hair = wear_hair(studio.body, subject.shape, copy.posed, subject.hairdo)
        layers += [replace(piece, part=np.full(len(piece.place), part)) for piece in hair]
    return layers


def _choose_camera(
    studio: Studio, rng: Random, kind: str, subject: Subject, layers: list[Layer]
) -> tuple[Camera, Lights, bool]:
    """A camera that sees the defect, if one of a few does; whether it stayed hidden."""
    for _ in range(CAMERA_TRIES):
        view = STAGINGS[kind].view(rng, studio.body, subject.category, subject.defect)
        camera = place_camera(rng, view, _shown(view, subject))
        lights = draw_lights(rng, camera)
        if view.distance_m and _too_near(subject, camera):
            continue
        if subject.defect is None and view.watched is None:
            return camera, lights, False
        scale = SCOUT_SIDE_PX / max(camera.width, camera.height)
        small = replace(camera, width=round(camera.width * scale), height=round(camera.height * scale))
        blank = np.zeros((small.height, small.width, 3), np.uint8)
        raster = studio.rasteriser.draw(layers, camera.clip_from_world, camera.eye, lights, blank, 1)
        if subject.defect is None:
            places = subject.posed.vertices[view.watched]
            seen = labels.seen_share(places, small, raster, BARE_M) >= LEAST_SEEN_SHARE
        else:
            seen = _is_seen(defect_label(studio, subject, small, raster), small)
        if seen:
            return camera, lights, False
    return camera, lights, True


def _too_near(subject: Subject, camera: Camera) -> bool:
    """Whether some of the person is so near to a close camera that it would fill the view or be cut."""
    away = np.linalg.norm(subject.posed.vertices[:BODY_VERTICES] - camera.eye, axis=1)
    return bool(away.min() < NEAREST_M)


def _shown(view: View, subject: Subject) -> Floats:
    chosen = np.zeros(len(subject.posed.vertices), np.bool_)
    chosen[view.shown] = True
    places = [subject.posed.vertices[chosen]]
    places += [c.posed.vertices[chosen & c.kept] for c in subject.copies]
    return np.concatenate(places)


def _is_seen(label: dict[str, Any], camera: Camera) -> bool:
    enough_px = label["seen_px"] >= LEAST_SEEN_OF_PICTURE * camera.width * camera.height
    if not label["box_xyxy"] or not enough_px or label["seen_share"] < LEAST_SEEN_SHARE:
        return False
    x0, y0, x1, y1 = label["box_xyxy"]
    return bool(label["seen_px"] >= LEAST_SEEN_OF_BOX * (x1 - x0) * (y1 - y0))


def defect_label(studio: Studio, subject: Subject, camera: Camera, raster: Raster) -> dict[str, Any]:
    """The label of the defect: its box, the pixels of it that are seen, the share of it that is seen."""
    defect = subject.defect
    assert defect is not None
    if subject.copies:
        places = np.concatenate([c.posed.vertices[c.kept] for c in subject.copies])
    else:
        places = subject.posed.vertices[defect.marked]
    box = labels.clipped(camera.project(places)[:, :2], camera)
    numbers = [FIRST_COPY_PART + k for k in range(len(subject.copies))]
    if not numbers:
        own = defect.marked[defect.marked < BODY_VERTICES]
        numbers = np.unique(studio.surfaces["skin"].part[own]).astype(int).tolist()
    before_m = BARE_M if BARE_PARTS.issuperset(numbers) else CLOTHES_M
    return {
        "category": defect.category,
        "box_xyxy": box,
        "seen_px": _pixels(raster, numbers, box),
        "seen_share": round(labels.seen_share(places, camera, raster, before_m), 3),
        **defect.facts,
    }


def _pixels(raster: Raster, numbers: list[int], box: list[float] | None) -> int:
    if box is None:
        return 0
    x0, y0, x1, y1 = (round(v) for v in box)
    return int(np.isin(raster.parts[y0:y1, x0:x1], numbers).sum())


def _row(
    studio: Studio, kind: str, subject: Subject, camera: Camera, hair: list[Layer], raster: Raster
) -> dict[str, Any]:
    label = [defect_label(studio, subject, camera, raster)] if subject.defect else []
    return {
        "kind": kind,
        "staged_for": subject.category,
        "defects": label,
        "people": [
            {"box_xyxy": box, "sound": sound}
            for box, sound in ((labels.person_box(raster), not label), (company.seen_box(raster), True))
            if box
        ],
        **labels.view(studio.body, subject.posed, camera),
        "boxes": labels.boxes(studio.surfaces, subject.posed, hair, camera, raster),
        "joints": labels.joints(studio.body, subject.posed, camera, raster),
        "hands": hand_labels.hands(studio.body, subject.shape, subject.posed, camera, raster),
        "stance": subject.pose.stance,
        "arms": list(subject.pose.arms),
        "clothes": [g.name for g in subject.outfit],
        **labels.looks(subject.hairdo, subject.traits, camera),
    }
