"""Chosen moments and the media come in; the review's sheets, as files in its evidence folder, go out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from agent_plugin.tools.domain import Evidence, Finding, Pixels, Sheet, Tile
from agent_plugin.tools.evidence.sheet import as_jpeg, cards_of, sheets_of
from agent_plugin.tools.media.media import SourceFrames
from agent_plugin.tools.policy import Policy, SheetRules
from agent_plugin.tools.sheet.moments import Moment
from agent_plugin.tools.sheet.tiles import numbered, spots
from agent_plugin.tools.words import time_code

# Structure: a JPEG from which looks are cut, so that one more generation is not seen.
_FRAME_QUALITY = 95


def make_sheets(
    media: SourceFrames, moments: Sequence[Moment], findings: Sequence[Finding], folder: Path, policy: Policy
) -> tuple[Sheet, ...]:
    """Draw and write the sheets of all moments.

    Args:
        media: Where the frames come from; asked for one moment at a time.
        moments: In the order of time.
        findings: Whose places get a tile even where nobody was found.
        folder: The review's evidence folder.
        policy: Sizes and amounts.
    """
    sheets: list[Sheet] = []
    for moment in moments:
        tiles = _tiles(media, moment, findings, policy, sheets)
        if tiles:
            sheets += _drawn(media, moment, tiles, folder, policy, len(sheets))
    return tuple(sheets)


def evidence_of(sheets: Sequence[Sheet]) -> tuple[Evidence, ...]:
    """The sheets as pictures of the report."""
    return tuple(
        Evidence(
            kind="sheet",
            file=sheet.file,
            media_type="image/jpeg",
            width=sheet.width,
            height=sheet.height,
            caption=_caption(sheet, len(sheets)),
        )
        for sheet in sheets
    )


def _tiles(
    media: SourceFrames, moment: Moment, findings: Sequence[Finding], policy: Policy, before: Sequence[Sheet]
) -> tuple[Tile, ...]:
    """What should be shown of a moment, numbered on from the sheets before it."""
    rules, is_still = policy.sheet, media.info.kind == "image"
    # A finding's place is that of its worst moment: a moment later it may show a wall.
    here = [one for one in findings if is_still or one.at_s == moment.at_s]
    most = rules.max_tiles_still if is_still else rules.max_tiles_moment
    shown = spots(moment.places, here, media.info, rules, most)
    first = 1 + sum(len(sheet.tiles) for sheet in before)
    return numbered(shown, first, people=moment.people)


def _drawn(
    media: SourceFrames, moment: Moment, tiles: Sequence[Tile], folder: Path, policy: Policy, before: int
) -> list[Sheet]:
    rules, is_still = policy.sheet, media.info.kind == "image"
    most = rules.max_sheets_still if is_still else 1
    pixels = media.frames_at([moment.at_s])[0].pixels
    frame = f"looked-at-{before + 1}.jpg"
    _write_frame(pixels, folder / frame)
    at_s = None if is_still else moment.at_s
    cards = cards_of(pixels, [(one.number, one.caption, one.box_xyxy) for one in tiles], rules)
    drawn = sheets_of(pixels, cards, at_s, rules, most=most)[:most]
    left_out = len(tiles) - sum(len(some) for _, some in drawn)
    made: list[Sheet] = []
    for number, (image, some) in enumerate(drawn, start=before + 1):
        shown = {card.number for card in some}
        made.append(
            Sheet(
                number=number,
                **_written(image, folder / f"sheet-{number}.jpg", rules),
                at_s=at_s,
                frame=frame,
                tiles=tuple(tile for tile in tiles if tile.number in shown),
                left_out=0 if made else left_out,
            )
        )
    return made


def _written(image: Image.Image, path: Path, rules: SheetRules) -> dict[str, Any]:
    """The sheet as a file, and what a review keeps of it."""
    jpeg = as_jpeg(image, rules)
    path.write_bytes(jpeg)
    sha256 = hashlib.sha256(jpeg).hexdigest()
    return {"file": path.name, "sha256": sha256, "width": image.width, "height": image.height}


def _write_frame(pixels: Pixels, path: Path) -> None:
    """Pixels (h, w, 3) RGB as a JPEG without metadata."""
    Image.fromarray(pixels).save(path, "JPEG", quality=_FRAME_QUALITY, subsampling=0)


def _caption(sheet: Sheet, count: int) -> str:
    which = f" {sheet.number} of {count}" if count > 1 else ""
    when = "" if sheet.at_s is None else f", at {time_code(sheet.at_s)}"
    what = "every part enlarged"
    if sheet.left_out:
        what = f"parts enlarged; for {sheet.left_out} more, of the smallest people, there was no room"
    return f"Parts sheet{which}{when}: the whole picture and {what}, for whoever looks"
