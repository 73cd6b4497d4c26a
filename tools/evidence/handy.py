"""The pictures of a stored review come in; a few small JPEG files, fit for a chat, go out."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from agent_plugin.tools.domain import Evidence, Review

_SHRINK, _QUALITIES = 0.8, (88, 75)  # step by step: a little rougher, then a little smaller
_SMALLEST_PX = 64


def pictures_of(review: Review, finding: int | None = None) -> tuple[Evidence, ...]:
    """The still pictures among the evidence, of one finding or of all, in the order in which one looks."""
    pictures = [one for one in review.evidence if one.media_type == "image/jpeg"]
    return tuple(one for one in pictures if finding is None or one.finding == finding)


def shown_in_a_chat(review: Review, most: int) -> tuple[Evidence, ...]:
    """The few that tell most: the whole picture, then each finding that counts enlarged, then the rest.

    Marks on what a look has settled would say the opposite of the verdict: then the sheet is shown.
    """
    counting = {one.number for one in review.counting}
    settled = any(look.counts for look in review.looks) and not counting
    order: Sequence[str] = ("frame", "crop", "strip", "timeline", "sheet")
    shown = [one for one in pictures_of(review) if one.finding is None or one.finding in counting]
    shown = [one for one in shown if one.kind != "frame" or not settled]
    pictures = sorted(shown, key=lambda one: order.index(one.kind))
    first = [one for one in pictures if one.kind == "frame"][:1]
    return (*first, *(one for one in pictures if one not in first))[:most]


def small_jpeg(data: bytes, max_bytes: int) -> bytes:
    """The picture as a JPEG of at most so many bytes."""
    if data.startswith(b"\xff\xd8") and len(data) <= max_bytes:
        return data
    from PIL import Image

    with Image.open(BytesIO(data)) as opened:
        picture = opened.convert("RGB")
    while True:
        for quality in _QUALITIES:
            out = BytesIO()
            picture.save(out, "JPEG", quality=quality)
            if out.tell() <= max_bytes or min(picture.size) <= _SMALLEST_PX:
                return out.getvalue()
        picture = picture.resize((round(picture.width * _SHRINK), round(picture.height * _SHRINK)))
