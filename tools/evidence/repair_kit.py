"""A review and the frames of its ad come in; what somebody needs to repaint just the flaws goes out as files.

For each place, be it a finding that counts or a tile that a counted look calls wrong: the frame, a mask of
its size (white is repainted), a crop and, in `repair.json`, the reason and what to ask a generator for.
Nothing is repaired here, and what comes back is reviewed like any other ad.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from PIL import Image, ImageDraw
from pydantic import Field

from agent_plugin.prompts import line
from agent_plugin.tools.domain import Box, Category, Frame, Part, Review, Says, shows
from agent_plugin.tools.domain.base import Record
from agent_plugin.tools.evidence.fingers import marked
from agent_plugin.tools.evidence.view import sound_box
from agent_plugin.tools.media.media import SourceFrames
from agent_plugin.tools.policy import STANDARD, Policy
from agent_plugin.tools.words import TITLES, printable

KIT = "repair.json"


class Place(Record):
    """One place to repaint."""

    number: int = Field(ge=1, description="As in the names of its files")
    found_by: Literal["checks", "look"]
    finding: int | None = Field(default=None, description="Number of the finding in the review")
    tile: int | None = Field(default=None, description="Number of the tile that a look calls wrong")
    category: Category | None = Field(default=None, description="None where a look named none")
    part: Part
    person: int | None = None
    box_xyxy: Box = Field(description="What is wrong, in pixels of the frame")
    score: float = Field(description="How sure whoever found it is, 0 to 1; not calibrated for looks")
    reason: str = Field(description="What is wrong, in a sentence")
    is_asked: bool = Field(
        default=False, description="Real people look like this too: ask whether it is intended, then repaint"
    )
    at_s: float | None = Field(default=None, description="The moment of the frame; none for an image")
    start_s: float | None = None
    end_s: float | None = None
    frame: str = ""
    mask: str = ""
    crop: str = ""
    prompt: str = ""
    negative_prompt: str = ""


class RepairKit(Record):
    """What `repair.json` holds."""

    schema_version: Literal["1"] = "1"
    review: str
    ad: str
    sha256: str
    width: int
    height: int
    verdict: str
    sentence: str
    places: tuple[Place, ...] = Field(description="Empty where nothing counts; that alone clears no ad")


def write_repair_kit(
    review: Review, frames: SourceFrames, folder: Path, policy: Policy = STANDARD
) -> RepairKit:
    """Write it all into a folder, which is made if absent.

    Raises:
        LastLookError: the frames are gone.
    """
    folder.mkdir(parents=True, exist_ok=True)
    places = tuple(_written(place, review, frames, folder, policy) for place in _places(review, policy))
    media, verdict = review.media, review.verdict
    kit = RepairKit(
        review=review.id,
        ad=printable(media.name),
        sha256=media.sha256,
        width=media.width,
        height=media.height,
        verdict=verdict.value.value,
        sentence=verdict.sentence,
        places=places,
    )
    text = json.dumps(kit.model_dump(mode="json"), indent=2)
    (folder / KIT).write_text(text + "\n", encoding="utf-8")
    return kit


def _places(review: Review, policy: Policy) -> Iterator[Place]:
    """Findings that count, then what counted looks saw beside them."""
    found = review.counting
    for number, one in enumerate(found, 1):
        yield Place(
            number=number,
            found_by="checks",
            finding=one.number,
            category=one.category,
            part=one.part,
            person=one.person,
            box_xyxy=one.box_xyxy,
            score=one.score,
            reason=one.for_marketer,
            at_s=one.at_s,
            start_s=one.start_s,
            end_s=one.end_s,
        )
    boxes = [one.box_xyxy for one in found]
    seen = [
        one
        for one in _seen(review)
        if not any(shows(one.box_xyxy, box, policy.sheet.shown_from) for box in boxes)
    ]
    for number, place in enumerate(seen, len(found) + 1):
        yield place.model_copy(update={"number": number})


def _seen(review: Review) -> Iterator[Place]:
    """Each tile that a counted look calls wrong, once, as whoever is surest puts it."""
    tiles = {tile.number: (tile, sheet.at_s) for sheet in review.sheets for tile in sheet.tiles}
    answers = [one for look in review.looks if look.counts for one in look.tiles if one.says is Says.WRONG]
    surest = {one.tile: one for one in sorted(answers, key=lambda one: one.sureness)}
    for number, one in sorted(surest.items()):
        if number not in tiles:
            continue
        tile, at_s = tiles[number]
        title = TITLES[one.category] if one.category else "Something that cannot be"
        yield Place(
            number=1,
            found_by="look",
            tile=number,
            category=one.category,
            part=tile.parts[0] if tile.parts else Part.BODY,
            person=tile.person,
            box_xyxy=tile.box_xyxy,
            score=one.sureness,
            reason=printable(one.what) or f"{title}.",
            at_s=at_s,
        )


def _written(place: Place, review: Review, frames: SourceFrames, folder: Path, policy: Policy) -> Place:
    """The place with its pictures beside it."""
    (frame,) = frames.frames_at([place.at_s or 0.0])
    box = sound_box(_whole(place, review, frame, policy), frame)
    name = f"place-{place.number}"
    files = {"frame": f"{name}-frame.png", "mask": f"{name}-mask.png", "crop": f"{name}-crop.png"}
    picture = Image.fromarray(frame.pixels)
    picture.save(folder / files["frame"])
    _mask(picture.size, box).save(folder / files["mask"])
    picture.crop(_around(box, frame, policy.evidence.crop_margin)).save(folder / files["crop"])
    asked, _, kept_away = line("repair_kit", place.category or "other").partition(" | ")
    is_asked = place.category is not None and place.category.row.is_asked
    words = {"prompt": asked, "negative_prompt": kept_away, "is_asked": is_asked}
    is_still = review.media.kind == "image"
    return place.model_copy(update={**files, **words, "at_s": None if is_still else frame.at_s})


def _whole(place: Place, review: Review, frame: Frame, policy: Policy) -> Box:
    """What is repainted: the whole hand, with every finger that was counted."""
    for one in review.findings:
        if one.number == place.finding:
            return marked(frame, one, policy.evidence).box_xyxy
    return place.box_xyxy


def _mask(size: tuple[int, int], box: Box) -> Image.Image:
    """White where to repaint, black where nothing may change."""
    mask = Image.new("L", size)
    x0, y0, x1, y1 = (round(value) for value in box)
    ImageDraw.Draw(mask).rectangle((x0, y0, max(x0, x1 - 1), max(y0, y1 - 1)), fill=255)
    return mask


def _around(box: Box, frame: Frame, margin: float) -> tuple[int, int, int, int]:
    """The box with what lies beside it, inside the frame."""
    more = margin * max(box[2] - box[0], box[3] - box[1])
    x0, y0, x1, y1 = sound_box((box[0] - more, box[1] - more, box[2] + more, box[3] + more), frame)
    return round(x0), round(y0), max(round(x0) + 1, round(x1)), max(round(y0) + 1, round(y1))
