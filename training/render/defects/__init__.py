"""Labelled defects: a category, a person and a generator in; what to change at each step of rendering out.

A kind of picture (such as "body", "hand" and "face") has drawers, one per category, and a staging: how people
are posed and framed for a category. Sound pictures draw a category too and are posed and framed by the same
staging, so that only the defect differs. The modules named in `MODULES` fill both registries when `load`
imports them.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass

from training.render.body import Body, Shape
from training.render.camera import View
from training.render.clothes import Garment, draw_outfit
from training.render.company import BESIDE, Nearness
from training.render.people import Traits, draw_traits
from training.render.poses import Pose
from training.render.raster import Layer
from training.render.skeleton import Posed, Turns
from training.render.types import Ints, Mask, Random

MODULES = ("bodies", "running", "hands", "afar", "skin", "faces")
DEFECT_SHARE = 0.65  # of the pictures of a kind


@dataclass(frozen=True)
class Copy:
    """Part of the person drawn once more: dressed like the rest, kept where `kept` is true.

    `kept` has one entry per vertex of the whole mesh. Hair is worn on the copy too if its head is kept.
    """

    posed: Posed
    kept: Mask


@dataclass(frozen=True)
class Defect:
    """One defect: how it changes the person at each step of rendering; a step that is None does nothing."""

    category: str
    facts: dict[str, object]
    marked: Ints
    shape: Callable[[Body, Shape], Shape] | None = None
    turns: Callable[[Turns], Turns] | None = None
    posed: Callable[[Body, Posed], Posed] | None = None
    copies: Callable[[Body, Shape, Turns], list[Copy]] | None = None
    bare: Mask | None = None  # vertices of the whole mesh that no clothes cover


Drawer = Callable[[Random, Body, Shape, Turns], Defect]


@dataclass(frozen=True)
class Staging:
    """How people of one kind are posed, framed and dressed for a category, sound or not.

    `view` is asked again if the defect is hidden; it gets None for a sound person. `suits` refuses outfits.
    """

    pose: Callable[[Random, Body, Shape, str], Pose]
    view: Callable[[Random, Body, str, Defect | None], View]
    suits: Callable[[str, list[Garment]], bool] | None = None
    company: float = 0.0  # the share of pictures with a second, sound person
    near: Nearness = BESIDE  # how they stand
    defects: float = DEFECT_SHARE
    finish: Callable[[Random, Body, list[Layer]], list[Layer]] | None = None  # after dressing, copies too
    things: Callable[[Random, Body, Shape, Pose, Posed], list[Layer]] | None = None  # what the person holds
    traits: Callable[[Random], Traits] = draw_traits
    outfit: Callable[[Random], list[Garment]] = draw_outfit


DRAWERS: dict[str, dict[str, Drawer]] = {
    "body": {},
    "ends": {},
    "bends": {},
    "forks": {},
    "runs": {},
    "together": {},
    "hand": {},
    "afar": {},
    "gloved": {},
    "skin": {},
    "face": {},
}
STAGINGS: dict[str, Staging] = {}


def load() -> None:
    """Import the modules that fill the registries; one that does not exist yet is left out."""
    for name in MODULES:
        if importlib.util.find_spec(f"{__name__}.{name}"):
            importlib.import_module(f"{__name__}.{name}")
