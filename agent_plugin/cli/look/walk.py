"""One review or a folder's come in; a person looks at one after the other, and each look is kept.

In a folder the suspicious come first. An answer is kept when the person goes on; they may go back to say it
anew, or undo it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agent_plugin.cli.look.asking import Looked, look_at, who_looks
from agent_plugin.tools.errors import UsageError
from agent_plugin.tools.words import VERDICTS, printable

if TYPE_CHECKING:
    from agent_plugin.cli.look.typed import Move
    from agent_plugin.tools.domain import Look, Review
    from agent_plugin.tools.store import Store

_WALKING: tuple[Move, ...] = ("later", "back", "undo", "stop")


def one(store: Store, review: Review, data_folder: Path, name: str) -> Review:
    """One review is looked at and shown."""
    from agent_plugin.cli.show import show_review

    if not review.sheets:
        raise UsageError(f"There is nothing to look at in review {review.id}.", "No people were seen in it.")
    outcome = look_at(store, review, who_looks(data_folder, name))
    now = outcome.review if isinstance(outcome, Looked) else review
    click.echo()
    show_review(now, store.evidence_folder(now.id))
    return now


def through(store: Store, folder: Path, data_folder: Path, name: str) -> list[Review]:
    """What waits in a folder is looked at one by one; the reviews as they are then."""
    waiting, unreviewed = waiting_in(store, folder)
    if waiting:
        Walk(store, waiting, who_looks(data_folder, name)).go()
    shown = [store.get(review.id) for review in waiting]
    left = sum(review.waits_for_a_look for review in shown)
    click.echo(f"Looked at: {len(shown) - left}. Left: {left}. Not reviewed yet: {unreviewed}.")
    if unreviewed:
        click.echo(f"`lastlook batch {printable(str(folder))} -o FILE` reviews them.")
    return shown


def waiting_in(store: Store, folder: Path) -> tuple[list[Review], int]:
    """The reviews of a folder's ads that wait for a look, the suspicious first; how many have no review.

    Raises:
        UsageError: a folder in it cannot be read.
    """
    from agent_plugin.cli.batch import media_files
    from agent_plugin.tools.weighing.verdict import severity

    media, _ = media_files(folder)
    names = {_sha256(path): path.relative_to(folder).as_posix() for path in media if path.is_file()}
    found = store.of_media(names)
    waiting = [
        review.model_copy(update={"media": review.media.model_copy(update={"name": names[sha256]})})
        for sha256, review in found.items()
        if review.waits_for_a_look
    ]

    def suspicion(review: Review) -> tuple[int, float, str]:
        worst = max((one.score for one in review.findings), default=0.0)
        return -severity(review.checks or review.verdict.value), -worst, review.media.name

    return sorted(waiting, key=suspicion), len(names) - len(found)


class Walk:
    """One person going through several reviews."""

    def __init__(self, store: Store, reviews: Sequence[Review], who: str) -> None:
        """Nobody has said anything yet."""
        self._store, self._reviews, self._who = store, reviews, who
        self._looks: dict[int, Look] = {}
        self._last: list[int] = []

    def go(self) -> None:
        """From the first to the last, or until they stop."""
        at = 0
        while 0 <= at < len(self._reviews):
            try:
                at = self._step(at)
            except click.Abort:
                return click.echo()
        return None

    def _step(self, at: int) -> int:
        review = self._reviews[at]
        click.echo(f"\n{at + 1} of {len(self._reviews)}: {printable(review.media.name)}")
        if at in self._looks:
            from agent_plugin.tools.evidence.looks import tile_lines

            click.echo(f"You said: {'; '.join(tile_lines(self._looks[at])) or 'all sound'}")
        outcome = look_at(self._store, review, self._who, moves=_WALKING, before=self._looks.get(at))
        if isinstance(outcome, Looked):
            self._looks[at] = outcome.look
            self._last = [*(one for one in self._last if one != at), at]
            verdict = outcome.review.verdict
            click.echo(f"{VERDICTS[verdict.value]}: {printable(verdict.sentence)}")
            return self._end(at + 1)
        return self._moved(outcome, at)

    def _moved(self, move: Move, at: int) -> int:
        if move == "back":
            return max(0, at - 1)
        if move == "undo":
            return self._undone(at)
        return len(self._reviews) if move == "stop" else self._end(at + 1)

    def _undone(self, at: int) -> int:
        """The last answer is taken back, and its ad stands there again."""
        if not self._last:
            click.echo("There is nothing to undo.")
            return at
        last = self._last.pop()
        self._store.looks.take_back(self._reviews[last].id, self._looks.pop(last))
        _renew(self._store, self._reviews[last].id)
        return last

    def _end(self, at: int) -> int:
        """After the last one they may still go back."""
        if at < len(self._reviews) or not self._looks:
            return at
        words: str = click.prompt(
            "That was the last. End: enter; b back; u undo", default="", show_default=False
        )
        moves: dict[str, Move] = {"b": "back", "u": "undo"}
        move = moves.get(words.strip().lower())
        return self._moved(move, at) if move else at


def _renew(store: Store, review_id: str) -> None:
    from agent_plugin.tools.calls.answer import renew_reports

    renew_reports(store, store.get(review_id))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
