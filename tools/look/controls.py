"""Controls: tiles whose answer is known, unmarked among an ad's. Does the looker look at all?

In: the ad's tiles, its frames and a lot. Out: which numbers are controls, and their pictures. Broken ones are
mostly made of the ad's own parts (see `defects.py`), so that none can be learned by heart and none is told
by its style; of an ad without a usable part, of photographs of ours. Sound ones are a place of the ad that
shows no part of a body (see `empty_places.py`), or come from a pool of photographs and renders, cut, mirrored
and lit differently each time. Which numbers are controls follows from a secret of this installation and the
look's id: nobody who makes an ad can know it.
"""

from __future__ import annotations

import hashlib
import hmac
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from PIL import Image, ImageEnhance

from agent_plugin import prompts
from agent_plugin.tools.body.skin import skin_share
from agent_plugin.tools.domain import Box, Part, Pixels, Slot, Tile
from agent_plugin.tools.evidence.sheet import cut_out
from agent_plugin.tools.look.defects import OPERATIONS, broken
from agent_plugin.tools.look.empty_places import empty_place
from agent_plugin.tools.policy import STANDARD, LookRules, SheetRules

SOUND = "sound"
# Structure: levels between the colours of a pixel, what a JPEG leaves of grey.
_GREY = 4
_MADE = "made of the ad's own"
_EMPTY = 0.5  # share of sound controls that are such a place, where there is one
_PARTS: Mapping[str, tuple[Part, ...]] = {
    "hands": (Part.LEFT_HAND, Part.RIGHT_HAND),
    "face": (Part.HEAD,),
    "head_neck_torso": (Part.HEAD,),
}


@dataclass(frozen=True)
class ControlTile:
    """The picture of a control, what it is said to be, and where the whole picture frames it."""

    picture: Image.Image
    part: Part
    name: str
    box_xyxy: Box


def lot_of(secret: str, look_id: str) -> random.Random:
    """The same for the same look in the same installation, and not to be foreseen in any other."""
    return random.Random(hmac.new(secret.encode(), look_id.encode(), hashlib.sha256).hexdigest())


def arranged(tiles: Sequence[int], lot: random.Random, rules: LookRules) -> tuple[Slot, ...]:
    """The ad's tiles in their order, and controls at random places among them, numbered from 1."""
    kinds = [True] * rules.broken_controls + [False] * rules.sound_controls
    lot.shuffle(kinds)
    rows = [Slot(number=1, tile=tile) for tile in tiles]
    for flawed in kinds:
        rows.insert(lot.randint(0, len(rows)), Slot(number=1, control=SOUND, flawed=flawed))
    return tuple(row.model_copy(update={"number": number}) for number, row in enumerate(rows, start=1))


def controls_among(
    numbers: int, secret: str, look_id: str, rules: LookRules = STANDARD.look
) -> dict[int, bool]:
    """Of so many numbers on a look's sheets those that are controls; true: with a defect in it."""
    tiles = range(numbers - rules.broken_controls - rules.sound_controls)
    slots = arranged(tiles, lot_of(secret, look_id), rules)
    return {slot.number: slot.flawed for slot in slots if slot.control}


def control_tile(
    flawed: bool,
    tiles: Sequence[Tile],
    frames: Mapping[int, Pixels],
    lot: random.Random,
    rules: SheetRules,
    people: Sequence[Box] = (),
) -> ControlTile:
    """One control.

    Args:
        flawed: Shall a plain defect be in it?
        tiles: The ad's tiles.
        frames: By the tile's number, the pixels (h, w, 3) RGB that it is cut from.
        lot: Chooses everything.
        rules: Sizes.
        people: Where somebody was found; without any, no place is known to be without a body.
    """
    like = lot.choice(list(tiles)) if tiles else None
    box = _beside(like.box_xyxy, lot) if like else (0.0, 0.0, 1.0, 1.0)
    usable = [tile for tile in tiles if _is_usable(tile, frames[tile.number], rules)]
    if flawed and usable:
        tile = lot.choice(usable)
        pixels = np.asarray(cut_out(frames[tile.number], tile.box_xyxy, rules))
        picture = Image.fromarray(broken(pixels, tile.parts[0], lot))
        return ControlTile(_varied(picture, lot), tile.parts[0], f"{_MADE} {tile.parts[0].value}", box)
    if not flawed and like and people and lot.random() < _EMPTY:
        empty = _without_body(like, tiles, frames[like.number], lot, rules, people)
        if empty is not None:
            return empty
    name = lot.choice([one for one in prompts.controls() if _suits(one, flawed)])
    part = lot.choice(_PARTS[name.split(".")[0]])
    picture = _from_pool(name, like, frames, lot, rules)
    if flawed:
        picture = Image.fromarray(broken(np.asarray(picture), Part.FACE, lot))
    return ControlTile(picture, part, f"{name}, broken" if flawed else name, box)


def _without_body(
    like: Tile,
    tiles: Sequence[Tile],
    pixels: Pixels,
    lot: random.Random,
    rules: SheetRules,
    people: Sequence[Box],
) -> ControlTile | None:
    """A place of the frame that shows nobody, captioned as the tile that it resembles."""
    x0, y0, x1, y1 = like.box_xyxy
    taken = [*people, *(tile.box_xyxy for tile in tiles)]
    box = empty_place(pixels, taken, max(x1 - x0, y1 - y0), lot, rules)
    if box is None:
        return None
    return ControlTile(cut_out(pixels, box, rules), like.parts[0], "a place without a body", box)


def _suits(name: str, flawed: bool) -> bool:
    """Broken ones are made of the faces in photographs, where a defect is plain to everybody."""
    return name.startswith("face.sound.photo") or not flawed


def _is_usable(tile: Tile, pixels: Pixels, rules: SheetRules) -> bool:
    """Is it a part that can be spoiled for everybody to see: found, alone, and not a few pixels?"""
    x0, y0, x1, y1 = tile.box_xyxy
    is_one = tile.found and len(tile.parts) == 1 and tile.parts[0] in OPERATIONS
    if not is_one or min(x1 - x0, y1 - y0) < rules.tile_px / 4 or pixels.size == 0:
        return False
    part = pixels[max(0, round(y0)) : round(y1), max(0, round(x0)) : round(x1)]
    # The back of a head, swirled, is a hairstyle to some. Brown hair passes for skin here.
    return tile.parts[0] is not Part.HEAD or skin_share(part) >= rules.face_skin


def _from_pool(
    name: str, like: Tile | None, frames: Mapping[int, Pixels], lot: random.Random, rules: SheetRules
) -> Image.Image:
    """One of ours, as coarse or fine, as coloured or grey as one of the ad's tiles."""
    image = Image.open(BytesIO(prompts.control(name))).convert("RGB")
    like_px = 0.0
    if like is not None:
        x0, y0, x1, y1 = like.box_xyxy
        like_px = max(x1 - x0, y1 - y0)
        if _is_grey(frames[like.number]):
            image = image.convert("L").convert("RGB")
    wide, high = image.size
    cut = [round(lot.uniform(0, 0.06) * side) for side in (wide, high, wide, high)]
    image = image.crop((cut[0], cut[1], wide - cut[2], high - cut[3]))
    if 0 < like_px < max(image.size):
        coarse = max(48.0, like_px) / max(image.size)
        image = _scaled(image, min(1.0, coarse))
    return _varied(_scaled(image, rules.tile_px / max(image.size)), lot)


def _is_grey(pixels: Pixels) -> bool:
    """Has a frame (h, w, 3) no colours, as old photographs and some campaigns?"""
    some = pixels[::16, ::16].astype(np.int16)
    return bool((some.max(axis=2) - some.min(axis=2)).mean() < _GREY)


def _varied(image: Image.Image, lot: random.Random) -> Image.Image:
    """Mirrored or not, a little lighter or darker: the picture is never twice the same."""
    if lot.random() < 0.5:
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    for enhance in (ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color):
        image = enhance(image).enhance(lot.uniform(0.9, 1.1))
    return image


def _beside(box_xyxy: Box, lot: random.Random) -> Box:
    """A frame of the same size near by, as if the tile were cut there."""
    x0, y0, x1, y1 = box_xyxy
    across, down = ((x1 - x0) * lot.uniform(-0.6, 0.6), (y1 - y0) * lot.uniform(-0.6, 0.6))
    return x0 + across, y0 + down, x1 + across, y1 + down


def _scaled(image: Image.Image, factor: float) -> Image.Image:
    size = max(1, round(image.width * factor)), max(1, round(image.height * factor))
    return image.resize(size, Image.Resampling.LANCZOS)
