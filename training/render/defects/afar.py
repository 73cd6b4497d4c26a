"""Hands of people seen whole: small, at work, on somebody else; sound, or wrong in one way or in several.

A generator seldom errs by one finger only: `mangled` hands have two or three of the defects of `hands`, and
the fingers of `crumpled` ones bend where and as no joint does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from training.render.body import Body, Shape
from training.render.camera import View
from training.render.company import CLOSE
from training.render.defects import DRAWERS, STAGINGS, Copy, Defect, Drawer, Staging, bodies
from training.render.defects.hand_staging import HANDS, HandPose
from training.render.defects.hands import EXTRA, FUSED, LENGTH, MISSING
from training.render.fingers import finger_vertices
from training.render.hand_frames import FINGERS, SIDES, hand_weight, read_hand
from training.render.hand_poses import about
from training.render.hand_skin import WINDOW, finish_hands
from training.render.paint import draw_colour
from training.render.poses import Pose
from training.render.raster import NO_DECAL, Layer
from training.render.skeleton import Posed, Turns
from training.render.types import Picture, Random

AT_WORK = 0.5  # the share with gestures and things in the hands; the rest rest, on hips, arms and thighs
CRUMPLED_DEG = 38.0
SAME_HAND_TRIES = 30
_ONE_WAY = (EXTRA, MISSING, FUSED, LENGTH)


def pose(rng: Random, body: Body, shape: Shape, category: str) -> Pose:
    """Hands at work, or as people hold them when they do nothing with them."""
    if rng.random() < AT_WORK:
        return HANDS.pose(rng, body, shape, LENGTH)
    idle = bodies.pose(rng, body, shape, "extra_hand")
    return HandPose(idle.turns, idle.stance, idle.arms, idle.impossible_head)


def view(rng: Random, body: Body, category: str, defect: Defect | None) -> View:
    """As bodies are seen; of sound people, too, some finger has to show."""
    side = SIDES[str(rng.choice(list(SIDES)))]
    watched = finger_vertices(body, side, int(rng.choice(FINGERS)), 2)
    return replace(bodies.view(rng, body, "hand_size", defect), watched=watched)


def gloved(rng: Random, body: Body, layers: list[Layer]) -> list[Layer]:
    """Both hands in thin gloves of one colour."""
    colour = draw_colour(rng).astype(np.uint8)
    return [
        _glove(each, colour) if each.material.decal_window == WINDOW else each
        for each in finish_hands(rng, body, layers)
    ]


def _glove(hand: Layer, colour: Picture) -> Layer:
    fabric = np.broadcast_to(colour, hand.material.fabric.shape).copy()
    return replace(hand, material=replace(hand.material, fabric=fabric, decal=NO_DECAL))


def mangled(rng: Random, body: Body, shape: Shape, turns: Turns) -> Defect:
    """Two or three defects on one hand; the first gives the category, `also` the others."""
    names = rng.choice([*_ONE_WAY, "crumpled"], size=int(rng.choice([2, 3], p=[0.6, 0.4])), replace=False)
    drawn: list[Defect] = []
    for name in names:
        one = _on_same_hand(DRAWERS["afar"][str(name)], rng, body, shape, turns, drawn)
        shape = one.shape(body, shape) if one.shape else shape
        turns = one.turns(turns) if one.turns else turns
        drawn.append(one)
    also = sorted({each.category for each in drawn} - {drawn[0].category})
    facts: dict[str, object] = {"side": drawn[0].facts["side"], "variant": "mangled", "also": also}
    return Defect(
        drawn[0].category,
        facts,
        np.flatnonzero(hand_weight(body, SIDES[str(facts["side"])]) > 0.5),
        shape=partial(_shaped, drawn),
        turns=partial(_turned, drawn),
        posed=partial(_posed, drawn),
        copies=partial(_copied, drawn),
    )


def crumpled(rng: Random, body: Body, shape: Shape, turns: Turns) -> Defect:
    """Three fingers or more bent at random, sideways and backwards too."""
    side = str(rng.choice(list(SIDES)))
    hand = read_hand(body, shape, side)
    fingers = sorted(rng.choice(FINGERS, size=int(rng.integers(3, 6)), replace=False).tolist())
    bones = [hand.bone(finger, joint) for finger in fingers for joint in (1, 2, 3)]
    bends = {bone: about(rng.normal(0, 1, 3), float(rng.normal(0, CRUMPLED_DEG))) for bone in bones}

    def bend(turns: Turns) -> Turns:
        return {**turns, **{bone: turns.get(bone, np.eye(3)) @ change for bone, change in bends.items()}}

    facts: dict[str, object] = {"side": side, "variant": "crumpled", "fingers": fingers}
    marked = np.concatenate([finger_vertices(body, hand.side, finger) for finger in fingers])
    return Defect(LENGTH, facts, marked, turns=bend)


def _on_same_hand(
    drawer: Drawer, rng: Random, body: Body, shape: Shape, turns: Turns, drawn: Sequence[Defect]
) -> Defect:
    """Drawn until it is of the side of those before."""
    for _ in range(SAME_HAND_TRIES):
        defect = drawer(rng, body, shape, turns)
        if not drawn or defect.facts["side"] == drawn[0].facts["side"]:
            return defect
    raise RuntimeError(f"no defect of the {drawn[0].facts['side']} hand in {SAME_HAND_TRIES} draws")


def _shaped(drawn: Sequence[Defect], body: Body, shape: Shape) -> Shape:
    for each in drawn:
        shape = each.shape(body, shape) if each.shape else shape
    return shape


def _turned(drawn: Sequence[Defect], turns: Turns) -> Turns:
    for each in drawn:
        turns = each.turns(turns) if each.turns else turns
    return turns


def _posed(drawn: Sequence[Defect], body: Body, posed: Posed) -> Posed:
    for each in drawn:
        posed = each.posed(body, posed) if each.posed else posed
    return posed


def _copied(drawn: Sequence[Defect], body: Body, shape: Shape, turns: Turns) -> list[Copy]:
    return [copy for each in drawn if each.copies for copy in each.copies(body, shape, turns)]


DRAWERS["afar"] |= {name: DRAWERS["hand"][name] for name in _ONE_WAY}
DRAWERS["afar"] |= {"mangled": mangled, "crumpled": crumpled}
DRAWERS["gloved"] = DRAWERS["afar"]
STAGINGS["afar"] = Staging(
    pose, view, company=0.3, near=CLOSE, finish=HANDS.finish, things=HANDS.things, defects=0.6
)
STAGINGS["gloved"] = replace(STAGINGS["afar"], finish=gloved, defects=0.4)
