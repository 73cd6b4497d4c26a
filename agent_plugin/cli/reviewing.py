"""Paths of ads come in; for each a review or the error that prevented it goes out, and an exit code."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from agent_plugin.terminal import CANNOT_REVIEW, unexpected
from agent_plugin.tools.errors import LastLookError, ReviewStopped

if TYPE_CHECKING:
    from agent_plugin.app import App
    from agent_plugin.tools.calls.tool import Reviews
    from agent_plugin.tools.domain import Review
    from agent_plugin.tools.look.asking.wish import Mode
    from agent_plugin.tools.progress import OnProgress
    from agent_plugin.tools.store import Store

RequireLook = Literal["people", "never"]
FAIL_ON = ("review", "block", "never")
REQUIRE_LOOK = ("people", "never")
SECOND_OPINION = ("auto", "never", "always", "dry-run")
FOUND, NO_PEOPLE = 1, 3


@dataclass(frozen=True)
class Outcome:
    """What became of one ad; with an error there may still be a review, such as when a copy failed."""

    path: Path
    review: Review | None = None
    error: LastLookError | None = None
    written: str = ""  # by the user, where that is no path

    def as_json(self) -> dict[str, Any]:
        """The review, or what prevented it."""
        if self.error:
            error = self.error
            file = self.written or str(self.path)
            about = {"code": error.code, "message": error.message, "hint": error.hint, "file": file}
            return {"error": about}
        return self.review.model_dump(mode="json") if self.review else {}


@contextmanager
def open_reviewer(app: App) -> Generator[tuple[Store, Reviews]]:
    """The store and a reviewer on it, closed at the end."""
    settings = app.settings()
    with app.open_store(settings) as store, app.make_reviewer(settings, store) as reviewer:
        yield store, reviewer


@dataclass(frozen=True)
class How:
    """How each ad is to be reviewed."""

    fresh: bool = False
    second_opinion: Mode = "auto"
    require_look: RequireLook = "people"
    debug: bool = False
    thorough: bool = False
    markets: tuple[str, ...] = ()


def try_ad(app: App, reviewer: Reviews, ad: str, how: How, on_progress: OnProgress) -> Outcome:
    """Review one ad as a user wrote it: the path of a file, or an https address."""
    if "://" not in ad or Path(ad).exists():
        return replace(try_review(reviewer, file_of(ad), how, on_progress), path=Path(ad))
    from agent_plugin.tools.media.arriving.door import open_door

    try:
        with open_door((), with_web=app.settings().fetch).at_hand(ad) as fetched:
            outcome = try_review(reviewer, fetched, how, on_progress)
            return replace(outcome, path=Path(fetched.name), written=ad)
    except ReviewStopped:
        raise
    except LastLookError as error:
        return Outcome(Path(ad.rpartition("/")[2]), error=error, written=ad)


def file_of(ad: str) -> Path:
    """The file that a user means: `~` is their folder, and spaces and accents may be other ones on disk."""
    from agent_plugin.tools.media.naming import as_on_disk

    try:
        return as_on_disk(Path(ad).expanduser())
    except RuntimeError:  # nobody has that name
        return Path(ad)


def try_review(reviewer: Reviews, path: Path, how: How, on_progress: OnProgress) -> Outcome:
    """Review one ad; an error becomes part of the outcome, so that the next ad gets its turn.

    Raises:
        ReviewStopped: the user wants no more.
    """
    from agent_plugin.tools.weighing.later_looks import as_required

    try:
        review = reviewer.review(
            path,
            fresh=how.fresh,
            second_opinion=how.second_opinion,
            thorough=how.thorough,
            markets=how.markets,
            on_progress=on_progress,
        )
        return Outcome(path, review=as_required(review, how.require_look))
    except ReviewStopped:
        raise
    except LastLookError as error:
        return Outcome(path, error=error)
    except Exception as error:
        if how.debug:
            raise
        return Outcome(path, error=unexpected(error))


def exit_code(outcomes: Iterable[Outcome], fail_on: str) -> int:
    """2 if any ad could not be reviewed, else 1 if any verdict is at or above `fail_on`.

    Else 3 if in any ad nobody was seen, so that it was not checked; else 0. With `never` 2 or 0.
    """
    outcomes = tuple(outcomes)
    if any(outcome.error for outcome in outcomes):
        return CANNOT_REVIEW
    if any(_fails(outcome, fail_on) for outcome in outcomes):
        return FOUND
    return NO_PEOPLE if fail_on != "never" and any(map(_shows_nobody, outcomes)) else 0


def _shows_nobody(outcome: Outcome) -> bool:
    from agent_plugin.tools.domain import VerdictValue

    return outcome.review is not None and outcome.review.verdict.value is VerdictValue.NO_PEOPLE


def _fails(outcome: Outcome, fail_on: str) -> bool:
    from agent_plugin.tools.domain import VerdictValue
    from agent_plugin.tools.weighing.verdict import severity

    if outcome.review is None or fail_on == "never":
        return False
    return severity(outcome.review.verdict.value) >= severity(VerdictValue(fail_on))
