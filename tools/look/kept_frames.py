"""The frames that a review keeps beside its sheets come in; whoever needs pixels later gets them from here.

A review outlives its ad: an upload is deleted, a file is moved. What was looked at stays in its evidence.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from agent_plugin.tools.domain import Frame, MediaInfo, Review
from agent_plugin.tools.errors import UsageError
from agent_plugin.tools.media import open_media
from agent_plugin.tools.media.media import SourceFrames
from agent_plugin.tools.policy import STANDARD


class KeptFrames:
    """The frames of a review's sheets, by their moments."""

    def __init__(self, review: Review, folder: Path) -> None:
        """Nothing is read yet; `folder` is the review's evidence folder."""
        self._review, self._folder = review, folder

    @property
    def info(self) -> MediaInfo:
        """What was reviewed."""
        return self._review.media

    def frames_at(self, at_s: Sequence[float], *, longest_px: int | None = None) -> list[Frame]:
        """The kept frame nearest to each moment, in the order asked.

        Raises:
            UsageError: the evidence is gone.
        """
        return [self._frame(index, moment) for index, moment in enumerate(at_s)]

    def _frame(self, index: int, at_s: float) -> Frame:
        sheet = min(self._review.sheets, key=lambda one: abs((one.at_s or 0.0) - at_s))
        path = self._folder / sheet.frame
        if not path.is_file():
            raise UsageError(
                f"The pictures of review {self._review.id} are gone.", "Review the ad again, then look."
            )
        with Image.open(path) as opened:
            return Frame(np.asarray(opened.convert("RGB")), index, sheet.at_s or 0.0)


def frames_of(review: Review, folder: Path, ad: Path | None) -> SourceFrames:
    """The ad's own frames where its file is at hand and unchanged, else those that the review keeps.

    Raises:
        MediaError: the file cannot be read any more.
    """
    if ad and is_the_ad(review, ad):
        return open_media(ad, STANDARD.media)
    return KeptFrames(review, folder)


def is_the_ad(review: Review, path: Path) -> bool:
    """Is this the very file that was reviewed?"""
    is_near = path.is_file() and path.stat().st_size == review.media.bytes
    return is_near and hashlib.sha256(path.read_bytes()).hexdigest() == review.media.sha256
