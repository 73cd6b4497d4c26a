"""A review's sheets and its media come in; the sheets as a looker is shown them go out, with controls."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent_plugin.tools.domain import Box, Part, Pixels, Sheet, Slot, Tile
from agent_plugin.tools.evidence.sheet import Card, as_jpeg, cut_out, sheets_of
from agent_plugin.tools.look.controls import arranged, control_tile
from agent_plugin.tools.media.media import SourceFrames
from agent_plugin.tools.policy import Policy
from agent_plugin.tools.words import PARTS


@dataclass(frozen=True)
class ShownSheet:
    """One picture that a looker is shown."""

    jpeg: bytes
    width: int
    height: int
    numbers: tuple[int, ...]
    at_s: float | None

    @property
    def sha256(self) -> str:
        """Of the very bytes."""
        return hashlib.sha256(self.jpeg).hexdigest()


def shown(
    media: SourceFrames,
    sheets: Sequence[Sheet],
    policy: Policy,
    lot: random.Random,
    *,
    people: Sequence[Box] = (),
    whole: bool = True,
) -> tuple[tuple[ShownSheet, ...], tuple[Slot, ...]]:
    """The pictures to show, and what each number on them stands for.

    Args:
        media: Where the frames come from; one frame for each moment is held at a time, twice.
        sheets: The review's own sheets, whose tiles keep their order.
        policy: Sizes, and how many controls.
        lot: Chooses places and controls.
        people: Where somebody is in a still; of a video it is not known for each moment.
        whole: May the whole picture be shown, or the tiles alone?
    """
    moments = list(dict.fromkeys(sheet.at_s for sheet in sheets))
    frames = {at_s: media.frames_at([at_s or 0.0])[0].pixels for at_s in moments}
    tiles = {tile.number: tile for sheet in sheets for tile in sheet.tiles}
    moment_of = {tile.number: sheet.at_s for sheet in sheets for tile in sheet.tiles}
    pixels = {number: frames[at_s] for number, at_s in moment_of.items()}
    slots, cards, last = list[Slot](), dict[float | None, list[Card]](), moments[0] if moments else None
    for slot in arranged(tuple(tiles), lot, policy.look):
        if slot.tile is not None:
            last = moment_of[slot.tile]
            tile = tiles[slot.tile]
            picture = cut_out(pixels[slot.tile], tile.box_xyxy, policy.sheet)
            card = Card(slot.number, picture, tile.caption, tile.box_xyxy)
        else:
            card, slot = _control(slot, tuple(tiles.values()), pixels, lot, policy, people)
        slots.append(slot)
        cards.setdefault(last, []).append(card)
    made = [one for at_s in moments for one in _drawn(frames[at_s], cards.get(at_s, []), at_s, policy, whole)]
    return tuple(made), tuple(slots)


def _control(
    slot: Slot,
    tiles: Sequence[Tile],
    pixels: Mapping[int, Pixels],
    lot: random.Random,
    policy: Policy,
    people: Sequence[Box],
) -> tuple[Card, Slot]:
    """A control's card; its caption reads as the others do."""
    control = control_tile(slot.flawed, tiles, pixels, lot, policy.sheet, people)
    persons = sorted({tile.person for tile in tiles if tile.person is not None})
    words = "whole person" if control.part is Part.BODY else PARTS[control.part]
    caption = f"person {lot.choice(persons)}, {words}" if len(persons) > 1 else words
    frame: Box | None = control.box_xyxy if tiles else None
    return (
        Card(slot.number, control.picture, caption, frame),
        slot.model_copy(update={"control": control.name}),
    )


def _drawn(
    pixels: Pixels, cards: Sequence[Card], at_s: float | None, policy: Policy, whole: bool
) -> list[ShownSheet]:
    most = policy.sheet.max_sheets_still if at_s is None else 1
    return [
        ShownSheet(
            as_jpeg(image, policy.sheet), image.width, image.height, tuple(card.number for card in some), at_s
        )
        for image, some in sheets_of(pixels, cards, at_s, policy.sheet, whole=whole, most=most)
    ]
