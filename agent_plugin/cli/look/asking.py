"""A person at a terminal looks: a review comes in, its sheets are opened, what they say is kept.

Only at a terminal: a model that may run commands runs them without one. They are asked blind first; what the
checks found is shown after that.
"""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agent_plugin.cli.look.typed import LATER, MOVES, Move, read
from agent_plugin.terminal import complain
from agent_plugin.tools.errors import UsageError
from agent_plugin.tools.words import printable

if TYPE_CHECKING:
    from agent_plugin.tools.domain import Look, Review
    from agent_plugin.tools.look.person import PersonForm, Sees
    from agent_plugin.tools.store import Store

_NAME_FILE = "looker.txt"
_SEES: dict[str, Sees] = {"y": "confirm", "n": "refute", "c": "unsure"}


@dataclass(frozen=True)
class Looked:
    """What came of it: the review as it is now, with the look."""

    review: Review
    look: Look


def is_at_a_terminal() -> bool:
    """Does somebody sit where we read and where we write?"""
    return sys.stdin.isatty() and sys.stdout.isatty()


def is_asked(wanted: bool | None, *, as_json: bool, is_required: bool) -> bool:
    """Is the person asked to look right after a review?

    Raises:
        UsageError: it is demanded where nobody can be asked.
    """
    if wanted is None:
        return is_required and not as_json and is_at_a_terminal()
    if wanted and as_json:
        raise UsageError("--look asks, and --json only tells.", "Choose one of them.")
    if wanted:
        need_a_terminal()
    return wanted


def look_now(store: Store, review: Review, name: str, data_folder: Path) -> Review:
    """The review after the person was asked, if it waits for a look and the checks do not block it anyway."""
    from agent_plugin.tools.look.person import is_for_a_person

    if not is_for_a_person(review):
        return review
    click.echo(f"{printable(name)} is checked, and nobody has looked yet. What the checks found follows.")
    try:
        outcome = look_at(store, review, who_looks(data_folder))
    except click.Abort:
        click.echo()
        return review
    if not isinstance(outcome, Looked):
        return review
    click.echo()
    return outcome.review.model_copy(update={"media": review.media})


def need_a_terminal() -> None:
    """Nobody looks where nobody sits.

    Raises:
        UsageError: this is no terminal.
    """
    if not is_at_a_terminal():
        raise UsageError(
            "A person looks at a terminal, and this is none.",
            "Run it in a terminal of your own, or look on the page of `lastlook serve`.",
        )


def who_looks(data_folder: Path, given: str = "") -> str:
    """The person's name: as given now, as remembered, or asked once."""
    kept = data_folder / _NAME_FILE
    known = kept.read_text(encoding="utf-8").strip() if kept.is_file() else ""
    name = printable(given) or known
    while not name:
        asked: str = click.prompt("Your name, which is kept with what you say", default=_own_name() or None)
        name = printable(asked)
    if name != known:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(name, encoding="utf-8")
    return name


def look_at(
    store: Store,
    review: Review,
    who: str,
    *,
    moves: Collection[Move] = LATER,
    before: Look | None = None,
) -> Looked | Move:
    """Open the sheets, ask, and keep what is said; or how they want to go on instead.

    Args:
        store: Where the review is kept.
        review: What is looked at.
        who: The person's name.
        moves: What they may want instead of an answer.
        before: Their look from before that a new one replaces.
    """
    from agent_plugin.tools.calls.answer import renew_reports
    from agent_plugin.tools.look.person import by_person, closer_file, pointed_by_person

    folder = store.evidence_folder(review.id)
    _print_tiles(review)
    _open(folder / sheet.file for sheet in review.sheets)
    form = _asked(review, moves)
    if isinstance(form, str):
        return form
    handed = by_person(store, review, who, form, look=before.id if before else "")
    renew_reports(store, handed.review)
    if handed.further is not None:
        _open([folder / closer_file(handed.look)])
        sees: dict[int, Sees] = {
            place.number: _sees(place.number, place.category) for place in handed.further.places
        }
        handed = pointed_by_person(store, review, handed.look.id, sees)
        renew_reports(store, handed.review)
    return Looked(handed.review, handed.look)


def _print_tiles(review: Review) -> None:
    for sheet in review.sheets:
        for tile in sheet.tiles:
            click.echo(f"  {tile.number}. {printable(tile.caption)}")


def _asked(review: Review, moves: Collection[Move]) -> PersonForm | Move:
    numbers = [tile.number for sheet in review.sheets for tile in sheet.tiles]
    further = "".join(f"; {MOVES[move]} {move}" for move in moves)
    click.echo(
        "a all sound; wrong: its number, such as 3 or 3 six fingers; e what is wrong elsewhere; c cannot tell"
        f"{further}"
    )
    while True:
        try:
            form = read(click.prompt("You see", type=str), numbers, moves)
        except UsageError as error:
            complain(error)
            continue
        return form if isinstance(form, str) else _with_words(form)


def _with_words(form: PersonForm) -> PersonForm:
    """Ask what is wrong with each tile of which only the number was typed."""
    from agent_plugin.tools.look.person import WrongTile

    wrong: list[WrongTile] = []
    for one in form.wrong:
        what: str = one.what or click.prompt(f"What is wrong with {one.tile}", default="", show_default=False)
        wrong.append(WrongTile(tile=one.tile, what=what[:600]))
    return form.model_copy(update={"wrong": tuple(wrong)})


def _sees(number: int, category: object) -> Sees:
    from agent_plugin.tools.domain import Category
    from agent_plugin.tools.words import mid_sentence

    suspected = mid_sentence(Category(str(category)))
    question = f"Place {number}: the checks suspect {suspected}. Do you see it? (y yes, n no, c cannot tell)"
    answer: str = click.prompt(
        question, type=click.Choice(list(_SEES), case_sensitive=False), show_choices=False
    )
    return _SEES[answer]


def _open(paths: Iterable[Path]) -> None:
    """In the viewer of the desk, where there is one; the path is told either way."""
    for path in paths:
        click.echo(f"Picture: {printable(str(path))}")
        if _has_a_desk():
            click.launch(str(path))


def _has_a_desk() -> bool:
    """Can a picture be opened in a window that the person sees?"""
    if "SSH_CONNECTION" in os.environ:
        return False
    if sys.platform in ("darwin", "win32"):
        return True
    has_display = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    return has_display and shutil.which("xdg-open") is not None


def _own_name() -> str:
    """As git has it, or the system."""
    git = shutil.which("git")
    if git:
        asked = subprocess.run([git, "config", "user.name"], capture_output=True, encoding="utf-8")
        if name := printable(asked.stdout or ""):
            return name
    try:
        return printable(getpass.getuser())
    except (OSError, KeyError):  # nobody of this number is known here
        return ""
