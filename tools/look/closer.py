"""Places that a looker is pointed at come in; one picture with each of them, closer, goes out."""

from __future__ import annotations

from collections.abc import Sequence

from agent_plugin.tools.domain import Box, Pointed, clipped
from agent_plugin.tools.evidence.sheet import Card, as_jpeg, contact_sheet, cut_out
from agent_plugin.tools.look.shown import ShownSheet
from agent_plugin.tools.media.media import SourceFrames
from agent_plugin.tools.policy import Policy
from agent_plugin.tools.words import time_code


def closer_sheet(media: SourceFrames, places: Sequence[Pointed], policy: Policy) -> ShownSheet:
    """Each place once, larger than on the parts sheet, with the body around it.

    Args:
        media: Where the frames come from.
        places: At most as many as fit on a page.
        policy: Sizes.
    """
    large = policy.sheet.model_copy(update={"tile_px": policy.sheet.closer_px})
    cards: list[Card] = []
    for place in places:
        frame = media.frames_at([place.at_s or 0.0])[0]
        box = clipped(_grown(place.box_xyxy, large.closer_grown), frame.width, frame.height)
        when = "" if place.at_s is None else f" at {time_code(place.at_s)}"
        caption = f"place {place.number}{when}"
        cards.append(Card(place.number, cut_out(frame.pixels, box, large), caption, None))
    image = contact_sheet(cards, policy.sheet)
    numbers = tuple(card.number for card in cards)
    return ShownSheet(as_jpeg(image, large), image.width, image.height, numbers, None)


def _grown(box_xyxy: Box, times: float) -> Box:
    x, y = (box_xyxy[0] + box_xyxy[2]) / 2, (box_xyxy[1] + box_xyxy[3]) / 2
    half = times * max(box_xyxy[2] - box_xyxy[0], box_xyxy[3] - box_xyxy[1]) / 2
    return x - half, y - half, x + half, y + half
