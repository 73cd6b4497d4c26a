"""The file of an ad comes in, its review goes out: one by one, or many with a reviewer of one's own."""

from __future__ import annotations

import atexit
from collections.abc import Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Self

from agent_plugin.app import App
from agent_plugin.tools.progress import OnProgress, unreported
from agent_plugin.workshop import Workshop
from lastlook._shown import Review

if TYPE_CHECKING:
    from agent_plugin.tools.look.asking.wish import Mode


class Reviewer:
    """Reviews many ads, and lets go of models and store at the end of its `with` block.

    Settings are read and models are loaded at the first review. Several threads may share it and take turns.

    >>> import lastlook
    >>> with lastlook.Reviewer() as reviewer:
    ...     for ad in ("walk.jpg", "neck-twist.jpg"):
    ...         print(ad, [one.category.value for one in reviewer.review(f"examples/{ad}").counting])
    walk.jpg []
    neck-twist.jpg ['neck_twist']
    """

    __module__ = "lastlook"

    def __init__(self, *, app: App | None = None) -> None:
        """Nothing is opened yet; an `app` of one's own says where settings, store and models come from."""
        self._workshop = Workshop(app or App())

    def review(
        self,
        ad: str | PathLike[str],
        *,
        fresh: bool = False,
        second_opinion: Mode = "auto",
        thorough: bool = False,
        markets: Sequence[str] = (),
        on_progress: OnProgress | None = None,
    ) -> Review:
        """Review one ad, as `lastlook.review` does.

        Raises:
            LastLookError: the ad cannot be reviewed.
        """
        box = replace(self._workshop.box(), on_progress=on_progress or unreported)
        made = box.review(
            Path(ad), fresh=fresh, second_opinion=second_opinion, thorough=thorough, markets=tuple(markets)
        )
        return Review.of(made, box.store.evidence_folder(made.id))

    def close(self) -> None:
        """Let go of models and store."""
        self._workshop.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


_OF_THIS_PROCESS = Reviewer()
atexit.register(_OF_THIS_PROCESS.close)


def review(
    ad: str | PathLike[str],
    *,
    fresh: bool = False,
    second_opinion: Mode = "auto",
    thorough: bool = False,
    markets: Sequence[str] = (),
    on_progress: OnProgress | None = None,
) -> Review:
    """Review one ad; the models stay loaded in this process, so that the next one is quicker.

    >>> import lastlook
    >>> review = lastlook.review("examples/neck-twist.jpg")
    >>> review.verdict.value.value
    'block'

    Args:
        ad: The file of a picture, an animation or a video.
        fresh: Look again even if the same ad was reviewed before.
        second_opinion: Ask the judge of the settings: `auto` where there is one, `always` (an error where
            there is none), `never`, or `dry-run`, which only writes down what it would be shown.
        thorough: Look at every frame of a video, not at those that the plan wants.
        markets: Those whose AI disclosure rules count, such as `["EU", "US-NY"]`; else the settings'.
        on_progress: Called with the stage in words and the share done, 0 to 1; what it raises stops the
            review.

    Raises:
        LastLookError: the ad cannot be reviewed; it says why and what to do.
    """
    return _OF_THIS_PROCESS.review(
        ad,
        fresh=fresh,
        second_opinion=second_opinion,
        thorough=thorough,
        markets=markets,
        on_progress=on_progress,
    )


review.__module__ = "lastlook"
