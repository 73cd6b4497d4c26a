"""A labelled set and a judge come in; a row for each ad goes out: what the judge and the checks said of it.

Reviews lie in a folder of their own in the cache, apart from the user's: another judge is asked about the
same looks, and a bench that was interrupted goes on from its rows.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from agent_plugin.cli.reviewing import How, Outcome, try_review
from agent_plugin.terminal import note
from agent_plugin.tools.errors import JudgeError, SetupError, StoreError, UsageError

if TYPE_CHECKING:
    from agent_plugin.app import App
    from agent_plugin.settings import Settings
    from agent_plugin.tools.calls.tool import Reviews
    from agent_plugin.tools.look.asking.judge_look import JudgeLooker
    from agent_plugin.tools.measuring.benched import Benched
    from agent_plugin.tools.measuring.labels import Label
    from agent_plugin.tools.progress import OnProgress

FOLDER = "judge-bench"  # in the cache folder
IN_VAIN = 3  # ads in a row without an answer: the judge is down, and the rest would fare no better


def judge_to_measure(app: App) -> JudgeLooker:
    """The judge that is set up.

    Raises:
        UsageError: there is none.
        JudgeError: it lacks something.
    """
    looker = app.judge_looker(app.settings())
    if looker is None:
        raise UsageError(
            "There is no judge to measure: none is set up.",
            "Set LASTLOOK_JUDGE and LASTLOOK_JUDGE_MODEL, see docs/look.md; "
            "`lastlook fake-judge` stands in for one.",
        )
    return looker


def apart(app: App) -> App:
    """The same, but for a store of the bench's own."""

    def settings() -> Settings:
        usual = app.settings()
        own = {"data_dir": usual.cache_dir / FOLDER, "database_url": None}
        return usual.model_copy(update=own)

    return replace(app, settings=settings)


def chosen(labels: Sequence[Label], limit: int | None, seed: int) -> list[Label]:
    """So many by chance, half with a defect and half normal as far as there are, in the set's order."""
    if limit is None or limit >= len(labels):
        return list(labels)
    dice = random.Random(seed)
    bad, good = ([label for label in labels if label.normal is normal] for normal in (False, True))
    of_bad = min(len(bad), max(limit - limit // 2, limit - len(good)))
    files = {label.file for label in (*dice.sample(bad, of_bad), *dice.sample(good, limit - of_bad))}
    return [label for label in labels if label.file in files]


def run_bench(
    reviewer: Reviews,
    folder: Path,
    labels: Iterable[Label],
    looker: JudgeLooker,
    keep: Callable[[Benched], None],
    *,
    fresh: bool = False,
    debug: bool = False,
    on_progress: OnProgress,
) -> list[Benched]:
    """Have the judge look at each file, and keep its row.

    Raises:
        LastLookError: the installation or the judge lacks something, so that no other file would fare better.
    """
    rows: list[Benched] = []
    labels = list(labels)
    for number, label in enumerate(labels):

        def step(words: str, share: float, done: int = number, name: str = label.file) -> None:
            on_progress(f"{done + 1} of {len(labels)}, {name}: {words}", (done + share) / len(labels))

        how = How(fresh=fresh, second_opinion="always", debug=debug)
        outcome = try_review(reviewer, folder / label.file, how, step)
        row = _row(outcome, label.file, looker)
        keep(row)
        rows.append(row)
        _complain(rows)
    return rows


def _complain(rows: Sequence[Benched]) -> None:
    """Say what is wrong with the newest row.

    Raises:
        UsageError: the judge does not answer at all.
    """
    newest = rows[-1]
    if not newest.is_done:
        note(f"{newest.file}: {newest.error or newest.why_not}")
    last = rows[-IN_VAIN:]
    if len(last) == IN_VAIN and all(row.error is None and not row.is_done for row in last):
        raise UsageError(
            f"The judge gave no answer for {IN_VAIN} ads in a row: {newest.why_not}.",
            "Put that right; the same command with -o goes on where it stopped.",
        )


def _row(outcome: Outcome, file: str, looker: JudgeLooker) -> Benched:
    from agent_plugin.tools.measuring.benched import Benched, benched, identity

    if isinstance(outcome.error, SetupError | StoreError | JudgeError | UsageError):
        raise outcome.error
    if outcome.review is None:
        error = outcome.error
        why = f"{error.code}: {error.message}" if error else "error"
        return Benched(file=file, judge=identity(looker), error=why)
    return benched(outcome.review, looker, file)


@contextmanager
def kept_rows(
    output: Path | None, judge: str, *, fresh: bool
) -> Generator[tuple[dict[str, Benched], Callable[[Benched], None]]]:
    """The rows of an earlier run that need not be had again, and a function that keeps a further one.

    Raises:
        UsageError: the file cannot be read or written, or is about another judge.
    """
    if output is None:
        yield {}, lambda _: None
        return
    done = {} if fresh else _earlier(output, judge)
    try:
        half = output.with_name(f"{output.name}.partial")
        half.write_text("".join(f"{row.model_dump_json()}\n" for row in done.values()), encoding="utf-8")
        half.replace(output)
        file = output.open("a", encoding="utf-8", buffering=1)
    except OSError as error:
        raise UsageError(
            f"{output} cannot be written: {error.strerror or error}.", "Choose another place for -o."
        ) from error
    with file:
        yield done, lambda row: print(row.model_dump_json(), file=file)


def _earlier(output: Path, judge: str) -> dict[str, Benched]:
    from pydantic import ValidationError

    from agent_plugin.tools.measuring.benched import Benched

    try:
        lines = output.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{output} cannot be read ({type(error).__name__}).", "Choose another file for -o."
        ) from error
    rows: dict[str, Benched] = {}
    for number, line in enumerate(lines, 1):
        try:
            row = Benched.model_validate_json(line)
        except ValidationError as error:
            if number == len(lines):
                break  # the last line of a run that was cut off
            raise UsageError(
                f"{output}, line {number} is no row of a judge's bench.", "Choose another file for -o."
            ) from error
        if row.judge != judge:
            raise UsageError(
                f"{output} holds rows of another judge, model, prompts or policy: {row.judge}.",
                "Choose another file for -o, or begin it anew with --fresh.",
            )
        rows[row.file] = row
    return {file: row for file, row in rows.items() if row.is_done}
