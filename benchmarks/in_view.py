"""Reviewed pictures come in; how many people and hands each shows, as the program sees it, goes out.

The reviews are those that `lastlook batch` left in the store of the settings: a batch's row does not tell.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from agent_plugin.app import App
from agent_plugin.tools.domain import Part, Review

HANDS = (Part.LEFT_HAND, Part.RIGHT_HAND)


@dataclass(frozen=True)
class InView:
    """What a picture shows."""

    people: int
    hands: int


def in_view(folder: Path, files: Iterable[str]) -> dict[str, InView]:
    """By each file's name; those without a review in the store are left out."""
    sha256s = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in files}
    app = App()
    with app.open_store(app.settings()) as store:
        reviews = store.of_media(set(sha256s.values()))
    return {name: _of(reviews[sha256]) for name, sha256 in sha256s.items() if sha256 in reviews}


def _of(review: Review) -> InView:
    hands = sum(part in HANDS for person in review.people for part in person.checked)
    return InView(len(review.people), hands)
